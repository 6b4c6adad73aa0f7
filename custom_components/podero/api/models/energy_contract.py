"""Energy contracts and their prices."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Self, override

from .device import Record
from .fields import number, read_fields, text, timestamp

SPOT_HOURLY = "spot_hourly"
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyPrice:
    """A price per kWh and the time from which it applies."""

    price: float | None = number()
    timestamp: datetime | None = timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyContract(Record):
    """An energy contract (Podero's page "Get a user's energy contracts").

    ``energy_prices`` are ordered by time; a single price applies at all times.
    ``currency_energy_price`` is an ISO 4217 code. A contract without ``building``
    covers all buildings.
    """

    energy_contract_type: str | None = text()
    currency_energy_price: str | None = text()
    building: str | None = text()
    energy_prices: tuple[EnergyPrice, ...] = ()

    @classmethod
    @override
    def from_json(cls, data: Any) -> Self | None:
        """Read a contract; None if the data is not an object. It may have no ID."""
        known = {**data, "id": "contract"} if isinstance(data, Mapping) else {}
        contract = super(EnergyContract, cls).from_json(known)
        if contract is None:
            return None
        listed = known.get("energy_prices")
        rows = listed if isinstance(listed, list) else ()
        prices = [
            EnergyPrice(**read_fields(EnergyPrice, row))
            for row in rows
            if isinstance(row, Mapping)
        ]
        # A price that cannot be read still ends the previous one.
        prices.sort(key=lambda price: price.price is not None)
        timed = {
            price.timestamp: price for price in prices if price.timestamp is not None
        }
        ordered = [timed[at] for at in sorted(timed)]
        if all(price.price is None for price in ordered):
            ordered = []
        untimed = [price for price in prices if price.price is not None][:1]
        return replace(contract, energy_prices=tuple(ordered or untimed))

    def price_at(self, now: datetime) -> float | None:
        """Return the price per kWh at a time; None if it is not known."""
        if len(self.energy_prices) == 1:
            return self.energy_prices[0].price
        current = None
        for price in self.energy_prices:
            if price.timestamp is not None and price.timestamp <= now:
                current = price
        if current is None or current.timestamp is None:
            return None
        hourly = (self.energy_contract_type or "").lower().replace(" ", "_")
        if hourly == SPOT_HOURLY and now - current.timestamp >= HOUR:
            return None
        return current.price

    def state_change_times(self) -> tuple[datetime | None, ...]:
        """Return the times at which the price changes or ceases to be known."""
        changes = [price.timestamp for price in self.energy_prices]
        ends = [at + HOUR for at in changes if at is not None]
        return (*changes, *ends)

"""Energy contracts and their prices."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self, override

from .device import Record
from .fields import boolean, number, read_fields, read_text, text, timestamp
from .price import ALWAYS, HOUR, PricePeriod, price_periods, usual_step

SPOT_HOURLY = "spot_hourly"
LONG_TERM = ("monthly", "yearly")


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyPrice:
    """A price per kWh and the time from which it applies."""

    price: float | None = number()
    timestamp: datetime | None = timestamp()


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyContract(Record):
    """An energy contract (Podero's page "Get a user's energy contracts").

    ``prices`` are its ``energy_prices``, in order. ``currency_energy_price`` is an ISO
    4217 code. A contract without ``building`` covers all buildings. Where
    ``energy_price_includes_external_components`` is False, the prices are those of the
    wholesale market, without fees and taxes.
    """

    energy_contract_type: str | None = text()
    currency_energy_price: str | None = text()
    energy_price_includes_external_components: bool | None = boolean()
    building: str | None = text()
    prices: tuple[PricePeriod, ...] = ()

    @classmethod
    @override
    def from_json(cls, data: Any) -> Self | None:
        """Read a contract; None if the data is not an object. It may have no ID."""
        known = {}
        if isinstance(data, Mapping):
            known = {**data, "id": read_text(data.get("id")) or "contract"}
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
        kind = (contract.energy_contract_type or "").lower().replace(" ", "_")
        return replace(contract, prices=_periods(kind, prices))


def _periods(kind: str, prices: list[EnergyPrice]) -> tuple[PricePeriod, ...]:
    """Return the periods of the prices of a type of contract.

    The price of a spot market applies for an hour or less. Any other price applies
    until the next one, and a single one, or one without a time, always does.
    """
    # Of two prices for the same time, the one that can be read counts.
    prices.sort(key=lambda price: price.price is not None)
    timed = {
        price.timestamp: price.price for price in prices if price.timestamp is not None
    }
    known = [price.price for price in prices if price.price is not None]
    step = usual_step(sorted(timed))
    is_spot = kind == SPOT_HOURLY or (
        kind not in LONG_TERM and step is not None and step <= HOUR
    )
    has_timed = any(price is not None for price in timed.values())
    if known and not (has_timed and (is_spot or len(timed) > 1)):
        return (PricePeriod(*ALWAYS, known[0]),)
    return price_periods(timed, are_short=is_spot)

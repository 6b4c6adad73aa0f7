"""Energy contracts (Podero: get a user's energy contracts)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from . import prices
from .clock import Clock
from .json_format import Json
from .periods import shift
from .weather import HOUR

_CONSTANT_PRICE: Final = 0.24


@dataclass(frozen=True, kw_only=True, slots=True)
class EnergyContract:
    """Terms of an energy contract."""

    contract_type: Literal["spot_hourly", "monthly", "yearly"] | None = "spot_hourly"
    """Monthly and yearly contracts have one price, without an end."""
    minutes: Literal[15, 60] = 60
    """The length of the periods of a spot contract."""
    zone: str = "UTC"
    """The time zone of the days and of the timestamps, such as `Europe/Vienna`.

    The day of a clock change has 23 or 25 hours in it.
    """
    published_at: str | None = None
    """The time at which the prices of the next day appear, as `HH:MM` in `zone`."""
    includes_external_components: bool | None = True
    """Whether prices include fees and taxes; without them, they can be negative."""
    currency: str | None = "EUR"
    """ISO 4217 code."""
    missing_hours: tuple[int, ...] = ()
    """The hours of each day, 0 to 23 in `zone`, whose prices are not sent."""
    only_current: bool = False
    """Whether only the price that applies now is sent."""
    building: str | None = None
    """UUID of the building; None for all buildings of the user."""

    def __post_init__(self) -> None:
        """Check the terms.

        Raises:
            ValueError: the zone, the time or the length is invalid.
        """
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, OSError) as error:
            raise ValueError(f"Unknown time zone {self.zone!r}") from error
        if self.published_at is not None:
            time.fromisoformat(self.published_at)
        if self.minutes not in (15, 60):
            raise ValueError(f"A period has 15 or 60 minutes, not {self.minutes}")

    def as_json(self, contract_id: str, supplier: str, seed: int, clock: Clock) -> Json:
        """Return the documented object."""
        return {
            "energy_contract_type": self.contract_type,
            "energy_prices": self._prices(seed, clock),
            "id": contract_id,
            "building": self.building,
            "meter_id": None,
            "supplier": supplier,
            "currency_energy_price": self.currency,
            "energy_price_includes_external_components": (
                self.includes_external_components
            ),
        }

    def _prices(self, seed: int, clock: Clock) -> list[Json]:
        """Return the prices of today and tomorrow."""
        zone = ZoneInfo(self.zone)
        now = clock.wall.astimezone(zone)
        start = datetime.combine(now.date(), time(), zone)
        if self.contract_type != "spot_hourly":
            return [self._price(_CONSTANT_PRICE, start)]
        published = time.fromisoformat(self.published_at or "00:00")
        days = 2 if now.time() >= published else 1
        end = datetime.combine(now.date() + timedelta(days), time(), zone)
        step = timedelta(minutes=self.minutes)
        periods = [
            start.astimezone(UTC) + step * number
            for number in range((end.astimezone(UTC) - start.astimezone(UTC)) // step)
        ]
        if self.only_current:
            periods = [at for at in periods if at <= now < at + step]
        ahead = shift(clock)
        return [
            self._price(
                self._total(seed, period.timestamp() - ahead), period.astimezone(zone)
            )
            for period in periods
            if period.astimezone(zone).hour not in self.missing_hours
        ]

    def _total(self, seed: int, house: float) -> float:
        if self.minutes == 60:
            return prices.price(seed, int(house // HOUR))
        return prices.quarter_price(seed, house)

    def _price(self, total: float, start: datetime) -> Json:
        included = self.includes_external_components
        price = prices.wholesale(total) if included is False else total
        return {"price": price, "timestamp": start.isoformat()}

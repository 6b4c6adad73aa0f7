"""Weekly charge policy (Podero: get a vehicle's charge policy)."""

from dataclasses import dataclass, field

from .json_format import Json
from .schemas import DAYS


@dataclass(slots=True)
class ChargePolicy:
    """The goals of single days; all other days follow the vehicle's own goal."""

    timezone: str = "Europe/Vienna"
    days: dict[str, Json] = field(default_factory=dict)

    def write(self, changes: Json) -> None:
        """Carry out a validated PUT."""
        days = dict(changes)
        self.timezone = days.pop("timezone", self.timezone)
        self.days |= days

    def week(self, known: Json) -> dict[str, Json]:
        """Return the goals from Monday, given the fields of the vehicle."""
        default = {
            "charge_percentage": float(known["minimum_charge_limit"] or 0),
            "charge_deadline": known["charge_deadline_at"] or "07:00:00",
        }
        return {day: self.days.get(day, default) for day in DAYS}

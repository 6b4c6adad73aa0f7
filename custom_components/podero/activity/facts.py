"""Facts that an explanation of a device may refer to, and its parts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType
from typing import Final, NamedTuple

from ..api import Device

type Value = datetime | float | str


class Activity(StrEnum):
    """What a device does now."""

    OPTIMIZING = "optimizing"
    WAITING = "waiting"
    RUNNING = "running"
    CHARGING = "charging"
    BOOSTING = "boosting"
    PAUSED = "paused"
    AWAY = "away"
    NOT_OPTIMIZING = "not_optimizing"
    ATTENTION = "attention"
    UNREACHABLE = "unreachable"


# The values that are fields of a device.
_FIELDS: Final = {
    "seen": "current_state_last_updated_at",
    "mode": "optimization_status",
    "pause_end": "pause_power_until",
    "away_start": "away_mode_start",
    "away_end": "away_mode_end",
    "away_minimum": "away_mode_minimum_temperature_limit",
}
_POWERS: Final = {
    "power": "charge_rate_w",
    "solar_power": "current_solar_production_w",
    "battery_charge_power": "battery_charge_w",
    "battery_discharge_power": "battery_discharge_w",
    "export_power": "grid_export_w",
    "import_power": "grid_import_w",
}


@dataclass(frozen=True, kw_only=True)
class Facts[DeviceT: Device]:
    """All that an explanation may refer to.

    ``planned`` is the start and the end of the planned charging, ``deadline`` and
    ``goal`` (0 to 100 %) the car's next charging goal. Without ``is_plan_known`` the
    plan could not be read: something may be planned. The prices are those of one kWh
    now and at the planned start. ``paused_until`` is when optimization returns.
    """

    device: DeviceT
    now: datetime
    is_plan_known: bool = False
    planned: tuple[datetime, datetime] | None = None
    deadline: datetime | None = None
    goal: float | None = None
    price_now: float | None = None
    price_planned: float | None = None
    paused_until: datetime | None = None

    @property
    def is_planned_ahead(self) -> bool:
        """Whether the planned charging has not begun."""
        return self.planned is not None and self.now < self.planned[0]

    @property
    def is_planned_now(self) -> bool:
        """Whether the planned charging is under way."""
        return self.planned is not None and (
            self.planned[0] <= self.now < self.planned[1]
        )

    @property
    def is_cheaper_later(self) -> bool:
        """Whether electricity is known to cost less at the planned start."""
        return (
            self.is_planned_ahead
            and self.price_now is not None
            and self.price_planned is not None
            and self.price_planned < self.price_now
        )

    @cached_property
    def values(self) -> dict[str, Value | None]:
        """The values that clauses mention; in full W and °C, None if unknown or zero.

        A pause and a deadline that have passed are unknown.
        """
        start, end = self.planned or (None, None)
        fields = {
            name: getattr(self.device, field, None) or None
            for name, field in _FIELDS.items()
        }
        powers = {
            name: max(0, round(getattr(self.device, field, None) or 0)) or None
            for name, field in _POWERS.items()
        }
        others = {
            "device": f"device_{self.device.device_type}",
            "paused_until": self._ahead(self.paused_until),
            "planned_start": start,
            "planned_end": end,
            "deadline": self._ahead(self.deadline),
            "goal": self.goal,
        }
        return fields | powers | others

    def _ahead(self, at: datetime | None) -> datetime | None:
        return at if at is not None and at > self.now else None


class Clause[DeviceT: Device](NamedTuple):
    """Part of a sentence; it applies if ``when`` holds and its values are known.

    ``needs`` are the names of the values that the text mentions. Those that lie ahead
    are the times at which the activity ends.
    """

    key: str
    when: Callable[[Facts[DeviceT]], bool]
    needs: tuple[str, ...] = ()

    def applies(self, facts: Facts[DeviceT]) -> bool:
        """Return whether the facts call for the text."""
        return self.when(facts) and all(
            facts.values[name] is not None for name in self.needs
        )


class Explanation(NamedTuple):
    """An activity, and the keys and values of the clauses of its sentence.

    ``until`` is when the activity ends, ``next`` when something else begins or is due.
    """

    activity: Activity | None
    clauses: tuple[str, ...] = ()
    values: Mapping[str, Value] = MappingProxyType({})
    until: datetime | None = None
    next: datetime | None = None

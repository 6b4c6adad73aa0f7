"""Facts for scenes."""

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from custom_components.podero.activity import Activity, Facts
from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    SolarInverter,
)

NOW: Final = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
SEEN: Final = "2026-03-18T10:05:00Z"
# A Sunday, four days ahead.
SUNDAY: Final = "2026-03-22T17:00:00Z"

FACTS: Final = {field.name for field in dataclasses.fields(Facts)}

type Scene = tuple[Facts[Device], Activity | None, tuple[str, ...]]


def facts[DeviceT: Device](
    device_class: type[DeviceT], fields: dict[str, Any], **others: Any
) -> Facts[DeviceT]:
    """Return facts with a device of some fields, as the cloud sends them."""
    device = device_class.from_json({"id": "1", **fields})
    assert device is not None
    return Facts(device=device, now=NOW, **others)


def _scene(
    device_class: type[Device], activity: Activity | None, *keys: str, **fields: Any
) -> Scene:
    others = {name: fields.pop(name) for name in FACTS & fields.keys()}
    return facts(device_class, fields, **others), activity, keys


def pump(activity: Activity | None, *keys: str, **fields: Any) -> Scene:
    """Return a scene of a heat pump."""
    return _scene(HeatPump, activity, *keys, **fields)


def car(activity: Activity | None, *keys: str, **fields: Any) -> Scene:
    """Return a scene of an electric vehicle."""
    return _scene(ElectricVehicle, activity, *keys, **fields)


def sun(activity: Activity | None, *keys: str, **fields: Any) -> Scene:
    """Return a scene of a solar inverter."""
    return _scene(SolarInverter, activity, *keys, **fields)


ON: Final = {"is_smart_optimization_active": True}
OFF: Final = {"is_smart_optimization_active": False}
AWAY: Final = {"is_away_mode_enabled": True, "away_mode_start": SEEN}
PLUGGED: Final = {"is_plugged_in": True, "is_charging": False}
CHARGING: Final = {"is_plugged_in": True, "is_charging": True}
UNPLUGGED: Final = {"is_plugged_in": False, "is_charging": False}
LATER: Final = (NOW + 2 * HOUR, NOW + 5 * HOUR)
UNDER_WAY: Final = (NOW - HOUR, NOW + HOUR)
OVER: Final = (NOW - 2 * HOUR, NOW - HOUR)
GOAL: Final = {"goal": 80.0, "deadline": NOW + 19 * HOUR}

"""Cases in which each trigger fires."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from simulator import Device
from tests.automations import (
    AWAY,
    CHARGING,
    PLUGGED_IN,
    STATUS,
    Automation,
    automate,
    device,
)
from tests.conftest import Home

UNPLUGGED = {"is_plugged_in": False, "is_charging": False}
AT_HOME = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}
NOT_PLUGGED = {"is_plugged_in": None}
NO_AWAY = {"is_away_mode_enabled": None}
LOW, MID, NO_MODE = ({"current_mode": mode} for mode in ("low", "mid", None))
WELL = {"action_needed": False, "is_authenticated": True}


@dataclass(frozen=True)
class Case:
    """What a trigger fires for: that a device goes from one state to another."""

    trigger: str
    kind: str
    entity_id: str
    before: dict[str, Any]
    after: dict[str, Any]
    unknown: dict[str, Any]
    options: dict[str, Any] = field(default_factory=dict)

    async def start(self, home: Home, **options: Any) -> Automation:
        """Let the device be as before, and wait for what happens to it."""
        await self.become(home, self.before)
        config = {
            "trigger": f"podero.{self.trigger}",
            "target": device(home, self.device(home)),
            "options": {**self.options, **options},
        }
        return await automate(home.hass, {"triggers": [config]})

    async def become(self, home: Home, fields: dict[str, Any]) -> None:
        home.cloud.controls.set_fields(self.device(home).id, **fields)
        await home.poll()

    def device(self, home: Home) -> Device:
        found: Device = getattr(home.cloud, self.kind)
        return found


ATTENTION = "binary_sensor.heat_pump_attention_needed"
CONNECTION = "binary_sensor.heat_pump_manufacturer_connection"
AWAY_STATUS = "sensor.heat_pump_away_mode_status"
MODE = "sensor.heat_pump_optimization_status"


def each(*cases: Case) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "case", cases, ids=lambda case: f"{case.trigger}-{case.kind}"
    )


CASES = (
    Case(
        "charging_started",
        "electric_vehicle",
        STATUS,
        PLUGGED_IN,
        CHARGING,
        NOT_PLUGGED,
    ),
    Case(
        "charging_finished",
        "electric_vehicle",
        STATUS,
        CHARGING,
        PLUGGED_IN,
        NOT_PLUGGED,
    ),
    Case(
        "charge_now_started",
        "electric_vehicle",
        "sensor.car_charge_now_status",
        {"boost_state": "available"},
        {"boost_state": "ongoing"},
        {"boost_state": None},
    ),
    Case("away_mode_started", "heat_pump", AWAY_STATUS, AT_HOME, AWAY, NO_AWAY),
    Case("away_mode_ended", "heat_pump", AWAY_STATUS, AWAY, AT_HOME, NO_AWAY),
    Case("optimization_status_changed", "heat_pump", MODE, LOW, MID, NO_MODE),
    Case(
        "attention_needed",
        "heat_pump",
        ATTENTION,
        WELL,
        {"action_needed": True},
        {"action_needed": None},
    ),
    Case(
        "attention_needed",
        "heat_pump",
        CONNECTION,
        WELL,
        {"is_authenticated": False},
        {"is_authenticated": None},
    ),
)
VARIANTS = (
    Case(
        "charging_started", "electric_vehicle", STATUS, UNPLUGGED, CHARGING, NOT_PLUGGED
    ),
    Case(
        "charging_finished",
        "electric_vehicle",
        STATUS,
        CHARGING,
        UNPLUGGED,
        NOT_PLUGGED,
    ),
    Case(
        "optimization_status_changed",
        "heat_pump",
        MODE,
        LOW,
        MID,
        NO_MODE,
        {"status": ["comfort", "boost"]},
    ),
    Case(
        "attention_needed",
        "solar_inverter",
        "binary_sensor.solar_inverter_attention_needed",
        WELL,
        {"action_needed": True},
        {"action_needed": None},
    ),
)
EACH = each(*CASES)

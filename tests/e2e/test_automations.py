"""Triggers and conditions in a real Home Assistant, as its editor makes use of them."""

import pytest

from tools.demo.api import Api
from tools.demo.home import DOMAIN, Home
from tools.demo.home_assistant import HomeAssistant
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import (
    ELECTRIC_VEHICLE,
    HEAT_PUMP,
    SOLAR_INVERTER,
    SimulatedCloud,
)

AUTOMATION = "automation.nobody_is_at_home"
READ_SECONDS = 5


def offered(api: Api, home: Home, what: str, kind: str) -> set[str]:
    """What the editor offers for a device, once Home Assistant has read it."""

    def found() -> set[str]:
        target = {"device_id": home.devices[kind]["id"]}
        names = api.command(f"get_{what}_for_target", target=target)
        return {
            name.removeprefix(f"{DOMAIN}.") for name in names if name.startswith(DOMAIN)
        }

    return RETRIES.wait(found, READ_SECONDS)


@pytest.mark.parametrize(
    ("kind", "triggers", "conditions"),
    [
        (
            HEAT_PUMP,
            {
                "attention_needed",
                "away_mode_ended",
                "away_mode_started",
                "cheap_now_started",
                "optimization_status_changed",
                "setting_changed_elsewhere",
            },
            {"is_away", "is_cheap_now", "is_optimizing"},
        ),
        (
            ELECTRIC_VEHICLE,
            {
                "attention_needed",
                "charge_now_canceled",
                "charge_now_ended",
                "charge_now_refused",
                "charge_now_started",
                "charging_finished",
                "charging_plan_changed",
                "charging_started",
                "cheap_now_started",
                "ready_by_in_danger",
                "setting_changed_elsewhere",
            },
            {"is_charging", "is_cheap_now", "is_optimizing"},
        ),
        (
            SOLAR_INVERTER,
            {"attention_needed", "cheap_now_started", "setting_changed_elsewhere"},
            {"is_cheap_now", "is_optimizing"},
        ),
    ],
)
def test_a_device_is_offered_what_it_can_do(
    api: Api, home: Home, kind: str, triggers: set[str], conditions: set[str]
) -> None:
    assert offered(api, home, "triggers", kind) == triggers
    assert offered(api, home, "conditions", kind) == conditions


def test_an_automation_runs(api: Api, home: Home, cloud: SimulatedCloud) -> None:
    away = home.entity(HEAT_PUMP, "switch", "is_away_mode_enabled")
    level = home.entity(HEAT_PUMP, "select", "optimization_level")
    target = {"entity_id": home.entity(HEAT_PUMP, "climate", "comfort")}
    api.call_service("select.select_option", entity_id=level, option="mid")
    api.post(
        "/api/config/automation/config/away",
        {
            "alias": "Nobody is at home",
            "triggers": [
                {
                    "trigger": "podero.away_mode_started",
                    "target": target,
                    "options": {"behavior": "each", "for": {"seconds": 0}},
                }
            ],
            "conditions": [
                {"condition": f"podero.{condition}", "target": target}
                for condition in ("is_optimizing", "is_away")
            ],
            "actions": [
                {
                    "action": "select.select_option",
                    "target": {"entity_id": level},
                    "data": {"option": "low"},
                }
            ],
        },
    )
    api.call_service("automation.reload")
    api.wait_for(AUTOMATION, lambda state: state == "on")
    api.call_service("switch.turn_on", entity_id=away)
    api.wait_for(level, lambda option: option == "low")
    api.call_service("automation.turn_off", entity_id=AUTOMATION)
    api.call_service("switch.turn_off", entity_id=away)
    api.call_service("select.select_option", entity_id=level, option="mid")


def test_an_excluded_entity_stands_for_its_device(api: Api, home: Home) -> None:
    switch = home.entity(ELECTRIC_VEHICLE, "switch", "is_smart_optimization_active")
    api.call_service("switch.turn_on", entity_id=switch)
    api.wait_for(switch, lambda state: state == "on")
    target = {"device_id": home.devices[ELECTRIC_VEHICLE]["id"]}
    exclude = {
        "entity_id": home.entity(ELECTRIC_VEHICLE, "binary_sensor", "is_charging")
    }
    for aim, holds in ((target, True), ({**target, "exclude": exclude}, False)):
        condition = {"condition": "podero.is_optimizing", "target": aim}
        answer = api.command("test_condition", condition=condition)
        assert answer["result"] is holds


def test_the_log_says_nothing_about_it(home_assistant: HomeAssistant) -> None:
    """Home Assistant reports there what it could not read, or soon will not."""
    lines = home_assistant.log.read_text("utf-8").splitlines()
    assert not [
        line
        for line in lines
        if DOMAIN in line and ("triggers" in line or "conditions" in line)
    ]

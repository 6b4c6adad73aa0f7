"""The integration in a real Home Assistant, without a browser.

The tests share one Home Assistant; the last one reads its log.
"""

from datetime import datetime
import re
from typing import Any

import pytest

from tools.demo.api import Api
from tools.demo.home import DEVICE_TYPES, DOMAIN, Home, wait_until_loaded
from tools.demo.home_assistant import HomeAssistant
from tools.demo.process import HOST, free_port
from tools.demo.retries import RETRIES
from tools.demo.scenario import URL_PATH
from tools.demo.simulated_cloud import (
    ELECTRIC_VEHICLE,
    HEAT_PUMP,
    SOLAR_INVERTER,
    SimulatedCloud,
)

NEVER_AN_ORGANIZATION = "00000000-0000-4000-8000-000000000000"
NUMBERS = {
    HEAT_PUMP: (
        "consumption_last_day_kwh",
        "consumption_last_month_kwh",
        "consumption_last_week_kwh",
        "current_power_consumption_w",
        "dhw_temperature",
        "indoor_actual_temperature",
        "indoor_target_temperature",
        "inlet_temperature",
        "outdoor_temperature",
        "outlet_temperature",
    ),
    ELECTRIC_VEHICLE: (
        "battery_capacity_kwh",
        "battery_level",
        "charge_rate_w",
        "charge_target_max",
        "driving_range",
    ),
    SOLAR_INVERTER: (
        "battery_charge_discharge_power_w",
        "battery_charge_level_percent",
        "current_power_to_grid_w",
        "current_solar_production_w",
        "household_consumption_w",
    ),
}
# Home Assistant says this of every custom integration.
ALWAYS_SAID = "We found a custom integration podero"
# What is said where the cloud was made to fail.
SAID_OF_FAILURES = re.compile(
    r"Error fetching .*Podero has a problem of its own"
    r"|Fetching .* recovered"
    r"|not ready yet: Podero has a problem of its own"
    r"|HomeAssistantError: Podero has a problem of its own"
    r"|Error during service call to .*: Podero has a problem of its own"
)


def ask_the_cloud(api: Api, home: Home) -> None:
    """Let Home Assistant read all devices now."""
    switches = [
        home.entity(kind, "switch", "is_smart_optimization_active")
        for kind in DEVICE_TYPES
    ]

    def ask() -> set[str]:
        api.call_service("homeassistant.update_entity", entity_id=switches)
        return {api.state(switch)["state"] for switch in switches}

    RETRIES.until(ask, lambda states: "unavailable" not in states)


def only_put(cloud: SimulatedCloud) -> tuple[str, Any]:
    """The path's end and the body of the one PUT that the cloud got."""
    (put,) = cloud.requests("PUT")
    cloud.control("clear_requests")
    kind, device_id = put["path"].split("/")[-2:]
    assert device_id == cloud.device(kind)["id"]
    return kind, put["body"]


def submit(
    api: Api, flow_id: str, answers: dict[str, str], errors: dict[str, str] | None
) -> dict[str, Any]:
    """Send a filled-in form, again if the cloud fails by chance."""
    return RETRIES.until(
        lambda: api.continue_flow(flow_id, answers),
        lambda answer: answer.get("errors") == errors,
    )


def test_dialog_explains_each_error_and_then_succeeds(
    api: Api, cloud: SimulatedCloud
) -> None:
    access = cloud.access
    flow = api.start_flow(DOMAIN)
    assert (flow["type"], flow["step_id"], flow["errors"] or {}) == ("form", "user", {})

    for wrong, error in (
        ({"client_secret": "wrong"}, {"base": "invalid_auth"}),
        ({"org_id": NEVER_AN_ORGANIZATION}, {"org_id": "unknown_organization"}),
        ({"base_url": f"http://{HOST}:{free_port()}"}, {"base": "cannot_connect"}),
        (
            {"base_url": "http://podero.example.com"},
            {"base_url": "invalid_url"},
        ),
    ):
        answer = submit(api, flow["flow_id"], access | wrong, error)
        assert (answer["step_id"], answer["errors"]) == ("user", error)

    answer = submit(api, flow["flow_id"], access, None)
    if cloud.gateway is None:
        assert answer["step_id"] == "home"
        answer = api.continue_flow(flow["flow_id"], {"user_id": cloud.home_id})
    assert answer["step_id"] == "extras"
    answer = api.continue_flow(flow["flow_id"], {})
    assert (answer["type"], answer["title"]) == ("create_entry", "Sample Home")
    wait_until_loaded(api)


def test_each_kind_is_a_device_with_the_name_that_people_say(home: Home) -> None:
    assert {
        kind: (device["name"], device["manufacturer"], device["model"])
        for kind, device in home.devices.items()
    } == {
        HEAT_PUMP: ("Heat pump", "Nibe", "S-Series"),
        ELECTRIC_VEHICLE: ("Car", "Tesla", "Model 3"),
        SOLAR_INVERTER: ("Solar inverter", "Fronius", "Symo GEN24 10.0 Plus"),
    }


@pytest.mark.parametrize("kind", DEVICE_TYPES)
def test_states_are_the_numbers_of_the_cloud(
    api: Api, cloud: SimulatedCloud, home: Home, kind: str
) -> None:
    cloud.control("sync")
    ask_the_cloud(api, home)
    device = cloud.device(kind)

    shown = {
        key: float(api.state(home.entity(kind, "sensor", key))["state"])
        for key in NUMBERS[kind]
    }

    assert shown == pytest.approx({key: float(device[key]) for key in NUMBERS[kind]})


@pytest.mark.parametrize("kind", DEVICE_TYPES)
def test_optimization_is_switched_with_exactly_its_field(
    api: Api, cloud: SimulatedCloud, home: Home, kind: str
) -> None:
    switch = home.entity(kind, "switch", "is_smart_optimization_active")

    for service, state, active in (
        ("switch.turn_off", "off", False),
        ("switch.turn_on", "on", True),
    ):
        api.call_service(service, entity_id=switch)
        api.wait_for(switch, state.__eq__)
        assert only_put(cloud) == (kind, {"is_smart_optimization_active": active})
        assert cloud.device(kind)["is_smart_optimization_active"] is active


def test_away_mode_sends_flag_start_and_end_together(
    api: Api, cloud: SimulatedCloud, home: Home
) -> None:
    switch = home.entity(HEAT_PUMP, "switch", "is_away_mode_enabled")
    status = home.entity(HEAT_PUMP, "sensor", "away_mode_status")
    api.wait_for(switch, "off".__eq__)

    api.call_service("switch.turn_on", entity_id=switch)
    api.wait_for(switch, "on".__eq__)
    api.wait_for(status, "active".__eq__)
    kind, body = only_put(cloud)
    start = datetime.fromisoformat(body.pop("away_mode_start"))
    assert kind == HEAT_PUMP
    assert body == {"is_away_mode_enabled": True, "away_mode_end": None}
    assert abs((start - datetime.now(start.tzinfo)).total_seconds()) < 60

    api.call_service("switch.turn_off", entity_id=switch)
    api.wait_for(switch, "off".__eq__)
    api.wait_for(status, "off".__eq__)
    assert only_put(cloud) == (
        HEAT_PUMP,
        {
            "is_away_mode_enabled": False,
            "away_mode_start": None,
            "away_mode_end": None,
        },
    )


def test_charge_now_goes_from_starting_to_charging(
    api: Api, cloud: SimulatedCloud, home: Home
) -> None:
    cloud.control("set_behavior", boost_delay=2)
    boost = home.entity(ELECTRIC_VEHICLE, "sensor", "boost_state")
    ask_the_cloud(api, home)
    api.wait_for(boost, "available".__eq__)

    api.call_service(
        "button.press", entity_id=home.entity(ELECTRIC_VEHICLE, "button", "boost")
    )
    api.wait_for(boost, {"requested", "ongoing"}.__contains__)
    api.wait_for(boost, "ongoing".__eq__)
    api.wait_for(
        home.entity(ELECTRIC_VEHICLE, "sensor", "charge_status"), "charging".__eq__
    )
    rate = home.entity(ELECTRIC_VEHICLE, "sensor", "charge_rate_w")
    assert float(api.wait_for(rate, lambda state: state.isdecimal())) > 0


def test_restart_brings_everything_back(
    api: Api, home: Home, home_assistant: HomeAssistant
) -> None:
    home_assistant.restart()

    wait_until_loaded(api)
    production = home.entity(SOLAR_INVERTER, "sensor", "current_solar_production_w")
    api.wait_for(production, lambda state: state.isdecimal())
    assert len(api.command("lovelace/config", url_path=URL_PATH)["views"]) == 3


def test_reload_disable_and_remove(
    api: Api, cloud: SimulatedCloud, home: Home, entry: dict[str, Any]
) -> None:
    entry_id = entry["entry_id"]
    switch = home.entity(HEAT_PUMP, "switch", "is_smart_optimization_active")

    api.post(f"/api/config/config_entries/entry/{entry_id}/reload")
    api.wait_for(switch, "on".__eq__)

    api.command("config_entries/disable", entry_id=entry_id, disabled_by="user")
    assert [entry["state"] for entry in api.entries(DOMAIN)] == ["not_loaded"]
    api.command("config_entries/disable", entry_id=entry_id, disabled_by=None)
    wait_until_loaded(api)

    api.delete(f"/api/config/config_entries/entry/{entry_id}")
    assert api.entries(DOMAIN) == []
    left = Home(api, cloud)
    assert left.devices == {}
    assert list(left.entity_ids) == []


def test_log_has_nothing_to_say_about_the_integration(
    home_assistant: HomeAssistant,
) -> None:
    text = "".join(log.read_text() for log in home_assistant.logs)
    records = re.split(r"^(?=\d{4}-\d\d-\d\d )", text, flags=re.MULTILINE)
    assert any(ALWAYS_SAID in record for record in records)

    complaints = [
        record
        for record in records
        if DOMAIN in record.lower()
        and ALWAYS_SAID not in record
        and not (RETRIES.are_needed and SAID_OF_FAILURES.search(record))
    ]

    assert complaints == []

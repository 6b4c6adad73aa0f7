"""Test the sensors that explain what a device does."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from simulator import Failure
from tests.conftest import Home

HEAT_PUMP = "sensor.heat_pump_activity"
CAR = "sensor.car_activity"
INVERTER = "sensor.solar_inverter_activity"


def attributes(home: Home, entity_id: str) -> Mapping[str, Any]:
    state = home.hass.states.get(entity_id)
    assert state is not None
    return state.attributes


def plan(home: Home, start: str, end: str, **fields: object) -> Failure:
    """Plan a charging session of the car, which is plugged in."""
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id,
        is_plugged_in=True,
        is_charging=False,
        is_fully_charged=False,
        battery_level=40,
        boost_state="available",
    )
    session = {
        "plug_in_time": "2026-03-18T08:00:00Z",
        "desired_charging_start_time": start,
        "desired_charging_end_time": end,
        "charge_deadline": "2026-03-19T06:00:00Z",
        "target_soc_pct": 80,
        **fields,
    }
    return home.cloud.faults.fail(
        "GET", "*/sessions/current", status=200, body={"session": session}
    )


async def test_all_devices_say_what_they_do(home: Home) -> None:
    for entity_id in (HEAT_PUMP, CAR, INVERTER):
        assert home.value(entity_id) in attributes(home, entity_id)["options"]
        assert attributes(home, entity_id)["sentence"].endswith(".")


async def test_a_change_is_explained_after_the_next_poll(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_pause_power_active=True,
        pause_power_until="2026-03-18T11:00:00Z",
    )
    await home.poll()
    assert home.value(HEAT_PUMP) == "paused"
    until = attributes(home, HEAT_PUMP)["until"]
    assert until == "2026-03-18T11:00:00+00:00"
    assert attributes(home, HEAT_PUMP)["next"] == until
    local = dt_util.as_local(dt_util.parse_datetime(until, raise_on_error=True))
    assert attributes(home, HEAT_PUMP)["sentence"].startswith(
        f"Paused until {local:%H:%M}"
    )


async def test_a_pause_ends_without_a_request(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_smart_optimization_active=True,
        is_pause_power_active=True,
        pause_power_until="2026-03-18T09:20:00Z",
    )
    await home.poll()
    assert home.value(HEAT_PUMP) == "paused"
    home.cloud.faults.fail("GET", "*/heat-pumps", status=503)
    await home.wait(20 * 60)
    assert home.value(HEAT_PUMP) == STATE_UNAVAILABLE
    home.cloud.faults.heal()
    await home.wait(10 * 60)
    assert home.value(HEAT_PUMP) == "optimizing"


async def test_the_sentence_follows_the_plan_without_a_request(new_home: Home) -> None:
    plan(new_home, "2026-03-18T09:00:20Z", "2026-03-18T09:00:24Z")
    assert await new_home.set_up()
    await new_home.wait(2)
    assert new_home.value(CAR) == "waiting"
    assert attributes(new_home, CAR)["until"] == "2026-03-18T09:00:20+00:00"
    assert "charging is planned from" in attributes(new_home, CAR)["sentence"]
    requests = len(new_home.cloud.requests)
    await new_home.wait(19)
    assert "planned" not in attributes(new_home, CAR)["sentence"]
    assert attributes(new_home, CAR)["until"] is None
    await new_home.wait(4)
    assert len(new_home.cloud.requests) == requests
    assert "no charging is planned" in attributes(new_home, CAR)["sentence"]


async def test_only_the_device_that_changed_is_explained_anew(
    neighbor: Home, entity_registry: er.EntityRegistry
) -> None:
    sensors = [
        entry.entity_id
        for entry in er.async_entries_for_config_entry(
            entity_registry, neighbor.entry.entry_id
        )
        if entry.translation_key == "activity" and "heat_pump" in entry.entity_id
    ]
    first, second, *_ = [entity_registry.async_get(entity_id) for entity_id in sensors]
    assert first is not None
    assert second is not None
    before = neighbor.hass.states.get(second.entity_id)
    neighbor.cloud.controls.set_fields(
        first.unique_id.removesuffix("_activity"), is_authenticated=False
    )
    await neighbor.poll()
    assert neighbor.value(first.entity_id) == "attention"
    assert neighbor.hass.states.get(second.entity_id) is before


async def test_cheaper_hours_are_named_only_if_the_contract_says_so(
    new_home: Home,
) -> None:
    plan(new_home, "2026-03-18T12:00:00Z", "2026-03-18T14:00:00Z")
    new_home.cloud.faults.fail(
        "GET",
        "*/energy-contracts",
        status=200,
        body=[
            {
                "energy_contract_type": "spot_hourly",
                "currency_energy_price": "EUR",
                "energy_prices": [
                    {"price": 0.30, "timestamp": "2026-03-18T09:00:00Z"},
                    {"price": 0.10, "timestamp": "2026-03-18T10:00:00Z"},
                    {"price": 0.20, "timestamp": "2026-03-18T12:00:00Z"},
                ],
            }
        ],
    )
    assert await new_home.set_up()
    await new_home.wait(2)
    assert "cheaper hours" in attributes(new_home, CAR)["sentence"]
    # An hour later electricity costs less than at the planned start.
    await new_home.wait(60 * 60)
    assert "cheaper hours" not in attributes(new_home, CAR)["sentence"]


async def test_a_car_whose_plan_is_unknown_is_not_said_to_have_none(
    new_home: Home,
) -> None:
    plan(new_home, "2026-03-18T12:00:00Z", "2026-03-18T14:00:00Z").stop()
    new_home.cloud.faults.fail("GET", "*/sessions/current", status=503)
    assert await new_home.set_up()
    await new_home.wait(2)
    assert attributes(new_home, CAR)["sentence"].startswith("The car is plugged in.")
    new_home.cloud.faults.heal()
    plan(new_home, "2026-03-18T12:00:00Z", "2026-03-18T14:00:00Z")
    await new_home.wait(20 * 60)
    assert "charging is planned from" in attributes(new_home, CAR)["sentence"]


@pytest.mark.parametrize("language", ["de", "sv"])
async def test_the_sentence_is_in_the_language_of_the_server(
    new_home: Home, entity_registry: er.EntityRegistry, language: str
) -> None:
    new_home.hass.config.language = language
    new_home.cloud.controls.set_fields(
        new_home.cloud.solar_inverter.id, is_smart_optimization_active=False
    )
    assert await new_home.set_up()
    entity_id = entity_registry.async_get_entity_id(
        "sensor", "podero", f"{new_home.cloud.solar_inverter.id}_activity"
    )
    assert entity_id is not None
    sentence = attributes(new_home, entity_id)["sentence"]
    beginnings = {"de": "Keine Optimierung", "sv": "Optimerar inte"}
    assert sentence.startswith(beginnings[language])


async def test_the_explanation_is_not_recorded(home: Home) -> None:
    entity = home.hass.data["entity_components"]["sensor"].get_entity(CAR)
    assert entity is not None
    recorded = attributes(home, CAR).keys() - entity._unrecorded_attributes
    assert not recorded & {"sentence", "until", "next"}

"""Targets of triggers."""

from typing import Any

from homeassistant.components.websocket_api.automation import (
    async_get_triggers_for_target,
)
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_LABEL_ID,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.trigger import TriggerConfig
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.trigger import ChargingStarted, async_get_triggers
from simulator import Device
from tests.automations import (
    CHARGING,
    PLUGGED_IN,
    STATUS,
    Automation,
    automate,
    device,
    examples,
    find,
    lose,
    turn_off,
)
from tests.conftest import Home


@pytest.fixture
async def cars(new_home: Home) -> list[Device]:
    """Give two cars that are plugged in."""
    cars = [
        new_home.cloud.electric_vehicle,
        new_home.cloud.organization.add_device("electric-vehicles"),
    ]
    for car in cars:
        new_home.cloud.controls.set_fields(car.id, **PLUGGED_IN)
    assert await new_home.set_up()
    return cars


def statuses(home: Home, cars: list[Device]) -> list[str]:
    registry = er.async_get(home.hass)
    found = [
        registry.async_get_entity_id("sensor", "podero", f"{car.id}_charge_status")
        for car in cars
    ]
    assert None not in found
    return [entity_id for entity_id in found if entity_id is not None]


async def charging_of(home: Home, cars: list[Device], behavior: str) -> Automation:
    """Wait for each, the first or all of some cars to charge."""
    devices = [device(home, car)[ATTR_DEVICE_ID] for car in cars]
    config = {
        "trigger": "podero.charging_started",
        "target": {ATTR_DEVICE_ID: devices},
        "options": {"behavior": behavior},
    }
    return await automate(home.hass, {"triggers": [config]})


@pytest.mark.parametrize(
    ("behavior", "started"),
    [("each", [[0], [1]]), ("first", [[0], []]), ("all", [[], [1]])],
)
async def test_of_several_cars_each_the_first_or_all_count(
    new_home: Home, cars: list[Device], behavior: str, started: list[list[int]]
) -> None:
    automation = await charging_of(new_home, cars, behavior)
    for car, numbers in zip(cars, started, strict=True):
        new_home.cloud.controls.set_fields(car.id, **CHARGING)
        await new_home.poll()
        expected = [statuses(new_home, cars)[number] for number in numbers]
        assert automation.ran() == expected


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("behavior", ["first", "all"])
async def test_a_car_out_of_reach_counts_as_what_it_was_before(
    new_home: Home, cars: list[Device], behavior: str, number: int
) -> None:
    one, other = cars[number], cars[1 - number]
    before = CHARGING if behavior == "first" else PLUGGED_IN
    new_home.cloud.controls.set_fields(other.id, **before)
    await new_home.poll()
    automation = await charging_of(new_home, cars, behavior)
    await lose(new_home)
    new_home.cloud.controls.set_fields(one.id, **CHARGING)
    await new_home.poll()
    await find(new_home)
    assert automation.ran() == []
    for car in cars:
        new_home.cloud.controls.set_fields(car.id, **PLUGGED_IN)
    await new_home.poll()
    for car in (one, other):
        new_home.cloud.controls.set_fields(car.id, **CHARGING)
        await new_home.poll()
    assert len(automation.ran()) == 1


async def charging_started(home: Home, target: dict[str, Any]) -> Automation:
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, **PLUGGED_IN)
    await home.poll()
    config = {"trigger": "podero.charging_started", "target": target}
    return await automate(home.hass, {"triggers": [config]})


async def charge(home: Home) -> None:
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, **CHARGING)
    await home.poll()


@pytest.mark.parametrize(
    "entity_id",
    [STATUS, "binary_sensor.car_charging", "button.car_charge_now"],
)
async def test_an_entity_stands_for_its_device(home: Home, entity_id: str) -> None:
    automation = await charging_started(home, {ATTR_ENTITY_ID: entity_id})
    await charge(home)
    assert automation.ran() == [STATUS]


@pytest.mark.parametrize("kind", [ATTR_AREA_ID, ATTR_LABEL_ID])
async def test_in_a_place_the_cars_are_meant(home: Home, kind: str) -> None:
    hass = home.hass
    places = {
        ATTR_AREA_ID: ar.async_get(hass).async_create("Garage").id,
        ATTR_LABEL_ID: lr.async_get(hass).async_create("Energy").label_id,
    }
    automation = await charging_started(home, {kind: places[kind]})
    for item in (home.cloud.heat_pump, home.cloud.electric_vehicle):
        dr.async_get(hass).async_update_device(
            device(home, item)[ATTR_DEVICE_ID],
            area_id=places[ATTR_AREA_ID],
            labels={places[ATTR_LABEL_ID]},
        )
    await charge(home)
    assert automation.ran() == [STATUS]


async def test_a_labeled_entity_stands_for_its_device(home: Home) -> None:
    label = lr.async_get(home.hass).async_create("Energy").label_id
    er.async_get(home.hass).async_update_entity("sensor.car_range", labels={label})
    automation = await charging_started(home, {ATTR_LABEL_ID: label})
    await charge(home)
    assert automation.ran() == [STATUS]


async def test_other_devices_are_passed_over(hass: HomeAssistant, home: Home) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    registry = er.async_get(hass)
    lamp = registry.async_get_or_create(
        "sensor", "other", "charge", config_entry=other, translation_key="charge_status"
    ).entity_id
    hass.states.async_set(lamp, "plugged_in")
    pump = "climate.heat_pump_comfort"
    automation = await charging_started(
        home, {ATTR_ENTITY_ID: [lamp, "sensor.unknown", pump]}
    )
    hass.states.async_set(lamp, "charging")
    await charge(home)
    assert not automation.ran()


@pytest.mark.parametrize(
    ("exclude", "found"),
    [
        ({}, {STATUS}),
        ({ATTR_ENTITY_ID: ["climate.heat_pump_comfort"]}, {STATUS}),
        ({ATTR_ENTITY_ID: ["binary_sensor.car_charging"]}, set()),
        ({ATTR_LABEL_ID: ["energy"]}, set()),
    ],
)
async def test_an_excluded_entity_stands_for_its_device_too(
    home: Home, exclude: dict[str, list[str]], found: set[str]
) -> None:
    label = lr.async_get(home.hass).async_create("Energy").label_id
    er.async_get(home.hass).async_update_entity("sensor.car_range", labels={label})
    config = TriggerConfig(key="charging_started", target={"exclude": exclude})
    trigger = ChargingStarted(home.hass, config)
    assert found == trigger.entity_filter({"sensor.car_battery_level"})


async def test_a_disabled_entity_tells_nothing(home: Home) -> None:
    er.async_get(home.hass).async_update_entity(
        STATUS, disabled_by=er.RegistryEntryDisabler.USER
    )
    await home.hass.async_block_till_done()
    automation = await charging_started(home, device(home, home.cloud.electric_vehicle))
    await charge(home)
    assert not automation.ran()


# The form, and the page


async def test_a_device_is_offered_what_can_happen_to_it(home: Home) -> None:
    assert await async_setup_component(home.hass, "websocket_api", {})
    offered = {
        name: {
            trigger.removeprefix("podero.")
            for trigger in await async_get_triggers_for_target(
                home.hass,
                device(home, getattr(home.cloud, name)),
                expand_group=False,
            )
            if trigger.startswith("podero.")
        }
        for name in ("electric_vehicle", "heat_pump", "solar_inverter")
    }
    assert offered == {
        "electric_vehicle": {
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
        "heat_pump": {
            "attention_needed",
            "away_mode_ended",
            "away_mode_started",
            "cheap_now_started",
            "optimization_status_changed",
            "setting_changed_elsewhere",
        },
        "solar_inverter": {
            "attention_needed",
            "cheap_now_started",
            "setting_changed_elsewhere",
        },
    }


@pytest.mark.parametrize("name", examples("trigger: podero."))
async def test_the_examples_of_the_page_are_automations(home: Home, name: str) -> None:
    await automate(home.hass, examples("trigger: podero.")[name])
    await turn_off(home.hass)


async def test_the_page_has_an_example_for_each(hass: HomeAssistant) -> None:
    shown = str(examples("trigger: podero."))
    for trigger in await async_get_triggers(hass):
        assert f"'podero.{trigger}'" in shown

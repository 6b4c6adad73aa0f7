"""Triggers: what they fire for, whom they are aimed at, and when they keep still."""

from dataclasses import dataclass, field
from typing import Any

from homeassistant.components.websocket_api.automation import (
    async_get_triggers_for_target,
)
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_LABEL_ID,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    label_registry as lr,
)
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.podero.api import OptimizationStatus
from custom_components.podero.sensor import HEAT_PUMP
from custom_components.podero.targets import async_entities_of_targeted_devices
from custom_components.podero.trigger import async_get_triggers
from simulator import Device
from tests.automations import (
    AWAY,
    CHARGING,
    PLANNED,
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
from tests.repository.files import INTEGRATION

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


@each(*CASES, *VARIANTS)
async def test_it_fires_once_for_what_happens(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await home.poll()
    assert not automation.ran()
    await case.become(home, case.after)
    assert automation.ran() == [case.entity_id]
    await home.poll()
    assert not automation.ran()


@EACH
async def test_it_fires_again_when_it_happens_again(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    await case.become(home, case.before)
    automation.ran()
    await case.become(home, case.after)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_the_end_of_an_outage_alone_is_nothing(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    automation.ran()
    await lose(home)
    assert home.value(case.entity_id) == STATE_UNAVAILABLE
    await find(home)
    assert home.value(case.entity_id) != STATE_UNAVAILABLE
    assert not automation.ran()


@EACH
async def test_what_happens_in_an_outage_is_told_after_it(
    home: Home, case: Case
) -> None:
    automation = await case.start(home)
    await lose(home)
    home.cloud.controls.set_fields(case.device(home).id, **case.after)
    await home.poll()
    assert not automation.ran()
    await find(home)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_a_value_that_comes_back_is_nothing(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    automation.ran()
    await case.become(home, case.unknown)
    assert home.value(case.entity_id) == STATE_UNKNOWN
    await case.become(home, case.after)
    assert not automation.ran()


@EACH
async def test_a_restart_is_nothing(
    hass: HomeAssistant, home: Home, case: Case
) -> None:
    await case.become(home, case.after)
    target = device(home, case.device(home))
    await home.unload()
    for state in hass.states.async_all():
        hass.states.async_remove(state.entity_id)
    config = {"trigger": f"podero.{case.trigger}", "target": target}
    automation = await automate(
        hass, {"triggers": [{**config, "options": case.options}]}
    )
    assert await home.set_up()
    assert home.value(case.entity_id) not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    assert not automation.ran()
    await case.become(home, case.before)
    automation.ran()
    await case.become(home, case.after)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_a_reload_is_nothing(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    automation.ran()
    await home.unload()
    assert await home.set_up()
    assert not automation.ran()


@EACH
async def test_for_a_while_it_must_stay_so(home: Home, case: Case) -> None:
    automation = await case.start(home, **{"for": {"minutes": 5}})
    await case.become(home, case.after)
    await home.wait(200)
    assert not automation.ran()
    await home.wait(110)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_an_automation_that_is_off_watches_nothing(
    home: Home, case: Case
) -> None:
    automation = await case.start(home)
    await turn_off(home.hass)
    await case.become(home, case.after)
    assert not automation.ran()


# What is special


async def test_the_end_of_away_mode_comes_with_its_time(home: Home) -> None:
    target = device(home, home.cloud.heat_pump)
    automation = await automate(
        home.hass,
        {
            "triggers": [
                {"trigger": "podero.away_mode_started", "target": target},
                {"trigger": "podero.away_mode_ended", "target": target},
            ]
        },
    )
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_start="2026-03-18T10:00:00Z",
        away_mode_end="2026-03-18T11:00:00Z",
    )
    await home.poll()
    assert home.value(AWAY_STATUS) == "scheduled"
    assert not automation.ran()
    await home.wait(3600)
    assert automation.ran() == [AWAY_STATUS]
    await home.wait(3600)
    assert automation.ran() == [AWAY_STATUS]


async def test_away_mode_that_moves_ahead_has_ended(home: Home) -> None:
    case = Case("away_mode_ended", "heat_pump", AWAY_STATUS, AWAY, {}, {})
    automation = await case.start(home)
    await case.become(home, PLANNED)
    assert home.value(AWAY_STATUS) == "scheduled"
    assert automation.ran() == [AWAY_STATUS]


async def test_a_status_that_nobody_waits_for_is_nothing(home: Home) -> None:
    case = Case("optimization_status_changed", "heat_pump", MODE, {}, {}, {})
    automation = await case.start(home, status="boost")
    for mode, fires in (("mid", False), ("max", True), ("min", False)):
        await case.become(home, {"current_mode": mode})
        assert bool(automation.ran()) is fires
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_smart_optimization_active=False
    )
    await home.poll()
    assert home.value(MODE) == "not_optimizing"
    assert not automation.ran()


async def test_a_lapsed_connection_and_what_it_asks_for_are_told_once(
    home: Home,
) -> None:
    case = Case("attention_needed", "heat_pump", ATTENTION, WELL, {}, {})
    automation = await case.start(home)
    for _ in range(2):
        home.cloud.controls.raise_action(home.cloud.heat_pump.id)
        await case.become(home, {"action_needed": True, "is_authenticated": False})
        assert (home.value(ATTENTION), home.value(CONNECTION)) == (STATE_ON, STATE_OFF)
        assert len(automation.ran()) == 1
        await case.become(home, WELL)
        assert not automation.ran()


async def test_a_device_that_still_needs_its_owner_does_not_begin_to(
    home: Home,
) -> None:
    case = Case("attention_needed", "heat_pump", CONNECTION, WELL, {}, {})
    automation = await case.start(home)
    await case.become(home, {"is_authenticated": False})
    assert automation.ran() == [CONNECTION]
    for action_needed in (True, False, True):
        await case.become(home, {"action_needed": action_needed})
        assert not automation.ran()
    await case.become(home, {"is_authenticated": True})
    assert not automation.ran()


async def test_statuses_are_those_that_the_sensor_shows() -> None:
    [sensor] = [item for item in HEAT_PUMP if item.key == "current_mode"]
    described = load_yaml_dict(str(INTEGRATION / "triggers.yaml"))
    form: Any = described["optimization_status_changed"]
    assert form["fields"]["status"]["selector"]["select"]["options"] == list(
        OptimizationStatus
    )
    assert sensor.options == list(OptimizationStatus)


@pytest.mark.parametrize(
    ("trigger", "options"),
    [
        ("optimization_status_changed", {"status": ["rushing"]}),
        ("optimization_status_changed", {"behavior": "first"}),
        ("attention_needed", {"behavior": "first"}),
        ("charging_started", {"behavior": "sometimes"}),
        ("charging_started", {"for": "-1"}),
    ],
)
async def test_options_that_make_no_sense_are_refused(
    home: Home, trigger: str, options: dict[str, Any]
) -> None:
    config: dict[str, Any] = {
        "trigger": f"podero.{trigger}",
        "target": device(home, home.cloud.electric_vehicle),
        "options": options,
    }
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(
            home.hass, [{"platform": config.pop("trigger"), **config}]
        )


# Targets


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
    assert found == async_entities_of_targeted_devices(
        home.hass,
        {"exclude": exclude},
        {"sensor.car_battery_level"},
        {"sensor"},
        {"charge_status"},
    )


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
            "charge_now_started",
            "charging_finished",
            "charging_started",
        },
        "heat_pump": {
            "attention_needed",
            "away_mode_ended",
            "away_mode_started",
            "optimization_status_changed",
        },
        "solar_inverter": {"attention_needed"},
    }


@pytest.mark.parametrize("name", examples("trigger: podero."))
async def test_the_examples_of_the_page_are_automations(home: Home, name: str) -> None:
    await automate(home.hass, examples("trigger: podero.")[name])
    await turn_off(home.hass)


async def test_the_page_has_an_example_for_each(hass: HomeAssistant) -> None:
    shown = str(examples("trigger: podero."))
    for trigger in await async_get_triggers(hass):
        assert f"'podero.{trigger}'" in shown

"""Conditions: what they hold for, and whom they are aimed at."""

from dataclasses import dataclass
from typing import Any

from homeassistant.components.websocket_api.automation import (
    async_get_conditions_for_target,
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
    label_registry as lr,
)
from homeassistant.helpers.condition import (
    ConditionChecker,
    async_from_config,
    async_validate_condition_config,
)
from homeassistant.setup import async_setup_component
import pytest
import voluptuous as vol

from custom_components.podero.condition import async_get_conditions
from simulator import Device
from tests.automations import (
    ASKED,
    AWAY,
    CHARGING,
    PLANNED,
    PLUGGED_IN,
    STATUS,
    automate,
    device,
    examples,
    find,
    lose,
    turn_off,
)
from tests.conftest import Home


@dataclass(frozen=True)
class Case:
    """What a condition holds for."""

    condition: str
    kind: str
    yes: dict[str, Any]
    no: dict[str, Any]

    def device(self, home: Home) -> Device:
        found: Device = getattr(home.cloud, self.kind)
        return found

    async def become(self, home: Home, fields: dict[str, Any]) -> None:
        home.cloud.controls.set_fields(self.device(home).id, **fields)
        await home.poll()


EACH = pytest.mark.parametrize(
    "case",
    [
        Case("is_charging", "electric_vehicle", CHARGING, PLUGGED_IN),
        Case("is_away", "heat_pump", AWAY, PLANNED),
        *(
            Case(
                "is_optimizing",
                kind,
                {"is_smart_optimization_active": True},
                {"is_smart_optimization_active": False},
            )
            for kind in ("electric_vehicle", "heat_pump", "solar_inverter")
        ),
    ],
    ids=lambda case: f"{case.condition}-{case.kind}",
)


async def check(home: Home, condition: str, **config: Any) -> ConditionChecker:
    """Give a condition to ask."""
    validated = await async_validate_condition_config(
        home.hass, {"condition": f"podero.{condition}", "options": {}, **config}
    )
    return await async_from_config(home.hass, validated)


@EACH
async def test_it_holds_while_it_is_so(home: Home, case: Case) -> None:
    condition = await check(
        home, case.condition, target=device(home, case.device(home))
    )
    for fields, holds in ((case.no, False), (case.yes, True), (case.no, False)):
        await case.become(home, fields)
        assert condition.async_check() is holds


@EACH
async def test_it_does_not_hold_in_an_outage(home: Home, case: Case) -> None:
    condition = await check(
        home, case.condition, target=device(home, case.device(home))
    )
    await case.become(home, case.yes)
    await lose(home)
    assert condition.async_check() is False
    await find(home)
    assert condition.async_check() is True


@EACH
async def test_an_automation_asks_it(home: Home, case: Case) -> None:
    target = device(home, case.device(home))
    automation = await automate(
        home.hass,
        {
            "triggers": [{"trigger": "event", "event_type": ASKED}],
            "conditions": [{"condition": f"podero.{case.condition}", "target": target}],
        },
    )
    for fields, ran in ((case.no, []), (case.yes, [""])):
        await case.become(home, fields)
        home.hass.bus.async_fire(ASKED)
        await home.hass.async_block_till_done()
        assert automation.ran() == ran
    await home.unload()
    assert await home.set_up()
    home.hass.bus.async_fire(ASKED)
    await home.hass.async_block_till_done()
    assert automation.ran() == [""]


@EACH
async def test_for_a_while_it_must_have_been_so(home: Home, case: Case) -> None:
    condition = await check(
        home,
        case.condition,
        target=device(home, case.device(home)),
        options={"for": {"minutes": 5}},
    )
    await case.become(home, case.no)
    await case.become(home, case.yes)
    assert condition.async_check() is False
    await home.wait(301)
    assert condition.async_check() is True
    await case.become(home, case.no)
    assert condition.async_check() is False


@pytest.mark.parametrize(
    ("behavior", "holds"), [("any", [True, True]), ("all", [False, True])]
)
async def test_of_several_cars_one_or_all_count(
    new_home: Home, behavior: str, holds: list[bool]
) -> None:
    cloud = new_home.cloud
    cars = [cloud.electric_vehicle, cloud.organization.add_device("electric-vehicles")]
    for car in cars:
        cloud.controls.set_fields(car.id, **PLUGGED_IN)
    assert await new_home.set_up()
    devices = [device(new_home, car)[ATTR_DEVICE_ID] for car in cars]
    condition = await check(
        new_home,
        "is_charging",
        target={ATTR_DEVICE_ID: devices},
        options={"behavior": behavior},
    )
    assert condition.async_check() is False
    for car, expected in zip(cars, holds, strict=True):
        cloud.controls.set_fields(car.id, **CHARGING)
        await new_home.poll()
        assert condition.async_check() is expected


# Targets


@pytest.mark.parametrize("entity_id", [STATUS, "binary_sensor.car_charging"])
async def test_an_entity_stands_for_its_device(home: Home, entity_id: str) -> None:
    case = Case("is_charging", "electric_vehicle", CHARGING, PLUGGED_IN)
    condition = await check(
        home, case.condition, target={ATTR_ENTITY_ID: [entity_id, "sensor.unknown"]}
    )
    for fields, holds in ((case.no, False), (case.yes, True)):
        await case.become(home, fields)
        assert condition.async_check() is holds


@pytest.mark.parametrize("kind", [ATTR_AREA_ID, ATTR_LABEL_ID])
async def test_in_a_place_the_cars_are_meant(home: Home, kind: str) -> None:
    hass = home.hass
    places = {
        ATTR_AREA_ID: ar.async_get(hass).async_create("Garage").id,
        ATTR_LABEL_ID: lr.async_get(hass).async_create("Energy").label_id,
    }
    condition = await check(home, "is_charging", target={kind: places[kind]})
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, **CHARGING)
    await home.poll()
    assert condition.async_check() is False
    for item in (home.cloud.heat_pump, home.cloud.electric_vehicle):
        dr.async_get(hass).async_update_device(
            device(home, item)[ATTR_DEVICE_ID],
            area_id=places[ATTR_AREA_ID],
            labels={places[ATTR_LABEL_ID]},
        )
    assert condition.async_check() is True


@pytest.mark.parametrize("entity_id", [None, STATUS, "binary_sensor.car_charging"])
async def test_an_editor_notices_a_change_or_looks_for_it(
    home: Home, entity_id: str | None
) -> None:
    target: dict[str, str] = device(home, home.cloud.electric_vehicle)
    if entity_id is not None:
        target = {ATTR_ENTITY_ID: entity_id}
    case = Case("is_charging", "electric_vehicle", CHARGING, PLUGGED_IN)
    await case.become(home, case.no)
    condition = await check(home, case.condition, target=target)
    noticed: list[bool | None] = []
    ignore = await condition.async_track_changes(
        lambda: noticed.append(condition.async_check())
    )
    await case.become(home, case.yes)
    assert condition.needs_polling or noticed == [True]
    assert condition.needs_polling is (entity_id not in (None, STATUS))
    ignore()


async def test_options_that_make_no_sense_are_refused(home: Home) -> None:
    with pytest.raises(vol.Invalid):
        await check(
            home,
            "is_charging",
            target=device(home, home.cloud.electric_vehicle),
            options={"behavior": "first"},
        )


# The form, and the page


async def test_a_device_is_offered_what_it_can_be(home: Home) -> None:
    assert await async_setup_component(home.hass, "websocket_api", {})
    offered = {
        name: {
            condition.removeprefix("podero.")
            for condition in await async_get_conditions_for_target(
                home.hass,
                device(home, getattr(home.cloud, name)),
                expand_group=False,
            )
            if condition.startswith("podero.")
        }
        for name in ("electric_vehicle", "heat_pump", "solar_inverter")
    }
    assert offered == {
        "electric_vehicle": {"is_charging", "is_cheap_now", "is_optimizing"},
        "heat_pump": {"is_away", "is_cheap_now", "is_optimizing"},
        "solar_inverter": {"is_cheap_now", "is_optimizing"},
    }


@pytest.mark.parametrize("name", examples("condition: podero."))
async def test_the_examples_of_the_page_are_automations(home: Home, name: str) -> None:
    await automate(home.hass, examples("condition: podero.")[name])
    await turn_off(home.hass)


async def test_the_page_has_an_example_for_each(hass: HomeAssistant) -> None:
    shown = str(examples("condition: podero."))
    for condition in await async_get_conditions(hass):
        assert f"'podero.{condition}'" in shown

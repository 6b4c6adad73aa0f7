"""Test the number platform."""

import asyncio
from math import inf, nan
from typing import Any
from unittest.mock import patch

from homeassistant.components.number import (
    ATTR_MAX,
    ATTR_MIN,
    ATTR_STEP,
    ATTR_VALUE,
    DOMAIN as NUMBER_DOMAIN,
    SERVICE_SET_VALUE,
)
from homeassistant.const import (
    ATTR_ENTITY_ID,
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.core import State
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er, translation
from homeassistant.helpers.state import async_reproduce_state
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from custom_components.podero.const import DOMAIN
from tests.conftest import Home

pytestmark = pytest.mark.usefixtures("settled")

MINIMUM = "number.heat_pump_minimum_room_temperature"
MAXIMUM = "number.heat_pump_maximum_room_temperature"


async def set_value(home: Home, entity_id: str, value: float) -> float:
    """Set a number, and return its state at the moment the action is done."""
    await home.hass.services.async_call(
        NUMBER_DOMAIN,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: entity_id, ATTR_VALUE: value},
        blocking=True,
    )
    state = home.hass.states.get(entity_id)
    assert state is not None
    return float(state.state)


async def test_numbers(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.NUMBER,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


@pytest.mark.parametrize(
    ("entity_id", "key", "value"),
    [
        (MINIMUM, "minimum_temperature_limit", 18.5),
        ("number.heat_pump_maximum_room_temperature", "maximum_temperature_limit", 25),
        (
            "number.heat_pump_hot_water_target_temperature",
            "dhw_standard_temperature",
            52.5,
        ),
        (
            "number.heat_pump_minimum_hot_water_temperature",
            "minimum_dhw_temperature_limit",
            41,
        ),
        (
            "number.heat_pump_minimum_room_temperature_while_away",
            "away_mode_minimum_temperature_limit",
            12,
        ),
        (
            "number.heat_pump_minimum_hot_water_temperature_while_away",
            "away_mode_minimum_dhw_temperature_limit",
            30,
        ),
        ("number.car_minimum_level_at_deadline", "minimum_charge_limit", 70),
        ("number.solar_inverter_minimum_battery_level", "min_battery_charge", 25),
        ("number.solar_inverter_maximum_battery_level", "max_battery_charge", 95),
    ],
)
async def test_a_number_is_written_alone_and_shows_at_once(
    home: Home, entity_id: str, key: str, value: float
) -> None:
    assert await set_value(home, entity_id, value) == value
    assert home.written() == [{key: value}]


async def test_rapid_changes_are_sent_once_and_the_last_wins(home: Home) -> None:
    values = [17.0, 17.5, 18.0, 18.5]
    await asyncio.gather(*(set_value(home, MINIMUM, value) for value in values))
    assert home.written() == [{"minimum_temperature_limit": 18.5}]
    assert (state := home.hass.states.get(MINIMUM))
    assert float(state.state) == 18.5


async def test_of_two_devices_that_are_set_at_once_each_is_sent_its_own(
    new_home: Home, entity_registry: er.EntityRegistry
) -> None:
    second = new_home.cloud.organization.add_device("heat-pumps")
    assert await new_home.set_up()
    key = "minimum_temperature_limit"
    numbers = [
        entity_registry.async_get_entity_id("number", DOMAIN, f"{device.id}_{key}")
        for device in (new_home.cloud.heat_pump, second)
    ]
    await asyncio.gather(
        *(
            set_value(new_home, f"{entity_id}", value)
            for entity_id, value in zip(numbers, (17.0, 18.0), strict=True)
        )
    )
    assert sorted(body[key] for body in new_home.written()) == [17, 18]


async def test_a_limit_that_does_not_go_with_the_others_is_not_sent(
    home: Home,
) -> None:
    before = home.hass.states.get(MINIMUM)
    home.cloud.requests.clear()
    with pytest.raises(ServiceValidationError) as refused:
        await set_value(home, MINIMUM, 29)
    assert refused.value.translation_key == "band_too_narrow"
    assert not home.cloud.requests
    assert home.hass.states.get(MINIMUM) == before
    assert await set_value(home, MINIMUM, 18) == 18


@pytest.mark.parametrize("value", [9.5, 30.5])
async def test_a_limit_outside_of_what_suits_a_home_is_not_sent(
    home: Home, value: float
) -> None:
    home.cloud.requests.clear()
    with pytest.raises(ServiceValidationError):
        await set_value(home, MINIMUM, value)
    assert not home.cloud.requests


async def test_hot_water_is_never_set_below_what_legionella_survive(
    home: Home,
) -> None:
    for name in ("hot_water_target_temperature", "minimum_hot_water_temperature"):
        with pytest.raises(ServiceValidationError):
            await set_value(home, f"number.heat_pump_{name}", 39.5)


async def test_a_limit_that_was_never_set_is_unknown_and_can_be_set(
    new_home: Home,
) -> None:
    new_home.cloud.controls.set_fields(
        new_home.cloud.heat_pump.id, minimum_temperature_limit=None
    )
    assert await new_home.set_up()
    assert new_home.value(MINIMUM) == STATE_UNKNOWN
    assert await set_value(new_home, MINIMUM, 18) == 18


async def test_a_limit_that_the_cloud_does_not_name_is_not_offered(
    new_home: Home,
) -> None:
    new_home.cloud.controls.omit_fields(
        new_home.cloud.heat_pump.id, "away_mode_minimum_dhw_temperature_limit"
    )
    assert await new_home.set_up()
    entity_id = "number.heat_pump_minimum_hot_water_temperature_while_away"
    assert new_home.hass.states.get(entity_id) is None


async def test_a_home_without_a_battery_has_no_battery_limits(new_home: Home) -> None:
    new_home.cloud.controls.set_fields(
        new_home.cloud.solar_inverter.id, is_battery_connected=False
    )
    assert await new_home.set_up()
    entity_id = "number.solar_inverter_minimum_battery_level"
    assert new_home.hass.states.get(entity_id) is None


@pytest.mark.parametrize("value", [nan, inf, -inf])
@pytest.mark.parametrize("entity_id", [MINIMUM, "number.car_minimum_level_at_deadline"])
async def test_what_is_not_a_number_is_not_sent(
    home: Home, entity_id: str, value: float
) -> None:
    before = home.value(entity_id)
    with pytest.raises(ServiceValidationError):
        await set_value(home, entity_id, value)
    assert not home.written()
    assert home.value(entity_id) == before
    assert await set_value(home, entity_id, 18) == 18


async def test_a_level_that_podero_takes_only_whole_is_refused_in_words(
    home: Home,
) -> None:
    level = "number.car_minimum_level_at_deadline"
    before = home.value(level)
    with pytest.raises(ServiceValidationError) as refused:
        await set_value(home, level, 18.5)
    assert refused.value.translation_key == "not_a_whole_number"
    assert not home.written()
    assert home.value(level) == before
    assert await set_value(home, level, 18.0) == 18
    assert home.written() == [{"minimum_charge_limit": 18}]
    half = await set_value(home, "number.solar_inverter_minimum_battery_level", 18.5)
    assert half == 18.5


async def test_a_scene_sets_both_limits_or_none(home: Home) -> None:
    def scene(low: float, high: float) -> list[State]:
        return [State(MINIMUM, str(low)), State(MAXIMUM, str(high))]

    await async_reproduce_state(home.hass, scene(24, 27))
    assert (home.value(MINIMUM), home.value(MAXIMUM)) == ("24.0", "27.0")
    await async_reproduce_state(home.hass, scene(17, 20))
    assert (home.value(MINIMUM), home.value(MAXIMUM)) == ("17.0", "20.0")
    with pytest.raises(ServiceValidationError):
        await async_reproduce_state(home.hass, scene(24, 25))
    assert (home.value(MINIMUM), home.value(MAXIMUM)) == ("17.0", "20.0")


async def test_whole_degrees_fahrenheit_are_kept(new_home: Home) -> None:
    new_home.hass.config.units = US_CUSTOMARY_SYSTEM
    assert await new_home.set_up()
    for value in (66, 67, 68):
        assert await set_value(new_home, MINIMUM, value) == value
    assert new_home.written()[1] == {"minimum_temperature_limit": 19.44}
    state = new_home.hass.states.get(MINIMUM)
    assert state is not None
    names = (ATTR_MIN, ATTR_MAX, ATTR_STEP, ATTR_UNIT_OF_MEASUREMENT)
    assert [state.attributes[name] for name in names] == [50, 86, 1, "°F"]
    with pytest.raises(ServiceValidationError):
        await set_value(new_home, MINIMUM, 87)


async def test_the_unit_of_a_single_number_is_the_one_that_was_selected(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    async def select(unit: str | None) -> list[Any]:
        options = None if unit is None else {ATTR_UNIT_OF_MEASUREMENT: unit}
        entity_registry.async_update_entity_options(MINIMUM, NUMBER_DOMAIN, options)
        await home.hass.async_block_till_done()
        state = home.hass.states.get(MINIMUM)
        assert state is not None
        names = (ATTR_MIN, ATTR_MAX, ATTR_STEP, ATTR_UNIT_OF_MEASUREMENT)
        return [state.attributes[name] for name in names]

    assert await select("°F") == [50, 86, 1, "°F"]
    for value in (66, 67, 68):
        assert await set_value(home, MINIMUM, value) == value
    assert home.written()[1] == {"minimum_temperature_limit": 19.44}
    with pytest.raises(ServiceValidationError):
        await set_value(home, MINIMUM, 87)
    await home.poll()
    assert home.value(MINIMUM) == "68.0"
    assert await select("kWh") == [10, 30, 0.5, "°C"]
    assert await select(None) == [10, 30, 0.5, "°C"]
    assert home.value(MINIMUM) == "20.0"
    assert await set_value(home, MINIMUM, 19.5) == 19.5


@pytest.mark.parametrize(("language", "lower"), [("en", "21.5"), ("de", "21,5")])
async def test_an_error_writes_decimals_as_the_language_does(
    home: Home, language: str, lower: str
) -> None:
    home.hass.config.language = language
    await translation.async_load_integrations(home.hass, {DOMAIN})
    home.cloud.heat_pump.update(
        minimum_temperature_limit=20, maximum_temperature_limit=23
    )
    await home.poll()
    with pytest.raises(ServiceValidationError) as refused:
        await set_value(home, MINIMUM, 21.5)
    assert refused.value.translation_placeholders == {
        "lower": lower,
        "upper": "23",
        "gap": "2",
        "unit": "°C",
    }
    away = {ATTR_ENTITY_ID: MINIMUM, "minimum_temperature": 21.5}
    with pytest.raises(ServiceValidationError) as refused:
        await home.hass.services.async_call(
            DOMAIN, "set_away_mode", away, blocking=True
        )
    assert (refused.value.translation_placeholders or {})["lower"] == lower

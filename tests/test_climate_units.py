"""Test the thermostat in degrees Fahrenheit."""

from homeassistant.components.climate import (
    ATTR_HVAC_MODE,
    ATTR_MAX_TEMP,
    ATTR_MIN_TEMP,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    ATTR_TARGET_TEMP_STEP,
    SERVICE_SET_TEMPERATURE,
)
from homeassistant.const import ATTR_TEMPERATURE
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
import pytest

from tests.conftest import Home
from tests.thermostat import call, comfort

pytestmark = pytest.mark.usefixtures("settled")

# Degrees Fahrenheit


@pytest.fixture
async def american_home(new_home: Home) -> Home:
    new_home.hass.config.units = US_CUSTOMARY_SYSTEM
    assert await new_home.set_up()
    return new_home


async def test_whole_degrees_fahrenheit_are_kept(american_home: Home) -> None:
    assert comfort(american_home).attributes[ATTR_TARGET_TEMP_STEP] == 1
    for low in (67, 68, 69, 70):
        band = {ATTR_TARGET_TEMP_LOW: low, ATTR_TARGET_TEMP_HIGH: 75}
        state = await call(american_home, SERVICE_SET_TEMPERATURE, **band)
        assert {key: state.attributes[key] for key in band} == band
    assert american_home.written()[-1] == {
        "minimum_temperature_limit": 21.11,
        "maximum_temperature_limit": 23.89,
    }


async def test_the_end_that_is_not_dragged_keeps_its_exact_value(
    american_home: Home,
) -> None:
    # 22.5 °C are 72.5 °F, of which the state shows whole degrees.
    high = comfort(american_home).attributes[ATTR_TARGET_TEMP_HIGH]
    band = {ATTR_TARGET_TEMP_LOW: 67, ATTR_TARGET_TEMP_HIGH: high}
    await call(american_home, SERVICE_SET_TEMPERATURE, **band)
    assert american_home.written() == [
        {"minimum_temperature_limit": 19.44, "maximum_temperature_limit": 22.5}
    ]


async def test_limits_are_stated_in_degrees_fahrenheit(american_home: Home) -> None:
    attributes = comfort(american_home).attributes
    assert attributes[ATTR_MIN_TEMP] == 50
    assert attributes[ATTR_MAX_TEMP] == 86
    with pytest.raises(ServiceValidationError) as refused:
        await call(american_home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 100})
    assert refused.value.translation_placeholders == {
        "check_temp": "100.0",
        "min_temp": "50.0",
        "max_temp": "86.0",
    }
    band = {ATTR_TARGET_TEMP_LOW: 73, ATTR_TARGET_TEMP_HIGH: 75}
    with pytest.raises(ServiceValidationError) as refused:
        await call(american_home, SERVICE_SET_TEMPERATURE, **band)
    assert refused.value.translation_placeholders == {
        "lower": "73",
        "upper": "75",
        "gap": "3.6",
        "unit": "°F",
    }
    assert not american_home.written()


async def test_a_single_temperature_in_degrees_fahrenheit_moves_the_band(
    american_home: Home,
) -> None:
    await call(american_home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 72})
    assert american_home.written() == [
        {"minimum_temperature_limit": 21, "maximum_temperature_limit": 23.5}
    ]


async def test_neither_mode_nor_band_is_set_where_the_band_is_refused(
    home: Home,
) -> None:
    with pytest.raises(ServiceValidationError):
        await call(
            home,
            SERVICE_SET_TEMPERATURE,
            **{
                ATTR_HVAC_MODE: "heat",
                ATTR_TARGET_TEMP_LOW: 23,
                ATTR_TARGET_TEMP_HIGH: 24,
            },
        )
    assert comfort(home).state == "auto"
    assert home.written() == []

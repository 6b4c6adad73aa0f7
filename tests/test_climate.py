"""Test the climate platform."""

import asyncio
from datetime import UTC, datetime, timedelta
import logging
from math import nan
from unittest.mock import patch

from homeassistant.components.climate import (
    ATTR_HVAC_ACTION,
    ATTR_HVAC_MODE,
    ATTR_PRESET_MODE,
    ATTR_TARGET_TEMP_HIGH,
    ATTR_TARGET_TEMP_LOW,
    SERVICE_SET_HVAC_MODE,
    SERVICE_SET_PRESET_MODE,
    SERVICE_SET_TEMPERATURE,
)
from homeassistant.const import (
    ATTR_TEMPERATURE,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNKNOWN,
    Platform,
)
from homeassistant.exceptions import ServiceNotSupported, ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.util.unit_system import (
    METRIC_SYSTEM,
    US_CUSTOMARY_SYSTEM,
    UnitSystem,
)
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home
from tests.thermostat import COMFORT, call, comfort

pytestmark = pytest.mark.usefixtures("settled")
LIMITS = ("minimum_temperature_limit", "maximum_temperature_limit")
RANGE = {ATTR_TARGET_TEMP_LOW, ATTR_TARGET_TEMP_HIGH}


async def test_climate(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.CLIMATE,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_the_band_is_written_together_and_shows_at_once(home: Home) -> None:
    band = {ATTR_TARGET_TEMP_LOW: 19, ATTR_TARGET_TEMP_HIGH: 23.5}
    state = await call(home, SERVICE_SET_TEMPERATURE, **band)
    assert {key: state.attributes[key] for key in band} == band
    assert home.written() == [
        {"minimum_temperature_limit": 19, "maximum_temperature_limit": 23.5}
    ]


async def test_the_band_and_the_mode_can_be_set_at_once(home: Home) -> None:
    state = await call(
        home,
        SERVICE_SET_TEMPERATURE,
        **{
            ATTR_HVAC_MODE: "heat",
            ATTR_TARGET_TEMP_LOW: 19,
            ATTR_TARGET_TEMP_HIGH: 23,
        },
    )
    assert state.state == "heat"
    assert home.written() == [
        {
            "minimum_temperature_limit": 19,
            "maximum_temperature_limit": 23,
            "is_smart_optimization_active": False,
        }
    ]


@pytest.mark.parametrize("mode", ["off", "cool", "dry"])
async def test_a_mode_that_it_does_not_have_is_refused_along_with_the_band(
    home: Home, mode: str
) -> None:
    band = {ATTR_TARGET_TEMP_LOW: 19, ATTR_TARGET_TEMP_HIGH: 23}
    with pytest.raises(ServiceValidationError) as refused:
        await call(home, SERVICE_SET_TEMPERATURE, **band, **{ATTR_HVAC_MODE: mode})
    assert refused.value.translation_key == "not_valid_hvac_mode"
    assert home.written() == []


async def test_a_single_temperature_moves_the_band(home: Home) -> None:
    state = await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 22.5})
    assert home.written() == [
        {"minimum_temperature_limit": 21.5, "maximum_temperature_limit": 24}
    ]
    assert state.attributes[ATTR_TARGET_TEMP_LOW] == 21.5
    assert state.attributes[ATTR_TARGET_TEMP_HIGH] == 24


async def test_a_single_temperature_and_the_mode_can_be_set_at_once(
    home: Home,
) -> None:
    both = {ATTR_HVAC_MODE: "heat", ATTR_TEMPERATURE: 22.5}
    assert (await call(home, SERVICE_SET_TEMPERATURE, **both)).state == "heat"
    assert home.written() == [
        {
            "minimum_temperature_limit": 21.5,
            "maximum_temperature_limit": 24,
            "is_smart_optimization_active": False,
        }
    ]


@pytest.mark.parametrize("limit", LIMITS)
async def test_a_band_that_is_unknown_comes_with_a_single_temperature(
    home: Home, limit: str
) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **{limit: None})
    await home.poll()
    assert not comfort(home).attributes.keys() & RANGE
    state = await call(home, SERVICE_SET_TEMPERATURE, **{ATTR_TEMPERATURE: 21})
    assert home.written() == [dict(zip(LIMITS, (20, 22), strict=True))]
    assert state.attributes.keys() >= RANGE


async def test_the_band_is_shown_rather_than_a_single_temperature(home: Home) -> None:
    """The frontend shows no range where there is a single temperature."""
    attributes = comfort(home).attributes
    assert attributes[ATTR_TEMPERATURE] is None
    assert None not in [attributes[key] for key in RANGE]


async def test_rapid_changes_of_the_band_are_sent_once(home: Home) -> None:
    await asyncio.gather(
        *(
            call(
                home,
                SERVICE_SET_TEMPERATURE,
                **{ATTR_TARGET_TEMP_LOW: low, ATTR_TARGET_TEMP_HIGH: 24},
            )
            for low in (18, 18.5, 19)
        )
    )
    assert home.written() == [
        {"minimum_temperature_limit": 19, "maximum_temperature_limit": 24}
    ]


async def test_a_band_that_is_too_narrow_is_not_sent(home: Home) -> None:
    band = {ATTR_TARGET_TEMP_LOW: 23, ATTR_TARGET_TEMP_HIGH: 24.5}
    with pytest.raises(ServiceValidationError) as refused:
        await call(home, SERVICE_SET_TEMPERATURE, **band)
    assert refused.value.translation_key == "band_too_narrow"
    assert not home.written()


@pytest.mark.parametrize(
    ("band", "written"),
    [((21, 22.5), (21, 23)), ((20, 21), (19, 21)), ((20, 30), (20, 30))],
)
async def test_the_end_that_is_dragged_pushes_the_other(
    home: Home, band: tuple[float, float], written: tuple[float, float]
) -> None:
    low, high = band
    state = await call(
        home,
        SERVICE_SET_TEMPERATURE,
        **{ATTR_TARGET_TEMP_LOW: low, ATTR_TARGET_TEMP_HIGH: high},
    )
    assert home.written() == [dict(zip(LIMITS, written, strict=True))]
    assert state.attributes[ATTR_TARGET_TEMP_LOW] == written[0]
    assert state.attributes[ATTR_TARGET_TEMP_HIGH] == written[1]


@pytest.mark.parametrize(
    ("units", "temperature"), [(METRIC_SYSTEM, 22), (US_CUSTOMARY_SYSTEM, 72)]
)
async def test_a_temperature_that_is_not_a_number_is_not_sent(
    new_home: Home,
    units: UnitSystem,
    temperature: float,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Home Assistant's own debug log formats temperatures as integers.
    caplog.set_level(logging.INFO, "homeassistant.components.climate")
    new_home.hass.config.units = units
    assert await new_home.set_up()
    for data in (
        {ATTR_TEMPERATURE: nan},
        {ATTR_TARGET_TEMP_LOW: nan, ATTR_TARGET_TEMP_HIGH: temperature},
        {ATTR_TARGET_TEMP_LOW: temperature, ATTR_TARGET_TEMP_HIGH: nan},
    ):
        with pytest.raises(ServiceValidationError) as refused:
            await call(new_home, SERVICE_SET_TEMPERATURE, **data)
        assert refused.value.translation_key == "not_a_number"
    assert not new_home.written()
    data = {ATTR_TEMPERATURE: temperature}
    await call(new_home, SERVICE_SET_TEMPERATURE, **data)
    assert len(new_home.written()) == 1


async def test_the_mode_is_whether_podero_optimizes(home: Home) -> None:
    assert comfort(home).state == "auto"
    state = await call(home, SERVICE_SET_HVAC_MODE, **{ATTR_HVAC_MODE: "heat"})
    assert state.state == "heat"
    state = await call(home, SERVICE_SET_HVAC_MODE, **{ATTR_HVAC_MODE: "auto"})
    assert state.state == "auto"
    assert home.written() == [
        {"is_smart_optimization_active": False},
        {"is_smart_optimization_active": True},
    ]
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_smart_optimization_active=None
    )
    await home.poll()
    assert comfort(home).state == STATE_UNKNOWN


async def test_the_preset_is_away_mode(home: Home) -> None:
    state = await call(home, SERVICE_SET_PRESET_MODE, **{ATTR_PRESET_MODE: "away"})
    assert state.attributes[ATTR_PRESET_MODE] == "away"
    assert home.value("switch.heat_pump_away_mode") == STATE_ON
    state = await call(home, SERVICE_SET_PRESET_MODE, **{ATTR_PRESET_MODE: "none"})
    assert state.attributes[ATTR_PRESET_MODE] == "none"
    assert home.value("switch.heat_pump_away_mode") == STATE_OFF


async def test_away_mode_that_is_only_scheduled_does_not_read_as_away(
    home: Home,
) -> None:
    start = datetime.now(UTC) + timedelta(seconds=50)
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_start=start.isoformat(),
        away_mode_end=None,
    )
    await home.poll()
    assert home.value("switch.heat_pump_away_mode") == STATE_ON
    assert comfort(home).attributes[ATTR_PRESET_MODE] == "none"
    await home.wait(20)
    assert comfort(home).attributes[ATTR_PRESET_MODE] == "away"


@pytest.mark.parametrize(
    ("operational_mode", "action"),
    [
        ("Heating", "heating"),
        ("Hot Water", "idle"),
        ("Standby", "idle"),
        ("Off", "off"),
        ("Cooling", "cooling"),
        ("Defrosting", None),
        (None, None),
    ],
)
async def test_the_action_is_what_the_heat_pump_does(
    home: Home, operational_mode: str | None, action: str | None
) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, operational_mode=operational_mode
    )
    await home.poll()
    assert comfort(home).attributes.get(ATTR_HVAC_ACTION) == action


async def test_a_paused_heat_pump_is_off(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        operational_mode="Heating",
        is_pause_power_active=True,
        pause_power_until=(datetime.now(UTC) + timedelta(minutes=2)).isoformat(),
    )
    await home.poll()
    assert comfort(home).attributes[ATTR_HVAC_ACTION] == "off"
    await home.wait(100)
    assert comfort(home).attributes[ATTR_HVAC_ACTION] == "heating"


@pytest.mark.parametrize("service", [SERVICE_TURN_ON, SERVICE_TURN_OFF])
async def test_it_cannot_be_turned_on_or_off(home: Home, service: str) -> None:
    with pytest.raises(ServiceNotSupported):
        await call(home, service)


async def test_a_heat_pump_without_limits_has_no_thermostat(new_home: Home) -> None:
    new_home.cloud.controls.omit_fields(
        new_home.cloud.heat_pump.id, "maximum_temperature_limit"
    )
    assert await new_home.set_up()
    assert new_home.hass.states.get(COMFORT) is None

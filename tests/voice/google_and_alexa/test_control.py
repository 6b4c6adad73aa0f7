"""Test that Google Assistant and Alexa control devices as the page says."""

from typing import Final

from homeassistant.helpers import entity_registry as er
import pytest

from tests.blueprints.automation import afresh, boosts
from tests.conftest import Home
from tests.voice.elsewhere import Alexa, Google, Tree
from tests.voice.page import entities

AWAY: Final = {"is_away_mode_enabled": True}
NOT_OPTIMIZED: Final = {"is_smart_optimization_active": False}
LIMITS: Final = ("minimum_temperature_limit", "maximum_temperature_limit")
FROM_20_TO_23: Final = dict(zip(LIMITS, (20, 23), strict=True))
WARM_WATER: Final = {"dhw_standard_temperature": 52}
A_DEGREE_MORE: Final = dict(zip(LIMITS, (21, 23.5), strict=True))
AROUND_22: Final = A_DEGREE_MORE
AROUND_21: Final = dict(zip(LIMITS, (20, 22), strict=True))


def entity_id(home: Home, device: str, name: str) -> str:
    return entities(home)[device, name].entity_id


ONE: Final = {"thermostatTemperatureSetpoint": 22}
MODES: Final = {"updateModeSettings": {"option": "low"}}
RANGE: Final = {
    "thermostatTemperatureSetpointLow": 20,
    "thermostatTemperatureSetpointHigh": 23,
}


BY_GOOGLE: Final[list[tuple[str, str, Tree, Tree]]] = [
    ("Away mode", "OnOff", {"on": True}, AWAY),
    ("Hot water", "SetTemperature", {"temperature": 52}, WARM_WATER),
    ("Comfort", "ThermostatTemperatureSetRange", RANGE, FROM_20_TO_23),
    ("Comfort", "ThermostatTemperatureSetpoint", ONE, AROUND_22),
    ("Comfort", "ThermostatSetMode", {"thermostatMode": "heat"}, NOT_OPTIMIZED),
    ("Optimization level", "SetModes", MODES, {"optimization_level": "Low"}),
]


async def test_google_home_controls_the_heat_pump(
    home: Home, google: Google, subtests: pytest.Subtests
) -> None:
    named = {name: entity_id(home, "Heat pump", name) for name, *_ in BY_GOOGLE}
    await google.connect(*named.values())
    for name, command, params, written in BY_GOOGLE:
        with subtests.test(command):
            async with afresh(home):
                done = await google.command(named[name], command, **params)
                assert done == "SUCCESS"
                [body] = home.written()
                assert written.items() <= body.items()


async def test_google_home_charges_the_car(home: Home, google: Google) -> None:
    button = entity_id(home, "Car", "Charge now")
    await google.connect(button)
    order = {"deactivate": False}
    assert await google.command(button, "ActivateScene", **order) == "SUCCESS"
    assert boosts(home) == 1


async def test_google_home_shows_two_temperatures_only_with_optimization(
    home: Home, google: Google
) -> None:
    comfort = entity_id(home, "Heat pump", "Comfort")
    await google.connect()
    state = await google.state(comfort)
    assert state["thermostatTemperatureSetpointLow"] == 20
    assert state["thermostatTemperatureSetpointHigh"] == 22.5
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_smart_optimization_active=False
    )
    await home.poll()
    state = await google.state(comfort)
    assert state["thermostatMode"] == "heat"
    assert not [key for key in state if "Setpoint" in key]
    set_to_one = "ThermostatTemperatureSetpoint"
    assert await google.command(comfort, set_to_one, **ONE) == "SUCCESS"
    assert home.written() == [AROUND_22]


@pytest.mark.parametrize("limit", LIMITS)
async def test_google_home_handles_an_unknown_comfort_range(
    home: Home, google: Google, limit: str
) -> None:
    comfort = entity_id(home, "Heat pump", "Comfort")
    await google.connect()
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **{limit: None})
    await home.poll()
    state = await google.state(comfort)
    assert state["online"]
    assert not [key for key in state if "Setpoint" in key]
    two = {
        "thermostatTemperatureSetpointLow": 19,
        "thermostatTemperatureSetpointHigh": 23,
    }
    assert (
        await google.command(comfort, "ThermostatTemperatureSetRange", **two)
        == "SUCCESS"
    )
    assert home.written() == [AROUND_21]
    assert "thermostatTemperatureSetpointLow" in await google.state(comfort)


THERMOSTAT: Final = "ThermostatController"
NUMBER: Final = "Hot water target temperature"
BOTH: Final = {
    "lowerSetpoint": {"value": 20, "scale": "CELSIUS"},
    "upperSetpoint": {"value": 23, "scale": "CELSIUS"},
}
SINGLE: Final[Tree] = {"targetSetpoint": {"value": 22, "scale": "CELSIUS"}}
WARMER: Final[Tree] = {"targetSetpointDelta": {"value": 1, "scale": "CELSIUS"}}
HEATING: Final = {"thermostatMode": {"value": "HEAT"}}
IN_NUMBER: Final = {"instance": "number.value", "rangeValue": 52}


BY_ALEXA: Final[list[tuple[str, str, Tree, Tree]]] = [
    ("Away mode", "PowerController.TurnOn", {}, AWAY),
    ("Comfort", f"{THERMOSTAT}.SetTargetTemperature", BOTH, FROM_20_TO_23),
    ("Comfort", f"{THERMOSTAT}.SetTargetTemperature", SINGLE, AROUND_22),
    ("Comfort", f"{THERMOSTAT}.AdjustTargetTemperature", WARMER, A_DEGREE_MORE),
    ("Comfort", f"{THERMOSTAT}.SetThermostatMode", HEATING, NOT_OPTIMIZED),
    (NUMBER, "RangeController.SetRangeValue", IN_NUMBER, WARM_WATER),
]


async def test_alexa_controls_the_heat_pump(
    home: Home, alexa: Alexa, subtests: pytest.Subtests
) -> None:
    named = {name: entity_id(home, "Heat pump", name) for name, *_ in BY_ALEXA}
    await alexa.connect(*named.values())
    for name, command, payload, written in BY_ALEXA:
        with subtests.test(command, payload=payload):
            async with afresh(home):
                done = await alexa.command(named[name], command, **payload)
                assert done == "Response"
                [body] = home.written()
                assert written.items() <= body.items()


async def test_alexa_handles_an_unknown_comfort_range(home: Home, alexa: Alexa) -> None:
    comfort = entity_id(home, "Heat pump", "Comfort")
    await alexa.connect()
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, maximum_temperature_limit=None
    )
    await home.poll()
    adjust, to_one = (
        f"{THERMOSTAT}.{name}TargetTemperature" for name in ("Adjust", "Set")
    )
    assert await alexa.command(comfort, adjust, **WARMER) == "ErrorResponse"
    assert not home.written()
    assert await alexa.command(comfort, to_one, **SINGLE) == "Response"
    assert home.written() == [dict(zip(LIMITS, (21, 23), strict=True))]
    assert await alexa.command(comfort, adjust, **WARMER) == "Response"


async def test_thermostat_has_the_modes_auto_and_heat(
    home: Home, google: Google, alexa: Alexa
) -> None:
    comfort = entity_id(home, "Heat pump", "Comfort")
    for assistant in (google, alexa):
        await assistant.connect()
    attributes = (await google.devices())[comfort]["attributes"]
    assert attributes["availableThermostatModes"] == ["auto", "heat"]
    [modes] = [
        ability["configuration"]["supportedModes"]
        for ability in (await alexa.devices())[comfort]["capabilities"]
        if ability["interface"] == f"Alexa.{THERMOSTAT}"
    ]
    assert modes == ["AUTO", "HEAT"]


async def test_alexa_charges_the_car(home: Home, alexa: Alexa) -> None:
    button = entity_id(home, "Car", "Charge now")
    await alexa.connect()
    done = await alexa.command(button, "SceneController.Activate")
    assert done == "ActivationStarted"
    assert boosts(home) == 1


async def test_first_alias_is_the_name(
    home: Home, google: Google, alexa: Alexa
) -> None:
    comfort = entity_id(home, "Heat pump", "Comfort")
    registry = er.async_get(home.hass)
    for assistant in (google, alexa):
        await assistant.connect()
    orders: list[tuple[list[str | er.ComputedNameType], str]] = [
        ([er.COMPUTED_NAME, "House"], "Heat pump Comfort"),
        (["House", er.COMPUTED_NAME], "House"),
    ]
    for aliases, first in orders:
        registry.async_update_entity(comfort, aliases=aliases)
        called = (await google.devices())[comfort]["name"]
        assert called["name"] == first
        assert {"House", "Heat pump Comfort"} <= {first, *called["nicknames"]}
        assert (await alexa.devices())[comfort]["friendlyName"] == first

"""Test the entities of Podero in Google Home and Alexa.

The tests send the requests of Google and Amazon for a manual setup.
"""

import sys
from typing import Final
from unittest.mock import Mock

from homeassistant.components.homeassistant.const import DATA_EXPOSED_ENTITIES
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import ATTR_DEVICE_CLASS, Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.blueprints.automation import afresh, boosts
from tests.conftest import Home
from tests.voice.elsewhere import Alexa, Google, Tree
from tests.voice.page import entities, names, tables

CLOUD: Final = ("cloud.alexa", "cloud.google_assistant")
ASSIST: Final = "conversation"
APPEARANCES, WAYS = tables("Google Home and Alexa")
TEMPERATURES: Final = "Temperatures"
GROUPS: Final = {
    Platform.CLIMATE: "Comfort",
    Platform.WATER_HEATER: "Hot water",
    Platform.SWITCH: "Switches",
    Platform.BUTTON: "Buttons",
    Platform.SELECT: "Optimization level",
    Platform.NUMBER: "Numbers",
    Platform.BINARY_SENSOR: "Binary sensors",
}
NOT_THERE: Final = None
AWAY: Final = {"is_away_mode_enabled": True}
NOT_OPTIMIZED: Final = {"is_smart_optimization_active": False}
LIMITS: Final = ("minimum_temperature_limit", "maximum_temperature_limit")
FROM_20_TO_23: Final = dict(zip(LIMITS, (20, 23), strict=True))
WARM_WATER: Final = {"dhw_standard_temperature": 52}
A_DEGREE_MORE: Final = dict(zip(LIMITS, (21, 23.5), strict=True))
AROUND_22: Final = A_DEGREE_MORE
AROUND_21: Final = dict(zip(LIMITS, (20, 22), strict=True))
IDLE: Final = "Appears without functions"
# The type and the capabilities of each appearance.
IN_GOOGLE: Final = {
    "Thermostat": ("THERMOSTAT", {"TemperatureSetting"}),
    "Water heater": ("WATERHEATER", {"TemperatureControl"}),
    "Switch": ("SWITCH", {"OnOff"}),
    "Temperature sensor": ("SENSOR", {"TemperatureControl"}),
    "Scene": ("SCENE", {"Scene"}),
    "Sensor with modes": ("SENSOR", {"Modes"}),
    "Does not appear": NOT_THERE,
}
IN_ALEXA: Final = {
    "Thermostat": {"ThermostatController", "TemperatureSensor"},
    "Switch": {"PowerController", "ContactSensor"},
    "Temperature sensor": {"TemperatureSensor"},
    "Scene": {"SceneController", "EventDetectionSensor"},
    "Number": {"RangeController"},
    IDLE: set[str](),
    "Does not appear": NOT_THERE,
}
# These interfaces only report connectivity.
OF_ALL: Final = {"Alexa", "Alexa.EndpointHealth"}


@pytest.fixture(autouse=True)
async def _home(new_home: Home, settled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mock the camera library, which both assistants import."""
    monkeypatch.setitem(sys.modules, "turbojpeg", Mock())
    assert await async_setup_component(new_home.hass, "homeassistant", {})


@pytest.fixture
async def home(new_home: Home) -> Home:
    assert await new_home.set_up()
    await new_home.wait(2)
    return new_home


def group(home: Home, entry: er.RegistryEntry) -> str:
    """Return the row of the page for an entity."""
    state = home.hass.states.get(entry.entity_id)
    assert state is not None
    if state.attributes.get(ATTR_DEVICE_CLASS) == SensorDeviceClass.TEMPERATURE and (
        entry.domain == Platform.SENSOR
    ):
        return TEMPERATURES
    return GROUPS.get(Platform(entry.domain), "All others")


@pytest.fixture
def google(home: Home, hass_client: ClientSessionGenerator) -> Google:
    return Google(home, hass_client)


@pytest.fixture
def alexa(home: Home, hass_client: ClientSessionGenerator) -> Alexa:
    return Alexa(home, hass_client)


def entity_id(home: Home, device: str, name: str) -> str:
    return entities(home)[device, name].entity_id


def expected_appearances(home: Home, column: int) -> dict[str, str]:
    """Return the appearance of each entity according to the page."""
    appearances = {row[0]: row[column] for row in APPEARANCES}
    found = entities(home).values()
    assert {group(home, entry) for entry in found} == appearances.keys()
    return {entry.entity_id: appearances[group(home, entry)] for entry in found}


def type_and_traits(device: Tree) -> tuple[str, set[str]]:
    traits = {
        trait.removeprefix("action.devices.traits.") for trait in device["traits"]
    }
    return device["type"].removeprefix("action.devices.types."), traits


async def test_google_home_shows_the_device_types_of_the_page(
    home: Home, google: Google
) -> None:
    expected = expected_appearances(home, 1)
    await google.connect(*expected)
    devices = await google.devices()
    for entity, appearance in expected.items():
        device = devices.get(entity)
        assert IN_GOOGLE[appearance] == (device and type_and_traits(device)), entity
        if device and appearance == "Temperature sensor":
            assert device["attributes"]["queryOnlyTemperatureControl"] is True


async def test_alexa_shows_the_capabilities_of_the_page(
    home: Home, alexa: Alexa
) -> None:
    expected = expected_appearances(home, 2)
    await alexa.connect(*expected)
    devices = await alexa.devices()
    for entity, appearance in expected.items():
        device = devices.get(entity)
        assert IN_ALEXA[appearance] == (
            device
            and {
                ability["interface"].removeprefix("Alexa.")
                for ability in device["capabilities"]
                if ability["interface"] not in OF_ALL
            }
        ), entity


@pytest.mark.parametrize("assistant", ["Google Assistant", "Alexa"])
async def test_entities_exposed_by_default_with_manual_setup(
    home: Home, google: Google, alexa: Alexa, assistant: str
) -> None:
    connected = google if assistant == "Google Assistant" else alexa
    await connected.connect()
    shown = await connected.devices()
    [row] = [row for row in WAYS if row[0] == f"{assistant}, set up by hand"]
    groups = names(row[1])
    for entry in entities(home).values():
        assert (entry.entity_id in shown) is (
            entry.entity_category is None and group(home, entry) in groups
        ), entry.entity_id


@pytest.mark.parametrize("assistant", CLOUD)
async def test_cloud_exposes_nothing_by_default(home: Home, assistant: str) -> None:
    for entry in entities(home).values():
        assert not async_should_expose(home.hass, assistant, entry.entity_id)


@pytest.mark.parametrize("assistant", CLOUD)
async def test_cloud_exposes_the_same_entities_as_assist_if_enabled(
    new_home: Home, assistant: str
) -> None:
    home = new_home
    exposed = home.hass.data[DATA_EXPOSED_ENTITIES]
    exposed.async_set_expose_new_entities(assistant, expose_new=True)
    assert await home.set_up()
    shown = {
        each: [
            async_should_expose(home.hass, each, entry.entity_id)
            for entry in entities(home).values()
        ]
        for each in (assistant, ASSIST)
    }
    assert shown[assistant] == shown[ASSIST]
    assert any(shown[assistant])


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

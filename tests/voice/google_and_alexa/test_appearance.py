"""Test that devices appear in Google Assistant and Alexa as the page says."""

from typing import Final

from homeassistant.components.homeassistant.const import DATA_EXPOSED_ENTITIES
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.components.sensor import SensorDeviceClass
from homeassistant.const import ATTR_DEVICE_CLASS, Platform
from homeassistant.helpers import entity_registry as er
import pytest

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
    Platform.EVENT: "Events",
}
NOT_THERE: Final = None

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


def group(home: Home, entry: er.RegistryEntry) -> str:
    """Return the row of the page for an entity."""
    state = home.hass.states.get(entry.entity_id)
    assert state is not None
    if state.attributes.get(ATTR_DEVICE_CLASS) == SensorDeviceClass.TEMPERATURE and (
        entry.domain == Platform.SENSOR
    ):
        return TEMPERATURES
    return GROUPS.get(Platform(entry.domain), "All others")


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

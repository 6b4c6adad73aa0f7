"""Test what Assist may tell and control, and for whom."""

from homeassistant.components.homeassistant.const import DATA_EXPOSED_ENTITIES
from homeassistant.components.homeassistant.exposed_entities import async_should_expose
from homeassistant.const import Platform
from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.common import MockUser

from tests.blueprints.automation import boosts, entity_id
from tests.conftest import Home
from tests.voice.home import ASSISTANT, listen
from tests.voice.listening import (
    CHARGE,
    FULL,
    NOT_EXPOSED,
    ask,
    ask_as,
    battery,
    expose,
)
from tests.voice.page import entities, names, table


async def test_what_is_no_longer_exposed_is_not_told(listening: Home) -> None:
    assert await ask(listening, FULL) == "The car is 61 percent charged."
    expose(listening, battery(listening), exposed=False)
    assert await ask(listening, FULL) == NOT_EXPOSED
    expose(listening, battery(listening), exposed=True)
    assert await ask(listening, FULL) == "The car is 61 percent charged."


async def test_what_is_no_longer_exposed_stays_so_after_a_reload(
    listening: Home,
) -> None:
    expose(listening, battery(listening), exposed=False)
    await listening.hass.config_entries.async_reload(listening.entry.entry_id)
    await listening.hass.async_block_till_done()
    assert await ask(listening, FULL) == NOT_EXPOSED


async def test_what_is_not_exposed_cannot_be_controlled(listening: Home) -> None:
    button = entity_id(
        listening, listening.cloud.electric_vehicle, Platform.BUTTON, "boost"
    )
    expose(listening, button, exposed=False)
    assert await ask(listening, CHARGE) == NOT_EXPOSED
    assert boosts(listening) == 0


async def test_nothing_is_exposed_if_new_entities_are_not(new_home: Home) -> None:
    home = new_home
    for component in ("homeassistant", ASSISTANT):
        assert await async_setup_component(home.hass, component, {})
    home.hass.data[DATA_EXPOSED_ENTITIES].async_set_expose_new_entities(
        ASSISTANT, expose_new=False
    )
    assert await home.set_up()
    assert await ask(home, FULL) == NOT_EXPOSED


async def test_unexposed_entity_is_left_to_home_assistant(listening: Home) -> None:
    """A sensor of another integration has the name that the sentence contains."""
    home = listening
    temperature = entity_id(home, home.cloud.heat_pump, "sensor", "outdoor_temperature")
    text = "What is the outdoor temperature?"
    assert await ask(home, text) == "It is 5.1 degrees outside."
    expose(home, temperature, exposed=False)
    home.hass.states.async_set(
        "sensor.other",
        "7",
        {"friendly_name": "outdoor temperature", "device_class": "temperature"},
    )
    expose(home, "sensor.other", exposed=True)
    assert "7" in await ask(home, text)


# Who may


async def test_only_who_may_control_it_controls_it(
    listening: Home, hass_read_only_user: MockUser, hass_admin_user: MockUser
) -> None:
    home = listening
    for text in (CHARGE, "Set the hot water to 52 degrees", "We're away until Sunday"):
        spoken = await ask_as(home, hass_read_only_user, text)
        assert spoken == "You are not allowed to do that."
    assert boosts(home) == 0
    assert not home.written()
    spoken = await ask_as(home, hass_read_only_user, FULL)
    assert spoken == "The car is 61 percent charged."
    await ask_as(home, hass_admin_user, CHARGE)
    assert boosts(home) == 1


async def test_only_who_may_read_it_is_told(
    listening: Home, hass_read_only_user: MockUser
) -> None:
    user = hass_read_only_user
    user.mock_policy({"entities": {"entity_ids": {battery(listening): True}}})
    assert await ask_as(listening, user, FULL) == "The car is 61 percent charged."
    assert await ask_as(listening, user, "How far can the car go?") == NOT_EXPOSED
    nobody = MockUser(id="nobody")
    assert await ask_as(listening, nobody, FULL) == NOT_EXPOSED


async def test_page_lists_the_entities_exposed_by_default(new_home: Home) -> None:
    home = new_home
    await listen(home, "en")
    exposed = {
        (device_name, name)
        for (device_name, name), entry in entities(home).items()
        if async_should_expose(home.hass, ASSISTANT, entry.entity_id)
    }
    rows = table("What is exposed")
    assert exposed == {
        (device_name, name)
        for device_name, *cells in rows
        for cell in cells
        for name in names(cell)
    }

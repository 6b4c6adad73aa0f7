"""Questions to Assist, and what is exposed to it."""

from homeassistant.components.conversation import async_converse
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context
from pytest_homeassistant_custom_component.common import MockUser

from tests.blueprints.automation import entity_id
from tests.conftest import Home
from tests.voice.home import ASSISTANT, answer, say

FULL = "How full is the car?"
CHARGE = "Charge the car now"
NOT_UNDERSTOOD = "Sorry, I couldn't understand that"
NOT_EXPOSED = "Nothing that can answer this is exposed to Assist."


async def ask(home: Home, text: str, language: str = "en", **where: str) -> str:
    return answer(await say(home, language, text, **where))


async def ask_as(home: Home, user: MockUser, text: str) -> str:
    context = Context(user_id=user.id)
    result = await async_converse(home.hass, text, None, context, language="en")
    await home.hass.async_block_till_done()
    return answer(result)


def expose(home: Home, entity: str, *, exposed: bool) -> None:
    async_expose_entity(home.hass, ASSISTANT, entity, should_expose=exposed)


def battery(home: Home) -> str:
    return entity_id(home, home.cloud.electric_vehicle, "sensor", "battery_level")

"""The strategy for dashboards that users create."""

from http import HTTPStatus

from homeassistant.components.frontend import DATA_EXTRA_MODULE_URL
from homeassistant.generated.languages import LANGUAGES
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    MockHAClientWebSocket,
)

from custom_components.podero.dashboard.strategy import MODULE_URL
from tests.conftest import Home
from tests.dashboard.conftest import ask, load, titles

COMMAND = "podero/dashboard"


async def test_the_module_is_offered_while_there_is_a_home(
    shown: Home, hass_client_no_auth: ClientSessionGenerator
) -> None:
    hass = shown.hass
    assert MODULE_URL in hass.data[DATA_EXTRA_MODULE_URL].urls
    client = await hass_client_no_auth()
    response = await client.get(MODULE_URL)
    assert response.status == HTTPStatus.OK
    assert "javascript" in response.content_type
    assert COMMAND in await response.text()
    await hass.config_entries.async_remove(shown.entry.entry_id)
    assert MODULE_URL not in hass.data[DATA_EXTRA_MODULE_URL].urls
    await hass.config_entries.async_add(shown.entry)
    assert MODULE_URL in hass.data[DATA_EXTRA_MODULE_URL].urls


async def test_both_ways_show_the_same(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    config = await load(client)
    entry_id = shown.entry.entry_id
    assert await ask(client, COMMAND, language="en", entry_id=entry_id) == config
    german = await ask(client, COMMAND, language="de", entry_id=entry_id)
    assert "Abwesenheit und Pause" in titles(german)


async def test_every_language_of_home_assistant_is_answered(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    for language in LANGUAGES:
        assert titles(await ask(client, COMMAND, language=language))


async def test_several_homes_are_views_side_by_side(
    shown: Home, neighbor: Home, client: MockHAClientWebSocket
) -> None:
    config = await ask(client, COMMAND, language="en")
    assert [(view["title"], view["path"]) for view in config["views"]] == [
        ("Sample Home: Overview", "overview"),
        ("Sample Home: Plan", "plan"),
        ("Sample Home: History", "history"),
        ("Large Home: Overview", "overview-2"),
        ("Large Home: Plan", "plan-2"),
        ("Large Home: History", "history-2"),
    ]


async def test_a_home_that_is_not_there_is_not_found(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    for message in ({"entry_id": "other"}, {"language": "../en"}):
        await client.send_json_auto_id({"type": COMMAND, "language": "en", **message})
        response = await client.receive_json()
        assert response["error"]["code"] in ("not_found", "invalid_format")
    assert await ask(client, COMMAND, language="en")
    await shown.hass.config_entries.async_remove(shown.entry.entry_id)
    await client.send_json_auto_id({"type": COMMAND, "language": "en"})
    assert (await client.receive_json())["error"]["code"] == "not_found"

"""The dashboard in the sidebar, and what becomes of it."""

import logging
import sys
from typing import Any

from homeassistant.components.frontend import async_panel_exists
from homeassistant.components.lovelace.const import (
    EVENT_LOVELACE_UPDATED,
    LOVELACE_DATA,
)
from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockUser,
    async_capture_events,
)
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from custom_components.podero.const import CONF_DASHBOARD, DOMAIN
from custom_components.podero.dashboard.generator import load_template
from custom_components.podero.dashboard.panel import (
    PoderoDashboard,
    async_update_panels,
)
from tests.conftest import Home
from tests.dashboard.conftest import (
    PATH,
    Config,
    ask,
    cards,
    entity_ids,
    load,
    select,
    titles,
)


def is_shown(hass: HomeAssistant, path: str = PATH) -> bool:
    """Return whether a dashboard is there, as a whole or not at all."""
    has_panel = async_panel_exists(hass, path)
    assert has_panel == (path in hass.data[LOVELACE_DATA].dashboards)
    return has_panel


async def test_the_option_adds_and_removes_the_dashboard(
    frontend: None, new_home: Home
) -> None:
    hass = new_home.hass
    assert await new_home.set_up()
    assert not is_shown(hass)
    for is_on in (True, False, True):
        select(new_home, is_on=is_on)
        assert is_shown(hass) == is_on
    other = MockConfigEntry(domain="other", options={CONF_DASHBOARD: True})
    other.add_to_hass(hass)
    hass.config_entries.async_update_entry(other, title="Other")
    assert not is_shown(hass, "podero-other")
    panel = hass.data["frontend_panels"][PATH]
    assert (panel.sidebar_title, panel.require_admin) == ("Sample Home", False)


async def test_the_dashboard_goes_with_the_home(shown: Home) -> None:
    hass = shown.hass
    entries = hass.config_entries
    entry_id = shown.entry.entry_id
    await entries.async_reload(entry_id)
    assert is_shown(hass)
    await entries.async_set_disabled_by(entry_id, ConfigEntryDisabler.USER)
    assert not is_shown(hass)
    await entries.async_set_disabled_by(entry_id, None)
    assert is_shown(hass)
    await entries.async_remove(entry_id)
    assert not is_shown(hass)
    assert not [path for path in hass.data["frontend_panels"] if DOMAIN in path]


async def test_the_dashboard_is_there_while_podero_does_not_respond(
    frontend: None, new_home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    select(new_home, is_on=True)
    assert await new_home.set_up()
    await new_home.unload()
    failing = new_home.cloud.faults.fail(path="*", status=500)
    assert not await new_home.set_up()
    client = await hass_ws_client()
    config = await load(client)
    assert titles(config)[0] == "Needs attention"
    [_, notice, *_] = cards(config, "Needs attention")
    assert "Podero is not responding" in notice["content"]
    [condition] = notice["visibility"]
    states = {
        new_home.value(part["entity"])
        for part in condition["conditions"]
        if part["state"] == "unavailable"
    }
    assert states == {"unavailable"}
    failing.stop()


async def test_homes_of_the_same_name_have_dashboards_of_their_own(
    shown: Home, neighbor: Home
) -> None:
    hass = shown.hass
    hass.config_entries.async_update_entry(neighbor.entry, title="Sample Home")
    select(neighbor, is_on=True)
    assert is_shown(hass)
    assert is_shown(hass, f"{PATH}-2")
    hass.config_entries.async_update_entry(neighbor.entry, title="Müller & Töchter")
    assert not is_shown(hass, f"{PATH}-2")
    assert is_shown(hass, "podero-muller-tochter")


async def test_homes_of_the_same_name_keep_their_paths_over_a_restart(
    frontend: None, hass: HomeAssistant
) -> None:
    homes = [
        MockConfigEntry(domain=DOMAIN, title="Same", options={CONF_DASHBOARD: True})
        for _ in range(10)
    ]
    for home in homes:
        home.add_to_hass(hass)
    await hass.async_add_executor_job(load_template)
    shown: dict[str, PoderoDashboard] = {}
    async_update_panels(hass, shown)
    assert [shown[home.entry_id].path for home in homes] == [
        "podero-same",
        *(f"podero-same-{number}" for number in range(2, 11)),
    ]


async def test_an_open_dashboard_follows_its_devices(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    await shown.wait(10)
    await shown.wait(10)
    updates = async_capture_events(shown.hass, EVENT_LOVELACE_UPDATED)
    await shown.wait(2)
    assert not updates
    registry = er.async_get(shown.hass)
    registry.async_update_entity("sensor.car_range", icon="mdi:road")
    await shown.wait(2)
    assert not updates
    shown.cloud.organization.add_device("heat-pumps", device_model={"model": "F1255"})
    await shown.poll()
    await shown.wait(2)
    assert {update.data["url_path"] for update in updates} == {PATH}
    assert "Heating · Heat pump F1255" in titles(await load(client))
    updates.clear()
    select(shown, is_on=False)
    registry.async_update_entity("sensor.car_range", name="Range")
    await shown.wait(2)
    assert not updates


async def test_users_see_what_they_may_read(
    shown: Home,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_user: MockUser,
    hass_read_only_access_token: str,
) -> None:
    readable = "sensor.car_battery_level"
    hass_read_only_user.mock_policy({"entities": {"entity_ids": {readable: True}}})
    client = await hass_ws_client(shown.hass, hass_read_only_access_token)
    config = await load(client)
    assert entity_ids(config) == {readable}
    assert titles(config) == ["Car"]
    assert not headings_lead_to(config)


def headings_lead_to(config: Config) -> list[Any]:
    return [
        card["tap_action"]["navigation_path"]
        for card in cards(config)
        if "tap_action" in card
    ]


async def test_a_home_without_entities_has_an_empty_dashboard(shown: Home) -> None:
    await shown.unload()
    registry = er.async_get(shown.hass)
    for entity_id in [*registry.entities]:
        registry.async_remove(entity_id)
    dashboard = shown.hass.data[LOVELACE_DATA].dashboards[PATH]
    config = await dashboard.async_load(force=False)
    assert config == {"views": [{"type": "sections", "sections": []}]}


async def test_administrators_get_to_the_repairs(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    assert headings_lead_to(await load(client)) == ["/config/repairs", "/calendar"]


async def test_home_assistant_itself_sees_everything(shown: Home) -> None:
    dashboard = shown.hass.data[LOVELACE_DATA].dashboards[PATH]
    config = await dashboard.async_load(force=False)
    assert "sensor.car_battery_level" in entity_ids(config)
    assert await dashboard.async_get_info() == {"mode": "yaml", "views": 3}


async def test_a_dashboard_becomes_the_user_s_own_by_a_change(
    shown: Home, client: MockHAClientWebSocket, hass_storage: dict[str, Any]
) -> None:
    config = await load(client)
    config["views"].pop()
    await ask(client, "lovelace/config/save", url_path=PATH, config=config)
    assert await load(client) == config
    assert shown.entry.options[CONF_DASHBOARD] is False
    [own] = await ask(client, "lovelace/dashboards/list")
    assert (own["url_path"], own["mode"], own["title"]) == (
        *(PATH, "storage", "Sample Home"),
    )
    # It stays when another one is added, and when the home is removed.
    select(shown, is_on=True)
    assert is_shown(shown.hass, f"{PATH}-2")
    await shown.hass.config_entries.async_remove(shown.entry.entry_id)
    assert not is_shown(shown.hass, f"{PATH}-2")
    assert await load(client) == config


async def test_a_dashboard_that_cannot_become_the_user_s_own_stays(
    shown: Home, client: MockHAClientWebSocket, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = await load(client)
    commands = shown.hass.data["websocket_api"]
    with monkeypatch.context() as patch:
        patch.delitem(commands, "lovelace/dashboards/list")
        message = {"type": "lovelace/config/save", "url_path": PATH, "config": config}
        await client.send_json_auto_id(message)
        response = await client.receive_json()
        assert "Add dashboard" in response["error"]["message"]
    assert is_shown(shown.hass)
    assert shown.entry.options[CONF_DASHBOARD]
    await ask(client, "lovelace/config/save", url_path=PATH, config=config)
    assert shown.entry.options[CONF_DASHBOARD] is False


async def test_other_internals_of_home_assistant_cost_no_more_than_the_dashboard(
    frontend: None,
    new_home: Home,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    name = "custom_components.podero.dashboard.panel"
    with monkeypatch.context() as patch:
        patch.setitem(sys.modules, name, None)
        select(new_home, is_on=True)
        assert await new_home.set_up()
        assert not is_shown(new_home.hass)
    [warning] = [
        record.getMessage()
        for record in caplog.records
        if record.levelno == logging.WARNING and DOMAIN in record.name
    ]
    assert "Settings > Dashboards > Add dashboard" in warning
    select(new_home, is_on=False)
    select(new_home, is_on=True)
    assert is_shown(new_home.hass)

"""Test the options flow."""

import logging

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest

from custom_components.podero.const import CONF_IMPORT_HISTORY
from tests.conftest import Home


async def choose(hass: HomeAssistant, home: Home, *, history: bool) -> bool | None:
    """Fill in the form; return what was suggested."""
    flows = hass.config_entries.options
    form = await flows.async_init(home.entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    schema = form["data_schema"]
    assert schema is not None
    assert schema({}) == {CONF_IMPORT_HISTORY: False}
    [field] = schema.schema
    suggested: bool | None = (field.description or {}).get("suggested_value")
    done = await flows.async_configure(form["flow_id"], {CONF_IMPORT_HISTORY: history})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    return suggested


async def test_history_is_imported_once_it_is_chosen(
    hass: HomeAssistant, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    before = home.entry.runtime_data
    assert await choose(hass, home, history=True) is None
    assert home.entry.options == {CONF_IMPORT_HISTORY: True}
    assert home.state() is ConfigEntryState.LOADED
    assert home.entry.runtime_data is not before
    loaded = home.entry.runtime_data
    assert await choose(hass, home, history=True) is True
    assert home.entry.runtime_data is loaded
    assert await choose(hass, home, history=False) is True
    assert home.entry.options == {CONF_IMPORT_HISTORY: False}
    assert home.entry.runtime_data is not loaded
    assert await choose(hass, home, history=False) is False


async def test_without_a_recorder_nothing_is_asked_for(
    hass: HomeAssistant, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    assert "recorder" not in hass.config.components
    await choose(hass, home, history=True)
    await home.wait(24 * 60 * 60)
    assert home.state() is ConfigEntryState.LOADED
    assert not [one for one in home.cloud.requests if one.path.endswith("/data")]
    assert not [one for one in caplog.records if one.levelno > logging.WARNING]

"""Test the options flow."""

import logging

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest

from custom_components.podero.const import (
    CONF_DASHBOARD,
    CONF_ENERGY_DASHBOARD,
    CONF_IMPORT_HISTORY,
    CONF_PRICE_ENTITY,
    CONF_PRICE_FEES,
    CONF_PRICE_TAX,
    CONF_VOICE,
)
from tests.conftest import Home

SWITCHES = (
    CONF_DASHBOARD,
    CONF_ENERGY_DASHBOARD,
    CONF_IMPORT_HISTORY,
    CONF_VOICE,
)
PRICES = (CONF_PRICE_ENTITY, CONF_PRICE_FEES, CONF_PRICE_TAX)


async def choose(hass: HomeAssistant, home: Home, *, history: bool) -> bool:
    """Fill in the form; return what was suggested for the history."""
    flows = hass.config_entries.options
    form = await flows.async_init(home.entry.entry_id)
    assert form["type"] is FlowResultType.FORM
    assert form["step_id"] == "init"
    schema = form["data_schema"]
    assert schema is not None
    suggestions = {
        str(field): (field.description or {}).get("suggested_value")
        for field in schema.schema
    }
    assert suggestions.keys() == {*SWITCHES, *PRICES, "charge_schedule"}
    # This home was set up when there were no dashboards.
    assert suggestions[CONF_DASHBOARD] is False
    assert suggestions[CONF_VOICE] is home.entry.options.get(CONF_VOICE, True)
    chosen = dict.fromkeys(SWITCHES, False) | {CONF_IMPORT_HISTORY: history}
    done = await flows.async_configure(form["flow_id"], chosen)
    assert done["type"] is FlowResultType.CREATE_ENTRY
    await hass.async_block_till_done(wait_background_tasks=True)
    return bool(suggestions[CONF_IMPORT_HISTORY])


async def test_history_is_imported_once_it_is_chosen(
    hass: HomeAssistant, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    before = home.entry.runtime_data
    assert not await choose(hass, home, history=True)
    assert home.entry.options[CONF_IMPORT_HISTORY] is True
    assert home.state() is ConfigEntryState.LOADED
    assert home.entry.runtime_data is not before
    loaded = home.entry.runtime_data
    assert await choose(hass, home, history=True)
    assert home.entry.runtime_data is loaded
    assert await choose(hass, home, history=False)
    assert home.entry.options[CONF_IMPORT_HISTORY] is False
    assert home.entry.runtime_data is not loaded
    assert not await choose(hass, home, history=False)


async def test_without_a_recorder_nothing_is_asked_for(
    hass: HomeAssistant, home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    assert "recorder" not in hass.config.components
    await choose(hass, home, history=True)
    await home.wait(24 * 60 * 60)
    assert home.state() is ConfigEntryState.LOADED
    assert not [one for one in home.cloud.requests if one.path.endswith("/data")]
    assert not [one for one in caplog.records if one.levelno > logging.WARNING]


@pytest.mark.parametrize("before", [True, False])
async def test_switches_that_are_left_out_stay_as_they_are(
    home: Home, *, before: bool
) -> None:
    options = dict.fromkeys(SWITCHES, before) | {CONF_IMPORT_HISTORY: True}
    for stored in (options, {CONF_IMPORT_HISTORY: True}):
        home.hass.config_entries.async_update_entry(home.entry, options=stored)
        flows = home.hass.config_entries.options
        form = await flows.async_init(home.entry.entry_id)
        done = await flows.async_configure(form["flow_id"], {CONF_PRICE_TAX: 20})
        assert done["type"] is FlowResultType.CREATE_ENTRY
        await home.hass.async_block_till_done(wait_background_tasks=True)
        never_offered = dict.fromkeys(SWITCHES, False) | {CONF_VOICE: True}
        assert home.entry.options == never_offered | stored | {CONF_PRICE_TAX: 20}


OTHER = "sensor.nord_pool"


async def configure(home: Home, **entered: object) -> dict[str, str] | None:
    """Fill in the form; return the errors."""
    flows = home.hass.config_entries.options
    form = await flows.async_init(home.entry.entry_id)
    done = await flows.async_configure(
        form["flow_id"], {**dict.fromkeys(SWITCHES, False), **entered}
    )
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return done.get("errors")


async def test_a_price_sensor_must_have_prices_ahead(home: Home) -> None:
    price = {"start": "2026-03-18T09:00:00+00:00", "value": 0.2}
    for attributes in (None, {}, {"raw_today": [price]}):
        if attributes is not None:
            home.hass.states.async_set(OTHER, "0.2", attributes)
        refused = {CONF_PRICE_ENTITY: "no_forecast"}
        assert await configure(home, price_entity=OTHER) == refused
    assert CONF_PRICE_ENTITY not in home.entry.options
    home.hass.states.async_set(
        OTHER, "0.2", {"unit_of_measurement": "EUR/kWh", "raw_today": [price]}
    )
    chosen = {CONF_PRICE_ENTITY: OTHER, CONF_PRICE_FEES: 0.1, CONF_PRICE_TAX: 20}
    assert not await configure(home, **chosen)
    assert home.entry.options == {**dict.fromkeys(SWITCHES, False), **chosen}
    assert home.entry.runtime_data.energy_contract.price == 0.36
    # That it shows no prices at the moment keeps no other option from being changed.
    home.hass.states.async_remove(OTHER)
    assert not await configure(home, **chosen | {CONF_PRICE_TAX: 10})
    assert not await configure(home)
    assert home.entry.options == dict.fromkeys(SWITCHES, False)


@pytest.mark.parametrize("field", [CONF_PRICE_FEES, CONF_PRICE_TAX])
@pytest.mark.parametrize("entered", ["nan", "inf", "1e400", -1, 1001])
async def test_fees_and_tax_that_are_no_amounts_are_refused(
    home: Home, field: str, entered: object
) -> None:
    with pytest.raises(InvalidData):
        await configure(home, **{field: entered})
    assert not home.entry.options
    assert not await configure(home, **{field: 5})
    assert home.entry.options[field] == 5

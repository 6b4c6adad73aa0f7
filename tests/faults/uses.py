"""Uses of each endpoint, and their results.

A use returns a result of the table. Polled data reports its result in the log.
"""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
import re
from typing import Any

from homeassistant.components.repairs.const import DOMAIN as REPAIRS_DOMAIN
from homeassistant.components.repairs.issue_handler import RepairsFlowManager
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_USER,
    ConfigEntryState,
    ConfigFlowContext,
)
from homeassistant.const import STATE_UNKNOWN
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    issue_registry as ir,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util

from custom_components.podero.api import ElectricVehicle, Podero
from custom_components.podero.const import CONF_USER_ID, DOMAIN
from custom_components.podero.errors import translate_errors

from .numbers import NUMBERS_UNKNOWN, number_of, numbers_in
from .site import PLAN, WORKS, Site, word

type Use = Callable[[Site], Coroutine[Any, Any, str]]

SKIPPED = "skipped"
UNNOTICED = "unnoticed"
CAR = "switch.car_optimization"
CAR_LEVEL = "battery_level"
HEAT_PUMP_POWER = "current_power_consumption_w"
SOLAR_POWER = "current_solar_production_w"
CHARGE_NOW = "button.car_charge_now"
CANCEL = "button.car_cancel_charge_now"
ARMED = "binary_sensor.car_charge_now_when_plugged_in"


async def poll(site: Site) -> str:
    """Wait for several polls."""
    await site.let_pass(240)
    return WORKS


def poll_number(entity_id: str) -> Use:
    """Wait for several polls, which a number comes from."""

    async def use(site: Site) -> str:
        await poll(site)
        return NUMBERS_UNKNOWN if site.value(entity_id) == STATE_UNKNOWN else WORKS

    return use


async def poll_with_new_token(site: Site) -> str:
    """Wait for several polls, the first of which finds its access token expired."""
    site.cloud.tokens.expire()
    return await poll(site)


def switch(entity_id: str, field: str) -> Use:
    """Turn something off, and on again if that worked; a number may be lost."""

    async def use(site: Site) -> str:
        said = await site.act("switch", "turn_off", entity_id=entity_id)
        assert site.value(entity_id) == ("off" if said == WORKS else "on")
        if said == WORKS:
            assert await site.act("switch", "turn_on", entity_id=entity_id) == WORKS
            return number_of(site, field)
        return said

    return use


async def switch_with_new_token(site: Site) -> str:
    """Turn something off after the access token expired."""
    site.cloud.tokens.expire()
    return await switch(CAR, CAR_LEVEL)(site)


async def switch_and_read_back(site: Site) -> str:
    """Turn something off where the answer says nothing of it."""
    car_id = site.cloud.electric_vehicle.id
    silence = site.cloud.faults.fail("PUT", f"*/{car_id}", status=200, body="")
    site.cloud.controls.set_fields(car_id, is_smart_optimization_active=False)
    said = await site.act("switch", "turn_off", entity_id=CAR)
    assert site.value(CAR) == ("off" if said == WORKS else "on")
    known = number_of(site, CAR_LEVEL)
    silence.stop()
    site.cloud.controls.set_fields(car_id, is_smart_optimization_active=True)
    if said == WORKS:
        assert await site.act("switch", "turn_on", entity_id=CAR) == WORKS
        return known
    return said


async def charge_now(site: Site) -> str:
    """Let the car charge once it is plugged in, and forget that if it worked."""
    said = await _press(site, CHARGE_NOW, "on")
    if said == WORKS:
        assert await _press(site, CANCEL, "off") == WORKS
    return said


async def cancel(site: Site) -> str:
    """Forget a charge that waits for the car, and ask for it again if that worked."""
    said = await _press(site, CANCEL, "off")
    if said == WORKS:
        assert await _press(site, CHARGE_NOW, "on") == WORKS
    return said


async def _press(site: Site, button: str, armed: str) -> str:
    said = await site.act("button", "press", entity_id=button)
    done = site.value(ARMED) == armed
    assert not done or said == WORKS
    return said if done or said != WORKS else UNNOTICED


async def read_week(site: Site) -> str:
    """Ask for the car's week."""
    said = await site.act(DOMAIN, "get_charge_schedule", answers=True, entity_id=CAR)
    return numbers_in(site.answer) if said == WORKS else said


async def write_week(site: Site) -> str:
    """Change a day of the car's week."""
    days = site.cloud.organization.household_of(
        site.cloud.electric_vehicle
    ).charge_policy.days
    before = days.get("mon")
    after = {
        "charge_percentage": 60 if before and before["charge_percentage"] == 50 else 50,
        "charge_deadline": "06:00:00",
    }
    said = await site.act(DOMAIN, "set_charge_schedule", entity_id=CAR, mon=after)
    assert (days.get("mon") == before) is (said != WORKS)
    return said


def plan(event: str) -> Use:
    """Wait for polls of the charging plan, of which the calendar shows an event."""

    async def use(site: Site) -> str:
        await site.wait(901)
        await site.let_pass(300)
        await site.wait(301)
        if PLAN not in site.available():
            return SKIPPED
        now = dt_util.utcnow()
        answer: Any = await site.hass.services.async_call(
            "calendar",
            "get_events",
            {
                "entity_id": PLAN,
                "start_date_time": now - timedelta(days=1),
                "end_date_time": now + timedelta(days=7),
            },
            blocking=True,
            return_response=True,
        )
        described = [
            "%" in item.get("description", "")
            for item in answer[PLAN]["events"]
            if item["summary"] == event
        ]
        if not described:
            return SKIPPED
        return WORKS if any(described) else NUMBERS_UNKNOWN

    return use


async def repair(site: Site) -> str:
    """Open the repair of a device that needs its owner."""
    assert await async_setup_component(site.hass, REPAIRS_DOMAIN, {})
    repairs: RepairsFlowManager = site.hass.data[REPAIRS_DOMAIN]["flow_manager"]
    [issue] = [
        issue_id
        for domain, issue_id in ir.async_get(site.hass).issues
        if domain == DOMAIN
    ]
    result = await repairs.async_init(DOMAIN, data={"issue_id": issue})
    repairs.async_abort(result["flow_id"])
    if errors := result.get("errors"):
        return word(*errors.values())
    return WORKS if result["step_id"] == "sign_in" else SKIPPED


def form(source: str) -> Use:
    """Fill in a form, the same one again where it is still open."""

    async def use(site: Site) -> str:
        flows = site.hass.config_entries.flow
        if not flows.async_progress():
            context = ConfigFlowContext(source=source)
            if source != SOURCE_USER:
                context["entry_id"] = site.entry.entry_id
            data = site.entry.data if source == SOURCE_REAUTH else None
            await flows.async_init(DOMAIN, context=context, data=data)
        [flow] = flows.async_progress()
        shown = await flows.async_configure(flow["flow_id"])
        schema = shown["data_schema"]
        assert schema is not None
        result = await flows.async_configure(
            flow["flow_id"],
            {
                key: value
                for key, value in site.entry.data.items()
                if key in {str(field) for field in schema.schema}
            },
        )
        await site.hass.async_block_till_done()
        if errors := result.get("errors"):
            return word(*errors.values())
        if result["type"] is not FlowResultType.FORM:
            assert result["reason"] == f"{source}_successful"
            return WORKS
        assert result["step_id"] == "home"
        flows.async_abort(flow["flow_id"])
        schema = result["data_schema"]
        assert schema is not None
        [selector] = schema.schema.values()
        has_count = re.search(r"\(\d+\)'", str(selector.config["options"]))
        return WORKS if has_count else NUMBERS_UNKNOWN

    return use


async def set_up_buildings(site: Site) -> str:
    """Set a home of two buildings up anew."""
    hass, entry = site.hass, site.entry
    devices, areas = dr.async_get(hass), ar.async_get(hass)
    for device in dr.async_entries_for_config_entry(devices, entry.entry_id):
        devices.async_remove_device(device.id)
    # What is remembered of them would bring them back to where they were.
    devices._deleted_devices.clear()
    for area in list(areas.async_list_areas()):
        areas.async_delete(area.id)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_USER_ID: site.cloud.organization.large_home.id}
    )
    assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done()
    assert entry.state is ConfigEntryState.LOADED
    assert len(dr.async_entries_for_config_entry(devices, entry.entry_id)) == 3
    return WORKS if len(list(areas.async_list_areas())) == 2 else SKIPPED


def ask(question: Callable[[Podero, ElectricVehicle], Awaitable[object]]) -> Use:
    """Ask the client for something about the car, as a command would."""

    async def use(site: Site) -> str:
        cars = site.entry.runtime_data.electric_vehicles
        try:
            with translate_errors(site.hass, site.entry):
                vehicle = cars.data[site.cloud.electric_vehicle.id]
                return numbers_in(await question(cars.client, vehicle))
        except HomeAssistantError as error:
            return word(error.translation_key)

    return use

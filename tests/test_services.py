"""The actions: what they send, whom they are for, and what they refuse."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
)
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
import voluptuous as vol

from custom_components.podero.api import DAYS
from custom_components.podero.const import DOMAIN
from custom_components.podero.settings.limits import (
    BATTERY,
    HOT_WATER_WHILE_AWAY,
    ROOM_WHILE_AWAY,
)
from tests.conftest import MORNING, Home

AWAY = {"is_away_mode_enabled": True, "away_mode_end": None}
GOAL = {"charge_percentage": 80, "charge_deadline": "07:00"}
DEFAULT_GOAL = {"charge_percentage": 70, "charge_deadline": "07:00"}


@pytest.fixture(autouse=True)
async def _in_vienna(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")


def utc(hours: float) -> str:
    """Return the time that is so many hours after the morning, as it is sent."""
    return f"{MORNING + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"


def device_id(home: Home, podero_id: str) -> str:
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, podero_id), home.entry.entry_id
    )
    assert device is not None
    return device.id


def heat_pump(home: Home) -> dict[str, object]:
    return {ATTR_DEVICE_ID: device_id(home, home.cloud.heat_pump.id)}


def car(home: Home) -> dict[str, object]:
    return {ATTR_DEVICE_ID: device_id(home, home.cloud.electric_vehicle.id)}


async def act(home: Home, action: str, data: Mapping[str, object]) -> Any:
    """Act, and return what is answered."""
    return await home.hass.services.async_call(
        DOMAIN,
        action,
        dict(data),
        blocking=True,
        return_response=action.startswith("get_"),
    )


async def test_actions_are_there_before_any_home_is(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert set(hass.services.async_services_for_domain(DOMAIN)) == {
        "clear_away_mode",
        "get_charge_schedule",
        "pause",
        "resume",
        "set_away_mode",
        "set_charge_schedule",
    }


# Away mode


async def test_away_mode_starts_now_and_lasts(home: Home) -> None:
    await act(home, "set_away_mode", heat_pump(home))
    assert home.written() == [{**AWAY, "away_mode_start": utc(0)}]
    assert home.value("sensor.heat_pump_away_mode_status") == "active"


async def test_away_mode_has_times_and_limits(home: Home) -> None:
    await act(
        home,
        "set_away_mode",
        {
            **heat_pump(home),
            "start": "2026-07-10 08:00:00",
            "end": "2026-07-24T18:00:00+03:00",
            "minimum_temperature": 15.5,
            "minimum_hot_water_temperature": 30,
        },
    )
    assert home.written() == [
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-07-10T06:00:00Z",
            "away_mode_end": "2026-07-24T15:00:00Z",
            "away_mode_minimum_temperature_limit": 15.5,
            "away_mode_minimum_dhw_temperature_limit": 30,
        }
    ]
    assert home.value("sensor.heat_pump_away_mode_status") == "scheduled"


async def test_away_mode_is_cleared_together(home: Home) -> None:
    await act(home, "set_away_mode", heat_pump(home))
    await act(home, "clear_away_mode", heat_pump(home))
    assert home.written()[-1] == {
        "is_away_mode_enabled": False,
        "away_mode_start": None,
        "away_mode_end": None,
    }
    assert home.value("sensor.heat_pump_away_mode_status") == "off"


@pytest.mark.parametrize(
    ("fields", "translation_key"),
    [
        (
            {"start": "2026-07-10 08:00:00", "end": "2026-07-10 08:00:00"},
            "away_ends_before_it_starts",
        ),
        (
            {"start": "2026-03-01 08:00:00", "end": "2026-03-02 08:00:00"},
            "away_ends_in_the_past",
        ),
        ({"minimum_temperature": 30}, "away_temperature_too_high"),
        ({"end": "1970-01-01 00:00:00"}, "time_out_of_range"),
        ({"end": "9999-06-01 00:00:00"}, "time_out_of_range"),
        ({"end": "1999-12-31T23:00:00-02:00"}, "away_ends_in_the_past"),
        ({"end": "2000-01-01T00:30:00+14:00"}, "time_out_of_range"),
        ({"start": "1970-01-01 00:00:00"}, "time_out_of_range"),
        ({"start": "0001-01-01 00:00:00"}, "time_out_of_range"),
        ({"start": "9999-12-31T23:59:59-12:00"}, "time_out_of_range"),
    ],
)
async def test_what_does_not_go_together_is_not_sent(
    home: Home, fields: dict[str, object], translation_key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_away_mode", {**heat_pump(home), **fields})
    assert refused.value.translation_key == translation_key
    assert not home.written()


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("set_away_mode", {"minimum_temperature": 4.5}),
        ("set_away_mode", {"minimum_hot_water_temperature": 66}),
        ("set_away_mode", {"minimum_temperature": "nan"}),
        ("set_away_mode", {"start": "soon"}),
        ("pause", {"duration": {"days": 366}}),
        ("pause", {"duration": {"hours": "nan"}}),
        ("pause", {"duration": {"hours": "inf"}}),
        ("pause", {"duration": {"days": 1e300}}),
        ("pause", {"duration": "999999999999:00:00"}),
        ("set_away_mode", {"minimum_temperature": float("inf")}),
        ("set_away_mode", {"minimum_hot_water_temperature": float("nan")}),
        ("set_charge_schedule", {"mon": {**GOAL, "charge_percentage": "nan"}}),
        ("set_charge_schedule", {"mon": {**GOAL, "charge_percentage": 101}}),
        ("set_charge_schedule", {"mon": {**GOAL, "charge_deadline": 600}}),
        ("set_charge_schedule", {"mon": {"charge_percentage": 80}}),
        ("resume", {"until": "2026-07-10 08:00:00"}),
    ],
)
async def test_what_is_out_of_range_is_not_sent(
    home: Home, action: str, fields: dict[str, object]
) -> None:
    with pytest.raises(vol.Invalid):
        await act(home, action, {**heat_pump(home), **fields})
    assert not home.written()


async def test_away_mode_stays_off_where_a_limit_is_not_supported(home: Home) -> None:
    limit = "away_mode_minimum_temperature_limit"
    home.cloud.controls.omit_fields(home.cloud.heat_pump.id, limit)
    await home.poll()
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_away_mode", {**heat_pump(home), "minimum_temperature": 15})
    assert refused.value.translation_key == "setting_not_supported"
    assert not home.written()
    assert home.value("sensor.heat_pump_away_mode_status") == "off"
    home.cloud.controls.release(home.cloud.heat_pump.id)
    await home.poll()
    await act(home, "set_away_mode", {**heat_pump(home), "minimum_temperature": 15})
    assert home.value("sensor.heat_pump_away_mode_status") == "active"


async def test_what_one_device_does_not_support_is_sent_to_none(new_home: Home) -> None:
    organization = new_home.cloud.organization
    second = organization.add_device("heat-pumps")
    new_home.cloud.controls.omit_fields(second.id, "pause_power_until")
    assert await new_home.set_up()
    target = {
        ATTR_DEVICE_ID: [
            device_id(new_home, podero_id)
            for podero_id in (new_home.cloud.heat_pump.id, second.id)
        ]
    }
    with pytest.raises(ServiceValidationError) as refused:
        await act(new_home, "pause", target)
    assert refused.value.translation_key == "setting_not_supported"
    assert not new_home.written()
    new_home.cloud.controls.release(second.id)
    await new_home.poll()
    await act(new_home, "pause", target)
    assert len(new_home.written()) == 2


def offered(field: dict[str, Any]) -> tuple[float, float]:
    """Return the lowest and the highest number that a form offers."""
    number = field["selector"]["number"]
    return number["min"], number["max"]


def test_the_forms_offer_what_the_actions_take() -> None:
    forms = load_yaml_dict("custom_components/podero/services.yaml")
    away = forms["set_away_mode"]["fields"]
    assert offered(away["minimum_temperature"]) == ROOM_WHILE_AWAY
    assert offered(away["minimum_hot_water_temperature"]) == HOT_WATER_WHILE_AWAY
    for day in DAYS:
        goal = forms["set_charge_schedule"]["fields"][day]["selector"]["object"]
        assert offered(goal["fields"]["charge_percentage"]) == BATTERY


async def test_a_target_is_needed(home: Home) -> None:
    with pytest.raises(vol.Invalid):
        await act(home, "clear_away_mode", {})


# Pauses


@pytest.mark.parametrize(
    ("fields", "until"),
    [
        ({}, utc(2)),
        ({"duration": {"hours": 1, "minutes": 30}}, utc(1.5)),
        ({"duration": "03:00:00"}, utc(3)),
        ({"until": "2026-03-18 12:00:00"}, utc(2)),
        ({"until": "2026-03-18T12:00:00Z"}, utc(3)),
    ],
)
async def test_a_pause_ends_when_it_is_to(
    home: Home, fields: dict[str, object], until: str
) -> None:
    await act(home, "pause", {**heat_pump(home), **fields})
    assert home.written() == [
        {"is_pause_power_active": True, "pause_power_until": until}
    ]
    assert home.value("switch.heat_pump_pause") == "on"


async def test_a_pause_that_is_over_before_the_next_poll_ends_on_time(
    home: Home,
) -> None:
    await act(home, "pause", {**heat_pump(home), "duration": {"seconds": 10}})
    home.cloud.requests.clear()
    await home.wait(9)
    assert home.value("switch.heat_pump_pause") == "on"
    await home.wait(2)
    assert home.value("switch.heat_pump_pause") == "off"
    assert not [one for one in home.cloud.requests if one.path.endswith("/heat-pumps")]


async def test_a_pause_is_ended(home: Home) -> None:
    await act(home, "pause", heat_pump(home))
    await act(home, "resume", heat_pump(home))
    assert home.written()[-1] == {
        "is_pause_power_active": False,
        "pause_power_until": None,
    }
    assert home.value("switch.heat_pump_pause") == "off"


@pytest.mark.parametrize(
    ("fields", "translation_key"),
    [
        (
            {"duration": "01:00:00", "until": "2026-07-10 08:00:00"},
            "pause_with_two_ends",
        ),
        ({"duration": "00:00:00"}, "pause_in_the_past"),
        ({"until": "1970-01-01 00:00:00"}, "time_out_of_range"),
        ({"until": "9999-12-31T23:59:59-12:00"}, "time_out_of_range"),
        ({"until": "2026-03-18 10:00:00"}, "pause_in_the_past"),
    ],
)
async def test_a_pause_without_a_clear_end_ahead_is_refused(
    home: Home, fields: dict[str, object], translation_key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "pause", {**heat_pump(home), **fields})
    assert refused.value.translation_key == translation_key
    assert not home.written()


# Charge schedules


async def test_a_week_is_answered_by_device(home: Home) -> None:
    answer = await act(home, "get_charge_schedule", car(home))
    assert answer == {
        device_id(home, home.cloud.electric_vehicle.id): {
            "timezone": "Europe/Vienna",
            **dict.fromkeys(DAYS, DEFAULT_GOAL),
        }
    }


async def test_a_day_that_is_left_out_stays_as_it_is(home: Home) -> None:
    await act(home, "set_charge_schedule", {**car(home), "tue": GOAL})
    await act(
        home,
        "set_charge_schedule",
        {
            **car(home),
            "timezone": "Europe/London",
            "sat": {"charge_percentage": "50.5", "charge_deadline": "10:30:59"},
        },
    )
    week = {"timezone": "Europe/Vienna", **dict.fromkeys(DAYS, DEFAULT_GOAL)}
    saturday = {"charge_percentage": 50.5, "charge_deadline": "10:30"}
    assert home.written() == [
        {**week, "tue": GOAL},
        {**week, "tue": GOAL, "sat": saturday, "timezone": "Europe/London"},
    ]
    answer = await act(home, "get_charge_schedule", car(home))
    assert list(answer.values()) == [home.written()[-1]]


async def test_the_time_zone_of_a_week_stays_as_it_is(home: Home) -> None:
    london = {"timezone": "Europe/London"}
    await act(home, "set_charge_schedule", {**car(home), **london})
    await act(home, "set_charge_schedule", {**car(home), "tue": GOAL})
    week = dict.fromkeys(DAYS, DEFAULT_GOAL)
    assert home.written()[-1] == {**london, **week, "tue": GOAL}


async def test_a_week_shows_in_the_calendar_at_once(home: Home) -> None:
    await home.wait(1.5)
    early = {**GOAL, "charge_deadline": "05:15"}
    await act(home, "set_charge_schedule", {**car(home), "thu": early})
    assert (state := home.hass.states.get("calendar.car_charging_plan"))
    assert state.attributes["start_time"] == "2026-03-19 05:15:00"


async def test_changes_of_a_week_do_not_undo_each_other(home: Home) -> None:
    await asyncio.gather(
        *(act(home, "set_charge_schedule", {**car(home), day: GOAL}) for day in DAYS)
    )
    answer = await act(home, "get_charge_schedule", car(home))
    assert [answer[car(home)[ATTR_DEVICE_ID]][day] for day in DAYS] == [GOAL] * 7


async def test_a_first_week_needs_all_days_and_goes_by_the_clock_of_the_house(
    home: Home,
) -> None:
    body = {"metadata": {"error": "no policy"}, "data": None}
    home.cloud.faults.fail("GET", "*/charge-policy", status=200, body=body)
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_charge_schedule", {**car(home), "mon": GOAL})
    assert refused.value.translation_key == "week_incomplete"
    assert not home.written()
    week = dict.fromkeys(DAYS, GOAL)
    await act(home, "set_charge_schedule", {**car(home), **week})
    assert home.written() == [{"timezone": "Europe/Vienna", **week}]


async def test_a_time_zone_that_does_not_exist_is_refused(home: Home) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_charge_schedule", {**car(home), "timezone": "Vienna"})
    assert refused.value.translation_key == "unknown_time_zone"
    assert refused.value.translation_placeholders == {"timezone": "Vienna"}
    assert not home.written()


async def test_a_week_that_is_not_taken_over_is_said(home: Home) -> None:
    home.cloud.faults.fail("PUT", "*/charge-policy", status=200, body="", times=1)
    with pytest.raises(HomeAssistantError) as failed:
        await act(home, "set_charge_schedule", {**car(home), "mon": GOAL})
    assert failed.value.translation_key == "ignored"
    await act(home, "set_charge_schedule", {**car(home), "mon": GOAL})
    answer = await act(home, "get_charge_schedule", car(home))
    assert answer[car(home)[ATTR_DEVICE_ID]]["mon"] == GOAL


# Whom they are for


async def test_an_entity_stands_for_its_device(home: Home) -> None:
    target = {ATTR_ENTITY_ID: ["sensor.heat_pump_power", "switch.heat_pump_pause"]}
    await act(home, "clear_away_mode", target)
    assert len(home.written()) == 1


@pytest.mark.parametrize("kind", [ATTR_AREA_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID])
async def test_in_a_place_only_heat_pumps_are_meant(home: Home, kind: str) -> None:
    hass = home.hass
    floor = fr.async_get(hass).async_create("Ground floor")
    area = ar.async_get(hass).async_create("Cellar", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Energy")
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    devices = dr.async_get(hass)
    lamp = devices.async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}
    )
    cloud = home.cloud
    for device in (
        lamp.id,
        *(device_id(home, item.id) for item in (cloud.heat_pump, cloud.solar_inverter)),
    ):
        devices.async_update_device(device, area_id=area.id, labels={label.label_id})
    places = {
        ATTR_AREA_ID: area.id,
        ATTR_FLOOR_ID: floor.floor_id,
        ATTR_LABEL_ID: label.label_id,
    }
    await act(home, "clear_away_mode", {kind: places[kind]})
    assert len(home.written()) == 1
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "get_charge_schedule", {kind: places[kind]})
    assert refused.value.translation_key == "no_car"


async def test_a_labeled_entity_stands_for_its_device(home: Home) -> None:
    label = lr.async_get(home.hass).async_create("Energy")
    registry = er.async_get(home.hass)
    for entity_id in ("sensor.heat_pump_power", "sensor.car_range"):
        registry.async_update_entity(entity_id, labels={label.label_id})
    await act(home, "clear_away_mode", {ATTR_LABEL_ID: label.label_id})
    assert len(home.written()) == 1


@pytest.mark.parametrize(
    "target",
    [
        {ATTR_ENTITY_ID: "sensor.car_battery_level"},
        {ATTR_ENTITY_ID: ["sensor.heat_pump_power", "sensor.car_battery_level"]},
        {ATTR_ENTITY_ID: "light.unknown"},
        {ATTR_ENTITY_ID: "all"},
        {ATTR_ENTITY_ID: "none"},
        {ATTR_DEVICE_ID: "unknown"},
        {ATTR_AREA_ID: "unknown"},
    ],
)
async def test_what_is_no_heat_pump_is_refused(
    home: Home, target: dict[str, object]
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "clear_away_mode", target)
    assert refused.value.translation_key == "no_heat_pump"
    assert not home.written()


async def test_a_device_of_something_else_is_refused(home: Home) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(home.hass)
    lamp = dr.async_get(home.hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}
    )
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "get_charge_schedule", {ATTR_DEVICE_ID: lamp.id})
    assert refused.value.translation_key == "no_car"


async def test_a_home_that_is_not_loaded_is_named(home: Home) -> None:
    target = heat_pump(home)
    await home.unload()
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "resume", target)
    assert refused.value.translation_key == "home_not_loaded"
    assert refused.value.translation_placeholders == {"home": "Sample Home"}
    await home.set_up()
    assert home.state() is ConfigEntryState.LOADED
    await act(home, "resume", target)
    assert len(home.written()) == 1


# What can go wrong


async def test_one_that_fails_does_not_keep_the_others_from_it(
    new_home: Home,
) -> None:
    second = new_home.cloud.organization.add_device("heat-pumps")
    assert await new_home.set_up()
    failing = new_home.cloud.faults.fail("PUT", f"*/{second.id}", status=500)
    target = {
        ATTR_DEVICE_ID: [
            device_id(new_home, podero_id)
            for podero_id in (second.id, new_home.cloud.heat_pump.id)
        ]
    }
    with pytest.raises(HomeAssistantError) as failed:
        await act(new_home, "pause", target)
    assert failed.value.translation_key == "server_error"
    until = dt_util.utcnow() + timedelta(hours=2)
    heat_pumps = new_home.entry.runtime_data.heat_pumps
    assert heat_pumps.data[new_home.cloud.heat_pump.id].pause_power_until == until
    assert heat_pumps.data[second.id].pause_power_until is None
    failing.stop()
    await act(new_home, "pause", target)
    assert heat_pumps.data[second.id].pause_power_until == until


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("resume", heat_pump),
        ("set_charge_schedule", car),
        ("get_charge_schedule", car),
    ],
)
async def test_what_the_cloud_refuses_is_explained(
    home: Home, action: str, kind: Any
) -> None:
    failure = home.cloud.faults.fail(status=503)
    with pytest.raises(HomeAssistantError) as failed:
        await act(home, action, kind(home))
    assert failed.value.translation_key == "server_error"
    failure.stop()
    await act(home, action, kind(home))


async def test_credentials_that_were_revoked_are_asked_for_again(home: Home) -> None:
    home.cloud.tokens.revoke()
    home.cloud.tokens.expire()
    with pytest.raises(HomeAssistantError) as failed:
        await act(home, "get_charge_schedule", car(home))
    assert failed.value.translation_key == "invalid_auth"
    await home.hass.async_block_till_done()
    [flow] = home.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    home.cloud.tokens.change_secret(home.cloud.client_secret)
    assert await act(home, "get_charge_schedule", car(home))


async def test_who_may_only_look_cannot_act(
    home: Home, hass_read_only_user: MockUser, hass_admin_user: MockUser
) -> None:
    async def pause(user: MockUser) -> None:
        await home.hass.services.async_call(
            DOMAIN,
            "pause",
            heat_pump(home),
            blocking=True,
            context=Context(user_id=user.id),
        )

    home.cloud.requests.clear()
    with pytest.raises(Unauthorized):
        await pause(hass_read_only_user)
    assert not home.cloud.requests
    await pause(hass_admin_user)
    assert len(home.written()) == 1

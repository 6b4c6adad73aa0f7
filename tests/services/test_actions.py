"""Actions: which there are, what they refuse, and what they say of failures."""

from datetime import timedelta
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import ATTR_DEVICE_ID
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, Unauthorized
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
from homeassistant.util.yaml import load_yaml_dict
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from custom_components.podero.api import DAYS
from custom_components.podero.const import DOMAIN
from custom_components.podero.settings.limits import (
    BATTERY,
    HOT_WATER_WHILE_AWAY,
    ROOM_WHILE_AWAY,
)
from tests.conftest import Home

from .acting import GOAL, act, car, device_id, heat_pump


async def test_actions_are_there_before_any_home_is(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    described = load_yaml_dict("custom_components/podero/services.yaml")
    assert described.keys() >= {"set_away_mode", "charge_now", "get_prices"}
    assert hass.services.async_services_for_domain(DOMAIN).keys() == described.keys()


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
        ("set_away_mode", {"minimum_temperature": 10**400}),
        ("set_away_mode", {"minimum_hot_water_temperature": float("nan")}),
        ("set_charge_schedule", {"mon": {**GOAL, "charge_percentage": "nan"}}),
        ("set_charge_schedule", {"mon": {**GOAL, "charge_percentage": True}}),
        ("set_charge_schedule", {"mon": {**GOAL, "charge_percentage": 101}}),
        ("set_charge_schedule", {"mon": {**GOAL, "charge_percentage": 10**400}}),
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

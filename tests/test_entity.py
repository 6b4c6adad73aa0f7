"""Test the base entities: writes, and states that follow the devices."""

import asyncio
from itertools import product
from unittest.mock import patch

from homeassistant.components.climate import ClimateEntity
from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import (
    ATTR_ENTITY_ID,
    SERVICE_TURN_OFF,
    SERVICE_TURN_ON,
    STATE_OFF,
    STATE_ON,
    STATE_UNAVAILABLE,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity import Entity
from homeassistant.helpers.entity_platform import async_get_platforms
import pytest

from custom_components.podero.api import HeatPump, PoderoAuthenticationError
from custom_components.podero.const import DOMAIN
from custom_components.podero.entity import PoderoEntity
from custom_components.podero.entity.thermostat import native_temperature
from tests.conftest import Home
from tests.held import held

OPTIMIZATION = "switch.heat_pump_optimization"
AWAY = "switch.heat_pump_away_mode"


async def switch(home: Home, service: str, entity_id: str = OPTIMIZATION) -> None:
    await home.hass.services.async_call(
        SWITCH_DOMAIN, service, {ATTR_ENTITY_ID: entity_id}, blocking=True
    )


@pytest.mark.parametrize(
    ("failure", "translation_key"),
    [
        ({"status": 400}, "rejected"),
        ({"status": 403}, "forbidden"),
        ({"status": 404}, "not_found"),
        ({"status": 422}, "rejected"),
        ({"status": 500}, "server_error"),
        ({"status": 302, "headers": {"Location": "/"}}, "invalid_response"),
        ({"drop": "connect"}, "cannot_connect"),
    ],
)
async def test_a_failed_write_changes_nothing_and_says_so(
    home: Home, failure: dict[str, object], translation_key: str
) -> None:
    failing = home.cloud.faults.fail("PUT", **failure)  # type: ignore[arg-type]
    with pytest.raises(HomeAssistantError) as failed:
        await switch(home, SERVICE_TURN_OFF)
    assert failed.value.translation_key == translation_key
    assert home.value(OPTIMIZATION) == STATE_ON
    failing.stop()
    await home.poll()
    assert home.value(OPTIMIZATION) == STATE_ON
    await switch(home, SERVICE_TURN_OFF)
    assert home.value(OPTIMIZATION) == STATE_OFF


async def test_a_command_waits_as_long_as_the_cloud_asks(home: Home) -> None:
    home.cloud.faults.fail("PUT", status=429, headers={"Retry-After": "20"}, times=1)
    for _ in range(2):
        with pytest.raises(HomeAssistantError) as failed:
            await switch(home, SERVICE_TURN_OFF)
        assert failed.value.translation_key == "rate_limited"
        assert failed.value.translation_placeholders == {"seconds": "20"}
    puts = [request for request in home.cloud.requests if request.method == "PUT"]
    assert len(puts) == 1
    await home.wait(21)
    await switch(home, SERVICE_TURN_OFF)
    assert home.value(OPTIMIZATION) == STATE_OFF


async def test_a_setting_that_the_cloud_ignores_is_said(home: Home) -> None:
    home.cloud.controls.ignore_field(
        home.cloud.heat_pump.id, "is_smart_optimization_active"
    )
    with pytest.raises(HomeAssistantError) as failed:
        await switch(home, SERVICE_TURN_OFF)
    assert failed.value.translation_key == "ignored"
    assert home.value(OPTIMIZATION) == STATE_ON
    await home.poll()
    assert home.value(OPTIMIZATION) == STATE_ON


async def test_credentials_that_were_revoked_are_asked_for_again(home: Home) -> None:
    home.cloud.tokens.revoke()
    home.cloud.tokens.expire()
    with pytest.raises(HomeAssistantError) as failed:
        await switch(home, SERVICE_TURN_OFF)
    assert failed.value.translation_key == "invalid_auth"
    await home.hass.async_block_till_done()
    [flow] = home.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    home.cloud.tokens.change_secret(home.cloud.client_secret)
    await switch(home, SERVICE_TURN_OFF)
    assert home.value(OPTIMIZATION) == STATE_OFF


async def test_credentials_of_a_home_that_was_removed_are_not_asked_for(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    coordinator = home.entry.runtime_data.heat_pumps
    asked, let_go = asyncio.Event(), asyncio.Event()

    async def refuse(*_: object) -> HeatPump:
        asked.set()
        await let_go.wait()
        raise PoderoAuthenticationError

    with patch.object(coordinator.client, "update", refuse):
        change = asyncio.create_task(switch(home, SERVICE_TURN_OFF))
        await asked.wait()
        await home.hass.config_entries.async_remove(home.entry.entry_id)
        let_go.set()
        with pytest.raises(HomeAssistantError, match="no longer accepts"):
            await change
    await home.hass.async_block_till_done(wait_background_tasks=True)
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_an_answer_from_before_a_write_does_not_undo_it(home: Home) -> None:
    home.cloud.controls.stale_reads(home.cloud.heat_pump.id, 20)
    await switch(home, SERVICE_TURN_OFF)
    await home.wait(15)
    await home.entry.runtime_data.heat_pumps.async_refresh()
    assert home.value(OPTIMIZATION) == STATE_OFF
    await home.poll()
    assert home.value(OPTIMIZATION) == STATE_OFF


async def test_poll_in_flight_does_not_undo_a_write(home: Home) -> None:
    coordinator = home.entry.runtime_data.heat_pumps
    with held(coordinator.client, "devices") as (answered, let_go):
        poll = asyncio.create_task(coordinator.async_refresh())
        await answered.wait()
        await switch(home, SERVICE_TURN_OFF)
        let_go.set()
        await poll
    assert home.value(OPTIMIZATION) == STATE_OFF


async def test_a_change_made_elsewhere_after_a_write_counts(home: Home) -> None:
    await switch(home, SERVICE_TURN_ON, AWAY)
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, away_mode_end="2026-03-18T09:00:20Z"
    )
    await home.poll()
    assert home.value(AWAY) == STATE_OFF


async def test_writes_to_a_device_are_sent_one_after_the_other(home: Home) -> None:
    every_try = home.cloud.faults.fail("PUT", status=500, times=3)
    results = await asyncio.gather(
        switch(home, SERVICE_TURN_OFF),
        switch(home, SERVICE_TURN_ON, AWAY),
        return_exceptions=True,
    )
    assert isinstance(results[0], HomeAssistantError)
    assert results[1] is None
    bodies = home.written()
    assert bodies[:3] == [{"is_smart_optimization_active": False}] * every_try.hits
    assert home.value(OPTIMIZATION) == STATE_ON
    assert home.value(AWAY) == STATE_ON


async def test_a_write_does_not_hide_that_polls_fail(home: Home) -> None:
    home.cloud.faults.fail("GET", "*/heat-pumps", status=500)
    await home.poll()
    assert home.value(OPTIMIZATION) == STATE_UNAVAILABLE
    coordinator = home.entry.runtime_data.heat_pumps
    await coordinator.async_write(
        coordinator.data[home.cloud.heat_pump.id],
        {"is_smart_optimization_active": False},
    )
    assert home.value(OPTIMIZATION) == STATE_UNAVAILABLE
    home.cloud.faults.heal()
    await home.wait(301)
    assert home.value(OPTIMIZATION) == STATE_OFF


VALUES: tuple[object, ...] = (
    *(True, False, None, 17, "23.5", "heating", "warning", "low", "requested"),
    *("2026-03-18T08:00:00Z", "2026-03-19T08:00:00Z", "07:30:00"),
)


def states(home: Home) -> dict[str, tuple[str, dict[str, object]]]:
    return {
        state.entity_id: (state.state, dict(state.attributes))
        for state in home.hass.states.async_all()
    }


async def test_whatever_changes_at_the_cloud_changes_the_states(
    entity_registry_enabled_by_default: None, new_home: Home
) -> None:
    # Without a week, the calendar shows what the car itself is set to.
    new_home.cloud.faults.fail("GET", "*/charge-policy", status=404)
    assert await new_home.set_up()
    await new_home.wait(2)
    for coordinator in new_home.entry.runtime_data.device_coordinators:
        entities = [
            entity
            for platform in async_get_platforms(new_home.hass, DOMAIN)
            for entity in platform.entities.values()
            if isinstance(entity, PoderoEntity) and entity.coordinator is coordinator
        ]
        [device] = coordinator.data.values()
        seen = set()
        for name, value in product(device.raw.keys() - {"id"}, VALUES):
            changed = type(device).from_json({**device.raw, name: value})
            coordinator.async_set_updated_data({device.id: changed})
            written = states(new_home)
            for entity in entities:
                entity.async_write_ha_state()
            assert written == states(new_home), (name, value)
            seen.add(str(written))
        assert len(seen) > 50


# Names of temperatures


def temperature_entity() -> type[Entity]:
    """Return an entity class as it is written, before it is decorated."""

    class TemperatureEntity(Entity):
        native_target_temperature = 21.5
        other = 1

    return TemperatureEntity


def test_native_temperatures_have_their_former_names_where_those_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(ClimateEntity, "native_temperature_unit", raising=False)
    members = vars(native_temperature(temperature_entity()))
    assert members["target_temperature"] == 21.5
    assert members["native_target_temperature"] == 21.5


def test_native_temperatures_have_one_name_where_that_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ClimateEntity, "native_temperature_unit", "°C", raising=False)
    members = vars(native_temperature(temperature_entity()))
    assert "target_temperature" not in members

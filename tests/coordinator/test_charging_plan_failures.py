"""Failures of the charging plan coordinator."""

import asyncio
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_component import async_update_entity
import pytest

from custom_components.podero.api import PoderoConnectionError
from tests.conftest import Home
from tests.held import held

from .plans import QUARTER, asked, state_of


@pytest.mark.parametrize(
    ("missing", "expected"), [("charge-policy", [1, 5]), ("sessions/current", [5, 1])]
)
async def test_what_a_cloud_does_not_offer_is_asked_for_once_a_day(
    home: Home, missing: str, expected: list[int]
) -> None:
    failure = home.cloud.faults.fail("GET", f"*/{missing}", status=404)
    for _ in range(5):
        await async_update_entity(home.hass, "calendar.car_charging_plan")
    assert asked(home) == expected
    assert state_of(home) != STATE_UNAVAILABLE
    failure.stop()
    await home.wait(23 * 60 * 60)
    home.cloud.requests.clear()
    await async_update_entity(home.hass, "calendar.car_charging_plan")
    assert sorted(asked(home)) == [0, 1]
    await home.wait(60 * 60)
    assert min(asked(home)) == 1


@pytest.mark.parametrize(
    "failure",
    [
        {"status": 403},
        {"status": 500},
        {"status": 200, "body": "<html></html>"},
        {"drop": "connect"},
    ],
)
async def test_a_failure_costs_the_calendar_and_is_over_in_minutes(
    home: Home, failure: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    failing = home.cloud.faults.fail("GET", "*/sessions/current", **failure)
    await home.wait(1.5)
    assert state_of(home) == STATE_UNAVAILABLE
    await home.wait(5 * 60 + 1)
    assert state_of(home) == STATE_UNAVAILABLE
    failing.stop()
    await home.wait(5 * 60 + 1)
    assert state_of(home) != STATE_UNAVAILABLE
    said = "Error fetching Podero charging plan data"
    assert sum(said in message for message in caplog.messages) == 1
    home.cloud.requests.clear()
    await home.wait(5 * 60 + 1)
    assert asked(home) == [0, 0]


async def test_the_next_failure_is_tried_again_as_soon_as_the_first(
    home: Home,
) -> None:
    await home.wait(1.5)
    for _ in range(2):
        failing = home.cloud.faults.fail("GET", "*/sessions/current", status=500)
        await async_update_entity(home.hass, "calendar.car_charging_plan")
        assert state_of(home) == STATE_UNAVAILABLE
        home.cloud.requests.clear()
        await home.wait(31)
        assert asked(home) == [1, 1]
        failing.stop()
        await home.wait(61)
        assert state_of(home) != STATE_UNAVAILABLE


async def test_nothing_is_asked_while_the_cloud_asks_to_wait(home: Home) -> None:
    home.cloud.faults.fail(
        "GET", "*/charge-policy", status=429, headers={"Retry-After": "20"}, times=1
    )
    await home.wait(1.5)
    assert state_of(home) == STATE_UNAVAILABLE
    home.cloud.requests.clear()
    await home.wait(10)
    assert asked(home) == [0, 0]
    # Homes that were told the same return over five minutes.
    await home.wait(312)
    assert asked(home) == [1, 1]
    assert state_of(home) != STATE_UNAVAILABLE


async def test_all_that_was_due_is_asked_for_after_a_rate_limit(
    new_home: Home,
) -> None:
    cloud = new_home.cloud
    cars = [
        cloud.electric_vehicle.id,
        cloud.organization.add_device("electric-vehicles").id,
    ]
    assert await new_home.set_up()
    # Once they all have had a turn, it is of one at a time.
    await new_home.wait(1.5)
    await new_home.wait(QUARTER)
    cloud.faults.fail(
        "GET", "*/charge-policy", status=429, headers={"Retry-After": "20"}, times=1
    )
    for car in cars:
        cloud.controls.set_fields(car, minimum_charge_limit=33)
    await new_home.poll()
    await new_home.wait(1.5)
    cloud.requests.clear()
    # Homes that were told the same return over five minutes.
    await new_home.wait(322)
    assert [asked(new_home, car) for car in cars] == [[1, 1]] * 2


async def test_a_pause_that_something_else_was_asked_for_costs_nothing(
    home: Home,
) -> None:
    await home.wait(1.5)
    home.cloud.faults.fail(
        path="*/heat-pumps", status=429, headers={"Retry-After": "60"}, times=1
    )
    await home.poll()
    home.cloud.requests.clear()
    plans = home.entry.runtime_data.charging_plans
    await plans.async_refresh_keys([home.cloud.electric_vehicle.id])
    assert asked(home) == [0, 0]
    assert state_of(home) != STATE_UNAVAILABLE
    # Homes that were told the same return over five minutes.
    await home.wait(60 + 301)
    assert asked(home) == [1, 1]
    assert state_of(home) != STATE_UNAVAILABLE


async def test_credentials_that_were_revoked_are_asked_for_again(home: Home) -> None:
    home.cloud.tokens.revoke()
    home.cloud.tokens.expire()
    await home.wait(1.5)
    [flow] = home.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert state_of(home) == STATE_UNAVAILABLE
    home.cloud.tokens.change_secret(home.cloud.client_secret)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.wait(1.5)
    assert state_of(home) != STATE_UNAVAILABLE


async def test_a_car_that_fails_costs_that_car(
    new_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    second = new_home.cloud.organization.add_device("electric-vehicles")
    failing = new_home.cloud.faults.fail(
        "GET", f"*/{second.id}/charge-policy", status=500
    )
    assert await new_home.set_up()
    await new_home.wait(1.5)
    for _ in range(3):
        await new_home.wait(5 * 60 + 1)
        assert state_of(new_home) != STATE_UNAVAILABLE
        assert state_of(new_home, second.id) == STATE_UNAVAILABLE
    said = "Error fetching Podero charging plan data"
    assert sum(said in message for message in caplog.messages) == 1
    failing.stop()
    await new_home.wait(5 * 60 + 1)
    assert state_of(new_home, second.id) != STATE_UNAVAILABLE
    over = "Fetching Podero charging plan data recovered"
    assert sum(over in message for message in caplog.messages) == 1


async def test_a_car_that_keeps_failing_takes_nobody_s_turn(new_home: Home) -> None:
    second = new_home.cloud.organization.add_device("electric-vehicles")
    failing = new_home.cloud.faults.fail(
        "GET", f"*/{second.id}/charge-policy", status=500
    )
    assert await new_home.set_up()
    await new_home.wait(1.5)
    new_home.cloud.requests.clear()
    for _ in range(12):
        await new_home.wait(5 * 60 + 1)
    # An hour, of which the other may take every second quarter.
    assert asked(new_home)[1] >= 2
    assert state_of(new_home, second.id) == STATE_UNAVAILABLE
    failing.stop()
    await new_home.wait(5 * 60 + 1)
    assert state_of(new_home, second.id) != STATE_UNAVAILABLE


@pytest.mark.parametrize("is_stopped", [True, False])
async def test_a_week_that_was_written_without_an_answer_shows_soon(
    home: Home, monkeypatch: pytest.MonkeyPatch, *, is_stopped: bool
) -> None:
    await home.wait(1.5)
    client = home.entry.runtime_data.client
    with held(client, "set_charge_schedule") as (written, let_go):
        if not is_stopped:
            write = client.set_charge_schedule

            async def fail(*args: Any) -> None:
                await write(*args)
                raise PoderoConnectionError("No response in time")

            monkeypatch.setattr(client, "set_charge_schedule", fail)
        day = {"charge_percentage": 80, "charge_deadline": "05:15"}
        call = home.hass.services.async_call(
            "podero",
            "set_charge_schedule",
            {
                "entity_id": "calendar.car_charging_plan",
                **dict.fromkeys(("wed", "thu"), day),
            },
            blocking=True,
        )
        script = home.hass.async_create_task(call)
        await written.wait()
        if is_stopped:
            script.cancel()
        let_go.set()
        with pytest.raises((asyncio.CancelledError, HomeAssistantError)):
            await script
    await home.wait(10)
    state = home.hass.states.get("calendar.car_charging_plan")
    assert state is not None
    # It is 5:15 in Vienna.
    assert state.attributes["start_time"] == "2026-03-18 21:15:00"

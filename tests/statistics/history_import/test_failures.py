"""An import that is refused, fails or is cut off, and how it goes on."""

import asyncio
from datetime import datetime
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.podero.api import Device, History, Podero
from custom_components.podero.const import DOMAIN
from tests.conftest import MORNING
from tests.statistics.history_import.past import (
    HOUR,
    WALK,
    Past,
    hours_ago,
    left_out,
    messages,
    refuse,
    row,
    spans,
)

# These tests are about the requests of others.
pytestmark = pytest.mark.usefixtures("no_event")


async def test_wish_to_wait_is_obeyed_and_nothing_asked_twice(walk: Past) -> None:
    refuse(walk, 429, headers={"Retry-After": "120"})
    await walk.start()
    assert spans(walk) == [(2, 0), (4, 2)]
    assert len(walk.asked()) == 2
    assert not await walk.statistics()
    await walk.home.wait(118)
    assert len(walk.asked()) == 2
    # Homes that were told the same return over five minutes.
    await walk.home.wait(303)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4), (8, 6)]
    assert await walk.statistics() == {walk.heat_pump(): WALK}


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, None), (403, None), (404, None), (422, None), (200, "[]")],
)
async def test_import_goes_on_after_an_error(
    walk: Past, caplog: pytest.LogCaptureFixture, status: int, body: str | None
) -> None:
    walk.answer("electric-vehicles", [row(1, 200)])
    refuse(walk, status, body=body)
    await walk.start()
    # What went wrong with one device keeps no other waiting.
    assert await walk.statistics() == {walk.car(): hours_ago({1: 0.2})}
    [said] = messages(caplog)
    assert said.startswith("Error fetching Podero history data: ")
    asked = len(walk.asked())
    await walk.home.wait(3601)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4), (8, 6)]
    assert len(walk.asked()) == asked + 3
    assert messages(caplog) == [said, "Fetching Podero history data recovered"]
    assert await walk.rows(walk.heat_pump()) == WALK
    await walk.next_day()
    assert await walk.rows(walk.heat_pump()) == WALK


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_period_that_is_refused_twice_is_left_out(
    walk: Past, status: int
) -> None:
    refuse(walk, status, times=2)
    await walk.start()
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4), (8, 6)]
    rows = await walk.rows(walk.heat_pump())
    assert rows == hours_ago({5: 0.1, 2: 0.1, 1: 0.1})


async def test_a_past_that_is_refused_before_a_day_costs_one_request_more(
    walk: Past,
) -> None:
    refuse(walk, 404, times=9)
    await walk.start()
    await walk.home.wait(3601)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4), (8, 6)]
    assert await walk.rows(walk.heat_pump()) == hours_ago({2: 0.1, 1: 0.1})


@pytest.mark.parametrize("status", [403, 500])
async def test_past_that_fails_for_a_day_ends_there(
    walk: Past, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    refuse(walk, status, times=24)
    await walk.start()
    for _ in range(22):
        await walk.home.wait(3601)
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert await walk.rows(walk.heat_pump()) == hours_ago({2: 0.1, 1: 0.1})
    assert messages(caplog)[-2].startswith(left_out(walk, "requests before 03/18/26"))
    # New hours are not kept waiting any longer.
    walk.only_heat_pump([row(ago, 100) for ago in range(5, -48, -1)])
    await walk.next_day()
    assert max(await walk.rows(walk.heat_pump())) == MORNING + (23 + 24 - 1) * HOUR


async def test_an_error_s_text_is_not_the_end_of_the_past(walk: Past) -> None:
    refuse(walk, 200, body={"metadata": {"error": "Timeout"}, "data": []})
    await walk.start()
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert await walk.rows(walk.heat_pump()) == WALK


async def test_past_that_is_refused_here_and_there_does_not_end(walk: Past) -> None:
    refuse(walk, 404)
    refuse(walk, 404)
    await walk.start()
    await walk.home.wait(3601)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4)]
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert await walk.rows(walk.heat_pump()) == WALK


async def test_past_that_is_refused_altogether_is_asked_for_again(
    walk: Past, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = walk.cloud.faults.fail("GET", "*/data", status=422)
    await walk.start()
    await walk.home.wait(3600)
    await walk.home.wait(3600)
    assert refusal.hits == 3 * 3
    assert len(messages(caplog)) == 1
    refusal.stop()
    await walk.home.wait(3600)
    assert messages(caplog)[1:] == ["Fetching Podero history data recovered"]
    assert await walk.statistics() == {walk.heat_pump(): WALK}


async def test_credentials_that_are_refused_are_asked_for_again(walk: Past) -> None:
    walk.cloud.faults.fail("GET", "*/data", status=401)
    await walk.start()
    [flow] = walk.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert not await walk.statistics()
    walk.hass.config_entries.flow.async_abort(flow["flow_id"])
    walk.only_heat_pump([row(1, 100)])
    await walk.start_again()
    assert await walk.statistics() == {walk.heat_pump(): hours_ago({1: 0.1})}


async def test_device_that_is_removed_amid_its_import_is_forgotten(
    walk: Past, caplog: pytest.LogCaptureFixture
) -> None:
    refuse(walk, 500)
    await walk.start()
    walk.cloud.organization.remove_device(walk.cloud.heat_pump.id)
    for _ in range(6):
        await walk.home.poll()
    asked = len(walk.asked())
    await walk.home.wait(3601)
    assert len(walk.asked()) == asked
    assert messages(caplog)[1:] == ["Fetching Podero history data recovered"]
    assert not await walk.statistics()


async def test_device_that_is_removed_while_it_is_asked_for_leaves_nothing(
    walk: Past, caplog: pytest.LogCaptureFixture
) -> None:
    history = Podero.history

    async def remove_meanwhile(
        client: Podero, device: Device, since: datetime, until: datetime
    ) -> History:
        answer = await history(client, device, since, until)
        devices = dr.async_get(walk.hass)
        known = devices.async_get_device_by_identifier(
            (DOMAIN, device.id), walk.home.entry.entry_id
        )
        if known is not None:
            devices.async_remove_device(known.id)
        return answer

    with patch.object(Podero, "history", remove_meanwhile):
        await walk.start()
    assert spans(walk)
    assert not await walk.statistics()
    assert not messages(caplog)
    await walk.start_again()
    assert await walk.statistics() == {walk.heat_pump(): WALK}


async def test_unloading_ends_an_import(walk: Past) -> None:
    asked = asyncio.Event()

    async def hang(*_: Any) -> History:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    with patch.object(Podero, "history", hang):
        # That it hangs does not delay the set-up.
        assert await walk.home.set_up()
        assert walk.home.value("switch.car_optimization") == "on"
        await asked.wait()
        assert await walk.home.unload()
    assert walk.home.state() is ConfigEntryState.NOT_LOADED
    await walk.home.wait(3601)
    assert not walk.asked()
    assert not await walk.statistics()
    await walk.start()
    assert await walk.statistics() == {walk.heat_pump(): WALK}

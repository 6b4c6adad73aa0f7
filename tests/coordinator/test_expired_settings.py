"""Away mode that has passed is cleared at the cloud, once."""

import asyncio
from datetime import UTC, datetime, timedelta

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_ON, STATE_ON
import pytest

from custom_components.podero.api import format_utc
from tests.conftest import Home
from tests.held import held

SWITCH = "switch.heat_pump_away_mode"

CLEARED = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}


async def leave(home: Home, minutes: float) -> None:
    """Go away now and be back after some minutes."""
    coordinator = home.entry.runtime_data.heat_pumps
    now = datetime.now(UTC)
    await coordinator.async_write(
        coordinator.data[home.cloud.heat_pump.id],
        {
            "is_away_mode_enabled": True,
            "away_mode_start": now.isoformat(),
            "away_mode_end": (now + timedelta(minutes=minutes)).isoformat(),
        },
    )
    home.cloud.requests.clear()


async def test_it_is_cleared_by_the_first_poll_after_its_end(home: Home) -> None:
    await leave(home, 1.2)
    await home.poll()
    await home.poll()
    await home.wait(12)
    assert not home.written()
    await home.poll()
    assert home.written() == [CLEARED]
    for _ in range(3):
        await home.poll()
    assert home.written() == [CLEARED]


async def test_an_away_mode_that_is_extended_elsewhere_at_the_last_moment_stays(
    home: Home,
) -> None:
    await leave(home, 1.2)
    await home.poll()
    await home.poll()
    later = (datetime.now(UTC) + timedelta(days=7)).isoformat()
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, away_mode_end=later)
    await home.wait(12)
    await home.poll()
    assert home.value(SWITCH) == STATE_ON
    assert not home.written()


async def test_a_new_away_mode_on_its_way_is_not_undone(home: Home) -> None:
    await leave(home, 1)
    coordinator = home.entry.runtime_data.heat_pumps
    end = format_utc(datetime.now(UTC) + timedelta(days=7))
    with held(coordinator.client, "update", before=True) as (asked, let_go):
        change = asyncio.create_task(
            coordinator.async_write(
                coordinator.data[home.cloud.heat_pump.id], {"away_mode_end": end}
            )
        )
        await asked.wait()
        poll = asyncio.create_task(home.wait(65))
        await asyncio.sleep(0)
        await coordinator.async_refresh()
        let_go.set()
        await asyncio.gather(change, poll)
    assert home.written() == [{"away_mode_end": end}]
    assert home.value(SWITCH) == STATE_ON


async def test_two_of_them_that_cannot_be_cleared_are_tried_again(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    coordinator = home.entry.runtime_data.heat_pumps
    failing = home.cloud.faults.fail("PUT", status=503)
    now = datetime.now(UTC)
    for minutes in (2, 1):
        home.cloud.controls.set_fields(
            home.cloud.heat_pump.id,
            is_away_mode_enabled=True,
            away_mode_end=(now - timedelta(minutes=minutes)).isoformat(),
        )
        await coordinator.async_refresh()
    await home.wait(0)
    failing.stop()
    home.cloud.requests.clear()
    await home.poll()
    assert home.written() == [CLEARED]
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_it_is_cleared_if_it_passed_while_home_assistant_was_off(
    home: Home,
) -> None:
    await leave(home, 10)
    await home.unload()
    await home.wait(3600)
    assert await home.set_up()
    await home.hass.async_block_till_done(wait_background_tasks=True)
    assert home.written() == [CLEARED]


@pytest.mark.parametrize("failure", [{"status": 503}, {"drop": "connect"}])
async def test_it_is_tried_again_if_the_cloud_was_away(
    home: Home, failure: dict[str, object]
) -> None:
    await leave(home, 1)
    failing = home.cloud.faults.fail("PUT", **failure)  # type: ignore[arg-type]
    await home.wait(65)
    failing.stop()
    home.cloud.requests.clear()
    await home.poll()
    await home.poll()
    assert home.written() == [CLEARED]


async def test_it_is_not_tried_again_if_the_cloud_will_not_have_it(home: Home) -> None:
    await leave(home, 1)
    home.cloud.controls.ignore_field(home.cloud.heat_pump.id, "is_away_mode_enabled")
    for _ in range(5):
        await home.poll()
    assert home.written() == [CLEARED]


async def test_the_next_away_mode_is_cleared_too(home: Home) -> None:
    await leave(home, 1)
    await home.wait(65)
    await leave(home, 1)
    await home.wait(65)
    assert home.written() == [CLEARED]


async def test_an_away_mode_without_an_end_is_not_cleared(home: Home) -> None:
    await home.hass.services.async_call(
        SWITCH_DOMAIN,
        SERVICE_TURN_ON,
        {ATTR_ENTITY_ID: SWITCH},
        blocking=True,
    )
    home.cloud.requests.clear()
    await home.wait(86400)
    assert not home.written()

"""Away mode that has passed is cleared at the cloud, once."""

from datetime import UTC, datetime, timedelta

from homeassistant.components.switch import DOMAIN as SWITCH_DOMAIN
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_ON
import pytest

from tests.conftest import Home

CLEARED = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}


async def leave(home: Home, minutes: float) -> None:
    """Go away now and be back after some minutes."""
    coordinator = home.entry.runtime_data.heat_pumps
    now = datetime.now(UTC)
    await coordinator.async_change(
        coordinator.data[home.cloud.heat_pump.id],
        {
            "is_away_mode_enabled": True,
            "away_mode_start": now.isoformat(),
            "away_mode_end": (now + timedelta(minutes=minutes)).isoformat(),
        },
    )
    home.cloud.requests.clear()


async def test_it_is_cleared_when_its_end_has_passed(home: Home) -> None:
    await leave(home, 1.2)
    await home.poll()
    await home.poll()
    assert not home.written()
    await home.wait(12)
    assert home.written() == [CLEARED]
    for _ in range(3):
        await home.poll()
    assert home.written() == [CLEARED]


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
    failing = home.cloud.fail("PUT", **failure)  # type: ignore[arg-type]
    await home.wait(65)
    failing.stop()
    home.cloud.requests.clear()
    await home.poll()
    await home.poll()
    assert home.written() == [CLEARED]


async def test_it_is_not_tried_again_if_the_cloud_will_not_have_it(home: Home) -> None:
    await leave(home, 1)
    home.cloud.ignore_field(home.cloud.heat_pump.id, "is_away_mode_enabled")
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
        {ATTR_ENTITY_ID: "switch.heat_pump_away_mode"},
        blocking=True,
    )
    home.cloud.requests.clear()
    await home.wait(86400)
    assert not home.written()

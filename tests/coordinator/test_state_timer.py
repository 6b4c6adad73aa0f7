"""Waiting for what changes at a known time."""

from datetime import UTC, datetime, timedelta

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from custom_components.podero.coordinator.state_timer import StateTimer


class Waiting:
    """A boundary, and how often it was reached."""

    def __init__(self, hass: HomeAssistant, time: FrozenDateTimeFactory) -> None:
        self.reached = 0
        self.boundary = StateTimer(hass, self._count)
        self._hass = hass
        self._time = time

    def _count(self) -> None:
        self.reached += 1

    def track(self, *seconds: float | None) -> None:
        now = datetime.now(UTC)
        self.boundary.async_track(
            None if after is None else now + timedelta(seconds=after)
            for after in seconds
        )

    async def wait(self, seconds: float) -> None:
        self._time.tick(seconds)
        async_fire_time_changed(self._hass)
        await self._hass.async_block_till_done()


@pytest.fixture
def waiting(hass: HomeAssistant, morning: FrozenDateTimeFactory) -> Waiting:
    return Waiting(hass, morning)


async def test_the_first_moment_ahead_is_waited_for(waiting: Waiting) -> None:
    waiting.track(20, None, -5, 10)
    await waiting.wait(9)
    assert waiting.reached == 0
    await waiting.wait(2)
    assert waiting.reached == 1
    await waiting.wait(20)
    assert waiting.reached == 1


async def test_the_same_moment_is_waited_for_once(waiting: Waiting) -> None:
    waiting.track(10)
    waiting.track(10, 20)
    await waiting.wait(11)
    assert waiting.reached == 1


async def test_another_moment_takes_its_place(waiting: Waiting) -> None:
    waiting.track(10)
    waiting.track(20)
    await waiting.wait(11)
    assert waiting.reached == 0
    await waiting.wait(10)
    assert waiting.reached == 1


async def test_nothing_is_waited_for_once_no_moment_lies_ahead(
    waiting: Waiting,
) -> None:
    waiting.track(10)
    waiting.track(None, -5)
    await waiting.wait(11)
    assert waiting.reached == 0
    waiting.track(10)
    await waiting.wait(11)
    assert waiting.reached == 1


async def test_a_canceled_timer_does_not_fire(waiting: Waiting) -> None:
    waiting.track(10)
    waiting.boundary.async_cancel()
    await waiting.wait(5)
    waiting.track(5)
    await waiting.wait(4)
    assert waiting.reached == 0
    await waiting.wait(2)
    assert waiting.reached == 1


async def test_a_moment_that_is_overtaken_is_reached(
    waiting: Waiting, morning: FrozenDateTimeFactory
) -> None:
    waiting.track(10)
    morning.tick(20)
    waiting.track(-10, 10)
    assert waiting.reached == 1
    await waiting.wait(11)
    assert waiting.reached == 2

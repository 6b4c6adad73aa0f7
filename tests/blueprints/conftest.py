"""Fixtures for the tests of blueprints."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
import shutil

from homeassistant.components.automation import (
    DOMAIN as AUTOMATION_DOMAIN,
    AutomationEntity,
)
from homeassistant.const import SERVICE_TURN_OFF
from homeassistant.core import HomeAssistant
import pytest

from tests.automations import turn_off
from tests.blueprints.automation import BLUEPRINTS

QUIET_ROUNDS = 20


@pytest.fixture(autouse=True)
async def _with_blueprints(
    hass: HomeAssistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[None]:
    """Provide the blueprints and set the time zone to Vienna."""
    monkeypatch.setattr(hass, "async_block_till_done", Patience(hass).wait)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints")
    hass.config.config_dir = str(tmp_path)
    await hass.config.async_set_time_zone("Europe/Vienna")
    yield
    if hass.services.has_service(AUTOMATION_DOMAIN, SERVICE_TURN_OFF):
        await turn_off(hass)


class Patience:
    """Waits for all tasks except for automations that wait themselves.

    Home Assistant's own method also waits for these, and never returns because the
    time does not move.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass

    async def wait(self, wait_background_tasks: bool = False) -> None:  # noqa: FBT002
        """Wait until the event loop has been idle for some rounds."""
        quiet_rounds = 0
        while quiet_rounds < QUIET_ROUNDS:
            await asyncio.sleep(0)
            tasks = set(self._hass._tasks)
            if wait_background_tasks:
                tasks |= self._hass._background_tasks
            is_busy = any(map(self._is_busy, tasks))
            quiet_rounds = 0 if is_busy else quiet_rounds + 1

    def _is_busy(self, task: asyncio.Future[object]) -> bool:
        if not isinstance(task, asyncio.Task):
            return True
        run = AutomationEntity._async_trigger_if_enabled.__qualname__
        return (
            task is not asyncio.current_task()
            and not task.cancelling()
            and getattr(task.get_coro(), "__qualname__", None) != run
        )

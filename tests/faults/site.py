"""A home, seen by somebody who makes trouble."""

import asyncio
from collections.abc import Coroutine
import json
import logging
from pathlib import Path
import re
from typing import Any, Final

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.const import DOMAIN
from tests.conftest import Home

from .trouble import Scene, Strike

WORKS: Final = "works"
PLAN: Final = "calendar.car_charging_plan"
RECOVERED: Final = "recovered"

# A request that is answered needs a few rounds of the loop.
ROUNDS: Final = 50

_UNRELATED: Final = ("aiohttp_fast_zlib", "homeassistant.loader")
_TEXTS: Final = json.loads(
    Path("custom_components/podero/translations/en.json").read_text("utf-8")
)
# What Home Assistant logs has no full stop.
_SENTENCES: Final = {
    key: re.compile(
        re.sub(r"\\{\w+\\}", r"\\S+", re.escape(text["message"].rstrip("."))) + "$"
    )
    for key, text in _TEXTS["exceptions"].items()
}


class Site(Home):
    """A home, what is logged about it, and the places where trouble can be made."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: MockConfigEntry,
        time: FrozenDateTimeFactory,
        scene: Scene,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """Take over a home that is not set up yet."""
        super().__init__(hass, entry, scene.cloud, time)
        self.scene = scene
        self.answer: object = None
        """What the last action answered."""
        self._caplog = caplog

    async def let_pass(self, seconds: float) -> None:
        """Let so much time pass, in steps in which no poll is passed over."""
        for _ in range(int(seconds // 30)):
            await self.poll()

    async def through[T](
        self, doing: Coroutine[Any, Any, T], strike: Strike, seconds: float
    ) -> T:
        """Do something, giving up each request that hangs after some seconds."""
        task = asyncio.ensure_future(doing)
        met = 0
        while not task.done():
            await asyncio.sleep(0)
            if strike.hits > met:
                met = strike.hits
                for _ in range(ROUNDS):
                    await asyncio.sleep(0)
                self._time.tick(seconds)
        # Polls that became due meanwhile end before the time goes on.
        await self.hass.async_block_till_done(wait_background_tasks=True)
        return await task

    async def act(
        self, domain: str, service: str, *, answers: bool = False, **data: Any
    ) -> str:
        """Call an action, and return what it says."""
        try:
            self.answer = await self.hass.services.async_call(
                domain, service, data, blocking=True, return_response=answers
            )
        except HomeAssistantError as error:
            return word(error.translation_key)
        return WORKS

    def log(self) -> list[str]:
        """Return what was said in the log since this was asked last."""
        said = []
        for record in self._caplog.records:
            if record.name.startswith("custom_components.podero"):
                if record.levelno >= logging.INFO:
                    said.append(record.getMessage())
            elif record.name not in _UNRELATED:
                assert record.levelno < logging.WARNING, record.getMessage()
        self._caplog.clear()
        return said

    def reauths(self) -> list[str]:
        """Return the flows that ask for new credentials."""
        return [
            flow["flow_id"]
            for flow in self.hass.config_entries.flow.async_progress()
            if flow["context"]["source"] == SOURCE_REAUTH
        ]

    async def give_credentials(self, flow_id: str) -> None:
        """Answer a flow that asks for new credentials."""
        result = await self.hass.config_entries.flow.async_configure(
            flow_id,
            {
                CONF_CLIENT_ID: self.cloud.client_id,
                CONF_CLIENT_SECRET: self.cloud.client_secret,
            },
        )
        assert result["type"] is FlowResultType.ABORT
        await self.hass.async_block_till_done()

    async def start_over(self) -> None:
        """Put an end to all trouble, and to what it led to."""
        self.cloud.faults.heal()
        for flow in self.hass.config_entries.flow.async_progress():
            self.hass.config_entries.flow.async_abort(flow["flow_id"])
        await self.hass.config_entries.async_reload(self.entry.entry_id)
        await self.hass.async_block_till_done()
        self._caplog.clear()

    def available(self) -> set[str]:
        """Return the entities that are available."""
        return {
            state.entity_id
            for state in self.hass.states.async_all()
            if state.state != STATE_UNAVAILABLE
        }

    def entities_of(self, device_id: str) -> set[str]:
        """Return the entities of a device, by the cloud's id."""
        device = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, device_id), self.entry.entry_id
        )
        assert device is not None
        registry = er.async_get(self.hass)
        return {
            entity.entity_id
            for entity in er.async_entries_for_device(registry, device.id)
        }


def word_for(line: str) -> str:
    """Return the word of the table for a line of the log."""
    if line.endswith(RECOVERED):
        return RECOVERED
    keys = [key for key, sentence in _SENTENCES.items() if sentence.search(line)]
    assert len(keys) == 1, line
    return word(keys[0])


def word(key: str | None) -> str:
    """Return the word of the table for the key of a text."""
    return str(key).replace("_", " ")

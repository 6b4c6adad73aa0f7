"""Debounce of settings that change in quick succession."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from ..api import Json
from ..const import DOMAIN, WRITE_DEBOUNCE


@dataclass(slots=True)
class _Write:
    settings: dict[str, Json] = field(default_factory=dict)
    changes: int = 0
    task: asyncio.Task[None] | None = None


class DebouncedWrites:
    """Writes settings of one device together that arrive in quick succession.

    They come from a slider, or from a scene that sets several numbers at once. The
    last value of a setting wins, and every caller gets the result of the write.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Initialize without waiting settings."""
        self._hass = hass
        self._entry = entry
        self._writes: dict[str, _Write] = {}

    async def async_write(
        self,
        device_id: str,
        settings: Mapping[str, Json],
        write: Callable[[Mapping[str, Json]], Awaitable[None]],
    ) -> None:
        """Write settings with others of the device, once no more have arrived.

        Raises:
            HomeAssistantError: The home was unloaded in the meantime.
            Exception: The error of ``write``.

        """
        waiting = self._writes.setdefault(device_id, _Write())
        waiting.settings.update(settings)
        waiting.changes += 1
        if waiting.task is None:
            waiting.task = self._entry.async_create_background_task(
                self._hass,
                self._async_write_later(device_id, waiting, write),
                "Podero debounced write",
            )
        # A caller that is canceled does not cancel the write of the others.
        await asyncio.wait([waiting.task])
        if waiting.task.cancelled():
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="home_not_loaded",
                translation_placeholders={"home": self._entry.title},
            )
        waiting.task.result()

    async def _async_write_later(
        self,
        device_id: str,
        waiting: _Write,
        write: Callable[[Mapping[str, Json]], Awaitable[None]],
    ) -> None:
        changes = 0
        while changes != waiting.changes:
            changes = waiting.changes
            await asyncio.sleep(WRITE_DEBOUNCE)
        del self._writes[device_id]
        await write(waiting.settings)

"""Sentences for Assist, Home Assistant's voice assistant, without any setup.

All other modules are imported when Assist is set up: the integration does not need it.
"""

from functools import partial
from typing import TYPE_CHECKING, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.importlib import async_import_module
from homeassistant.setup import async_when_setup
from homeassistant.util.hass_dict import HassKey

from ..const import CONF_VOICE, DOMAIN, LOGGER
from ..coordinator import PoderoConfigEntry

if TYPE_CHECKING:
    from .listener import Listener

ASSIST: Final = "conversation"
DATA_VOICE: HassKey[Voice] = HassKey(f"{DOMAIN}_voice")


async def async_set_up_voice(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Let Assist understand sentences about a home until it is unloaded."""
    if not entry.options.get(CONF_VOICE, True):
        return
    if (voice := hass.data.get(DATA_VOICE)) is None:
        voice = hass.data[DATA_VOICE] = Voice()
        if ASSIST in hass.config.components:
            await voice.async_start(hass, ASSIST)
        else:
            async_when_setup(hass, ASSIST, voice.async_start)
    voice.async_add(entry)


class Voice:
    """The homes that sentences are about."""

    def __init__(self) -> None:
        """Initialize without homes."""
        self._entries: dict[str, PoderoConfigEntry] = {}
        self._listener: Listener | None = None

    async def async_start(self, hass: HomeAssistant, _component: str) -> None:
        """Start when Assist is set up, which may be after the first home."""
        try:
            listener = await async_import_module(hass, f"{__package__}.listener")
        except ImportError as err:
            LOGGER.warning("Assist does not understand sentences of Podero: %s", err)
            return
        await hass.async_add_executor_job(listener.load_sentences)
        self._listener = listener.Listener(hass, self._entries)
        self._async_follow_homes()

    @callback
    def async_add(self, entry: PoderoConfigEntry) -> None:
        """Add a home."""
        self._entries[entry.entry_id] = entry
        entry.async_on_unload(partial(self._async_remove, entry.entry_id))
        self._async_follow_homes()

    @callback
    def _async_remove(self, entry_id: str) -> None:
        """Remove a home."""
        del self._entries[entry_id]
        self._async_follow_homes()

    @callback
    def _async_follow_homes(self) -> None:
        if self._listener is not None:
            self._listener.async_follow_homes()

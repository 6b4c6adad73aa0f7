"""The sentences about all homes, at Assist."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.conversation import ConversationInput
from homeassistant.const import Platform
from homeassistant.core import CALLBACK_TYPE, Event, HomeAssistant, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)

from ..coordinator import PoderoConfigEntry
from ..llm.exposure import async_expose_once
from .assist import Assist
from .commands import COMMANDS, Command, async_run
from .devices import (
    ASSISTANT,
    NoAnswerError,
    NotExposedError,
    Request,
    async_area,
    async_readable_devices,
    async_template_names,
)
from .language import LANGUAGES, load_sentences, read, templates
from .questions import QUESTIONS, Question, async_answer
from .speech import Speech

__all__ = ["Listener", "load_sentences"]

INTENTS: Final[dict[str, Question | Command]] = {**QUESTIONS, **COMMANDS}
ENTITIES: Final = {
    *((intent.domain, intent.key) for intent in INTENTS.values()),
    # The answer about the plan has both of its times.
    (Platform.SENSOR, "planned_charge_end"),
}


class Listener:
    """Listens to sentences about the devices of homes, and answers them."""

    def __init__(
        self, hass: HomeAssistant, entries: Mapping[str, PoderoConfigEntry]
    ) -> None:
        """Initialize with the entries of the homes, which may change."""
        self._hass = hass
        self._entries = entries
        self._assist = Assist(hass, self._async_answer)
        self._intents: dict[str, dict[str, str]] = {}
        self._names: Mapping[str, list[str]] = {}
        self._stop_listening: list[CALLBACK_TYPE] = []

    @callback
    def async_follow_homes(self) -> None:
        """Follow a home that was added or removed; without homes, stop listening."""
        for stop in self._stop_listening:
            stop()
        listen = self._hass.bus.async_listen
        self._stop_listening = []
        if self._entries:
            self._stop_listening = [
                listen(ar.EVENT_AREA_REGISTRY_UPDATED, self._async_update),
                listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, self._async_handle_device),
                listen(er.EVENT_ENTITY_REGISTRY_UPDATED, self._async_handle_entity),
            ]
        for entry_id in self._entries:
            async_expose_once(self._hass, ASSISTANT, entry_id, ENTITIES)
        self._async_update()

    @callback
    def _async_update(
        self, _event: Event[ar.EventAreaRegistryUpdatedData] | None = None
    ) -> None:
        """Listen to the sentences about the devices that there are."""
        names = async_template_names(self._hass, self._entries.values())
        if names == self._names:
            return
        self._names = names
        self._intents = {
            language: {
                template: intent
                for template, intent in templates(language, names)
                if names.keys() >= {INTENTS[intent].device_type} - {None}
            }
            for language in (LANGUAGES if names else ())
        }
        self._assist.async_listen(self._intents)

    @callback
    def _async_handle_device(
        self, event: Event[dr.EventDeviceRegistryUpdatedData]
    ) -> None:
        """Follow the names and areas of devices; one that was removed is unknown."""
        device = dr.async_get(self._hass).async_get(event.data["device_id"])
        if device is None or device.config_entry_id in self._entries:
            self._async_update()

    @callback
    def _async_handle_entity(
        self, event: Event[er.EventEntityRegistryUpdatedData]
    ) -> None:
        """Expose a new entity, if sentences are about it."""
        if event.data["action"] != "create":
            return
        entity = er.async_get(self._hass).async_get(event.data["entity_id"])
        entry_id = str(entity and entity.config_entry_id)
        if entry_id in self._entries:
            async_expose_once(self._hass, ASSISTANT, entry_id, ENTITIES)

    async def _async_answer(
        self,
        language: str,
        template: str,
        slots: dict[str, str],
        user_input: ConversationInput,
    ) -> str:
        """Answer a sentence.

        Raises:
            NotExposedError: Nothing that could answer is exposed.

        """
        hass, context = self._hass, user_input.context
        data = await hass.async_add_executor_job(read, "answers", language)
        request = Request(
            hass=hass,
            context=context,
            speech=Speech(language, data),
            text=user_input.text,
            slots=slots,
            area=async_area(hass, user_input.satellite_id, user_input.device_id),
            devices=await async_readable_devices(hass, self._entries, context),
        )
        intent = self._intents[language][template]
        try:
            if intent in QUESTIONS:
                return await async_answer(request, intent)
            return await async_run(request, intent)
        except NotExposedError:
            raise
        except NoAnswerError as err:
            return str(err)

"""Sentences at Home Assistant's default conversation agent.

Only this module uses parts of the agent that Home Assistant may change. It is imported
when Assist is set up: the integration does not need Assist.
"""

from asyncio import Task
from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import partial
from types import SimpleNamespace
from typing import cast

from hassil.recognize import RecognizeResult
from homeassistant.components.conversation import (
    ConversationInput,
    async_handle_intents,
    get_agent_manager,
)
from homeassistant.components.conversation.agent_manager import IntentSourceConfig
from homeassistant.components.conversation.chat_log import ChatLog, current_chat_log
from homeassistant.components.conversation.const import (
    METADATA_CUSTOM_SENTENCE,
    IntentSource,
)
from homeassistant.components.conversation.default_agent import (
    DefaultAgent,
    SentenceTriggerResult,
)
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback

from ..const import DOMAIN, LOGGER
from .devices import NotExposedError

type AnswerFn = Callable[[str, str, dict[str, str], ConversationInput], Awaitable[str]]
"""Answers a sentence, by its language, its template, and what its slots contain."""


class Assist:
    """Lets the agent understand templates; the user's own sentences come first."""

    def __init__(self, hass: HomeAssistant, answer: AnswerFn) -> None:
        """Initialize with the function that answers a sentence of a language."""
        self._hass = hass
        self._answer = answer
        self._languages: dict[object, str] = {}
        self._unregister: list[CALLBACK_TYPE] = []
        self._unparsed: IntentSourceConfig | None = None
        self._parsing: Task[None] | None = None

    @callback
    def async_listen(self, templates: Mapping[str, Collection[str]]) -> None:
        """Understand the templates of languages instead of those before."""
        for unregister in self._unregister:
            unregister()
        self._unregister = []
        self._languages = {}
        try:
            manager = get_agent_manager(self._hass)
            agent = cast(DefaultAgent, manager.default_agent)
            _ = (
                manager.get_trigger_callback,
                agent._rebuild_trigger_intents,  # noqa: SLF001
                agent._trigger_intents,  # noqa: SLF001
                agent.async_recognize_intent,
                agent.async_recognize_sentence_trigger,
            )
            for language, texts in templates.items():
                answer = partial(self._async_answer, language)
                self._languages[answer] = language
                self._unregister.append(manager.register_trigger([*texts], answer))
            if templates:
                self._unregister.append(manager.subscribe_intents(self._async_parse))
        except (AttributeError, TypeError) as err:
            LOGGER.warning(
                "Assist of this version of Home Assistant does not understand the"
                " sentences of Podero: %s",
                err,
            )

    @callback
    def _async_parse(self, changes: Mapping[IntentSource, IntentSourceConfig]) -> None:
        """Parse all templates soon, also if an automation got another sentence."""
        self._unparsed = changes.get(IntentSource.TRIGGER, self._unparsed)
        if self._parsing is None or self._parsing.done():
            self._parsing = self._hass.async_create_background_task(
                self._async_parse_templates(), f"{DOMAIN} parse sentences"
            )

    async def _async_parse_templates(self) -> None:
        """Parse templates in the executor, again if they change in the meantime.

        The agent would parse them at the first sentence, which holds the event loop.
        """
        agent = cast(DefaultAgent, get_agent_manager(self._hass).default_agent)
        while self._unparsed is not None:
            intents = {**self._unparsed["intents"]}
            parser = SimpleNamespace(
                hass=self._hass, _trigger_intents_config={"intents": intents}
            )
            self._unparsed = None
            await self._hass.async_add_executor_job(
                DefaultAgent._rebuild_trigger_intents,  # noqa: SLF001
                cast(DefaultAgent, parser),
            )
            if self._unparsed is None:
                agent._trigger_intents = parser._trigger_intents  # noqa: SLF001

    async def _async_answer(
        self, language: str, user_input: ConversationInput, result: RecognizeResult
    ) -> str | None:
        """Answer a sentence; None if an automation or another language does."""
        manager = get_agent_manager(self._hass)
        agent = cast(DefaultAgent, manager.default_agent)
        # It matched a moment ago, or this would not be called.
        recognized = cast(
            SentenceTriggerResult,
            await agent.async_recognize_sentence_trigger(user_input),
        )
        matched = map(manager.get_trigger_callback, recognized.matched_triggers)
        languages = [self._languages.get(answer) for answer in matched]
        said_in = user_input.language.partition("-")[0]
        if None in languages or language != (
            said_in if said_in in languages else languages[0]
        ):
            return None
        intent = await agent.async_recognize_intent(
            user_input, strict_intents_only=True
        )
        metadata = intent.intent_metadata if intent is not None else None
        if metadata and metadata.get(METADATA_CUSTOM_SENTENCE):
            return await self._async_handle_intent(user_input)
        template = str(result.intent_sentence and result.intent_sentence.text)
        slots = {name: slot.text.strip() for name, slot in result.entities.items()}
        try:
            return await self._answer(language, template, slots, user_input)
        except NotExposedError as err:
            return await self._async_handle_intent(user_input) or str(err)

    async def _async_handle_intent(self, user_input: ConversationInput) -> str | None:
        """Let the agent answer as it does without the templates."""
        chat_log = cast(ChatLog, current_chat_log.get())
        response = await async_handle_intents(self._hass, user_input, chat_log)
        return None if response is None else response.speech["plain"]["speech"]

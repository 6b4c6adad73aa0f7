"""How the homeowner puts right what only they can."""

from contextlib import suppress
import re
from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import voluptuous as vol

from .api import (
    REAUTHENTICATE,
    Action,
    Device,
    PoderoError,
    PoderoForbiddenError,
    PoderoNotFoundError,
    PoderoRejectedError,
)
from .coordinator import PoderoConfigEntry, PoderoDeviceCoordinator
from .url import sanitize_link

# Where the browser goes on when all is done: the owner's own Home Assistant, of which
# this address tells nobody else.
RETURN_URL = "https://my.home-assistant.io/redirect/repairs/"

NOT_SOLVED = {"base": "not_solved"}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow that belongs to an issue."""
    about = {key: str(value) for key, value in (data or {}).items()}
    if "entity_id" in about:
        return SettingIgnoredFlow(about["entity_id"])
    if "device_id" in about:
        return AttentionFlow(about["entry_id"], about["device_id"])
    return HomeRemovedFlow(about["entry_id"])


class AttentionFlow(RepairsFlow):
    """Leads to where a device gets what it needs, until the cloud is content."""

    def __init__(self, entry_id: str, device_id: str) -> None:
        """Take the device that needs something."""
        self._entry_id = entry_id
        self._device_id = device_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the first page."""
        return await self._async_step_next()

    async def async_step_sign_in(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Sign in with the manufacturer again."""
        return await self._async_step_check()

    async def async_step_page(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Do what a page of Podero's asks for."""
        return await self._async_step_check()

    async def async_step_no_page(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Do what has no page, in the energy supplier's app."""
        return await self._async_step_check()

    async def async_step_elsewhere(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Connect the device again in the energy supplier's app."""
        return await self._async_step_check()

    async def async_step_retry(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask again for what could not be asked for."""
        return await self._async_step_check(None)

    async def _async_step_check(
        self, errors: dict[str, str] | None = NOT_SOLVED
    ) -> RepairsFlowResult:
        """Ask the cloud whether it is content."""
        if (kind := self._kind) is not None:
            await kind.async_refresh()
            if not kind.last_update_success:
                return self._show("retry", {"base": "cannot_reach"})
        return await self._async_step_next(errors)

    async def _async_step_next(
        self, errors: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show where to go on, with a fresh link, or end where nothing is needed."""
        if (kind := self._kind) is None:
            return self.async_abort(reason="not_loaded")
        device = kind.data.get(self._device_id)
        if device is None and not kind.last_update_success:
            return self._show("retry", {"base": "cannot_reach"})
        if device is None or not device.needs_attention:
            return self.async_create_entry(data={})
        try:
            action, link = await self._async_find_page(kind, device)
        except PoderoError:
            return self._show("retry", {"base": "cannot_reach"})
        if action is None or action.code == REAUTHENTICATE:
            step_id, what = "sign_in" if link else "elsewhere", ""
        else:
            step_id, what = "page" if link else "no_page", action.code
        return self._show(step_id, errors, link=link or "", what=_words(what))

    async def _async_find_page(
        self, kind: PoderoDeviceCoordinator[Any], device: Device
    ) -> tuple[Action | None, str | None]:
        """Return the action that comes first, if one is named, and its page.

        Where the cloud refuses to start it, there is no page.
        """
        action = next(iter(await kind.client.actions(device)), None)
        link = None
        with suppress(PoderoForbiddenError, PoderoNotFoundError, PoderoRejectedError):
            if action is not None:
                link = await kind.client.start(
                    action, return_url=RETURN_URL, language=self.hass.config.language
                )
            elif device.is_authenticated is False:
                link = await kind.client.sign_in(device, return_url=RETURN_URL)
        return action, sanitize_link(link)

    @property
    def _kind(self) -> PoderoDeviceCoordinator[Any] | None:
        """The kind of the device, or one that may know it once it answers again.

        None while its home is not set up.
        """
        entry: PoderoConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        kinds = entry.runtime_data.device_coordinators
        return min(
            kinds,
            key=lambda kind: (
                self._device_id not in kind.data,
                kind.last_update_success,
            ),
        )

    def _show(
        self, step_id: str, errors: dict[str, str] | None, **placeholders: str
    ) -> RepairsFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=vol.Schema({}),
            errors=errors,
            description_placeholders=placeholders,
        )


class SettingIgnoredFlow(RepairsFlow):
    """Offers to hide a setting that the cloud keeps ignoring."""

    def __init__(self, entity_id: str) -> None:
        """Take the id that the entity that sets it has in the registry for good."""
        self._entity_id = entity_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask what to do about it, unless it is hidden already."""
        entity = er.async_get(self.hass).async_get(self._entity_id)
        if entity is None or entity.disabled:
            return self.async_create_entry(data={})
        return self.async_show_menu(step_id="init", menu_options=["disable", "keep"])

    async def async_step_disable(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Disable the entity."""
        registry = er.async_get(self.hass)
        if (entity := registry.async_get(self._entity_id)) is not None:
            registry.async_update_entity(
                entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
            )
        return self.async_create_entry(data={})

    async def async_step_keep(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Leave it as it is, until it is ignored again."""
        return self.async_create_entry(data={})


class HomeRemovedFlow(RepairsFlow):
    """Offers to remove a home that Podero no longer knows."""

    def __init__(self, entry_id: str) -> None:
        """Take the home's entry."""
        self._entry_id = entry_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Ask what to do about it."""
        return self.async_show_menu(step_id="init", menu_options=["retry", "remove"])

    async def async_step_retry(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Set the home up anew."""
        if (entry := self._entry) is None:
            return self.async_create_entry(data={})
        if await self.hass.config_entries.async_reload(entry.entry_id):
            return self.async_create_entry(data={})
        if entry.runtime_data.is_unknown:
            return self.async_abort(reason="still_removed")
        return self.async_abort(reason="cannot_reach")

    async def async_step_remove(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Remove the home with all that belongs to it."""
        if (entry := self._entry) is not None:
            await self.hass.config_entries.async_remove(entry.entry_id)
        return self.async_create_entry(data={})

    @property
    def _entry(self) -> PoderoConfigEntry | None:
        """The home's entry; None where it was removed meanwhile."""
        return self.hass.config_entries.async_get_entry(self._entry_id)


def _words(code: str) -> str:
    """Return a code of the cloud's as words, without what a text takes for markup."""
    return " ".join(re.findall(r"[^\W_]+", code))

"""Repairs for Podero."""

from contextlib import suppress
import re
from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import UnitOfEnergy
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import voluptuous as vol

from .activity.sentence import async_get_texts, decimal
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
from .settings.url import sanitize_link

# The browser returns to the owner's Home Assistant. This address does not reveal the
# address of that Home Assistant.
RETURN_URL = "https://my.home-assistant.io/redirect/repairs/"

# Of energies in kWh, of which one may be a thousand times too small.
DIGITS = 6

NOT_SOLVED = {"base": "not_solved"}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, str | int | float | None] | None
) -> RepairsFlow:
    """Return the flow of an issue."""
    parameters = {key: str(value) for key, value in (data or {}).items()}
    if "entity_id" in parameters:
        return SettingIgnoredFlow(parameters["entity_id"])
    if "highest" in parameters:
        return HistoryUnitFlow(**parameters)
    if "device_id" in parameters:
        return AttentionFlow(parameters["entry_id"], parameters["device_id"])
    return HomeRemovedFlow(parameters["entry_id"])


class AttentionFlow(RepairsFlow):
    """Flow to fix a device that needs attention."""

    def __init__(self, entry_id: str, device_id: str) -> None:
        """Initialize the flow for a device."""
        self._entry_id = entry_id
        self._device_id = device_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the first step."""
        return await self._async_step_next()

    async def async_step_sign_in(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Check whether the user has done what the step asks for."""
        return await self._async_step_check()

    # Each step has texts of its own: on a page of the manufacturer or of Podero, or
    # without a page in the app of the energy supplier.
    async_step_page = async_step_no_page = async_step_elsewhere = async_step_sign_in

    async def async_step_retry(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Request the actions again after a failure."""
        return await self._async_step_check(None)

    async def _async_step_check(
        self, errors: dict[str, str] | None = NOT_SOLVED
    ) -> RepairsFlowResult:
        """Check whether the device still needs attention."""
        if (coordinator := self._coordinator) is not None:
            await coordinator.async_refresh()
            if not coordinator.last_update_success:
                return self._show("retry", {"base": "cannot_reach"})
        return await self._async_step_next(errors)

    async def _async_step_next(
        self, errors: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Show the next step with a new link, or finish if nothing is needed."""
        if (coordinator := self._coordinator) is None:
            return self.async_abort(reason="not_loaded")
        device = coordinator.data.get(self._device_id)
        if device is None and not coordinator.last_update_success:
            return self._show("retry", {"base": "cannot_reach"})
        if device is None or not device.needs_attention:
            return self.async_create_entry(data={})
        try:
            action, link = await self._async_find_page(coordinator, device)
        except PoderoError:
            return self._show("retry", {"base": "cannot_reach"})
        if action is None or action.code == REAUTHENTICATE:
            step_id, what = "sign_in" if link else "elsewhere", ""
        else:
            step_id, what = "page" if link else "no_page", action.code
        return self._show(step_id, errors, link=link or "", what=_words(what))

    async def _async_find_page(
        self, coordinator: PoderoDeviceCoordinator[Any], device: Device
    ) -> tuple[Action | None, str | None]:
        """Return the first action, if there is one, and the link of its page.

        The link is None if Podero refuses to start the action.
        """
        action = next(iter(await coordinator.client.actions(device)), None)
        link = None
        with suppress(PoderoForbiddenError, PoderoNotFoundError, PoderoRejectedError):
            if action is not None:
                link = await coordinator.client.start(
                    action, return_url=RETURN_URL, language=self.hass.config.language
                )
            elif device.is_authenticated is False:
                link = await coordinator.client.sign_in(device, return_url=RETURN_URL)
        return action, sanitize_link(link)

    @property
    def _coordinator(self) -> PoderoDeviceCoordinator[Any] | None:
        """Return the coordinator of the device; None while the home is not loaded.

        If no coordinator lists the device, one that failed its last update is
        returned, because it may list the device later.
        """
        entry: PoderoConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return None
        coordinators = entry.runtime_data.device_coordinators
        return min(
            coordinators,
            key=lambda coordinator: (
                self._device_id not in coordinator.data,
                coordinator.last_update_success,
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
    """Flow to disable a setting that Podero ignores."""

    def __init__(self, entity_id: str) -> None:
        """Initialize the flow with the registry ID of the entity."""
        self._entity_id = entity_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the menu, or finish if the entity is already disabled."""
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
        """Keep the entity."""
        return self.async_create_entry(data={})


class HistoryUnitFlow(RepairsFlow):
    """Flow to choose the unit of past energy for which Podero names none."""

    def __init__(self, entry_id: str, device_id: str, highest: str) -> None:
        """Initialize the flow with the highest energy of an hour."""
        self._entry_id = entry_id
        self._device_id = device_id
        self._highest = float(highest)

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the menu."""
        texts = await async_get_texts(self.hass, self.hass.config.language)
        return self.async_show_menu(
            step_id="init",
            menu_options=["watt_hours", "kilowatt_hours"],
            description_placeholders={
                "if_wh": decimal(self._highest / 1000, texts, DIGITS),
                "if_kwh": decimal(self._highest, texts, DIGITS),
            },
        )

    async def async_step_watt_hours(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Import the energy in watt-hours."""
        return self._choose(UnitOfEnergy.WATT_HOUR)

    async def async_step_kilowatt_hours(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Import the energy in kilowatt-hours."""
        return self._choose(UnitOfEnergy.KILO_WATT_HOUR)

    def _choose(self, unit: str) -> RepairsFlowResult:
        entry: PoderoConfigEntry | None = self.hass.config_entries.async_get_entry(
            self._entry_id
        )
        if entry is None or entry.state is not ConfigEntryState.LOADED:
            return self.async_abort(reason="not_loaded")
        entry.runtime_data.choose_history_unit(self._device_id, unit)
        return self.async_create_entry(data={})


class HomeRemovedFlow(RepairsFlow):
    """Flow to remove a home that Podero no longer knows."""

    def __init__(self, entry_id: str) -> None:
        """Initialize the flow for a config entry."""
        self._entry_id = entry_id

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Show the menu."""
        return self.async_show_menu(step_id="init", menu_options=["retry", "remove"])

    async def async_step_retry(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Set up the home again."""
        if (entry := self._entry) is None:
            return self.async_create_entry(data={})
        if await self.hass.config_entries.async_reload(entry.entry_id):
            return self.async_create_entry(data={})
        if entry.state is ConfigEntryState.SETUP_ERROR:
            return self.async_abort(reason="invalid_auth")
        if entry.runtime_data.is_unknown:
            return self.async_abort(reason="still_removed")
        return self.async_abort(reason="cannot_reach")

    async def async_step_remove(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Remove the home."""
        if (entry := self._entry) is not None:
            await self.hass.config_entries.async_remove(entry.entry_id)
        return self.async_create_entry(data={})

    @property
    def _entry(self) -> PoderoConfigEntry | None:
        """Return the config entry; None if it was removed."""
        return self.hass.config_entries.async_get_entry(self._entry_id)


def _words(code: str) -> str:
    """Return the words of a code, without characters that are markup."""
    return " ".join(re.findall(r"[^\W_]+", code))

"""Dashboards of homes: in the sidebar, and as a strategy for the user's own."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import CALLBACK_TYPE, HassJob, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.helpers.event import async_call_later

from ..const import DOMAIN, LOGGER
from .generator import async_get_energy_manager, load_template
from .strategy import async_setup_strategy, async_update_strategy

if TYPE_CHECKING:
    from .panel import PoderoDashboard

# Many entities change at once.
REFRESH_SECONDS: Final = 1


async def async_setup_dashboards(hass: HomeAssistant) -> None:
    """Show dashboards as the options of the homes say, and keep them up to date.

    The frontend must be set up.
    """
    await hass.async_add_executor_job(load_template)
    await async_setup_strategy(hass)
    dashboards = Dashboards(hass)
    async_dispatcher_connect(
        hass, SIGNAL_CONFIG_ENTRY_CHANGED, dashboards.async_handle_entry_change
    )
    refresh = dashboards.async_schedule_refresh
    hass.bus.async_listen(er.EVENT_ENTITY_REGISTRY_UPDATED, refresh)
    hass.bus.async_listen(dr.EVENT_DEVICE_REGISTRY_UPDATED, refresh)
    if manager := await async_get_energy_manager(hass):
        manager.async_listen_updates(dashboards.async_handle_energy_change)
    dashboards.async_update()


class Dashboards:
    """The dashboards in the sidebar."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Initialize the dashboards."""
        self._hass = hass
        self._shown: dict[str, PoderoDashboard] = {}
        self._stop_timer: CALLBACK_TYPE | None = None
        self._is_supported = True

    @callback
    def async_update(self) -> None:
        """Add and remove dashboards, and offer the strategy while there is a home."""
        async_update_strategy(self._hass)
        try:
            from .panel import async_update_panels  # noqa: PLC0415

            async_update_panels(self._hass, self._shown)
        except AttributeError, ImportError, KeyError, TypeError, ValueError:
            if self._is_supported:
                LOGGER.warning(
                    "This version of Home Assistant does not let Podero add dashboards."
                    " Select Podero under Settings > Dashboards > Add dashboard instead"
                )
            self._is_supported = False

    @callback
    def async_handle_entry_change(
        self, _: ConfigEntryChange, entry: ConfigEntry[Any]
    ) -> None:
        """Handle a home that is added, removed, reloaded, or changed."""
        if entry.domain == DOMAIN:
            self.async_update()
            self.async_schedule_refresh()

    async def async_handle_energy_change(self) -> None:
        """Handle a change of the Energy dashboard, which has the power flow."""
        self.async_schedule_refresh()

    @callback
    def async_schedule_refresh(self, _: object = None) -> None:
        """Refresh open dashboards once entities have changed."""
        if self._shown and self._stop_timer is None:
            job = HassJob(self._async_refresh, cancel_on_shutdown=True)
            self._stop_timer = async_call_later(self._hass, REFRESH_SECONDS, job)

    async def _async_refresh(self, _: datetime) -> None:
        self._stop_timer = None
        for dashboard in [*self._shown.values()]:
            await dashboard.async_refresh()

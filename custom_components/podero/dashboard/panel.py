"""A dashboard in the sidebar for each home whose options say so.

Home Assistant has no interface for the dashboards of integrations. All that depends on
its internals is in this module.
"""

from itertools import count
from typing import Any, override

from homeassistant.components import frontend
from homeassistant.components.frontend.storage import async_user_store
from homeassistant.components.lovelace.const import LOVELACE_DATA
from homeassistant.components.lovelace.dashboard import (
    DashboardsCollection,
    LovelaceConfig,
)
from homeassistant.components.websocket_api import current_connection
from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.json import json_bytes, json_fragment
from homeassistant.util import slugify

from ..const import CONF_DASHBOARD, DOMAIN
from .generator import async_generate, load_template
from .template import Config


class PoderoDashboard(LovelaceConfig):
    """The dashboard of a home, which is generated each time that it is opened."""

    # The list of dashboards in the settings can neither edit nor delete such ones.
    mode = "yaml"

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Initialize the dashboard, at a path that nothing else has."""
        base = f"{DOMAIN}-{slugify(entry.title, separator='-')}"
        paths = (base if number == 1 else f"{base}-{number}" for number in count(1))
        path = next(
            path for path in paths if not frontend.async_panel_exists(hass, path)
        )
        self.entry = entry
        self.path = path
        self.title = entry.title
        self._shown: Config | None = None
        self._item = {
            "url_path": path,
            "title": entry.title,
            "icon": load_template()["icon"],
            "show_in_sidebar": True,
            "require_admin": False,
        }
        super().__init__(hass, path, {"id": path, "mode": self.mode, **self._item})

    @callback
    def async_add(self) -> None:
        """Add the dashboard to the sidebar."""
        self.hass.data[LOVELACE_DATA].dashboards[self.path] = self
        frontend.async_register_built_in_panel(
            self.hass,
            "lovelace",
            sidebar_title=self._item["title"],
            sidebar_icon=self._item["icon"],
            frontend_url_path=self.path,
            # With a pencil.
            config={"mode": "storage"},
        )

    @callback
    def async_remove(self) -> None:
        """Remove the dashboard from the sidebar."""
        del self.hass.data[LOVELACE_DATA].dashboards[self.path]
        frontend.async_remove_panel(self.hass, self.path)

    async def async_refresh(self) -> None:
        """Let open dashboards load a configuration that changed."""
        shown = self._shown
        self._shown = await async_generate(
            self.hass, [self.entry], self.hass.config.language, None
        )
        if self._shown != shown:
            self._config_updated()

    @override
    async def async_get_info(self) -> dict[str, Any]:
        """Return the information for system health."""
        return {
            "mode": self.mode,
            "views": len((await self.async_load(force=False))["views"]),
        }

    @override
    async def async_load(self, force: bool) -> Config:
        """Return the dashboard for the user who opens it, in their language."""
        connection = current_connection.get()
        user = connection.user if connection else None
        language = self.hass.config.language
        if user is not None:
            store = await async_user_store(self.hass, user.id)
            language = (store.data.get("language") or {}).get("language") or language
        return await async_generate(self.hass, [self.entry], language, user)

    @override
    async def async_json(self, force: bool) -> json_fragment:
        """Return the dashboard as JSON."""
        return json_fragment(json_bytes(await self.async_load(force)))

    @override
    async def async_save(self, config: Config) -> None:
        """Put a dashboard of the user's own in place of this one."""
        try:
            # The collection of such dashboards is known to the commands only.
            command, _ = self.hass.data["websocket_api"]["lovelace/dashboards/list"]
            dashboards: DashboardsCollection = command.__self__.storage_collection
        except (AttributeError, KeyError, TypeError, ValueError) as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN, translation_key="dashboard_not_editable"
            ) from err
        # The sidebar then no longer shows this one.
        self.hass.config_entries.async_update_entry(
            self.entry, options={**self.entry.options, CONF_DASHBOARD: False}
        )
        await dashboards.async_create_item(self._item)
        await self.hass.data[LOVELACE_DATA].dashboards[self.path].async_save(config)


@callback
def async_update_panels(hass: HomeAssistant, shown: dict[str, PoderoDashboard]) -> None:
    """Let the sidebar show the dashboards that the options of the homes select."""
    entries = {
        entry.entry_id: entry
        for entry in hass.config_entries.async_entries(DOMAIN, include_disabled=False)
        if entry.options.get(CONF_DASHBOARD)
    }
    for entry_id, dashboard in list(shown.items()):
        entry = entries.get(entry_id)
        if entry is None or entry.title != dashboard.title:
            shown.pop(entry_id).async_remove()
    # In the order of the homes: those of one name keep their paths over a restart.
    for entry_id, entry in entries.items():
        if entry_id not in shown:
            dashboard = shown[entry_id] = PoderoDashboard(hass, entry)
            dashboard.async_add()

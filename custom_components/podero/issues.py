"""Repair issues for problems that only the user can fix."""

from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from .api import Device
from .const import DOMAIN
from .registry import (
    async_get_device,
    async_get_devices,
    device_name,
    sanitize_name,
    unique_id,
)


@callback
def async_update_attention_issues(
    hass: HomeAssistant, entry: ConfigEntry[Any], devices: Iterable[Device]
) -> None:
    """Create or delete the issue of each device that may need attention."""
    for device in devices:
        registered = async_get_device(hass, entry.entry_id, device.id)
        if registered is None:
            continue
        key = None
        if device.is_authenticated is False:
            key = "connection_lapsed"
        elif device.action_needed:
            key = "action_needed"
        _async_update(
            hass,
            # Diagnostics contain the IDs of all issues: no ID of Podero's.
            f"attention_{registered.id}",
            key,
            {"entry_id": entry.entry_id, "device_id": device.id},
            device=device_name(registered),
        )


@callback
def async_update_home_removed_issue(
    hass: HomeAssistant, entry: ConfigEntry[Any], *, is_removed: bool
) -> None:
    """Create or delete the issue of a home that Podero does not know anymore."""
    _async_update(
        hass,
        f"home_removed_{entry.entry_id}",
        "home_removed" if is_removed else None,
        {"entry_id": entry.entry_id},
        home=entry.title,
    )


@callback
def async_update_ignored_setting_issue(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    device_id: str,
    setting: str,
    *,
    is_ignored: bool,
) -> None:
    """Create or delete the issue of a setting that Podero ignores repeatedly."""
    registered = async_get_device(hass, entry.entry_id, device_id)
    if registered is None:
        return
    issue_id = f"setting_ignored_{registered.id}_{setting}"
    if not is_ignored:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    for entity in entities:
        if entity.unique_id == unique_id(device_id, setting):
            _async_update(
                hass,
                issue_id,
                "setting_ignored",
                {
                    "entry_id": entry.entry_id,
                    "device_id": device_id,
                    "entity_id": entity.id,
                },
                device=device_name(registered),
                setting=entity.name or entity.original_name or entity.entity_id,
            )


@callback
def async_update_unit_issue(
    hass: HomeAssistant, entry: ConfigEntry[Any], device_id: str, highest: float | None
) -> None:
    """Create the issue of past energy without a unit, or delete it.

    ``highest`` is the highest energy of an hour in the unknown unit, None if it is
    known.
    """
    registered = async_get_device(hass, entry.entry_id, device_id)
    if registered is not None:
        _async_update(
            hass,
            f"history_without_unit_{registered.id}",
            None if highest is None else "history_without_unit",
            {"entry_id": entry.entry_id, "device_id": device_id, "highest": highest},
            device=device_name(registered),
        )


@callback
def async_delete_unit_issues(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the issues of past energy without a unit of all devices of a home."""
    for device_id in async_get_devices(hass, entry.entry_id):
        async_update_unit_issue(hass, entry, device_id, None)


@callback
def async_delete_device_issues(hass: HomeAssistant, device_id: str) -> None:
    """Delete the issues of a device."""
    _async_delete(hass, "device_id", device_id)


@callback
def async_delete_home_issues(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Delete the issues of a home and its devices."""
    _async_delete(hass, "entry_id", entry.entry_id)


@callback
def _async_delete(hass: HomeAssistant, key: str, value: str) -> None:
    for (domain, issue_id), issue in list(ir.async_get(hass).issues.items()):
        if domain == DOMAIN and (issue.data or {}).get(key) == value:
            ir.async_delete_issue(hass, domain, issue_id)


@callback
def _async_update(
    hass: HomeAssistant,
    issue_id: str,
    key: str | None,
    data: dict[str, str | int | float | None],
    **placeholders: str,
) -> None:
    """Create the issue with the texts of a key; without a key, delete the issue."""
    if key is None:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    is_error = key in {"connection_lapsed", "home_removed"}
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=True,
        severity=ir.IssueSeverity.ERROR if is_error else ir.IssueSeverity.WARNING,
        translation_key=key,
        data=data,
        translation_placeholders={
            name: sanitize_name(text) for name, text in placeholders.items()
        },
    )

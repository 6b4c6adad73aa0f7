"""Repair issues for problems that only the user can fix."""

from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er, issue_registry as ir

from .api import Device
from .const import DOMAIN
from .registry import async_get_device, device_name, sanitize_name, unique_id


@callback
def async_update_attention_issues(
    hass: HomeAssistant, entry: ConfigEntry[Any], devices: Iterable[Device]
) -> None:
    """Create or delete the issue of each device that may need attention."""
    for device in devices:
        registered = async_get_device(hass, entry.entry_id, device.id)
        if registered is None:
            continue
        # Diagnostics contain the IDs of all issues: no ID of Podero's.
        issue_id = f"attention_{registered.id}"
        if device.is_authenticated is False:
            key, severity = "connection_lapsed", ir.IssueSeverity.ERROR
        elif device.action_needed:
            key, severity = "action_needed", ir.IssueSeverity.WARNING
        else:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
            continue
        _async_create(
            hass,
            issue_id,
            key,
            severity,
            data={"entry_id": entry.entry_id, "device_id": device.id},
            placeholders={"device": device_name(registered)},
        )


@callback
def async_update_home_removed_issue(
    hass: HomeAssistant, entry: ConfigEntry[Any], *, is_removed: bool
) -> None:
    """Create or delete the issue of a home that Podero does not know anymore."""
    issue_id = f"home_removed_{entry.entry_id}"
    if not is_removed:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    _async_create(
        hass,
        issue_id,
        "home_removed",
        ir.IssueSeverity.ERROR,
        data={"entry_id": entry.entry_id},
        placeholders={"home": entry.title},
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
            name = entity.name or entity.original_name or entity.entity_id
            _async_create(
                hass,
                issue_id,
                "setting_ignored",
                ir.IssueSeverity.WARNING,
                data={
                    "entry_id": entry.entry_id,
                    "device_id": device_id,
                    "entity_id": entity.id,
                },
                placeholders={"device": device_name(registered), "setting": name},
            )


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
def _async_create(
    hass: HomeAssistant,
    issue_id: str,
    key: str,
    severity: ir.IssueSeverity,
    *,
    data: dict[str, str | int | float | None],
    placeholders: dict[str, str],
) -> None:
    ir.async_create_issue(
        hass,
        DOMAIN,
        issue_id,
        is_fixable=True,
        severity=severity,
        translation_key=key,
        data=data,
        translation_placeholders={
            key: sanitize_name(name) for key, name in placeholders.items()
        },
    )

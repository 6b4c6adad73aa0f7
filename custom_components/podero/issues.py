"""What only the homeowner can put right, told for as long as it is so."""

from collections.abc import Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)

from .api import Device
from .const import DOMAIN


@callback
def async_update_attention_issues(
    hass: HomeAssistant, entry: ConfigEntry[Any], devices: Iterable[Device]
) -> None:
    """Tell which devices need their owner, and no longer of those that do not."""
    for device in devices:
        if (known := _known(hass, entry, device.id)) is None:
            continue
        issue_id = f"attention_{known.id}"
        if device.is_authenticated is False:
            key, severity = "connection_lapsed", ir.IssueSeverity.ERROR
        elif device.action_needed:
            key, severity = "action_needed", ir.IssueSeverity.WARNING
        else:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
            continue
        _create(
            hass,
            issue_id,
            key,
            severity,
            data={"entry_id": entry.entry_id, "device_id": device.id},
            placeholders={"device": _name(known)},
        )


@callback
def async_delete_device_issues(hass: HomeAssistant, device_id: str) -> None:
    """Tell no longer of a device that is gone."""
    _forget(hass, "device_id", device_id)


@callback
def async_update_home_removed_issue(
    hass: HomeAssistant, entry: ConfigEntry[Any], *, is_removed: bool
) -> None:
    """Tell whether Podero no longer knows the home."""
    issue_id = f"home_removed_{entry.entry_id}"
    if not is_removed:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    _create(
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
    """Tell whether Podero keeps ignoring a setting of a device."""
    if (known := _known(hass, entry, device_id)) is None:
        return
    issue_id = f"setting_ignored_{known.id}_{setting}"
    if not is_ignored:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    unique_id = f"{device_id}_{setting}"
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    for entity in entities:
        if entity.unique_id == unique_id:
            name = entity.name or entity.original_name or entity.entity_id
            _create(
                hass,
                issue_id,
                "setting_ignored",
                ir.IssueSeverity.WARNING,
                data={
                    "entry_id": entry.entry_id,
                    "device_id": device_id,
                    "entity_id": entity.id,
                },
                placeholders={"device": _name(known), "setting": name},
            )


@callback
def async_delete_home_issues(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Tell no longer of a home that is disabled or removed."""
    _forget(hass, "entry_id", entry.entry_id)


def _known(
    hass: HomeAssistant, entry: ConfigEntry[Any], device_id: str
) -> dr.DeviceEntry | None:
    """Return a device as Home Assistant has it; None while it does not know it.

    Its id there is what names an issue: diagnostics carry the ids of all issues.
    """
    return dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, device_id), entry.entry_id
    )


def _name(device: dr.DeviceEntry) -> str:
    """Return what people call a device."""
    return device.name_by_user or device.name or ""


def _forget(hass: HomeAssistant, what: str, value: str) -> None:
    """Delete the issues that are about something."""
    for (domain, issue_id), issue in list(ir.async_get(hass).issues.items()):
        if domain == DOMAIN and (issue.data or {}).get(what) == value:
            ir.async_delete_issue(hass, domain, issue_id)


def _create(
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
        translation_placeholders=placeholders,
    )

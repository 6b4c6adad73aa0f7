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
def async_tell_of_devices(
    hass: HomeAssistant, entry: ConfigEntry[Any], devices: Iterable[Device]
) -> None:
    """Tell which devices need their owner, and no longer of those that do not."""
    for device in devices:
        issue_id = _attention(device.id)
        if device.is_authenticated is False:
            key, severity = "connection_lapsed", ir.IssueSeverity.ERROR
        elif device.action_needed:
            key, severity = "action_needed", ir.IssueSeverity.WARNING
        else:
            ir.async_delete_issue(hass, DOMAIN, issue_id)
            continue
        if (name := _device_name(hass, entry, device.id)) is not None:
            _create(
                hass,
                issue_id,
                key,
                severity,
                data={"entry_id": entry.entry_id, "device_id": device.id},
                placeholders={"device": name},
            )


@callback
def async_forget_device(hass: HomeAssistant, device_id: str) -> None:
    """Tell no longer of a device that is gone."""
    ir.async_delete_issue(hass, DOMAIN, _attention(device_id))


@callback
def async_tell_of_home(
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
def async_tell_of_setting(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    device_id: str,
    setting: str,
    *,
    is_ignored: bool,
) -> None:
    """Tell whether Podero keeps ignoring a setting of a device."""
    issue_id = f"setting_ignored_{device_id}_{setting}"
    if not is_ignored:
        ir.async_delete_issue(hass, DOMAIN, issue_id)
        return
    unique_id = f"{device_id}_{setting}"
    entities = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    device = _device_name(hass, entry, device_id)
    for entity in entities:
        if entity.unique_id == unique_id and device is not None:
            name = entity.name or entity.original_name or entity.entity_id
            _create(
                hass,
                issue_id,
                "setting_ignored",
                ir.IssueSeverity.WARNING,
                data={"entry_id": entry.entry_id, "entity_id": entity.entity_id},
                placeholders={"device": device, "setting": name},
            )


@callback
def async_forget_home(hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
    """Tell no longer of a home that is not set up."""
    for domain, issue_id in list(ir.async_get(hass).issues):
        issue = ir.async_get(hass).async_get_issue(domain, issue_id)
        if (
            domain == DOMAIN
            and issue is not None
            and issue.data is not None
            and issue.data["entry_id"] == entry.entry_id
        ):
            ir.async_delete_issue(hass, DOMAIN, issue_id)


def _attention(device_id: str) -> str:
    return f"attention_{device_id}"


def _device_name(
    hass: HomeAssistant, entry: ConfigEntry[Any], device_id: str
) -> str | None:
    """Return what people call a device; None while Home Assistant does not know it."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, device_id), entry.entry_id
    )
    return None if device is None else device.name_by_user or device.name


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

"""Adds the parts of a home to Home Assistant's energy preferences, and removes them.

Parts are remembered as they were added. So changes by hand stay, a part that was
removed by hand is not added again, and what others added is never touched.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, cast

from homeassistant.components.energy import DOMAIN as ENERGY_DOMAIN, data as energy
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.singleton import singleton
from homeassistant.helpers.storage import Store
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util import slugify

from ..const import CONF_ENERGY_DASHBOARD, DEBOUNCE_SECONDS, DOMAIN, LOGGER
from ..coordinator import PoderoConfigEntry
from .parts import (
    DEVICE,
    GRID,
    HOME,
    METERS,
    Part,
    Parts,
    async_energy_parts,
    merge_part,
    meters_of,
)

LISTS: Final = ("energy_sources", "device_consumption")
# Home Assistant saves its preferences after the same time: both are saved, or neither.
SAVE_DELAY: Final = 60


@dataclass(frozen=True, slots=True)
class AddedParts:
    """Parts that were added, by config entry, as they were written last."""

    store: Store[dict[str, Parts]]
    parts: dict[str, Parts]
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def async_save(self) -> None:
        """Save the parts together with the preferences, or remove the last ones."""
        if self.parts:
            self.store.async_delay_save(lambda: self.parts, SAVE_DELAY)
        else:
            await self.store.async_remove()


@singleton(f"{DOMAIN}_energy_dashboard")
async def _async_added_parts(hass: HomeAssistant) -> AddedParts:
    store: Store[dict[str, Parts]] = Store(hass, 1, f"{DOMAIN}.energy_dashboard")
    return AddedParts(store, await store.async_load() or {})


@dataclass(slots=True)
class Change:
    """The preferences with the parts of a home, and what is different."""

    energy_sources: list[Part]
    device_consumption: list[Part]
    parts: Parts = field(default_factory=dict)
    added: list[Part] = field(default_factory=list)
    removed: list[Part] = field(default_factory=list)

    def list_of(self, key: str) -> list[Part]:
        """Return the list of the preferences that a part belongs to."""
        is_device = key.endswith(f" {DEVICE}")
        return self.device_consumption if is_device else self.energy_sources


@callback
def async_follow_energy_sensors(hass: HomeAssistant, entry: PoderoConfigEntry) -> None:
    """Update the Energy dashboard when entities or devices of the home change."""
    debouncer = Debouncer(
        hass,
        LOGGER,
        cooldown=DEBOUNCE_SECONDS,
        immediate=False,
        function=partial(async_update_energy_dashboard, hass, entry),
    )

    @callback
    def is_of_home(data: Mapping[str, Any]) -> bool:
        item: er.RegistryEntry | dr.AnyDeviceEntry | None
        if (entity_id := data.get("entity_id")) is not None:
            item = er.async_get(hass).async_get(entity_id)
        else:
            item = dr.async_get(hass).async_get(data["device_id"])
        return item is None or item.config_entry_id == entry.entry_id

    @callback
    def async_schedule(_: Event[Any]) -> None:
        debouncer.async_schedule_call()

    entry.async_on_unload(debouncer.async_shutdown)
    for event in (er.EVENT_ENTITY_REGISTRY_UPDATED, dr.EVENT_DEVICE_REGISTRY_UPDATED):
        entry.async_on_unload(hass.bus.async_listen(event, async_schedule, is_of_home))


async def async_update_energy_dashboard(
    hass: HomeAssistant,
    entry: PoderoConfigEntry,
    *,
    is_wanted: bool | None = None,
    again: bool = False,
    is_preview: bool = False,
) -> Change | None:
    """Add the parts of a home if they are wanted, else remove those that were added.

    The option says whether they are wanted if ``is_wanted`` does not. ``again`` also
    adds parts that were removed by hand. A preview changes nothing. Returns None if
    Home Assistant has no Energy dashboard.
    """
    if ENERGY_DOMAIN not in hass.config.components:
        return None
    if is_wanted is None:
        is_wanted = entry.options.get(CONF_ENERGY_DASHBOARD, False)
    texts = await async_get_translations(
        hass, hass.config.language, "selector", [DOMAIN]
    )
    manager = await energy.async_get_manager(hass)
    added = await _async_added_parts(hass)
    async with added.lock:
        # Nothing is awaited between reading the preferences and changing them.
        old = cast(
            "dict[str, list[Part]]", manager.data or manager.default_preferences()
        )
        written = added.parts.get(entry.entry_id, {})
        parts = async_energy_parts(hass, entry, written, texts) if is_wanted else {}
        change = Change([*old["energy_sources"]], [*old["device_consumption"]])
        _remove_parts(change, written, parts)
        _async_add_parts(hass, change, written, parts, again=again)
        if is_preview:
            return change
        new = {name: getattr(change, name) for name in LISTS}
        if any(new[name] != old[name] for name in LISTS):
            await manager.async_update(cast("energy.EnergyPreferencesUpdate", new))
        added.parts.pop(entry.entry_id, None)
        if change.parts:
            added.parts[entry.entry_id] = change.parts
        if change.parts != written:
            await added.async_save()
    return change


async def async_meters_to_add(
    hass: HomeAssistant, entry: PoderoConfigEntry
) -> list[str]:
    """Return the names of the meters that the option adds to the Energy dashboard."""
    if entry.state is not ConfigEntryState.LOADED:
        return []
    change = await async_update_energy_dashboard(
        hass, entry, is_wanted=True, is_preview=True
    )
    parts = [] if change is None else change.added
    meters = [part[name] for part in parts for name in METERS if name in part]
    states = filter(None, map(hass.states.get, meters))
    return [state.name for state in states]


def _remove_parts(change: Change, written: Parts, parts: Parts) -> None:
    """Remove parts that are no longer wanted, unless they have meters of others."""
    for key, part in written.items():
        if key in parts or (current := _find(change, key, part)) is None:
            continue
        if meters_of(current) <= meters_of(part):
            change.list_of(key).remove(current)
            change.removed.append(current)


@callback
def _async_add_parts(
    hass: HomeAssistant, change: Change, written: Parts, parts: Parts, *, again: bool
) -> None:
    """Add parts that are new, and update those that were added before."""
    for key, part in parts.items():
        listed = change.list_of(key)
        before = written.get(key)
        current = _find(change, key, before or part) or _find(change, key, part)
        if before is not None and current is not None:
            listed[listed.index(current)] = merge_part(current, before, part)
        elif current is None and (before is None or again):
            if _async_is_taken(hass, listed, part):
                continue
            listed.append(part)
            change.added.append(part)
        elif before is None:
            continue
        change.parts[key] = part


def _find(change: Change, key: str, part: Part) -> Part | None:
    """Return the part that has one of the meters, or a meter's imported history."""
    imported = slugify(key.rpartition(" ")[0])
    meters = meters_of(part)
    for other in change.list_of(key):
        if other.get("type") == part.get("type") and any(
            meter in meters
            or (meter.startswith(f"{DOMAIN}:") and f"_{imported}_" in meter)
            for meter in meters_of(other)
        ):
            return other
    return None


@callback
def _async_is_taken(hass: HomeAssistant, listed: list[Part], part: Part) -> bool:
    """Return whether the electricity of a new part is measured by another one.

    A house has one grid connection, and Home Assistant allows one home.
    """
    registry = er.async_get(hass)

    def is_podero(meter: str) -> bool:
        entity = registry.async_get(meter)
        return entity is not None and entity.platform == DOMAIN

    others = [other for other in listed if other.get("type") == part.get("type")]
    if part.get("type") == GRID:
        return not all(any(map(is_podero, meters_of(other))) for other in others)
    return part.get("type") == HOME and bool(others)

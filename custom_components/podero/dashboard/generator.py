"""Generates the dashboard of homes from the registries, for a user in a language."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.const import POLICY_READ
from homeassistant.components.energy.data import EnergyManager, async_get_manager
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import (
    get_last_statistics,
    get_metadata,
)
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import area_registry as ar, entity_registry as er
from homeassistant.helpers.device_registry import DeviceEntry
from homeassistant.helpers.entity_platform import async_get_platforms
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.yaml import load_yaml_dict

from ..const import DOMAIN
from ..entity import PoderoEntity
from ..registry import async_get_devices, device_name, podero_id
from ..statistics.external_statistics import series_id
from ..statistics.monthly_savings import SERIES
from .template import Config, Found, Scope, fill

PREFIX: Final = f"component.{DOMAIN}."


async def async_generate(
    hass: HomeAssistant,
    entries: Iterable[ConfigEntry[Any]],
    language: str,
    user: User | None,
) -> Config:
    """Return a dashboard of homes, with the entities that a user may read."""
    template = await hass.async_add_executor_job(load_template)
    texts = await _async_texts(hass, language)
    homes = [(entry.title, _async_find(hass, entry, user)) for entry in entries]
    is_admin = user is not None and user.is_admin
    limits = {
        "power-sankey": await _async_power_of_energy_dashboard(hass),
        "statistics-graph": await _async_recorded(hass, homes),
    }
    scopes = [
        (title, Scope(entities=found, texts=texts, limits=limits, is_admin=is_admin))
        for title, found in homes
    ]
    return fill(template, scopes)


@cache
def load_template() -> Config:
    """Return the template, which is read once."""
    return load_yaml_dict(str(Path(__file__).with_name("template.yaml")))


async def _async_texts(hass: HomeAssistant, language: str) -> dict[str, str]:
    """Return short texts by their keys, and names by the keys of their entities."""
    # Of most languages with variants, such as de-CH, there is only one translation.
    language = language.partition("-")[0]
    texts: dict[str, str] = {}
    for category, prefix, suffix in (
        ("entity", f"{PREFIX}entity.", ".name"),
        ("selector", f"{PREFIX}selector.dashboard.options.", ""),
    ):
        found = await async_get_translations(hass, language, category, [DOMAIN])
        texts |= {
            key.removeprefix(prefix).removesuffix(suffix): text
            for key, text in found.items()
            if key.startswith(prefix) and key.endswith(suffix)
        }
    return texts


@callback
def _async_find(
    hass: HomeAssistant, entry: ConfigEntry[Any], user: User | None
) -> list[Found]:
    """Return the entities and costs of a home to show, device by device."""
    registry = er.async_get(hass)
    devices = sorted(
        async_get_devices(hass, entry.entry_id).values(),
        key=lambda device: device_name(device).casefold(),
    )
    names = _async_names(hass, devices)
    lost = _async_lost(hass, entry)
    all_found: list[Found] = []
    for device in devices:
        name = names[device.id]
        found = [
            Found(
                key=f"{entity.domain}.{entity.translation_key}",
                entity_id=entity.entity_id,
                device=name,
                name=entity.name,
            )
            for entity in er.async_entries_for_device(registry, device.id)
            if entity.platform == DOMAIN
            and entity.hidden_by is None
            and entity.entity_id not in lost
            and (
                user is None
                or user.permissions.check_entity(entity.entity_id, POLICY_READ)
            )
        ]
        if found and (device_id := podero_id(device)):
            found += [
                Found(
                    key=f"statistic.{key}",
                    entity_id=series_id(device_id, key),
                    device=name,
                )
                for key in SERIES
            ]
        all_found += found
    return all_found


@callback
def _async_lost(hass: HomeAssistant, entry: ConfigEntry[Any]) -> set[str]:
    """Return the entities that their devices had, such as of a removed battery."""
    if entry.state is not ConfigEntryState.LOADED:
        return set()
    devices = entry.runtime_data.devices
    entities = {
        entity_id: entity
        for platform in async_get_platforms(hass, DOMAIN)
        for entity_id, entity in platform.entities.items()
        if isinstance(entity, PoderoEntity)
    }
    registered = async_get_devices(hass, entry.entry_id)
    return {
        one.entity_id
        for device_id in devices.keys() & registered.keys()
        for one in er.async_entries_for_device(
            er.async_get(hass), registered[device_id].id
        )
        if (entity := entities.get(one.entity_id)) is None
        or not entity.entity_description.exists(devices[device_id], was_registered=True)
    }


@callback
def _async_names(
    hass: HomeAssistant, devices: Collection[DeviceEntry]
) -> dict[str, str]:
    """Return a name of each device that no other has, with its area if needed."""
    areas = ar.async_get(hass)
    count = Counter(map(device_name, devices))
    names: dict[str, str] = {}
    for device in devices:
        name = device_name(device)
        choices = [name] if count[name] == 1 else []
        if device.area_id and (area := areas.async_get_area(device.area_id)):
            choices.append(f"{name} ({area.name})")
        numbered = (f"{name} ({number})" for number in range(1, len(devices) + 1))
        names[device.id] = next(
            choice
            for choice in chain(choices, numbered)
            if choice not in names.values()
        )
    return names


async def async_get_energy_manager(hass: HomeAssistant) -> EnergyManager | None:
    """Return the preferences of the Energy dashboard; None if it is not set up."""
    if "energy" not in hass.config.components:
        return None
    return await async_get_manager(hass)


async def _async_power_of_energy_dashboard(hass: HomeAssistant) -> frozenset[str]:
    """Return the entities whose power the Energy dashboard shows."""
    manager = await async_get_energy_manager(hass)
    return frozenset(_rates(manager.data if manager else None))


def _rates(preferences: object) -> Iterator[str]:
    """Return the sensors of power anywhere in the preferences."""
    if isinstance(preferences, Mapping):
        for key, value in preferences.items():
            if key.startswith("stat_rate") and isinstance(value, str):
                yield value
            yield from _rates(value)
    elif isinstance(preferences, list):
        for value in preferences:
            yield from _rates(value)


async def _async_recorded(
    hass: HomeAssistant, homes: Iterable[tuple[str, list[Found]]]
) -> frozenset[str]:
    """Return the entities that have statistics of at least an hour."""
    if "recorder" not in hass.config.components:
        return frozenset()
    ids = {found.entity_id for _, entities in homes for found in entities}

    def read() -> frozenset[str]:
        return frozenset(
            found
            for found in get_metadata(hass, statistic_ids=ids)
            if get_last_statistics(hass, 1, found, False, {"sum"})  # noqa: FBT003
        )

    return await get_instance(hass).async_add_executor_job(read)

"""An integration with bare entities, the baseline for the costs of entities."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, cast

from homeassistant.components.binary_sensor import BinarySensorEntity
from homeassistant.components.button import ButtonEntity
from homeassistant.components.calendar import CalendarEntity
from homeassistant.components.climate import ClimateEntity
from homeassistant.components.datetime import DateTimeEntity
from homeassistant.components.event import EventEntity
from homeassistant.components.number import NumberEntity
from homeassistant.components.select import SelectEntity
from homeassistant.components.sensor import SensorEntity
from homeassistant.components.switch import SwitchEntity
from homeassistant.components.time import TimeEntity
from homeassistant.components.water_heater import WaterHeaterEntity
from homeassistant.config_entries import HANDLERS, ConfigEntry, ConfigFlow
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.device_registry import DeviceInfo
from homeassistant.helpers.entity import Entity, EntityDescription
from homeassistant.helpers.entity_platform import (
    AddEntitiesCallback,
    async_get_platforms,
)
from homeassistant.loader import Integration
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    MockPlatform,
    mock_integration,
    mock_platform,
)

import custom_components.podero
from custom_components.podero.const import DOMAIN as OURS

DOMAIN: Final = "bare"

# The attributes that each platform's own class needs to have the same state.
OWN: Final[dict[str, tuple[type[Entity], tuple[str, ...]]]] = {
    Platform.BINARY_SENSOR: (BinarySensorEntity, ("is_on",)),
    Platform.BUTTON: (ButtonEntity, ()),
    Platform.CALENDAR: (CalendarEntity, ()),
    Platform.CLIMATE: (
        ClimateEntity,
        (
            *("hvac_mode", "hvac_modes", "temperature_unit", "supported_features"),
            *("current_temperature", "target_temperature_high", "preset_mode"),
            *("target_temperature_low", "min_temp", "max_temp", "preset_modes"),
        ),
    ),
    Platform.DATETIME: (DateTimeEntity, ("native_value",)),
    Platform.EVENT: (EventEntity, ("event_types",)),
    Platform.NUMBER: (NumberEntity, ("native_value",)),
    Platform.SELECT: (SelectEntity, ("current_option", "options")),
    Platform.SENSOR: (SensorEntity, ("native_value",)),
    Platform.SWITCH: (SwitchEntity, ("is_on",)),
    Platform.TIME: (TimeEntity, ("native_value",)),
    Platform.WATER_HEATER: (
        WaterHeaterEntity,
        (
            *("current_operation", "operation_list", "temperature_unit"),
            *("supported_features", "current_temperature", "target_temperature"),
            *("min_temp", "max_temp"),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Spec:
    """An entity, as the registries and the state machine know it."""

    platform: str
    unique_id: str
    translation_key: str | None
    category: EntityCategory | None
    is_enabled: bool
    device: DeviceInfo
    state: str
    description: EntityDescription | None
    attributes: dict[str, Any]

    def bare(self) -> Spec:
        """Return a copy without the attributes of the platform's own class."""
        return replace(self, description=None, attributes={})


class BareEntity(Entity):
    """An entity with a fixed state."""

    _attr_has_entity_name = True
    _attr_should_poll = False

    def __init__(self, spec: Spec) -> None:
        self._attr_unique_id = spec.unique_id
        self._attr_translation_key = spec.translation_key
        self._attr_entity_category = spec.category
        self._attr_entity_registry_enabled_default = spec.is_enabled
        self._attr_device_info = spec.device
        self._attr_state = spec.state


# The event of a calendar has no _attr_ attribute.
_MISSING: Final[dict[str, dict[str, Any]]] = {Platform.CALENDAR: {"event": None}}
OWN_CLASSES: Final[dict[str, type[Entity]]] = {
    platform: type(f"Bare{own.__name__}", (own,), _MISSING.get(platform, {}))
    for platform, (own, _) in OWN.items()
}


def own_entity(spec: Spec, entity: Entity | None = None) -> Entity:
    """Return an entity of the platform's own class with the same state."""
    entity = entity or OWN_CLASSES[spec.platform]()
    if spec.description is not None:
        entity.entity_description = spec.description
    for name, value in attributes_of(spec).items():
        setattr(entity, f"_attr_{name}", value)
    return entity


def attributes_of(spec: Spec) -> dict[str, Any]:
    """Return the attributes of an entity of the platform's own class."""
    return {
        **spec.attributes,
        "has_entity_name": True,
        "should_poll": False,
        "unique_id": spec.unique_id,
        "translation_key": spec.translation_key,
        "entity_category": spec.category,
        "entity_registry_enabled_default": spec.is_enabled,
        "device_info": spec.device,
    }


def specs(hass: HomeAssistant, entry: MockConfigEntry) -> list[Spec]:
    """Return the entities of a home of this integration."""
    living = {
        (entity.platform.domain, entity.unique_id): entity
        for platform in async_get_platforms(hass, OURS)
        for entity in platform.entities.values()
    }
    of_device = {
        entity.registry_entry.device_id: cast("DeviceInfo", entity.device_info)
        for entity in living.values()
        if entity.registry_entry is not None
    }
    return [
        _spec(listed, living.get((listed.domain, listed.unique_id)), of_device)
        for listed in er.async_entries_for_config_entry(
            er.async_get(hass), entry.entry_id
        )
    ]


def _spec(
    listed: er.RegistryEntry,
    entity: Entity | None,
    of_device: dict[str | None, DeviceInfo],
) -> Spec:
    info = of_device[listed.device_id]
    device = info.copy()
    device["identifiers"] = {
        (DOMAIN, device_id) for _, device_id in info["identifiers"]
    }
    state = None
    attributes: dict[str, Any] = {}
    if entity is not None:
        known = entity.hass.states.get(entity.entity_id)
        state = known and known.state
        names = OWN[listed.domain][1]
        attributes = {name: getattr(entity, name, None) for name in names}
    return Spec(
        listed.domain,
        listed.unique_id,
        listed.translation_key,
        listed.entity_category,
        entity is not None,
        device,
        state or "unknown",
        getattr(entity, "entity_description", None),
        attributes,
    )


async def _nothing() -> None:
    """Send no request."""


def add_bare(
    hass: HomeAssistant,
    made_of: Iterable[Spec],
    make: Callable[[Spec], Entity] = BareEntity,
    first: Callable[[], Awaitable[object]] = _nothing,
) -> MockConfigEntry:
    """Add an entry with bare entities, without setting it up.

    It has the texts of this integration, which contain the names of the entities.
    """
    by_platform: dict[str, list[Spec]] = {}
    for spec in made_of:
        by_platform.setdefault(spec.platform, []).append(spec)

    async def set_up(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        await first()
        await hass.config_entries.async_forward_entry_setups(
            entry, [Platform(platform) for platform in by_platform]
        )
        return True

    async def unload(hass: HomeAssistant, entry: ConfigEntry) -> bool:
        return await hass.config_entries.async_unload_platforms(
            entry, [Platform(platform) for platform in by_platform]
        )

    module = MockModule(DOMAIN, async_setup_entry=set_up, async_unload_entry=unload)
    integration = mock_integration(hass, module, built_in=False)
    _give_texts(integration)
    for platform, some in by_platform.items():
        mock_platform(hass, f"{DOMAIN}.{platform}", _platform(some, make))
    mock_platform(hass, f"{DOMAIN}.config_flow")
    HANDLERS[DOMAIN] = _Flow
    entry = MockConfigEntry(domain=DOMAIN, title="Sample Home")
    entry.add_to_hass(hass)
    return entry


class _Flow(ConfigFlow):
    """Config flow, of which Home Assistant reads the version."""


def _give_texts(integration: Integration) -> None:
    folder = Path(custom_components.podero.__file__).parent
    integration.file_path = folder
    integration._top_level_files.update(path.name for path in folder.iterdir())


def _platform(some: Sequence[Spec], make: Callable[[Spec], Entity]) -> MockPlatform:
    async def set_up(
        hass: HomeAssistant, entry: ConfigEntry, add: AddEntitiesCallback
    ) -> None:
        add([make(spec) for spec in some])

    return MockPlatform(async_setup_entry=set_up)

"""Tests of the look-ups in Home Assistant's device and entity registries."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.registry import (
    async_get_device,
    async_get_devices,
    async_get_entity,
    async_is_enabled,
    async_registry_id,
    device_name,
    podero_id,
    unique_id,
)
from tests.conftest import Home


def other_device(hass: HomeAssistant) -> dr.DeviceEntry:
    """Register a device of another integration."""
    entry = MockConfigEntry(domain="other")
    entry.add_to_hass(hass)
    return dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={("other", "1")}, name="Other"
    )


async def test_a_device_is_found_by_the_id_of_podero(home: Home) -> None:
    """The device registry's entry leads back to the same ID."""
    heat_pump = home.cloud.heat_pump.id
    device = async_get_device(home.hass, home.entry.entry_id, heat_pump)
    assert device is not None
    assert podero_id(device) == heat_pump


async def test_a_device_belongs_to_one_home(home: Home) -> None:
    """Another home has no such device, and nobody has a device of that ID."""
    assert async_get_device(home.hass, "other", home.cloud.heat_pump.id) is None
    assert async_get_device(home.hass, home.entry.entry_id, "other") is None


async def test_a_device_of_another_integration_has_no_id_of_podero(home: Home) -> None:
    """Nor is it among the devices of the home."""
    device = other_device(home.hass)
    assert podero_id(device) is None
    assert device not in async_get_devices(home.hass, home.entry.entry_id).values()


async def test_the_devices_of_a_home_are_found_by_their_ids(home: Home) -> None:
    """The energy contract has the home's own ID."""
    await home.wait(2)
    devices = async_get_devices(home.hass, home.entry.entry_id)
    assert {home.cloud.heat_pump.id, home.cloud.home.id} <= devices.keys()
    assert all(podero_id(device) == key for key, device in devices.items())


async def test_the_name_that_the_user_gave_comes_first(home: Home) -> None:
    """Without one, it is the name of the device; without any, empty."""
    device = other_device(home.hass)
    registry = dr.async_get(home.hass)
    assert device_name(device) == "Other"
    renamed = registry.async_update_device(device.id, name_by_user="Mine")
    assert renamed is not None
    assert device_name(renamed) == "Mine"
    nameless = registry.async_update_device(device.id, name=None, name_by_user=None)
    assert nameless is not None
    assert device_name(nameless) == ""


async def test_an_entity_leads_to_its_device(home: Home) -> None:
    """One without a device, and one that is not registered, lead nowhere."""
    heat_pump = home.cloud.heat_pump.id
    entity = async_get_entity(home.hass, "climate", heat_pump, "comfort")
    device = async_get_device(home.hass, home.entry.entry_id, heat_pump)
    assert entity is not None
    assert device is not None
    assert async_registry_id(home.hass, entity.entity_id) == device.id
    alone = er.async_get(home.hass).async_get_or_create("sensor", "other", "alone")
    assert async_registry_id(home.hass, alone.entity_id) is None
    assert async_registry_id(home.hass, "sensor.unknown") is None


async def test_an_entity_is_found_by_its_key(home: Home) -> None:
    """The unique ID is made of Podero's ID and the key."""
    heat_pump = home.cloud.heat_pump.id
    entity = async_get_entity(home.hass, "climate", heat_pump, "comfort")
    assert entity is not None
    assert entity.unique_id == unique_id(heat_pump, "comfort")
    assert async_get_entity(home.hass, "sensor", heat_pump, "comfort") is None


async def test_an_entity_is_enabled_until_it_is_disabled(home: Home) -> None:
    """An entity that is not registered is taken to be what the caller says."""
    heat_pump = home.cloud.heat_pump.id

    def is_enabled(key: str, *, default: bool) -> bool:
        return async_is_enabled(home.hass, "climate", heat_pump, key, default=default)

    entity = async_get_entity(home.hass, "climate", heat_pump, "comfort")
    assert entity is not None
    assert is_enabled("comfort", default=False)
    er.async_get(home.hass).async_update_entity(
        entity.entity_id, disabled_by=er.RegistryEntryDisabler.USER
    )
    assert not is_enabled("comfort", default=True)
    assert is_enabled("unknown", default=True)
    assert not is_enabled("unknown", default=False)

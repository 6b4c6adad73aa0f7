"""Names of devices."""

from homeassistant.helpers import device_registry as dr

from tests.conftest import Home


def names_of(home: Home) -> list[str]:
    registry = dr.async_get(home.hass)
    return sorted(
        str(device.name)
        for device in dr.async_entries_for_config_entry(registry, home.entry.entry_id)
    )

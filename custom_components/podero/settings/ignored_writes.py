"""Settings that the cloud accepts in form and does not take over."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..api import Device, Json
from ..const import IGNORED_WRITES_FOR_ISSUE
from ..issues import async_update_ignored_setting_issue


class IgnoredWrites:
    """How often in a row a setting was ignored; every third time it is told."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Start with nothing ignored."""
        self._hass = hass
        self._entry = entry
        self._times: Counter[tuple[str, str]] = Counter()

    @callback
    def count(self, device: Device, settings: Mapping[str, Json]) -> bool:
        """Return whether a device has settings otherwise than they were written."""
        unconfirmed = device.unconfirmed(settings)
        for name in settings:
            key = (device.id, name)
            if name in unconfirmed:
                self._times[key] += 1
            else:
                self._times.pop(key, None)
            if (times := self._times[key]) % IGNORED_WRITES_FOR_ISSUE == 0:
                async_update_ignored_setting_issue(
                    self._hass, self._entry, *key, is_ignored=times > 0
                )
        return bool(unconfirmed)

"""Settings that Podero accepts, but does not apply."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import IGNORED_WRITES_FOR_ISSUE
from ..issues import async_update_ignored_setting_issue


class IgnoredWrites:
    """Counts consecutive ignored writes of each setting; every third creates an issue.

    A write that is confirmed deletes the issue.
    """

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Initialize without ignored writes."""
        self._hass = hass
        self._entry = entry
        self._counts: Counter[tuple[str, str]] = Counter()

    @callback
    def record(
        self, device_id: str, written: Iterable[str], unconfirmed: Collection[str]
    ) -> None:
        """Record a write of settings, some of which the reply does not confirm."""
        for setting in written:
            key = (device_id, setting)
            if setting in unconfirmed:
                self._counts[key] += 1
            else:
                self._counts.pop(key, None)
            if (count := self._counts[key]) % IGNORED_WRITES_FOR_ISSUE == 0:
                async_update_ignored_setting_issue(
                    self._hass, self._entry, *key, is_ignored=count > 0
                )

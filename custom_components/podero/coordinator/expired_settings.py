"""Settings whose time has passed, and that the cloud does not clear by itself."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..api import (
    PoderoConnectionError,
    PoderoError,
    PoderoRateLimitError,
    PoderoServerError,
)
from ..const import LOGGER

if TYPE_CHECKING:
    from .devices import PoderoDeviceCoordinator


class ExpiredSettings:
    """What has passed, cleared once for each time that it passes."""

    def __init__(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Start with nothing cleared."""
        self._coordinator = coordinator
        self._cleared: dict[str, tuple[datetime | None, ...]] = {}

    @callback
    def async_clear(self) -> None:
        """Clear what the cloud, asked a moment ago, still has though it has passed."""
        kind, now = self._coordinator, dt_util.utcnow()
        for device in kind.data.values():
            if device.expired_settings(now) and (
                self._cleared.get(device.id) != device.state_change_times()
            ):
                self._cleared[device.id] = device.state_change_times()
                kind.config_entry.async_create_background_task(
                    kind.hass,
                    self._async_clear(device.id),
                    f"{kind.name} clear what has passed",
                )

    async def _async_clear(self, device_id: str) -> None:
        try:
            await self._coordinator.async_clear(device_id)
        except PoderoConnectionError, PoderoRateLimitError, PoderoServerError:
            self._cleared.pop(device_id, None)
        except PoderoError as err:
            LOGGER.debug("What has passed could not be cleared: %s", err)

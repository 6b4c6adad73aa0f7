"""Clearing of settings whose time has passed."""

from datetime import datetime
from typing import Any

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..api import (
    PoderoConnectionError,
    PoderoError,
    PoderoRateLimitError,
    PoderoServerError,
)
from ..const import LOGGER
from .devices import PoderoDeviceCoordinator
from .retries import Retries

type Times = tuple[datetime | None, ...]


class ExpiredSettings:
    """Clears expired settings, such as an away mode that has ended, once each time.

    Podero does not clear them by itself (Podero's page "Setting device preferences").
    """

    def __init__(self) -> None:
        """Initialize without cleared settings."""
        self._cleared: dict[str, Times] = {}
        self._retries = Retries()

    @callback
    def async_clear(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Clear the expired settings of the devices that were just polled."""
        now = dt_util.utcnow()
        for device in coordinator.data.values():
            if not device.expired_settings(now):
                continue
            times = device.state_change_times()
            if self._cleared.get(device.id) != times and self._retries.is_due(
                device.id
            ):
                self._cleared[device.id] = times
                coordinator.config_entry.async_create_background_task(
                    coordinator.hass,
                    self._async_clear(coordinator, device.id),
                    f"{coordinator.name}: clear expired settings",
                )

    @callback
    def forget(self, device_id: str) -> None:
        """Forget a device."""
        self._cleared.pop(device_id, None)
        self._retries.forget(device_id)

    async def _async_clear(
        self, coordinator: PoderoDeviceCoordinator[Any], device_id: str
    ) -> None:
        try:
            await coordinator.async_clear_expired_settings(device_id)
        except (
            PoderoConnectionError,
            PoderoRateLimitError,
            PoderoServerError,
        ):
            self._retries.failed(device_id)
            self._cleared.pop(device_id, None)
        except PoderoError as err:
            LOGGER.debug("Expired settings could not be cleared: %s", err)
        else:
            self._retries.forget(device_id)

"""Clearing of settings whose time has passed."""

from datetime import datetime
from time import monotonic
from typing import Any

from homeassistant.core import callback
from homeassistant.util import dt as dt_util

from ..api import (
    PoderoConnectionError,
    PoderoError,
    PoderoRateLimitError,
    PoderoServerError,
)
from ..const import LOGGER, MAX_BACKOFF, POLL_INTERVAL
from .backoff import Backoff
from .devices import PoderoDeviceCoordinator

type Times = tuple[datetime | None, ...]


class ExpiredSettings:
    """Clears expired settings, such as an away mode that has ended, once each time.

    Podero does not clear them by itself (Podero's page "Setting device preferences").
    """

    def __init__(self) -> None:
        """Initialize without cleared settings."""
        self._cleared: dict[str, Times] = {}
        self._backoffs: dict[str, Backoff] = {}
        self._retry_at: dict[str, float] = {}

    @callback
    def async_clear(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Clear the expired settings of the devices that were just polled."""
        now = dt_util.utcnow()
        for device in coordinator.data.values():
            times = device.state_change_times()
            if (
                device.expired_settings(now)
                and self._cleared.get(device.id) != times
                and monotonic() >= self._retry_at.get(device.id, 0)
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
        self._backoffs.pop(device_id, None)
        self._retry_at.pop(device_id, None)

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
            backoff = self._backoffs.setdefault(
                device_id, Backoff(POLL_INTERVAL / 2, MAX_BACKOFF)
            )
            self._retry_at[device_id] = monotonic() + backoff.next_delay()
            self._cleared.pop(device_id, None)
        except PoderoError as err:
            LOGGER.debug("Expired settings could not be cleared: %s", err)
        else:
            self._backoffs.pop(device_id, None)

"""Coordinator for the energy contract of a home."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.util import dt as dt_util

from ..api import EnergyContract, Podero
from ..const import CONF_USER_ID, CONTRACT_INTERVAL, MAX_BACKOFF, STALE_AFTER_POLLS
from ..registry import async_get_device, async_get_entity
from .backoff import Backoff
from .base import PoderoBaseCoordinator
from .device_data import UnsupportedEndpoints


class EnergyContractCoordinator(PoderoBaseCoordinator[EnergyContract | None]):
    """Fetches the home's energy contract; None if the home has none.

    It is fetched only while the sensor that shows it is enabled, or not created yet.
    The last contract is kept while Podero does not respond. ``has_sensor`` is whether
    the sensor was added; ``device_id`` stands for the contract in the device registry.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], client: Podero
    ) -> None:
        """Initialize the coordinator; polling starts with the first listener."""
        super().__init__(
            hass,
            entry,
            name="energy contract",
            interval=CONTRACT_INTERVAL,
            backoff=Backoff(MAX_BACKOFF, CONTRACT_INTERVAL),
            starts_with_listener=True,
        )
        self.data = None
        self.device_id: str = entry.data[CONF_USER_ID]
        self.has_sensor = False
        self._client = client
        self._missing = 0
        self._unsupported = UnsupportedEndpoints()

    @override
    async def _async_fetch(self) -> EnergyContract | None:
        """Fetch the contract, preferably one with a current price for all buildings."""
        if not self._is_wanted:
            return self.data
        contracts = await self._unsupported.fetch(
            "energy_contracts", partial(self._client.energy_contracts)
        )
        self._backoff.reset()
        if contracts is None:
            return None
        self._missing = 0 if contracts else self._missing + 1
        now = dt_util.utcnow()
        return min(
            contracts,
            key=lambda contract: (
                contract.price_at(now) is None,
                contract.building is not None,
            ),
            default=None,
        )

    @property
    def price(self) -> float | None:
        """The current price per kWh; None if it is not known."""
        return None if self.data is None else self.data.price_at(dt_util.utcnow())

    @property
    def _is_wanted(self) -> bool:
        """Whether the sensor is enabled, or not created yet."""
        entity = async_get_entity(
            self.hass, Platform.SENSOR, self.device_id, "energy_price"
        )
        return entity is None or not entity.disabled

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Track price changes, and remove the device of a contract that ended."""
        super()._async_refresh_finished()
        if self.is_active and self._missing >= STALE_AFTER_POLLS:
            self._async_remove_device()

    @override
    def _state_change_times(self) -> Iterable[datetime | None]:
        """Return the times at which the price changes."""
        return () if self.data is None else self.data.state_change_times()

    @callback
    def _async_remove_device(self) -> None:
        """Remove the contract from the device registry."""
        device = async_get_device(self.hass, self.config_entry.entry_id, self.device_id)
        if device is not None:
            dr.async_get(self.hass).async_remove_device(device.id)
            self.has_sensor = False

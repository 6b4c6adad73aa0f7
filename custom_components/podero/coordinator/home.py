"""Runtime data of a Podero config entry."""

import asyncio
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady

from ..api import ElectricVehicle, HeatPump, Podero, PoderoError, SolarInverter
from ..const import LOGGER
from ..energy_meter import EnergyMeter
from ..issues import (
    async_delete_device_issues,
    async_update_attention_issues,
    async_update_home_removed_issue,
)
from ..registry import async_model_numbers
from .charging_plan import ChargingPlanCoordinator
from .devices import PoderoDeviceCoordinator
from .energy_contract import EnergyContractCoordinator
from .expired_settings import ExpiredSettings
from .savings import SavingsCoordinator
from .stale_devices import StaleDevices

type PoderoConfigEntry = ConfigEntry[PoderoHome]


class PoderoHome:
    """The coordinators of a home, and what concerns all of its devices."""

    def __init__(
        self, hass: HomeAssistant, entry: PoderoConfigEntry, client: Podero
    ) -> None:
        """Initialize the home; polling starts with the first refresh."""
        self.client = client
        self.heat_pumps = PoderoDeviceCoordinator(hass, entry, client, HeatPump)
        self.electric_vehicles = PoderoDeviceCoordinator(
            hass, entry, client, ElectricVehicle
        )
        self.solar_inverters = PoderoDeviceCoordinator(
            hass, entry, client, SolarInverter
        )
        self.device_coordinators: tuple[PoderoDeviceCoordinator[Any], ...] = (
            self.heat_pumps,
            self.electric_vehicles,
            self.solar_inverters,
        )
        self.charging_plans = ChargingPlanCoordinator(
            hass, entry, self.electric_vehicles
        )
        self.savings = SavingsCoordinator(hass, entry, client, self.device_coordinators)
        self.energy_contract = EnergyContractCoordinator(hass, entry, client)
        self.building_names: dict[str, str] = {}
        self.meters: dict[str, dict[str, EnergyMeter]] = {}
        self._attention_ids: dict[str, set[str]] = {}
        self._entry = entry
        self._expired_settings = ExpiredSettings()
        self._hass = hass
        self._model_numbers: dict[str, dict[str, int]] = {}
        self._stale_devices = StaleDevices(
            hass, entry, self.device_coordinators, self.forget
        )
        for coordinator in self.device_coordinators:
            coordinator.is_complete = partial(
                self._stale_devices.is_complete, coordinator.device_type
            )
            coordinator.on_refreshed = partial(self._async_handle_refresh, coordinator)

    @property
    def is_unknown(self) -> bool:
        """Whether Podero responds to all polls that it does not know the home."""
        return all(
            coordinator.is_home_unknown for coordinator in self.device_coordinators
        )

    @callback
    def async_model_number(self, device_id: str, model: str) -> int:
        """Return the number, from 1, of a device among those of its model."""
        numbers = self._model_numbers.setdefault(model, {})
        if device_id not in numbers:
            device_ids = {device_id} | {
                device.id
                for coordinator in self.device_coordinators
                for device in coordinator.data.values()
                if device.model == model
            }
            numbers |= async_model_numbers(
                self._hass, self._entry.entry_id, model, device_ids
            )
        return numbers[device_id]

    def coordinator_of(self, device_id: str) -> PoderoDeviceCoordinator[Any] | None:
        """Return the coordinator that lists a device; None if none does."""
        return next(
            (
                coordinator
                for coordinator in self.device_coordinators
                if device_id in coordinator.data
            ),
            None,
        )

    async def async_first_refresh(self) -> None:
        """Fetch all devices; a device type that fails does not delay the others.

        Raises:
            ConfigEntryNotReady: All device types fail.
            ConfigEntryAuthFailed: Podero does not accept the credentials.

        """
        coordinators = self.device_coordinators
        results = await asyncio.gather(
            *(
                coordinator.async_config_entry_first_refresh()
                for coordinator in coordinators
            ),
            return_exceptions=True,
        )
        failures = {
            coordinator.name: result
            for coordinator, result in zip(coordinators, results, strict=True)
            if isinstance(result, BaseException)
        }
        for failure in failures.values():
            if not isinstance(failure, ConfigEntryNotReady):
                raise failure
        if len(failures) == len(coordinators):
            raise next(iter(failures.values()))
        for name, failure in failures.items():
            LOGGER.error("Error fetching %s data: %s", name, failure)
        await self._async_fetch_building_names()

    async def _async_fetch_building_names(self) -> None:
        """Fetch the names of the buildings if the home has several."""
        building_ids = {
            device.building
            for coordinator in self.device_coordinators
            for device in coordinator.data.values()
            if device.building is not None
        }
        for building_id in building_ids if len(building_ids) > 1 else ():
            try:
                building = await self.client.building(building_id)
            except PoderoError as err:
                LOGGER.debug("Error fetching the name of a building: %s", err)
            else:
                if building.name is not None:
                    self.building_names[building_id] = building.name

    @callback
    def async_update_issues(self) -> None:
        """Create and delete the issues of all devices."""
        for coordinator in self.device_coordinators:
            async_update_attention_issues(
                self._hass, self._entry, coordinator.data.values()
            )

    @callback
    def forget(self, device_id: str) -> None:
        """Treat a device, or the energy contract, as new if it returns."""
        for coordinator in self.device_coordinators:
            coordinator.forget(device_id)
        self.charging_plans.forget(device_id)
        self.savings.forget(device_id)
        if device_id == self.energy_contract.device_id:
            self.energy_contract.has_sensor = False
        self._expired_settings.forget(device_id)
        self._stale_devices.forget(device_id)
        async_delete_device_issues(self._hass, device_id)

    @callback
    def _async_handle_refresh(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Follow a refresh of the devices of one type."""
        if coordinator.is_polled:
            self._stale_devices.async_update(coordinator)
            self._expired_settings.async_clear(coordinator)
            self._async_update_attention_issues(coordinator)
            async_update_home_removed_issue(self._hass, self._entry, is_removed=False)
        elif self.is_unknown:
            async_update_home_removed_issue(self._hass, self._entry, is_removed=True)
        elif coordinator.is_home_unknown:
            self._async_refresh_empty_coordinators()

    @callback
    def _async_refresh_empty_coordinators(self) -> None:
        """Poll the device types that the home does not have: is the home unknown?"""
        for coordinator in self.device_coordinators:
            if not coordinator.data and not coordinator.is_home_unknown:
                self._entry.async_create_background_task(
                    self._hass,
                    coordinator.async_request_refresh(),
                    f"{coordinator.name}: refresh",
                )

    @callback
    def _async_update_attention_issues(
        self, coordinator: PoderoDeviceCoordinator[Any]
    ) -> None:
        """Create and delete the issues of devices that need attention."""
        devices = coordinator.data
        before = self._attention_ids.get(coordinator.device_type, set())
        now = {device.id for device in devices.values() if device.needs_attention}
        self._attention_ids[coordinator.device_type] = now
        async_update_attention_issues(
            self._hass,
            self._entry,
            [devices[device_id] for device_id in (before | now) & devices.keys()],
        )

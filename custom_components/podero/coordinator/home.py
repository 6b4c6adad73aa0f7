"""Runtime data of a Podero config entry."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady
from homeassistant.util import dt as dt_util

from ..activity import Facts
from ..api import (
    Device,
    ElectricVehicle,
    HeatPump,
    Json,
    Podero,
    PoderoConnectionError,
    PoderoError,
    SolarInverter,
)
from ..const import LOGGER
from ..energy_meter import EnergyMeter
from ..issues import (
    async_delete_device_issues,
    async_update_attention_issues,
    async_update_home_removed_issue,
)
from ..registry import async_model_numbers
from .charging_plan import ChargingPlanCoordinator
from .device_changes import DeviceChanges
from .devices import PoderoDeviceCoordinator
from .energy_contract import EnergyContractCoordinator
from .expired_settings import ExpiredSettings
from .optimization_pauses import OptimizationPauses
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
        # Set by the import of past energy.
        self.choose_history_unit: Callable[[str, str], None] = lambda *_: None
        self.meters: dict[str, dict[str, EnergyMeter]] = {}
        self._attention_ids: dict[str, set[str]] = {}
        self._entry = entry
        self._expired_settings = ExpiredSettings()
        self._hass = hass
        self._model_numbers: dict[str, dict[str, int]] = {}
        self._stale_devices = StaleDevices(
            hass, entry, self.device_coordinators, self.forget
        )
        self.optimization_pauses = OptimizationPauses(
            hass, entry, self.device_coordinators
        )
        self.changes = DeviceChanges(self.facts)
        entry.async_on_unload(
            self.charging_plans.async_add_listener(
                lambda: self.changes.async_update_plans(
                    self.electric_vehicles.data.values()
                )
            )
        )
        for coordinator in self.device_coordinators:
            coordinator.on_boost_refused = self.changes.async_tell_refused_boost
            coordinator.on_written = partial(self._async_handle_write, coordinator)
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
            same = {key for key, found in self.devices.items() if found.model == model}
            numbers |= async_model_numbers(
                self._hass, self._entry.entry_id, model, same | {device_id}
            )
        return numbers[device_id]

    @property
    def devices(self) -> dict[str, Device]:
        """The devices of all types by ID."""
        coordinators = self.device_coordinators
        return {key: device for c in coordinators for key, device in c.data.items()}

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

    def facts(self, device: Device) -> Facts[Device]:
        """Return what is known of a device, to explain what it does."""
        now = dt_util.utcnow()
        pause_end = self.optimization_pauses.end(device)
        facts = Facts(device=device, now=now, paused_until=pause_end)
        plan = self.charging_plans.data.get(device.id)
        if plan is None or not isinstance(device, ElectricVehicle):
            return facts
        deadline, goal = plan.next_goal(device, now)
        planned = None if plan.session is None else plan.session.planned
        price_at = self.energy_contract.price_at
        return replace(
            facts,
            is_plan_known=True,
            planned=planned,
            deadline=deadline,
            goal=goal,
            price_now=price_at(now),
            price_planned=None if planned is None else price_at(planned[0]),
        )

    async def async_first_refresh(self) -> None:
        """Fetch all devices; a device type that fails does not delay the others.

        Raises:
            ConfigEntryNotReady: All device types fail.
            ConfigEntryAuthFailed: Podero does not accept the credentials.

        """
        await self.optimization_pauses.async_load()
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
        buildings = {device.building for device in self.devices.values()}
        building_ids = [*filter(None, buildings)]
        for building_id in building_ids if len(building_ids) > 1 else ():
            try:
                building = await self.client.building(building_id)
            except PoderoError as err:
                LOGGER.debug("Error fetching the name of a building: %s", err)
                if isinstance(err, PoderoConnectionError):
                    # Set-up would wait for each of the others.
                    return
            else:
                if building.name is not None:
                    self.building_names[building_id] = building.name

    @callback
    def async_update_issues(self) -> None:
        """Create and delete the issues of all devices."""
        async_update_attention_issues(self._hass, self._entry, self.devices.values())

    @callback
    def forget(self, device_id: str) -> None:
        """Treat a device, or the energy contract, as new if it returns."""
        for coordinator in self.device_coordinators:
            coordinator.forget(device_id)
        self.charging_plans.forget(device_id)
        self.savings.forget(device_id)
        if device_id == self.energy_contract.device_id:
            self.energy_contract.known_entities.clear()
        self._expired_settings.forget(device_id)
        self.optimization_pauses.forget(device_id)
        self.changes.forget(device_id)
        self._stale_devices.forget(device_id)
        async_delete_device_issues(self._hass, device_id)

    @callback
    def _async_handle_write(
        self,
        coordinator: PoderoDeviceCoordinator[Any],
        device_id: str,
        settings: Mapping[str, Json],
    ) -> None:
        """Follow a write to a device."""
        self.changes.async_handle_write(coordinator, device_id)
        self.optimization_pauses.async_handle_write(coordinator, device_id, settings)

    @callback
    def _async_handle_refresh(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        if coordinator.is_polled:
            self._stale_devices.async_update(coordinator)
            self._expired_settings.async_clear(coordinator)
            self.optimization_pauses.async_update(coordinator)
            if coordinator.is_changed:
                self.changes.async_update(coordinator)
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
        devices = coordinator.data
        now = before = self._attention_ids.get(coordinator.device_type, set())
        if coordinator.is_changed:
            now = {device.id for device in devices.values() if device.needs_attention}
            self._attention_ids[coordinator.device_type] = now
        async_update_attention_issues(
            self._hass,
            self._entry,
            [devices[device_id] for device_id in before | now if device_id in devices],
        )

"""Coordinator for the charging plans of electric vehicles."""

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from time import monotonic
from typing import Any, NamedTuple, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..api import DAYS, ChargeDay, ChargeSchedule, ElectricVehicle
from ..const import DOMAIN, MAX_BACKOFF, PLAN_INTERVAL, POLL_INTERVAL
from ..settings.pending_writes import PendingValue, pending_value
from .backoff import Backoff
from .device_data import PoderoDeviceDataCoordinator, UnsupportedEndpoints
from .devices import PoderoDeviceCoordinator
from .plan import ChargingPlan


class ScheduleChange(NamedTuple):
    """The weekly schedule of a vehicle before and after a change."""

    before: ChargeSchedule
    after: ChargeSchedule


class ChargingPlanCoordinator(PoderoDeviceDataCoordinator[str, ChargingPlan]):
    """Fetches the charging plans, by ID of the electric vehicle.

    Only vehicles that an entity listens for are fetched; the context of a listener is
    the ID of its vehicle. A plan is also fetched when the state or the settings of the
    vehicle change it.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        vehicles: PoderoDeviceCoordinator[ElectricVehicle],
    ) -> None:
        """Initialize the coordinator; polling starts with the first listener."""
        super().__init__(
            hass,
            entry,
            name="charging plan",
            interval=PLAN_INTERVAL,
            backoff=Backoff(POLL_INTERVAL, MAX_BACKOFF, spread=MAX_BACKOFF),
        )
        self._plan_inputs: dict[str, tuple[Any, ...]] = {}
        self._unsupported = UnsupportedEndpoints()
        self._vehicles = vehicles
        self.write_lock = asyncio.Lock()
        self._written: dict[str, PendingValue[ChargeSchedule]] = {}
        entry.async_on_unload(
            vehicles.async_add_listener(self._async_handle_vehicle_update)
        )

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> Callable[[], None]:
        """Listen for the plan of the vehicle whose ID is the context."""
        if vehicle := self._vehicles.data.get(context):
            self._plan_inputs[vehicle.id] = _plan_inputs(vehicle)
        return super().async_add_listener(update_callback, context)

    @override
    def _wanted_keys(self) -> Collection[str]:
        return [vehicle.id for vehicle in self._listened_vehicles()]

    def _listened_vehicles(self) -> list[ElectricVehicle]:
        listened = set(self.async_contexts())
        return [
            vehicle
            for vehicle in self._vehicles.data.values()
            if vehicle.id in listened
        ]

    @override
    async def _async_fetch_key(self, key: str) -> None:
        if (vehicle := self._vehicles.data.get(key)) is None:
            return
        schedule = await self._unsupported.fetch(
            (key, "charge_schedule"),
            partial(self._vehicles.client.charge_schedule, vehicle),
        )
        session = await self._unsupported.fetch(
            (key, "current_session"),
            partial(self._vehicles.client.current_session, vehicle),
        )
        zone = None
        if schedule is not None:
            schedule = self._corrected(key, schedule)
            if schedule.timezone is not None:
                zone = await async_time_zone(schedule.timezone)
        self.data = {**self.data, key: ChargingPlan(schedule, zone, session)}

    @override
    def _state_change_times(self) -> Iterable[datetime | None]:
        """Return the times at which a planned charging or a deadline is over."""
        now = dt_util.utcnow()
        return (
            time
            for vehicle in self._vehicles.data.values()
            if (plan := self.data.get(vehicle.id))
            for time in plan.state_change_times(vehicle, now)
        )

    @callback
    @override
    def _async_handle_failure(self, key: str) -> None:
        """Make the plan of a vehicle unavailable."""
        self.forget(key)

    def _corrected(self, vehicle_id: str, schedule: ChargeSchedule) -> ChargeSchedule:
        """Return a fetched schedule, or the one just written if it is outdated."""
        write = self._written.get(vehicle_id)
        if write and write.is_outdated(schedule, monotonic()):
            return write.written
        return schedule

    async def async_fetch_schedule(self, vehicle: ElectricVehicle) -> ChargeSchedule:
        """Return the schedule of a vehicle as it is now.

        Raises:
            PoderoError: Podero refused the request or did not respond.

        """
        schedule = await self._vehicles.client.charge_schedule(vehicle)
        return self._corrected(vehicle.id, schedule)

    async def async_plan_schedule(
        self,
        vehicle: ElectricVehicle,
        days: Mapping[str, ChargeDay],
        timezone: str | None,
    ) -> ScheduleChange:
        """Return a change of days of a vehicle's week; other days stay as they are.

        Raises:
            ServiceValidationError: A day is left out that is not set or known yet.
            PoderoError: Podero refused the request or did not respond.

        """
        before = await self.async_fetch_schedule(vehicle)
        after = replace(
            before,
            timezone=timezone or before.timezone or self.hass.config.time_zone,
            days={**before.days, **days},
        )
        levels = [day.charge_percentage for day in after.days.values()]
        if len(levels) < len(DAYS) or None in levels:
            raise ServiceValidationError(
                translation_domain=DOMAIN, translation_key="week_incomplete"
            )
        return ScheduleChange(before, after)

    async def async_write_schedule(
        self, vehicle: ElectricVehicle, change: ScheduleChange
    ) -> None:
        """Write a vehicle's week, and refresh its plan.

        The caller holds ``write_lock`` since it planned the change.

        Raises:
            PoderoIgnoredError: Podero did not apply the schedule.
            PoderoError: Podero refused the schedule or did not respond.

        """
        before, after = change
        try:
            await self._vehicles.client.set_charge_schedule(vehicle, after)
        finally:
            # Podero may have applied it even if it did not respond, or if the caller,
            # such as a script, was stopped.
            self._async_fetch_soon([vehicle.id])
        self._written[vehicle.id] = pending_value(
            before, after, self._written.get(vehicle.id), monotonic()
        )
        await self.async_refresh_keys([vehicle.id])

    @callback
    def _async_handle_vehicle_update(self) -> None:
        """Fetch the plans soon that may have changed with their vehicles."""
        before = self._plan_inputs
        self._plan_inputs = {
            vehicle.id: _plan_inputs(vehicle) for vehicle in self._listened_vehicles()
        }
        changed = [
            vehicle_id
            for vehicle_id, inputs in self._plan_inputs.items()
            if before.get(vehicle_id) != inputs
        ]
        if changed:
            self._async_fetch_soon(changed)


def _plan_inputs(vehicle: ElectricVehicle) -> tuple[Any, ...]:
    """Return the values of a vehicle that its plan depends on."""
    return (
        vehicle.charge_status,
        vehicle.is_charge_policy_enabled,
        vehicle.charge_deadline_at,
        vehicle.minimum_charge_limit,
    )


async def async_time_zone(name: str) -> tzinfo | None:
    """Return the time zone with a name such as Europe/Berlin; None if unknown."""
    try:
        return await dt_util.async_get_time_zone(name)
    except OSError, ValueError:
        return None

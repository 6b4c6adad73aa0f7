"""Coordinator for the charging plans of electric vehicles."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from functools import partial
from time import monotonic
from typing import Any, NamedTuple, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.util import dt as dt_util

from ..api import DAYS, ChargeDay, ChargeSchedule, ChargingSession, ElectricVehicle
from ..const import DOMAIN, MAX_BACKOFF, PLAN_INTERVAL, POLL_INTERVAL
from ..settings.pending_writes import PENDING_SECONDS
from .backoff import Backoff
from .device_data import PoderoDeviceDataCoordinator, UnsupportedEndpoints
from .devices import PoderoDeviceCoordinator


@dataclass(frozen=True, slots=True)
class ChargingPlan:
    """The charging plan of a car; None for what Podero does not offer.

    ``zone`` is the time zone of the schedule.
    """

    schedule: ChargeSchedule | None
    zone: tzinfo | None
    session: ChargingSession | None

    def deadlines(
        self, car: ElectricVehicle, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, float | None]]:
        """Yield the deadlines of the days of a time range, with the level in %.

        Times are in UTC. Without a weekly schedule, the daily goal of the car applies,
        in Home Assistant's time zone.
        """
        if not car.is_charge_policy_enabled:
            return
        goals: dict[str, tuple[time, float | None]] = {}
        zone = dt_util.get_default_time_zone()
        if self.schedule is not None and self.schedule.days:
            zone = self.zone or zone
            for name, day in self.schedule.days.items():
                goals[name] = (day.charge_deadline, day.charge_percentage)
        elif car.charge_deadline_at is not None:
            goals = dict.fromkeys(
                DAYS, (car.charge_deadline_at, car.minimum_charge_limit)
            )
        first, last = (at.astimezone(zone).toordinal() for at in (start, end))
        for day_number in range(first, last + 1):
            day_of_year = date.fromordinal(day_number)
            if goal := goals.get(DAYS[day_of_year.weekday()]):
                deadline = datetime.combine(day_of_year, goal[0], zone)
                yield deadline.astimezone(UTC), goal[1]


class _WrittenSchedule(NamedTuple):
    outdated: tuple[ChargeSchedule, ...]
    written: ChargeSchedule
    until: float


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
        self._write_lock = asyncio.Lock()
        self._written: dict[str, _WrittenSchedule] = {}
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

    @callback
    @override
    def _async_handle_failure(self, key: str) -> None:
        """Make the plan of a vehicle unavailable."""
        self.forget(key)

    def _corrected(self, vehicle_id: str, schedule: ChargeSchedule) -> ChargeSchedule:
        """Return a fetched schedule, or the one just written if it is outdated."""
        write = self._written.get(vehicle_id)
        if write and monotonic() < write.until and schedule in write.outdated:
            return write.written
        return schedule

    async def async_write_schedule(
        self,
        vehicle: ElectricVehicle,
        days: Mapping[str, ChargeDay],
        timezone: str | None,
    ) -> None:
        """Write days of a vehicle's week; a day that is left out stays as it is.

        Raises:
            ServiceValidationError: A day is left out that is not set yet.
            PoderoIgnoredError: Podero did not apply the schedule.
            PoderoError: Podero refused the schedule or did not respond.

        """
        async with self._write_lock:
            before = self._corrected(
                vehicle.id, await self._vehicles.client.charge_schedule(vehicle)
            )
            after = replace(
                before,
                timezone=timezone or before.timezone or self.hass.config.time_zone,
                days={**before.days, **days},
            )
            if len(after.days) < len(DAYS):
                raise ServiceValidationError(
                    translation_domain=DOMAIN, translation_key="week_incomplete"
                )
            await self._vehicles.client.set_charge_schedule(vehicle, after)
            last = self._written.get(vehicle.id)
            outdated = last.outdated if last and monotonic() < last.until else ()
            self._written[vehicle.id] = _WrittenSchedule(
                tuple(known for known in (*outdated, before) if known != after),
                after,
                monotonic() + PENDING_SECONDS,
            )
        await self.async_refresh_vehicle(vehicle.id)

    async def async_refresh_vehicle(self, vehicle_id: str) -> None:
        """Fetch the plan of a vehicle now."""
        await self.async_refresh_keys([vehicle_id])

    @callback
    def _async_handle_vehicle_update(self) -> None:
        """Fetch the plans soon that may have changed with their vehicles."""
        before, self._plan_inputs = (
            self._plan_inputs,
            {
                vehicle.id: _plan_inputs(vehicle)
                for vehicle in self._listened_vehicles()
            },
        )
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

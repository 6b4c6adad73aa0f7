"""When the cars are to be charged: their weeks, and what is planned for now."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed, ServiceValidationError
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from ..api import (
    DAYS,
    ChargeDay,
    ChargeSchedule,
    ChargingSession,
    ElectricVehicle,
    PoderoAuthenticationError,
    PoderoError,
    PoderoRateLimitError,
)
from ..const import DOMAIN, LOGGER, MAX_BACKOFF, PLAN_INTERVAL
from ..errors import translation_of
from .backoff import Pace
from .devices import PoderoDeviceCoordinator
from .offers import Offers, Turns

if TYPE_CHECKING:
    from .home import PoderoConfigEntry

# Cars that appear or change together are asked for together.
DEBOUNCE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ChargingPlan:
    """What is planned for one car; None is what the cloud does not offer."""

    schedule: ChargeSchedule | None
    zone: tzinfo | None
    session: ChargingSession | None

    def deadlines(
        self, car: ElectricVehicle, start: datetime, end: datetime
    ) -> Iterator[tuple[datetime, float | None]]:
        """Yield when the car has to be ready, in UTC, and its level then, in %.

        The deadlines of all days from that of the start to that of the end are given.
        Without a week, the car's own daily goal counts, by Home Assistant's clock.
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


class ChargingPlanCoordinator(DataUpdateCoordinator[dict[str, ChargingPlan]]):
    """The charging plans, by id of the car.

    Only cars that somebody listens for are asked for; the id is the context to listen
    with. A plan is asked for again when the car's own state or settings change it.
    """

    config_entry: PoderoConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PoderoConfigEntry,
        cars: PoderoDeviceCoordinator[ElectricVehicle],
    ) -> None:
        """Prepare the polling; it starts with the first listener."""
        self._soon = Debouncer[Any](
            hass, LOGGER, cooldown=DEBOUNCE_SECONDS, immediate=False
        )
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name="Podero charging plans",
            update_interval=PLAN_INTERVAL,
            request_refresh_debouncer=self._soon,
            always_update=False,
        )
        self.data = {}
        self._cars = cars
        self._due: set[str] = set()
        self._failing: set[str] = set()
        self._offers = Offers()
        self._outage = Pace()
        self._pace = Pace(MAX_BACKOFF)
        self._turns = Turns()
        self._reasons: dict[str, tuple[Any, ...]] = {}
        self._writing = asyncio.Lock()
        entry.async_on_unload(cars.async_add_listener(self._async_follow_cars))

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> Callable[[], None]:
        """Listen for the plan of the car whose id is the context."""
        if (car := self._cars.data.get(context)) and context not in self._reasons:
            self._reasons[context] = _reasons(car)
            self._ask_soon({context})
        return super().async_add_listener(update_callback, context)

    @override
    async def _async_update_data(self) -> dict[str, ChargingPlan]:
        """Fetch the plans that may have changed, else one that somebody listens for."""
        cars = {car.id: car for car in self._watched()}
        plans = {car_id: self.data[car_id] for car_id in cars if car_id in self.data}
        due = self._take_due(cars)
        failures: dict[str, PoderoError] = {}
        for car_id in due:
            try:
                plans[car_id] = await self._plan(cars[car_id])
            except PoderoAuthenticationError as err:
                raise ConfigEntryAuthFailed(**translation_of(err)) from err
            except PoderoRateLimitError as err:
                wait = self._pace.after_rate_limit(err.retry_after)
                self._due |= {*due}
                if not err.was_sent and self.data:
                    # Something else was asked to wait: what is known will do.
                    self.update_interval = timedelta(seconds=wait)
                    return self.data
                raise UpdateFailed(retry_after=wait, **translation_of(err)) from err
            except PoderoError as err:
                plans.pop(car_id, None)
                failures[car_id] = err
        self._due |= failures.keys()
        self.update_interval = PLAN_INTERVAL
        if failures:
            self.update_interval = timedelta(seconds=self._outage.after_failure())
        else:
            self._outage = Pace()
        if failures and not plans:
            failure = next(iter(failures.values()))
            raise UpdateFailed(**translation_of(failure)) from failure
        for car_id in failures.keys() - self._failing:
            LOGGER.warning(
                "Error fetching the charging plan of car %s: %s",
                car_id,
                failures[car_id],
            )
        for car_id in (self._failing & plans.keys()) - failures.keys():
            LOGGER.info("Fetching the charging plan of car %s recovered", car_id)
        self._failing = (self._failing - plans.keys()) | failures.keys()
        return plans

    async def async_change_schedule(
        self,
        car: ElectricVehicle,
        days: Mapping[str, ChargeDay],
        timezone: str | None,
    ) -> None:
        """Change days of a car's week; a day left out stays as it is.

        Raises:
            ServiceValidationError: a day that is left out has nothing to stay.
            PoderoIgnoredError: the cloud did not take the week over.
            PoderoError: the cloud refused, or could not be reached.

        """
        async with self._writing:
            before = await self._cars.client.charge_schedule(car)
            wanted = replace(
                before,
                timezone=timezone or before.timezone or self.hass.config.time_zone,
                days={**before.days, **days},
            )
            if len(wanted.days) < len(DAYS):
                raise ServiceValidationError(
                    translation_domain=DOMAIN, translation_key="week_incomplete"
                )
            await self._cars.client.set_charge_schedule(car, wanted)
        await self.async_refresh_car(car.id)

    async def async_refresh_car(self, car_id: str) -> None:
        """Ask for the plan of a car at once."""
        self._due.add(car_id)
        await self.async_refresh()

    def _watched(self) -> list[ElectricVehicle]:
        watched = set(self.async_contexts())
        return [car for car in self._cars.data.values() if car.id in watched]

    def _take_due(self, cars: Collection[str]) -> set[str]:
        """Return whose plans may have changed, else whose turn it is.

        Who keeps failing takes nobody's turn; who becomes due from now on is due for
        the next time.
        """
        due, self._due = self._due.intersection(cars), set()
        return due | {*self._turns.take(cars)} if due <= self._failing else due

    @callback
    def _async_follow_cars(self) -> None:
        """Ask soon if there is a reason why plans may be different now."""
        before, self._reasons = (
            self._reasons,
            {car.id: _reasons(car) for car in self._watched()},
        )
        changed = {
            car_id
            for car_id, reasons in self._reasons.items()
            if before.get(car_id) != reasons
        }
        if changed:
            self._ask_soon(changed)

    def _ask_soon(self, car_ids: set[str]) -> None:
        self._due |= car_ids
        self._soon.async_schedule_call()

    async def _plan(self, car: ElectricVehicle) -> ChargingPlan:
        schedule = await self._offers.ask(
            ("charge_schedule", car.id),
            partial(self._cars.client.charge_schedule, car),
        )
        session = await self._offers.ask(
            ("current_session", car.id),
            partial(self._cars.client.current_session, car),
        )
        zone = None
        if schedule is not None and schedule.timezone is not None:
            zone = await async_time_zone(schedule.timezone)
        return ChargingPlan(schedule, zone, session)


def _reasons(car: ElectricVehicle) -> tuple[Any, ...]:
    """Return what makes a plan another one when it changes."""
    return (
        car.charge_status,
        car.is_charge_policy_enabled,
        car.charge_deadline_at,
        car.minimum_charge_limit,
    )


async def async_time_zone(name: str) -> tzinfo | None:
    """Return the time zone of a name such as Europe/Berlin; None if there is none."""
    try:
        return await dt_util.async_get_time_zone(name)
    except OSError, ValueError:
        return None

"""What the optimisation saved, and what energy costs: all of it moves slowly."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryAuthFailed
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from ..api import (
    ChargingSession,
    Device,
    ElectricVehicle,
    EnergyContract,
    Podero,
    PoderoAuthenticationError,
    PoderoError,
    PoderoRateLimitError,
    Savings,
)
from ..const import (
    CONF_USER_ID,
    DOMAIN,
    LOGGER,
    MAX_BACKOFF,
    MONEY_INTERVAL,
    STALE_AFTER_POLLS,
)
from ..errors import translation_of
from .backoff import Pace
from .devices import PoderoDeviceCoordinator
from .question import Question
from .state_timer import StateTimer
from .wanted import is_enabled, is_wanted

if TYPE_CHECKING:
    from .home import PoderoConfigEntry

BEFORE_ALL_SAVINGS: Final = datetime(2020, 1, 1, tzinfo=UTC)
SESSIONS_OF: Final = timedelta(days=30)
# Devices that appear together are asked for together.
DEBOUNCE_SECONDS: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """What is known of a device, or of the home by its user's id."""

    id: str
    savings: Savings | None = None
    last_session: ChargingSession | None = None
    contract: EnergyContract | None = None

    def state_change_times(self) -> tuple[datetime | None, ...]:
        """Return the times at which a price changes or a month ends."""
        changes = () if self.contract is None else self.contract.state_change_times()
        months = () if self.savings is None else self.savings.months
        return (*changes, *(month.end_period for month in months))


class MoneyCoordinator(DataUpdateCoordinator[dict[str, Money]]):
    """Money matters, by id of the device; those of the home by its user's id.

    Asked for is only what a sensor is enabled for, and of each kind of device one in
    turn: ten cost no more requests than one. What was told stays until it is told anew,
    whatever fails in between. ``listed`` has the ids of what is in reach.
    """

    config_entry: PoderoConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PoderoConfigEntry,
        client: Podero,
        kinds: Collection[PoderoDeviceCoordinator[Any]],
    ) -> None:
        """Prepare the polling; it starts with the first listener."""
        self._soon = Debouncer[Any](
            hass, LOGGER, cooldown=DEBOUNCE_SECONDS, immediate=False
        )
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name="Podero money",
            update_interval=MONEY_INTERVAL,
            request_refresh_debouncer=self._soon,
            always_update=False,
        )
        self.home_id: str = entry.data[CONF_USER_ID]
        self.listed = {self.home_id}
        self.data = {self.home_id: Money(id=self.home_id)}
        self.added: defaultdict[str, set[str]] = defaultdict(set)
        self._state_timer = StateTimer(hass, self._async_handle_boundary)
        self._client = client
        self._kinds = kinds
        self._pace = Pace(MAX_BACKOFF, MONEY_INTERVAL)
        self._questions = list(self._all_questions())
        self._answers_without_contract = 0
        for kind in kinds:
            entry.async_on_unload(kind.async_add_listener(self._async_follow_devices))

    def _all_questions(self) -> Iterator[Question[Any]]:
        for kind in self._kinds:
            name = f"savings of {kind.kind.path}"
            devices = partial(getattr, kind, "data")
            yield Question("savings", name, devices, self._savings)
            if kind.kind is ElectricVehicle:
                name = "last charging session"
                yield Question("last_session", name, devices, self._last_session)
        home = {self.home_id: None}
        yield Question("contract", "energy contract", lambda: home, self._contract)

    @callback
    @override
    def async_add_listener(
        self, update_callback: CALLBACK_TYPE, context: Any = None
    ) -> Callable[[], None]:
        """Listen; the first to do so has everything asked for soon."""
        if not self._listeners:
            self._soon.async_schedule_call()
        return super().async_add_listener(update_callback, context)

    @override
    async def _async_update_data(self) -> dict[str, Money]:
        """Ask what is wanted, each question of those whose turn it is."""
        self.update_interval = MONEY_INTERVAL
        failures: list[PoderoError] = []
        is_answered = False
        for question in self._questions:
            wanted = partial(is_wanted, self.hass, question.about)
            for thing_id, thing in question.next(wanted).items():
                try:
                    answer = await question.ask(thing_id, thing)
                except PoderoAuthenticationError as err:
                    raise ConfigEntryAuthFailed(**translation_of(err)) from err
                except PoderoRateLimitError as err:
                    wait = self._pace.after_rate_limit(err.retry_after)
                    if not err.was_sent:
                        # Something else was asked to wait: what is known will do.
                        self.update_interval = timedelta(seconds=wait)
                        return self.data
                    raise UpdateFailed(retry_after=wait, **translation_of(err)) from err
                except PoderoError as err:
                    failures.append(err)
                else:
                    is_answered |= answer is not None
                    self._change(thing_id, **{question.about: answer})
        if failures and not is_answered:
            wait = self._pace.after_failure()
            failure = failures[0]
            raise UpdateFailed(retry_after=wait, **translation_of(failure)) from failure
        self._pace.after_success((), monotonic())
        for question in self._questions:
            question.tell()
        return self.data

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Follow what the answers say about time, and about a contract that ended."""
        if self._shutdown_requested:
            return
        self._async_track_boundary()
        if self._answers_without_contract >= STALE_AFTER_POLLS:
            self._async_remove_contract()

    @override
    async def async_shutdown(self) -> None:
        """Stop polling and waiting."""
        await super().async_shutdown()
        self._state_timer.async_cancel()

    async def async_refresh_device(self, device_id: str) -> None:
        """Ask for what is wanted of a device at once."""
        for question in self._questions:
            if device_id in question.things():
                question.expect(device_id)
        await self.async_refresh()

    @callback
    def forget(self, thing_id: str) -> None:
        """Treat a device, or the home, as new should it ever return."""
        self.added.pop(thing_id, None)
        rest = {one: money for one, money in self.data.items() if one != thing_id}
        self.data = {self.home_id: Money(id=self.home_id)} | rest

    @callback
    def _async_follow_devices(self) -> None:
        """Follow which devices are in reach, and ask soon about new ones."""
        listed = {self.home_id}.union(
            *(kind.data for kind in self._kinds if kind.last_update_success)
        )
        if listed == self.listed:
            return
        self.listed = listed
        new = listed - self.data.keys()
        self.data = self.data | {thing_id: Money(id=thing_id) for thing_id in new}
        self.async_update_listeners()
        if new and self._listeners:
            self._soon.async_schedule_call()

    def _change(self, thing_id: str, **changes: Any) -> None:
        if thing_id in self.data:
            money = replace(self.data[thing_id], **changes)
            self.data = {**self.data, thing_id: money}

    async def _savings(self, device: Device) -> Savings:
        """Return the savings of this month and the last; of all if that is shown."""
        now = dt_util.utcnow()
        since = BEFORE_ALL_SAVINGS
        if not is_enabled(self.hass, device.id, "savings_total", by_default=False):
            this_month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            since = (this_month - timedelta(days=1)).replace(day=1)
        return await self._client.savings(device, since, now)

    async def _last_session(self, car: ElectricVehicle) -> ChargingSession:
        """Return the last session; if there was none of late, one without values."""
        now, known = dt_util.utcnow(), self.data[car.id].last_session
        session = await self._client.last_session(car, now - SESSIONS_OF, now)
        return session or known or ChargingSession()

    async def _contract(self, _home: None) -> EnergyContract | None:
        """Return the contract that tells a price, rather one for all buildings."""
        contracts = await self._client.energy_contracts()
        self._answers_without_contract += 1
        if not contracts:
            return None
        self._answers_without_contract = 0
        now = dt_util.utcnow()
        return min(
            contracts,
            key=lambda one: (one.price_at(now) is None, one.building is not None),
        )

    @callback
    def _async_remove_contract(self) -> None:
        """Remove the contract from the devices, as one that the cloud no longer has."""
        registry = dr.async_get(self.hass)
        device = registry.async_get_device_by_identifier(
            (DOMAIN, self.home_id), self.config_entry.entry_id
        )
        if device is not None:
            registry.async_remove_device(device.id)
            self.forget(self.home_id)

    @callback
    def _async_track_boundary(self) -> None:
        """Wait for the next time at which a price changes or a month ends."""
        self._state_timer.async_track(
            moment
            for money in self.data.values()
            for moment in money.state_change_times()
        )

    @callback
    def _async_handle_boundary(self) -> None:
        """Show what the time has changed, without asking the cloud."""
        self._async_track_boundary()
        self.async_update_listeners()

"""Pauses of the optimization, which returns by itself."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers.storage import Store
from homeassistant.util import dt as dt_util

from ..api import Device, Json, PoderoConnectionError, PoderoError, PoderoServerError
from ..const import DOMAIN, LOGGER
from .devices import PoderoDeviceCoordinator
from .retries import Retries
from .state_timer import StateTimer

OPTIMIZATION: Final = "is_smart_optimization_active"
# A single poll may return an outdated device.
POLLS_UNTIL_ENDED: Final = 2


def pause_store(hass: HomeAssistant, entry_id: str) -> Store[dict[str, str]]:
    """Return the store of a home: the ends of its pauses, by device ID."""
    return Store(hass, 1, f"{DOMAIN}.{entry_id}.optimization_pauses")


class OptimizationPauses:
    """Turns the optimization of devices off for a while, and on again at the end.

    An end is stored before optimization is turned off: it returns even if Home
    Assistant stops at any moment, if need be at the next start. Whoever changes the
    optimization in the meantime, here or elsewhere, ends the pause and is not undone.
    """

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry[Any],
        coordinators: Collection[PoderoDeviceCoordinator[Any]],
    ) -> None:
        """Initialize without pauses."""
        self._coordinators = {
            coordinator.device_class: coordinator for coordinator in coordinators
        }
        self._ends: dict[str, datetime] = {}
        self._polls_on: Counter[str] = Counter()
        self._retries = Retries()
        self._store = pause_store(hass, entry.entry_id)
        self._timer = StateTimer(hass, self._async_end_due)
        self._writing: set[str] = set()
        entry.async_on_unload(self._timer.async_cancel)

    async def async_load(self) -> None:
        """Load the pauses; they end once their devices are listed."""
        stored = await self._store.async_load() or {}
        ends = {key: dt_util.parse_datetime(end) for key, end in stored.items()}
        self._ends = {key: end for key, end in ends.items() if end is not None}
        self._timer.async_track(self._ends.values())

    def end(self, device: Device) -> datetime | None:
        """Return when the optimization of a device returns; None without a pause."""
        is_off = device.is_smart_optimization_active is False
        return self._ends.get(device.id) if is_off else None

    def validate(self, device: Device, end: datetime) -> None:
        """Check a pause before it is sent.

        Raises:
            ServiceValidationError: The end has passed, the device has no optimization,
                or somebody has turned it off already.

        """
        key = None
        if OPTIMIZATION not in device.reported_fields:
            key = "setting_not_supported"
        elif end <= dt_util.utcnow():
            key = "pause_in_the_past"
        elif device.is_smart_optimization_active is False and self.end(device) is None:
            key = "optimization_is_off"
        if key is not None:
            raise ServiceValidationError(translation_domain=DOMAIN, translation_key=key)

    async def async_pause(self, device: Device, end: datetime) -> None:
        """Turn the optimization off until a time in UTC, or move the end of a pause.

        Raises:
            PoderoError: Podero refused the change or did not respond.

        """
        before = self._ends.get(device.id)
        await self._async_set_end(device.id, end)
        if self.end(device) is None:
            try:
                await self._async_write(device, is_on=False)
            except PoderoConnectionError, PoderoServerError:
                # Podero may have turned it off nevertheless: it has to return.
                raise
            except PoderoError, HomeAssistantError:
                await self._async_set_end(device.id, before)
                raise
        self._coordinator_of(device).async_notify(device.id)

    async def async_resume(self, device: Device) -> None:
        """Turn the optimization on now, and end the pause if there is one.

        Raises:
            PoderoError: Podero refused the change or did not respond.

        """
        if device.is_smart_optimization_active is not True:
            await self._async_write(device, is_on=True)
        await self._async_set_end(device.id, None)

    def _coordinator_of(self, device: Device) -> PoderoDeviceCoordinator[Any]:
        return self._coordinators[type(device)]

    async def _async_write(self, device: Device, *, is_on: bool) -> None:
        coordinator = self._coordinator_of(device)
        self._writing.add(device.id)
        try:
            await coordinator.async_write(device, {OPTIMIZATION: is_on})
        finally:
            self._writing.discard(device.id)

    async def _async_set_end(self, device_id: str, end: datetime | None) -> None:
        if self._is_active:
            self._async_change(device_id, end)
            await self._store.async_save(self._stored())

    @property
    def _is_active(self) -> bool:
        """Whether the home is set up; a write may outlast it.

        The next polls tell the home that is set up after it what became of the write.
        """
        return any(coordinator.is_active for coordinator in self._coordinators.values())

    @callback
    def _async_change(self, device_id: str, end: datetime | None) -> None:
        self._polls_on.pop(device_id, None)
        self._retries.forget(device_id)
        if end is None:
            self._ends.pop(device_id, None)
        else:
            self._ends[device_id] = end
        self._timer.async_track(self._ends.values())

    def _stored(self) -> dict[str, str]:
        return {key: end.isoformat() for key, end in self._ends.items()}

    @callback
    def forget(self, device_id: str) -> None:
        """End the pause of a device without turning its optimization on."""
        if device_id in self._ends and self._is_active:
            self._async_change(device_id, None)
            self._store.async_delay_save(self._stored)

    @callback
    def async_handle_write(
        self,
        coordinator: PoderoDeviceCoordinator[Any],
        device_id: str,
        settings: Mapping[str, Json],
    ) -> None:
        """End the pause of a device whose optimization was set by somebody."""
        is_paused = device_id in self._ends and device_id not in self._writing
        if is_paused and OPTIMIZATION in settings:
            self.forget(device_id)
            coordinator.async_notify(device_id)

    @callback
    def async_update(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Follow a poll: end the pauses that are due, or were ended elsewhere."""
        if not self._ends:
            return
        for device_id in self._ends.keys() & coordinator.data.keys() - self._writing:
            if _is_on(coordinator, device_id):
                self._polls_on[device_id] += 1
                if self._polls_on[device_id] >= POLLS_UNTIL_ENDED:
                    self.forget(device_id)
            else:
                self._polls_on.pop(device_id, None)
        self._async_end_due([coordinator])

    @callback
    def _async_end_due(
        self, coordinators: Collection[PoderoDeviceCoordinator[Any]] = ()
    ) -> None:
        """Turn on what is due; what is not listed as off follows with a later poll."""
        now = dt_util.utcnow()
        self._timer.async_track(self._ends.values())
        for coordinator in coordinators or self._coordinators.values():
            for device_id in self._ends.keys() & coordinator.data.keys():
                if (
                    self._ends[device_id] <= now
                    and device_id not in self._writing
                    and not _is_on(coordinator, device_id)
                    and self._retries.is_due(device_id)
                ):
                    coordinator.config_entry.async_create_background_task(
                        coordinator.hass,
                        self._async_end(coordinator.data[device_id]),
                        f"{coordinator.name}: end of an optimization pause",
                    )

    async def _async_end(self, device: Device) -> None:
        try:
            await self.async_resume(device)
        except (PoderoError, HomeAssistantError) as err:
            LOGGER.debug("Optimization could not be turned on again: %s", err)
            self._retries.failed(device.id)
            # The end that has passed is shown no longer.
            self._coordinator_of(device).async_notify(device.id)


def _is_on(coordinator: PoderoDeviceCoordinator[Any], device_id: str) -> bool:
    return coordinator.data[device_id].is_smart_optimization_active is True

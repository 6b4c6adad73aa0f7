"""Changes of devices and plans that were not made in Home Assistant."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from homeassistant.core import CALLBACK_TYPE, callback

from ..activity import Facts
from ..activity.changes import Change, ChangeType, device_changes, plan_changes
from ..api import Device, ElectricVehicle
from .devices import PoderoDeviceCoordinator


class DeviceChanges:
    """Tells listeners once what changed between two responses.

    What was last known stays the base over an outage, so that the outage itself is no
    change. After a start, the first response is the base.
    """

    def __init__(self, facts_fn: Callable[[Device], Facts[Device]]) -> None:
        """Initialize without a base."""
        self._devices: dict[str, Device] = {}
        self._facts: dict[str, Facts[Device]] = {}
        self._facts_fn = facts_fn
        self._deadlines_in_danger: dict[str, datetime | None] = {}
        self._listeners: defaultdict[str, list[Callable[[Change], None]]] = defaultdict(
            list
        )

    @callback
    def async_add_listener(
        self, device_id: str, listener: Callable[[Change], None]
    ) -> CALLBACK_TYPE:
        """Listen for the changes of a device."""
        listeners = self._listeners[device_id]
        listeners.append(listener)
        return partial(listeners.remove, listener)

    @callback
    def async_handle_write(
        self, coordinator: PoderoDeviceCoordinator[Any], device_id: str
    ) -> None:
        """Take a device that Home Assistant has just written to as the base."""
        if device_id in coordinator.data:
            self._devices[device_id] = coordinator.data[device_id]

    @callback
    def async_update(self, coordinator: PoderoDeviceCoordinator[Any]) -> None:
        """Compare the devices that were just polled."""
        for device in coordinator.data.values():
            before = self._devices.get(device.id, device)
            self._devices[device.id] = device
            if before is not device:
                self._async_tell(device.id, device_changes(before, device))
                if isinstance(device, ElectricVehicle):
                    self.async_update_plans([device])

    @callback
    def async_update_plans(self, cars: Iterable[ElectricVehicle]) -> None:
        """Compare the plans of cars."""
        for car in cars:
            facts = self._facts_fn(car)
            if facts.is_plan_known:
                before = self._facts.get(car.id, facts)
                self._facts[car.id] = facts
                changes = plan_changes(before, facts)
                self._async_tell(
                    car.id, [one for one in changes if self._is_new(one, facts)]
                )

    def _is_new(self, change: Change, facts: Facts[Device]) -> bool:
        """Return whether a change was not told: the power of a charge can waver."""
        if change.type is not ChangeType.READY_BY_IN_DANGER:
            return True
        car_id = facts.device.id
        was_told = self._deadlines_in_danger.get(car_id) == facts.deadline
        self._deadlines_in_danger[car_id] = facts.deadline
        return not was_told

    @callback
    def async_tell_refused_boost(self, device_id: str, reason: str | None) -> None:
        """Tell that Podero refused a boost at once, so that no poll shows it."""
        change = Change(ChangeType.BOOST_REFUSED, {"reason": reason})
        self._async_tell(device_id, [change])

    @callback
    def _async_tell(self, device_id: str, changes: Iterable[Change]) -> None:
        for change in changes:
            for listener in self._listeners[device_id]:
                listener(change)

    @callback
    def forget(self, device_id: str) -> None:
        """Forget a device."""
        self._devices.pop(device_id, None)
        self._facts.pop(device_id, None)
        self._deadlines_in_danger.pop(device_id, None)

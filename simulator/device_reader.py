"""The syncs of the devices of a household."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from . import readings
from .behavior import Behavior
from .clock import Clock
from .device_fields import DeviceType
from .devices import Device
from .house import House
from .json_format import Json, timestamp

_READINGS: Final[dict[DeviceType, Callable[[House], Json]]] = {
    DeviceType.HEAT_PUMP: readings.heat_pump,
    DeviceType.ELECTRIC_VEHICLE: readings.electric_vehicle,
    DeviceType.SOLAR_INVERTER: readings.inverter,
}


class DeviceReader:
    """Reads devices as the clouds of their manufacturers do."""

    def __init__(
        self, devices: Mapping[DeviceType, Device], clock: Clock, behavior: Behavior
    ) -> None:
        """Initialize the reader of the devices of a household."""
        self._devices = devices
        self._clock = clock
        self._behavior = behavior
        self._stamp = datetime.fromtimestamp(0, UTC)
        self._corrections: dict[DeviceType, tuple[float, Json]] = {}

    def reset(self, at: float) -> None:
        """Start with a new house at a house time, which can be in the past."""
        self._stamp = self._wall(at)
        self._corrections.clear()

    def read(self, device_type: DeviceType, house: House, at: float) -> None:
        """Sync a device, unless its manufacturer requires a new sign-in."""
        device = self._devices.get(device_type)
        if device is None or not device.known()["is_authenticated"]:
            return
        values = _READINGS[device_type](house)
        if device_type is DeviceType.ELECTRIC_VEHICLE and not values["is_charging"]:
            values["charge_rate_w"] = self._behavior.charge_rate_leftover_w
        if (delay := self._behavior.correction_delay) is not None:
            self._corrections[device_type] = at + delay.total_seconds(), values
            values = readings.uncorrected(values)
        self._stamp = max(self._stamp, self._wall(at))
        device.read(values, timestamp(self._stamp))

    def correct(self, now: float) -> None:
        """Apply the corrections that are due, without a new timestamp."""
        for device_type, (due, values) in list(self._corrections.items()):
            if due <= now:
                del self._corrections[device_type]
                if device := self._devices.get(device_type):
                    device.update(**values)

    def _wall(self, house: float) -> datetime:
        return self._clock.wall_at(datetime.fromtimestamp(house, UTC))

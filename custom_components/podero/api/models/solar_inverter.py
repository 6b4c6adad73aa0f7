"""Solar inverter model."""

from dataclasses import dataclass
from typing import ClassVar

from .device import Device
from .fields import boolean, number


@dataclass(frozen=True, slots=True, kw_only=True)
class SolarInverter(Device):
    """A solar inverter with its battery, if any (Podero's page "Inverter state").

    ``current_power_to_grid_w`` is positive while exporting,
    ``battery_charge_discharge_power_w`` while discharging; production and household
    are never negative. The one-way flows are derived from them. If
    ``is_battery_connected`` is False, the battery level is 0 or None.
    """

    device_type: ClassVar[str] = "solar_inverter"
    path: ClassVar[str] = "inverters"

    current_solar_production_w: float | None = number()
    household_consumption_w: float | None = number()
    current_power_to_grid_w: float | None = number()
    battery_charge_discharge_power_w: float | None = number()
    battery_charge_level_percent: float | None = number()
    solar_surplus_w: float | None = number()
    solar_power_rating_kw: float | None = number()
    is_battery_connected: bool | None = boolean()
    battery_capacity_kwh: float | None = number()
    min_battery_charge: float | None = number()
    max_battery_charge: float | None = number()

    @property
    def has_battery(self) -> bool:
        """Whether there is a battery; if that is not sent, whether it has a value."""
        if self.is_battery_connected is not None:
            return self.is_battery_connected
        values = (
            self.battery_charge_level_percent,
            self.battery_charge_discharge_power_w,
        )
        return values != (None, None)

    @property
    def surplus_w(self) -> float | None:
        """Production minus consumption, calculated if the cloud does not send it."""
        production = self.current_solar_production_w
        household = self.household_consumption_w
        if self.solar_surplus_w is not None or production is None or household is None:
            return self.solar_surplus_w
        return production - household

    @property
    def grid_import_w(self) -> float | None:
        """Power drawn from the grid, never negative."""
        return _outflow(self.current_power_to_grid_w)

    @property
    def grid_export_w(self) -> float | None:
        """Power fed into the grid, never negative."""
        return _inflow(self.current_power_to_grid_w)

    @property
    def battery_charge_w(self) -> float | None:
        """Power that charges the battery, never negative."""
        return _outflow(self._battery_power_w)

    @property
    def battery_discharge_w(self) -> float | None:
        """Power that the battery supplies, never negative."""
        return _inflow(self._battery_power_w)

    @property
    def is_battery_charging(self) -> bool | None:
        """Whether the battery's power charges it."""
        power = self.battery_charge_w
        return None if power is None else power > 0

    @property
    def _battery_power_w(self) -> float | None:
        return self.battery_charge_discharge_power_w if self.has_battery else None


def _inflow(power: float | None) -> float | None:
    return None if power is None else max(0, power)


def _outflow(power: float | None) -> float | None:
    return None if power is None else max(0, -power)

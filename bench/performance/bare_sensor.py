"""Bare sensors, the baseline for the costs of state writes."""

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorStateClass,
)
from homeassistant.const import Platform, UnitOfTemperature
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockEntityPlatform

from bench.performance.bare_entities import DOMAIN


class BareSensor(SensorEntity):
    """A sensor without an integration."""

    _attr_device_class = SensorDeviceClass.TEMPERATURE
    _attr_native_unit_of_measurement = UnitOfTemperature.CELSIUS
    _attr_should_poll = False
    _attr_state_class = SensorStateClass.MEASUREMENT
    _attr_suggested_display_precision = 1

    def __init__(self, number: int) -> None:
        self._attr_unique_id = f"bare-{number}"
        self._attr_name = f"Bare {number}"

    def show(self, value: float) -> None:
        """Write a state."""
        self._attr_native_value = value
        self.async_write_ha_state()


async def add_bare_sensors(hass: HomeAssistant, count: int) -> list[BareSensor]:
    """Add bare sensors."""
    sensors = [BareSensor(number) for number in range(count)]
    platform = MockEntityPlatform(hass, domain=Platform.SENSOR, platform_name=DOMAIN)
    await platform.async_add_entities(sensors)
    return sensors

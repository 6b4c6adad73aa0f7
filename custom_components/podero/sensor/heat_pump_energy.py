"""Sensors for the energy of a heat pump by use, and for its compressor."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, Final, cast, override

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import Platform, UnitOfTime
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.event import async_track_time_change
from homeassistant.helpers.restore_state import async_get
from homeassistant.util import dt as dt_util

from ..api import EnergyUse, HeatPump
from ..coordinator import PoderoConfigEntry
from ..energy_meter import EnergyMeter
from ..energy_meter.heat_pump import HeatPumpMeter
from ..entity import async_add_device_entities
from ..registry import async_get_entity
from ..statistics.recorded_total import async_recorded_total
from .energy import PoderoEnergyDescription, PoderoEnergySensor

METER: Final = "energy_consumption"


PARTS: Final = {
    "energy_heating": EnergyUse.HEATING,
    "energy_hot_water": EnergyUse.HOT_WATER,
    "energy_cooling": EnergyUse.COOLING,
    "energy_standby": EnergyUse.STANDBY,
}


class PoderoHeatPumpEnergyDescription(PoderoEnergyDescription[HeatPump]):
    """Describes a sensor of a heat pump's meter.

    ``meter_fn`` gets the meter and the start of the day. ``has_use_fn`` returns whether
    the heat pump reports the use of the energy.
    """

    power_fn: Callable[[HeatPump], float | None] = attrgetter(
        "current_power_consumption_w"
    )
    has_use_fn: Callable[[HeatPump], object] = attrgetter("energy_use")
    is_of_today: bool = False
    meter_fn: Callable[[HeatPumpMeter, datetime], float]

    @override
    def exists(self, device: HeatPump, *, was_registered: bool) -> bool:
        """Return whether the heat pump reports the power and the use of the energy."""
        return was_registered or (
            self.power_fn(device) is not None and bool(self.has_use_fn(device))
        )


def _cools(device: HeatPump) -> bool:
    use = device.energy_use
    return use is EnergyUse.COOLING or bool(use and device.is_space_cooling_enabled)


def _describe_part(key: str, **values: Any) -> PoderoHeatPumpEnergyDescription:
    return PoderoHeatPumpEnergyDescription(
        key=key, meter_fn=lambda meter, _: meter.part_kwh(PARTS[key]), **values
    )


_describe_of_today = partial(
    PoderoHeatPumpEnergyDescription,
    is_of_today=True,
    state_class=SensorStateClass.TOTAL,
    suggested_display_precision=0,
)

HEAT_PUMP: Final = (
    PoderoHeatPumpEnergyDescription(
        key=METER,
        has_use_fn=lambda _: True,
        meter_fn=lambda meter, _: meter.shown_kwh,
    ),
    _describe_part("energy_heating"),
    _describe_part("energy_hot_water"),
    _describe_part("energy_cooling", has_use_fn=_cools),
    _describe_part("energy_standby"),
    _describe_of_today(
        key="compressor_starts_today",
        device_class=None,
        native_unit_of_measurement=None,
        meter_fn=lambda meter, day: meter.compressor(day).starts,
    ),
    _describe_of_today(
        key="compressor_runtime_today",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.MINUTES,
        meter_fn=lambda meter, day: meter.compressor(day).runtime_s / 60,
    ),
)


@callback
def async_add_heat_pump_energy_sensors(
    entry: PoderoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of the meters of the heat pumps."""
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoHeatPumpEnergySensor, meters=entry.runtime_data.meters),
        {HeatPump: HEAT_PUMP},
    )


class PoderoHeatPumpEnergySensor(PoderoEnergySensor[HeatPump]):
    """Sensor of a heat pump's meter; all of these sensors share it and save it."""

    entity_description: PoderoHeatPumpEnergyDescription

    @override
    async def async_added_to_hass(self) -> None:
        """Restore the meter, and write the state when a day begins."""
        await super().async_added_to_hass()
        if self.entity_description.is_of_today:

            @callback
            def async_start_day(_: datetime) -> None:
                self.async_write_ha_state()

            self.async_on_remove(
                async_track_time_change(self.hass, async_start_day, 0, 0, 0)
            )

    @override
    async def _async_restore_meter(self) -> EnergyMeter:
        ids = {
            description.key: entity.entity_id
            for description in HEAT_PUMP
            if (
                entity := async_get_entity(
                    self.hass, Platform.SENSOR, self.device.id, description.key
                )
            )
        }
        # Home Assistant 2026.10 has a dictionary instead of the method.
        data = async_get(self.hass)
        get_state = getattr(data, "async_get_stored_state", None)
        get_state = get_state or vars(data)["last_states"].get
        # A sensor that was disabled saved an older meter than the others.
        saved = [
            HeatPumpMeter.restore(state.as_dict()["extra_data"])
            for state in map(get_state, ids.values())
            if state is not None
        ]
        meter = max(saved, key=attrgetter("total_kwh"), default=HeatPumpMeter())
        totals = {
            key: total
            for key, entity_id in ids.items()
            if (total := await async_recorded_total(self.hass, entity_id))
        }
        meter = meter.raise_parts(
            {use: totals[key] for key, use in PARTS.items() if key in totals}
        )
        return meter.raise_to(*totals[METER]).divided() if METER in totals else meter

    @property
    @override
    def native_value(self) -> float:
        """Return the energy in kWh, the starts or the run time in minutes."""
        value = self.entity_description.meter_fn(self._heat_pump_meter, _today())
        return round(value, 3)

    @property
    @override
    def last_reset(self) -> datetime | None:
        """Return when the day began, if the value is that of a day."""
        is_of_today = self.entity_description.is_of_today
        return dt_util.start_of_local_day() if is_of_today else None

    @override
    def _add_reading(self) -> None:
        self._meter = self._heat_pump_meter.add_use(
            self.device.current_state_last_updated_at,
            self.device.current_power_consumption_w,
            self.device.energy_use,
            _today(),
        )

    @property
    def _heat_pump_meter(self) -> HeatPumpMeter:
        return cast("HeatPumpMeter", self._meter)

    @property
    @override
    def _meter_key(self) -> str:
        return METER


def _today() -> datetime:
    """Return when the day began, in UTC.

    A local time that clocks skip or repeat equals no time that was stored.
    """
    return dt_util.as_utc(dt_util.start_of_local_day())

"""Sensors of the charging sessions of electric vehicles for Podero."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import Any, Final, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import UnitOfRatio
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from ..api import ChargingSession, ElectricVehicle
from ..coordinator import ChargingPlan, DeviceSavings, PoderoConfigEntry, SavingsKey
from ..entity import (
    PoderoDataEntity,
    PoderoEntityDescription,
    PoderoPlanEntity,
    async_add_device_entities,
)


class PoderoSessionDescription(
    PoderoEntityDescription[ElectricVehicle], SensorEntityDescription
):
    """Describes a sensor that shows a value of a charging session."""

    exists_fn: Callable[[ElectricVehicle], bool] | None = staticmethod(lambda _: True)
    session_fn: Callable[[ChargingSession], float | None]


class PoderoPlanDescription(
    PoderoEntityDescription[ElectricVehicle], SensorEntityDescription
):
    """Describes a sensor that shows a value of the charging plan at a given time."""

    exists_fn: Callable[[ElectricVehicle], bool] | None = staticmethod(lambda _: True)
    plan_fn: Callable[
        [ChargingPlan, ElectricVehicle, datetime], float | datetime | None
    ]


# The API reports all costs and savings of sessions in EUR.
_AMOUNT: Final[dict[str, Any]] = {
    "device_class": SensorDeviceClass.MONETARY,
    "entity_registry_enabled_default": False,
    "native_unit_of_measurement": "EUR",
    "suggested_display_precision": 2,
}

LAST_SESSION: tuple[PoderoSessionDescription, ...] = (
    PoderoSessionDescription(
        key="last_session_cost", session_fn=attrgetter("actual_cost_eur"), **_AMOUNT
    ),
    PoderoSessionDescription(
        key="last_session_savings",
        session_fn=attrgetter("actual_savings_eur"),
        **_AMOUNT,
    ),
)

CURRENT_SESSION: tuple[PoderoPlanDescription, ...] = (
    PoderoPlanDescription(
        key="current_session_cost",
        plan_fn=lambda plan, *_: plan.session and plan.session.actual_cost_eur,
        **_AMOUNT,
    ),
    PoderoPlanDescription(
        key="current_session_expected_savings",
        plan_fn=lambda plan, *_: plan.session and plan.session.expected_savings_eur,
        **_AMOUNT,
    ),
)


def _planned(
    plan: ChargingPlan, car: ElectricVehicle, now: datetime
) -> tuple[datetime | None, datetime | None]:
    return plan.planned(car, now) or (None, None)


PLAN: tuple[PoderoPlanDescription, ...] = (
    PoderoPlanDescription(
        key="planned_charge_start",
        device_class=SensorDeviceClass.TIMESTAMP,
        plan_fn=lambda plan, car, now: _planned(plan, car, now)[0],
    ),
    PoderoPlanDescription(
        key="planned_charge_end",
        device_class=SensorDeviceClass.TIMESTAMP,
        plan_fn=lambda plan, car, now: _planned(plan, car, now)[1],
    ),
    PoderoPlanDescription(
        key="next_charge_deadline",
        device_class=SensorDeviceClass.TIMESTAMP,
        plan_fn=lambda plan, car, now: plan.next_goal(car, now)[0],
    ),
    PoderoPlanDescription(
        key="next_charge_level",
        native_unit_of_measurement=UnitOfRatio.PERCENTAGE,
        suggested_display_precision=0,
        plan_fn=lambda plan, car, now: plan.next_goal(car, now)[1],
    ),
)


@callback
def async_add_session_sensors(
    entry: PoderoConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the sensors of charging sessions."""
    home = entry.runtime_data
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoPlanSensor, source=home.charging_plans),
        {ElectricVehicle: (*CURRENT_SESSION, *PLAN)},
    )
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoLastSessionSensor, source=home.savings),
        {ElectricVehicle: LAST_SESSION},
    )


class PoderoPlanSensor(PoderoPlanEntity, SensorEntity):
    """Sensor of the charging plan: its session, planned charging, or next goal."""

    entity_description: PoderoPlanDescription

    @property
    @override
    def native_value(self) -> float | datetime | None:
        """Return the value; None if nothing is ahead or under way."""
        plan, car, now = self.data, self.device, dt_util.utcnow()
        return None if plan is None else self.entity_description.plan_fn(plan, car, now)


class PoderoLastSessionSensor(
    PoderoDataEntity[ElectricVehicle, DeviceSavings], SensorEntity
):
    """Sensor of the last completed charging session."""

    entity_description: PoderoSessionDescription

    @property
    @override
    def _source_key(self) -> SavingsKey:
        return SavingsKey(self.device.id, "sessions")

    @property
    @override
    def native_value(self) -> float | None:
        """Return the value; None if no session is known."""
        if self.data is None or self.data.last_session is None:
            return None
        return self.entity_description.session_fn(self.data.last_session)

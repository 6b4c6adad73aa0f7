"""Sensors of the charging sessions of electric vehicles for Podero."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import attrgetter
from typing import override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.core import callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ..api import ChargingSession, ElectricVehicle
from ..coordinator import (
    PoderoConfigEntry,
    PoderoDeviceCoordinator,
    SavingsCoordinator,
    SavingsKey,
)
from ..entity import (
    PoderoEntity,
    PoderoEntityDescription,
    PoderoPlanEntity,
    async_add_device_entities,
)


@dataclass(frozen=True, kw_only=True)
class PoderoSessionDescription(
    PoderoEntityDescription[ElectricVehicle], SensorEntityDescription
):
    """Describes a sensor that shows a value of a charging session."""

    exists_fn: Callable[[ElectricVehicle], bool] | None = lambda _: True
    session_fn: Callable[[ChargingSession], float | datetime | None]


# The API reports all costs and savings of sessions in EUR.
_describe_amount = partial(
    PoderoSessionDescription,
    device_class=SensorDeviceClass.MONETARY,
    entity_registry_enabled_default=False,
    native_unit_of_measurement="EUR",
    suggested_display_precision=2,
)


def _planned_start(session: ChargingSession) -> datetime | None:
    return None if session.planned is None else session.planned[0]


def _planned_end(session: ChargingSession) -> datetime | None:
    return None if session.planned is None else session.planned[1]


LAST_SESSION: tuple[PoderoSessionDescription, ...] = (
    _describe_amount(key="last_session_cost", session_fn=attrgetter("actual_cost_eur")),
    _describe_amount(
        key="last_session_savings", session_fn=attrgetter("actual_savings_eur")
    ),
)

CURRENT_SESSION: tuple[PoderoSessionDescription, ...] = (
    _describe_amount(
        key="current_session_cost", session_fn=attrgetter("actual_cost_eur")
    ),
    _describe_amount(
        key="current_session_expected_savings",
        session_fn=attrgetter("expected_savings_eur"),
    ),
    PoderoSessionDescription(
        key="planned_charge_start",
        device_class=SensorDeviceClass.TIMESTAMP,
        session_fn=_planned_start,
    ),
    PoderoSessionDescription(
        key="planned_charge_end",
        device_class=SensorDeviceClass.TIMESTAMP,
        session_fn=_planned_end,
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
        partial(PoderoCurrentSessionSensor, plans=home.charging_plans),
        {ElectricVehicle: CURRENT_SESSION},
    )
    async_add_device_entities(
        entry,
        async_add_entities,
        partial(PoderoLastSessionSensor, sessions=home.savings),
        {ElectricVehicle: LAST_SESSION},
    )


class PoderoCurrentSessionSensor(PoderoPlanEntity, SensorEntity):
    """Sensor of the current charging session."""

    entity_description: PoderoSessionDescription

    @property
    @override
    def native_value(self) -> float | datetime | None:
        """Return the value; None without a session."""
        plan = self._plans.data.get(self.device.id)
        if plan is None or plan.session is None:
            return None
        return self.entity_description.session_fn(plan.session)


class PoderoLastSessionSensor(PoderoEntity[ElectricVehicle], SensorEntity):
    """Sensor of the last completed charging session."""

    entity_description: PoderoSessionDescription

    def __init__(
        self,
        coordinator: PoderoDeviceCoordinator[ElectricVehicle],
        description: PoderoSessionDescription,
        device: ElectricVehicle,
        *,
        sessions: SavingsCoordinator,
    ) -> None:
        """Initialize the sensor."""
        super().__init__(coordinator, description, device)
        self._sessions = sessions

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the coordinator of the sessions as well."""
        await super().async_added_to_hass()
        self.async_on_remove(
            self._sessions.async_add_listener(
                self.async_write_ha_state, SavingsKey(self.device.id, "last_session")
            )
        )

    @override
    async def async_update(self) -> None:
        """Refresh the electric vehicle and its last session."""
        await super().async_update()
        await self._sessions.async_refresh_keys(
            [SavingsKey(self.device.id, "last_session")]
        )

    @property
    @override
    def native_value(self) -> float | datetime | None:
        """Return the value; None if no session is known."""
        known = self._sessions.data.get(self.device.id)
        if known is None or known.last_session is None:
            return None
        return self.entity_description.session_fn(known.last_session)

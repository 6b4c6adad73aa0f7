"""What charging a car costs and saves, and when it is planned."""

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
from ..coordinator.home import PoderoHome
from ..coordinator.savings import MoneyCoordinator
from ..entity import PoderoEntity, PoderoEntityDescription, add_entities
from ..plan_entity import PoderoPlanEntity


@dataclass(frozen=True, kw_only=True)
class PoderoSessionDescription(
    PoderoEntityDescription[ElectricVehicle], SensorEntityDescription
):
    """Describes a part of a car's charging session."""

    has_fn: Callable[[ElectricVehicle], bool] | None = lambda _: True
    session_fn: Callable[[ChargingSession], float | datetime | None]


# A cost or savings, which the cloud gives in EUR everywhere.
amount = partial(
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
    amount(key="last_session_cost", session_fn=attrgetter("actual_cost_eur")),
    amount(key="last_session_savings", session_fn=attrgetter("actual_savings_eur")),
)

CURRENT_SESSION: tuple[PoderoSessionDescription, ...] = (
    amount(key="current_session_cost", session_fn=attrgetter("actual_cost_eur")),
    amount(
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
def add_session_sensors(
    home: PoderoHome, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what is told of the charging sessions of a home's cars."""
    add, cars = async_add_entities, home.electric_vehicles
    add_entities(cars, add, PoderoCurrentSessionSensor, CURRENT_SESSION)
    add_entities(cars, add, PoderoLastSessionSensor, LAST_SESSION)


class PoderoCurrentSessionSensor(PoderoPlanEntity, SensorEntity):
    """A part of the charging session under way."""

    entity_description: PoderoSessionDescription

    @property
    @override
    def native_value(self) -> float | datetime | None:
        """The cost, the savings or the time."""
        return self.shown

    @property
    @override
    def shown(self) -> float | datetime | None:
        """The cost, the savings or the time; None without a session."""
        plan = self._plans.data.get(self.device.id)
        if plan is None or plan.session is None:
            return None
        return self.entity_description.session_fn(plan.session)


class PoderoLastSessionSensor(PoderoEntity[ElectricVehicle], SensorEntity):
    """A part of the charging session that ended last."""

    entity_description: PoderoSessionDescription

    @property
    def _money(self) -> MoneyCoordinator:
        return self.coordinator.config_entry.runtime_data.money

    @override
    async def async_added_to_hass(self) -> None:
        """Listen for what is known of the session."""
        await super().async_added_to_hass()
        self.async_on_remove(self._money.async_add_listener(self.async_show))

    @override
    async def async_update(self) -> None:
        """Ask for the car and its session at once."""
        await super().async_update()
        await self._money.async_refresh_device(self.device.id)

    @property
    @override
    def native_value(self) -> float | datetime | None:
        """The cost or the savings."""
        return self.shown

    @property
    @override
    def shown(self) -> float | datetime | None:
        """The cost or the savings; None where no session is known."""
        money = self._money.data.get(self.device.id)
        if money is None or money.last_session is None:
            return None
        return self.entity_description.session_fn(money.last_session)

"""What the optimisation saved, and what energy costs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
    SensorStateClass,
)
from homeassistant.const import UnitOfEnergy
from homeassistant.core import callback
from homeassistant.helpers.device_registry import DeviceEntryType, DeviceInfo
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from homeassistant.util import dt as dt_util

from ..api import SavingsPeriod, currency
from ..const import DOMAIN
from ..coordinator.devices import FOLLOWING
from ..coordinator.home import PoderoHome
from ..coordinator.savings import Money, MoneyCoordinator
from ..entity import PoderoEntityDescription
from ..registry import async_get_entity


@dataclass(frozen=True, kw_only=True)
class PoderoMoneyDescription(PoderoEntityDescription[Any], SensorEntityDescription):
    """Describes an amount of money, or a price per ``unit``.

    The currency is the cloud's, the home's where the cloud gives none.
    """

    value_fn: Callable[[Money], float | None]
    currency_fn: Callable[[Money], str | None]
    last_reset_fn: Callable[[Money], datetime | None] = lambda _: None
    unit: str | None = None


# What the optimisation of a device saved.
savings = partial(
    PoderoMoneyDescription,
    currency_fn=lambda money: None if money.savings is None else money.savings.currency,
    device_class=SensorDeviceClass.MONETARY,
    state_class=SensorStateClass.TOTAL,
    suggested_display_precision=2,
)


def _this_month(money: Money) -> SavingsPeriod | None:
    if money.savings is None:
        return None
    return money.savings.month_at(dt_util.utcnow())


def _saved_this_month(money: Money) -> float | None:
    month = _this_month(money)
    return None if month is None else month.total


def _start_of_month(money: Money) -> datetime | None:
    month = _this_month(money)
    return None if month is None else month.start_period


def _price(money: Money) -> float | None:
    if money.contract is None:
        return None
    return money.contract.price_at(dt_util.utcnow())


MONEY: tuple[PoderoMoneyDescription, ...] = (
    savings(
        key="savings_this_month",
        value_fn=_saved_this_month,
        last_reset_fn=_start_of_month,
    ),
    savings(
        key="savings_total",
        entity_registry_enabled_default=False,
        value_fn=lambda money: None if money.savings is None else money.savings.total,
    ),
    PoderoMoneyDescription(
        key="energy_price",
        state_class=SensorStateClass.MEASUREMENT,
        suggested_display_precision=3,
        unit=UnitOfEnergy.KILO_WATT_HOUR,
        value_fn=_price,
        currency_fn=lambda money: (
            None
            if money.contract is None
            else currency(money.contract.currency_energy_price)
        ),
    ),
)


@callback
def add_money_sensors(
    home: PoderoHome, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add what the devices of a home saved, and what energy costs in it."""
    coordinator, platform = home.money, async_get_current_platform()

    def is_due(money: Money, description: PoderoMoneyDescription) -> bool:
        return description.key not in coordinator.added[money.id] and (
            description.value_fn(money) is not None
            or async_get_entity(
                platform.hass, platform.domain, money.id, description.key
            )
            is not None
        )

    @callback
    def add_new_entities() -> None:
        if coordinator.config_entry.state not in FOLLOWING:
            return
        new = [
            (description, money)
            for money in coordinator.data.values()
            for description in MONEY
            if is_due(money, description)
        ]
        for description, money in new:
            coordinator.added[money.id].add(description.key)
        if new:
            async_add_entities(PoderoMoneySensor(coordinator, *item) for item in new)

    add_new_entities()
    coordinator.config_entry.async_on_unload(
        coordinator.async_add_listener(add_new_entities)
    )


class PoderoMoneySensor(CoordinatorEntity[MoneyCoordinator], SensorEntity):
    """What a device saved, or what energy costs in the home.

    It moves so slowly that what was told last holds as long as the device is in reach;
    a price was told for the hours to come.
    """

    _attr_has_entity_name = True
    entity_description: PoderoMoneyDescription

    def __init__(
        self,
        coordinator: MoneyCoordinator,
        description: PoderoMoneyDescription,
        money: Money,
    ) -> None:
        """Take what is known when it appears."""
        super().__init__(coordinator)
        self.entity_description = description
        self._money = money
        self._attr_translation_key = description.key
        self._attr_unique_id = f"{money.id}_{description.key}"
        identifiers = {(DOMAIN, money.id)}
        self._attr_device_info = (
            DeviceInfo(
                identifiers=identifiers,
                entry_type=DeviceEntryType.SERVICE,
                manufacturer="Podero",
                translation_key="energy_contract",
            )
            if money.id == coordinator.home_id
            else DeviceInfo(identifiers=identifiers)
        )

    @property
    @override
    def available(self) -> bool:
        """Whether the device is in reach."""
        return self._money.id in self.coordinator.listed

    @property
    @override
    def native_value(self) -> float | None:
        """The amount or the price."""
        return self.entity_description.value_fn(self._money)

    @property
    @override
    def native_unit_of_measurement(self) -> str:
        """The currency, for a price along with what it is the price of."""
        money, description = self._money, self.entity_description
        unit = description.currency_fn(money) or self.hass.config.currency
        return f"{unit}/{description.unit}" if description.unit else unit

    @property
    @override
    def last_reset(self) -> datetime | None:
        """Since when the amount is counted."""
        return self.entity_description.last_reset_fn(self._money)

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        """Take what is known now."""
        self._money = self.coordinator.data.get(self._money.id, self._money)
        super()._handle_coordinator_update()

    @override
    async def async_update(self) -> None:
        """Ask for it at once."""
        await self.coordinator.async_refresh_device(self._money.id)

"""Coordinator for the energy contract and the prices of a home."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import (
    Event,
    EventStateChangedData,
    HomeAssistant,
    State,
    callback,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.util import dt as dt_util

from ..api import ALWAYS, EnergyContract, Podero, PricePeriod, currency
from ..const import (
    CONF_PRICE_ENTITY,
    CONF_PRICE_FEES,
    CONF_PRICE_TAX,
    CONF_USER_ID,
    CONTRACT_INTERVAL,
    MAX_BACKOFF,
    STALE_AFTER_POLLS,
)
from ..registry import async_get_device, async_is_enabled
from .backoff import Backoff
from .base import PoderoBaseCoordinator
from .device_data import UnsupportedEndpoints
from .price_curve import is_cheap, price_at
from .price_forecast import read_forecast

# Of a currency unit, as fine as any price.
PRICE_DIGITS: Final = 6


class EnergyContractCoordinator(PoderoBaseCoordinator[EnergyContract | None]):
    """Fetches the home's energy contract; None if the home has none.

    It is fetched only while an entity that shows it is enabled, or not created yet.
    Known prices are kept while Podero does not respond. If the home has a price sensor
    of another integration, its prices are those of the home, and nothing is fetched.

    ``prices`` include the fees and the tax that the owner entered. ``known_entities``
    are the keys of the entities that were added; ``device_id`` stands for the contract
    in the device registry.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry[Any], client: Podero
    ) -> None:
        """Initialize the coordinator; polling starts with the first listener."""
        super().__init__(
            hass,
            entry,
            name="energy contract",
            interval=CONTRACT_INTERVAL,
            backoff=Backoff(MAX_BACKOFF, CONTRACT_INTERVAL),
            always_update=True,
            starts_with_listener=True,
        )
        self.data = None
        self.device_id: str = entry.data[CONF_USER_ID]
        self.known_entities: set[str] = set()
        self.prices: tuple[PricePeriod, ...] = ()
        self._client = client
        self._currency: str | None = None
        self._is_requested = False
        self._missing = 0
        self._unsupported = UnsupportedEndpoints()
        self._fees: float = entry.options.get(CONF_PRICE_FEES, 0)
        self._tax: float = entry.options.get(CONF_PRICE_TAX, 0)
        price_entity: str | None = entry.options.get(CONF_PRICE_ENTITY)
        self.has_price_entity = price_entity is not None
        if price_entity is not None:
            self._read_price_entity(hass.states.get(price_entity))
            entry.async_on_unload(
                async_track_state_change_event(
                    hass, price_entity, self._async_handle_price_entity
                )
            )

    async def async_fetch_prices(self) -> None:
        """Fetch the contract if it is not known because no entity shows it.

        Raises:
            HomeAssistantError: Podero refused the request or did not respond.

        """
        if self.has_price_entity or (self.prices and self._is_wanted):
            return
        self._is_requested = True
        await self.async_refresh_shielded()
        if not self.last_update_success and self.last_exception is not None:
            raise self.last_exception

    @override
    async def _async_fetch(self) -> EnergyContract | None:
        """Fetch the contract, preferably one with a current price for all buildings.

        Of several, it is the same one in whatever order they are listed.
        """
        if self.has_price_entity or not (self._is_wanted or self._is_requested):
            return self.data
        self._is_requested = False
        contracts = await self._unsupported.fetch(
            "energy_contracts", partial(self._client.energy_contracts)
        )
        self._backoff.reset()
        now = dt_util.utcnow()
        contract = min(
            contracts or (),
            key=lambda contract: (
                price_at(contract.prices, now) is None,
                contract.building is not None,
                contract.id,
            ),
            default=None,
        )
        if contracts is not None:
            self._missing = 0 if contracts else self._missing + 1
        self._set_prices(
            () if contract is None else contract.prices,
            None if contract is None else contract.currency_energy_price,
        )
        return contract

    @property
    def price(self) -> float | None:
        """The current price per kWh; None if it is not known."""
        return self.price_at(dt_util.utcnow())

    def price_at(self, time: datetime) -> float | None:
        """Return the price per kWh at a time; None if it is not known."""
        return price_at(self.prices, time)

    @property
    def currency(self) -> str:
        """The currency of the prices, Home Assistant's if none is known."""
        return self._currency or self.hass.config.currency

    @property
    def is_cheap(self) -> bool | None:
        """Whether the current price is cheap for the day; None if it is not known."""
        start, end = self._day()
        return is_cheap(self.prices, dt_util.utcnow(), start, end)

    @property
    def includes_fees_and_taxes(self) -> bool | None:
        """Whether the price is what the owner pays; None if it is not known."""
        if self._fees or self._tax:
            return True
        if self.data is None:
            return None
        return self.data.energy_price_includes_external_components

    @property
    def _is_wanted(self) -> bool:
        """Whether one of the entities is enabled, or the sensor is not created yet."""
        is_enabled = partial(async_is_enabled, self.hass)
        return is_enabled(
            Platform.SENSOR, self.device_id, "energy_price", default=True
        ) or is_enabled(
            Platform.BINARY_SENSOR, self.device_id, "is_cheap_now", default=False
        )

    def _set_prices(
        self, prices: Iterable[PricePeriod], currency_code: str | None
    ) -> None:
        """Add the fees and the tax to prices, and keep them."""
        self._currency = currency(currency_code)
        factor = 1 + self._tax / 100
        self.prices = tuple(
            period._replace(
                price=round((period.price + self._fees) * factor, PRICE_DIGITS)
            )
            for period in prices
        )

    def _read_price_entity(self, state: State | None) -> None:
        """Keep the prices ahead of a price sensor, unless it shows none at present."""
        if state is not None and (forecast := read_forecast(state))[0]:
            self._set_prices(*forecast)

    @callback
    def _async_handle_price_entity(self, event: Event[EventStateChangedData]) -> None:
        """Follow the price sensor of another integration."""
        self._read_price_entity(event.data["new_state"])
        self._async_handle_state_change()

    @callback
    @override
    def _async_refresh_finished(self) -> None:
        """Track price changes, and remove the device of a contract that ended."""
        super()._async_refresh_finished()
        if self.is_active and self._missing >= STALE_AFTER_POLLS:
            self._async_remove_device()

    @override
    def _state_change_times(self) -> Iterable[datetime | None]:
        """Return the times at which the price changes, or another day begins."""
        times = {time for period in self.prices for time in period[:2]}
        return times - {*ALWAYS} | {self._day()[1]}

    def _day(self) -> tuple[datetime, datetime]:
        """Return the start and the end of the current day."""
        start = dt_util.start_of_local_day()
        end = dt_util.start_of_local_day(start.date() + timedelta(days=1))
        return dt_util.as_utc(start), dt_util.as_utc(end)

    @callback
    def _async_remove_device(self) -> None:
        device = async_get_device(self.hass, self.config_entry.entry_id, self.device_id)
        if device is not None:
            dr.async_get(self.hass).async_remove_device(device.id)
            self.known_entities.clear()

"""Actions for the energy prices of a home."""

from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.const import ATTR_CONFIG_ENTRY_ID
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
import voluptuous as vol

from ..const import DOMAIN
from ..coordinator.price_curve import (
    cheapest_parts,
    known_until,
    prices_between,
    total_cost,
    windows,
)
from ..settings.limits import read_duration, validate_time
from ..targets import async_find_home

ATTR_DURATION: Final = "duration"
ATTR_EARLIEST: Final = "earliest"
ATTR_END: Final = "end"
ATTR_LATEST: Final = "latest"
ATTR_SPLIT: Final = "split"
ATTR_START: Final = "start"

HOME_SCHEMA: Final = {vol.Optional(ATTR_CONFIG_ENTRY_ID): cv.string}
GET_PRICES_SCHEMA = vol.Schema(
    {
        **HOME_SCHEMA,
        vol.Optional(ATTR_START): cv.datetime,
        vol.Optional(ATTR_END): cv.datetime,
    }
)
FIND_CHEAPEST_WINDOW_SCHEMA = vol.Schema(
    {
        **HOME_SCHEMA,
        vol.Required(ATTR_DURATION): read_duration,
        vol.Optional(ATTR_EARLIEST): cv.datetime,
        vol.Optional(ATTR_LATEST): cv.datetime,
        vol.Optional(ATTR_SPLIT, default=False): cv.boolean,
    }
)


@callback
def async_setup_price_actions(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, handler, schema in (
        ("get_prices", _async_get_prices, GET_PRICES_SCHEMA),
        (
            "find_cheapest_window",
            _async_find_cheapest_window,
            FIND_CHEAPEST_WINDOW_SCHEMA,
        ),
    ):
        hass.services.async_register(
            DOMAIN, name, handler, schema, SupportsResponse.ONLY
        )


async def _async_get_prices(call: ServiceCall) -> ServiceResponse:
    """Return the known prices, those of today and tomorrow by default."""
    contract = (await async_find_home(call)).energy_contract
    today = dt_util.start_of_local_day()
    in_two_days = dt_util.start_of_local_day(today.date() + timedelta(days=2))
    start = validate_time(call.data.get(ATTR_START, today))
    end = validate_time(call.data.get(ATTR_END, in_two_days))
    if start >= end:
        raise _refusal("prices_end_before_start")
    await contract.async_fetch_prices()
    return {
        "prices": [
            {**_span(period.start, period.end), "price": period.price}
            for period in prices_between(contract.prices, start, end)
        ],
        "currency": contract.currency,
    }


async def _async_find_cheapest_window(call: ServiceCall) -> ServiceResponse:
    """Return the cheapest time of a duration, in one or several pieces."""
    contract = (await async_find_home(call)).energy_contract
    await contract.async_fetch_prices()
    now = dt_util.utcnow()
    length: timedelta = call.data[ATTR_DURATION]
    start = max(now, validate_time(call.data.get(ATTR_EARLIEST, now)))
    known = known_until(contract.prices, start)
    end = validate_time(call.data.get(ATTR_LATEST, known))
    split = call.data[ATTR_SPLIT]
    if not length:
        raise _refusal("no_duration")
    if end > known or known == start:
        raise _refusal("prices_unknown", start=_text(start), end=_text(end))
    parts = cheapest_parts(contract.prices, length, start, end, split=split)
    if not parts:
        raise _refusal("window_too_short", start=_text(start), end=_text(end))
    spans: list[Any] = [_span(*window) for window in windows(parts)]
    found = {"windows": spans} if split else spans[0]
    return {**found, "cost": total_cost(parts)}


def _span(start: datetime, end: datetime) -> dict[str, str]:
    return {"start": _local(start).isoformat(), "end": _local(end).isoformat()}


def _text(time: datetime) -> str:
    return f"{_local(time):%Y-%m-%d %H:%M}"


def _local(time: datetime) -> datetime:
    return dt_util.as_local(time)


def _refusal(key: str, **placeholders: str) -> ServiceValidationError:
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=key,
        translation_placeholders=placeholders,
    )

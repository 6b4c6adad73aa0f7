"""Prices ahead in the attributes of a price sensor of another integration.

There is no standard. Nord Pool, ENTSO-e, EPEX Spot, aWATTar and others have lists whose
items have a start, mostly an end, and a price.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import State
from homeassistant.util import dt as dt_util

from ..api import FIRST_YEAR, LAST_YEAR, PricePeriod, currency, price_periods

STARTS: Final = (
    *("start", "start_time", "starts_at", "startsAt", "start_at", "valid_from"),
    *("from", "datetime", "time", "timestamp", "start_timestamp", "hour"),
)
ENDS: Final = (
    *("end", "end_time", "ends_at", "endsAt", "end_at", "valid_to", "till", "to"),
    "end_timestamp",
)
PRICES: Final = (
    *("price", "value", "total", "price_per_kwh", "per_kwh", "value_inc_vat"),
    "marketprice",
)

# Units of energy, as shares of a kilowatt-hour in the price.
ENERGIES: Final = {"wh": 1000, "kwh": 1, "mwh": 0.001}
SYMBOLS: Final = {"€": "EUR", "£": "GBP", "zł": "PLN", "Ft": "HUF", "lei": "RON"}
# They name no currency, or a hundredth of it: that of Home Assistant is meant.
LOCAL: Final = {"$": 1, "kr": 1, "Kč": 1} | dict.fromkeys(
    ("ct", "cent", "cents", "Cent", "Cents", "c", "¢", "p", "øre", "öre", "Öre", "Øre"),
    0.01,
)

# Of any currency, and not infinite.
MAX_PRICE: Final = 1e9
# Larger timestamps are milliseconds: in seconds, this is the year 5138.
MAX_SECONDS: Final = 1e11
MAX_MILLISECONDS: Final = 1000 * MAX_SECONDS

type Row = tuple[datetime, datetime | None, float]


def read_forecast(state: State) -> tuple[tuple[PricePeriod, ...], str | None]:
    """Return the prices per kWh and their currency; none if they are ambiguous.

    The currency is None for that of Home Assistant.
    """
    unit = str(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT, ""))
    money, _, energy = (part.strip() for part in unit.partition("/"))
    factor = ENERGIES.get(energy.lower(), 0) * LOCAL.get(money, 1)
    code = currency(money) or SYMBOLS.get(money)
    if not factor or (code is None and money not in LOCAL):
        return (), None
    prices: dict[datetime, float | None] = {}
    ends: dict[datetime, datetime] = {}
    for listed in state.attributes.values():
        for start, end, price in _rows(listed):
            # Another list may have the same prices, but not other ones.
            if prices.setdefault(start, price * factor) != price * factor:
                return (), None
            if end is not None and end > start:
                ends[start] = end
    return price_periods(prices, ends), code


def _rows(listed: Any) -> Iterator[Row]:
    """Yield the items of an attribute that have a start and a price."""
    items: Iterable[Any] = ()
    if isinstance(listed, list | tuple):
        items = listed
    elif isinstance(listed, Mapping):
        items = listed.items()
    seen: set[datetime] = set()
    for item in items:
        end = None
        if isinstance(item, Mapping):
            start = _time(_first(item, STARTS), seen)
            end = _time(_first(item, ENDS), seen)
            price = _number(_first(item, PRICES))
        elif isinstance(item, list | tuple) and len(item) == 2:
            start, price = _time(item[0], seen), _number(item[1])
        else:
            continue
        if start is not None and price is not None:
            seen.add(start)
            yield start, end, price


def _first(item: Mapping[Any, Any], keys: tuple[str, ...]) -> Any:
    return next((item[key] for key in keys if item.get(key) is not None), None)


def _time(value: Any, seen: set[datetime]) -> datetime | None:
    """Return a time in UTC, to the minute; one without a time zone is local.

    When clocks are set back, a local hour that was seen already is the second one.
    """
    time = value
    if isinstance(value, str):
        # The parser crashes on lone surrogates.
        time = dt_util.parse_datetime(value) if value.isascii() else None
    elif isinstance(value, int | float) and 0 < value < MAX_MILLISECONDS:
        seconds = value / 1000 if value > MAX_SECONDS else value
        time = dt_util.utc_from_timestamp(seconds)
    if not isinstance(time, datetime) or not FIRST_YEAR <= time.year < LAST_YEAR:
        return None
    # Amber starts its prices a second late, and others end theirs a second early.
    time = (time + timedelta(seconds=30)).replace(second=0, microsecond=0)
    if time.tzinfo is None:
        time = time.replace(tzinfo=dt_util.get_default_time_zone())
        if time.astimezone(UTC) in seen:
            time = time.replace(fold=1)
    return time.astimezone(UTC)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except OverflowError, ValueError:
        return None
    return number if abs(number) < MAX_PRICE else None

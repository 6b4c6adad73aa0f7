"""Test prices ahead in the attributes of sensors of other integrations."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
import re
from typing import Any
from zoneinfo import ZoneInfo

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    State,
    SupportsResponse,
)
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import PricePeriod
from custom_components.podero.coordinator.price_curve import price_at
from custom_components.podero.coordinator.price_forecast import read_forecast
from tests.conftest import MORNING

PAGE = Path(__file__).parents[1] / "docs" / "energy.md"
VIENNA = ZoneInfo("Europe/Vienna")
NOON = datetime(2026, 3, 18, 12, tzinfo=VIENNA)
HOUR = timedelta(hours=1)
PRICES = (0.2, 0.1, 0.3)
EXPECTED = tuple(
    PricePeriod(NOON + number * HOUR, NOON + (number + 1) * HOUR, price)
    for number, price in enumerate(PRICES)
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


def items(start: str, price: str, end: str | None = None) -> list[dict[str, Any]]:
    """Return the expected prices as a list of another integration, with these keys."""
    return [
        {start: period.start.isoformat(), price: period.price}
        | ({end: period.end.isoformat()} if end else {})
        for period in EXPECTED
    ]


def sensor(unit: str | None = "EUR/kWh", **attributes: Any) -> State:
    return State("sensor.price", "0.2", {"unit_of_measurement": unit, **attributes})


FORMS: dict[str, dict[str, Any]] = {
    "nord pool": {
        "today": list(PRICES[:2]),
        "tomorrow_valid": True,
        "raw_today": [
            {"start": period.start, "end": period.end, "value": period.price}
            for period in EXPECTED[:2]
        ],
        "raw_tomorrow": [
            {"start": EXPECTED[2].start, "end": EXPECTED[2].end, "value": 0.3},
            {"start": EXPECTED[2].end, "end": EXPECTED[2].end + HOUR, "value": None},
        ],
    },
    "energi data service": {"raw_today": items("hour", "price")},
    "epex spot": {"data": items("start_time", "price_per_kwh", "end_time")},
    "entso-e": {
        "prices_today": items("time", "price"),
        "prices_tomorrow": [],
        "prices": items("time", "price"),
        "min_price": 0.1,
    },
    "tibber": {"prices": items("startsAt", "total")},
    "frank": {"prices": items("from", "price", "till")},
    "awattar": {
        "data": [
            {
                "start_timestamp": int(period.start.timestamp() * 1000),
                "end_timestamp": int(period.end.timestamp() * 1000),
                "marketprice": period.price,
                "unit": "Eur/MWh",
            }
            for period in EXPECTED
        ]
    },
    "amber": {
        "forecasts": [
            {
                "start_time": (period.start + timedelta(seconds=1)).isoformat(),
                "end_time": period.end.isoformat(),
                "per_kwh": period.price,
                "spot_per_kwh": 0.01,
            }
            for period in EXPECTED
        ]
    },
    "ends a second early": {
        "prices": [
            {
                "start": period.start.isoformat(),
                "end": (period.end - timedelta(seconds=1)).isoformat(),
                "price": period.price,
            }
            for period in EXPECTED
        ]
    },
    "seconds": {"forecast": [[one.start.timestamp(), one.price] for one in EXPECTED]},
    "octopus": {"rates": items("start", "value_inc_vat", "end")},
    "pairs": {
        "forecast": [[period.start.isoformat(), period.price] for period in EXPECTED]
    },
    "mapping": {
        "forecast": {period.start.isoformat(): str(period.price) for period in EXPECTED}
    },
    "local times": {
        "forecast": [
            (f"{period.start:%Y-%m-%d %H:%M}", period.price) for period in EXPECTED
        ]
    },
}


@pytest.fixture(autouse=True)
async def _in_vienna(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")


@pytest.mark.parametrize("form", FORMS)
async def test_common_forms_are_read(form: str) -> None:
    assert read_forecast(sensor(**FORMS[form])) == (EXPECTED, "EUR")


@pytest.mark.parametrize(
    ("unit", "factor", "currency"),
    [
        ("EUR/kWh", 1, "EUR"),
        ("€/kWh", 1, "EUR"),
        ("SEK / MWh", 0.001, "SEK"),
        ("ct/kWh", 0.01, None),
        ("öre/kWh", 0.01, None),
        ("kr/kWh", 1, None),
        ("zł/kWh", 1, "PLN"),
        ("EUR/Wh", 1000, "EUR"),
    ],
)
async def test_prices_are_per_kwh(
    unit: str, factor: float, currency: str | None
) -> None:
    prices, code = read_forecast(sensor(unit, prices=items("start", "price")))
    assert [price.price for price in prices] == [price * factor for price in PRICES]
    assert code == currency


@pytest.mark.parametrize(
    "unit", [None, "", "kWh", "EUR", "EUR/", "/kWh", "EUR/L", "bananas/kWh", 5]
)
async def test_an_unknown_unit_is_not_guessed(unit: Any) -> None:
    assert read_forecast(sensor(unit, prices=items("start", "price"))) == ((), None)


@pytest.mark.parametrize(
    "attributes",
    [
        {},
        {"prices": "0.2, 0.3"},
        {"prices": list(PRICES)},
        {"prices": [{"start": "noon", "price": 0.2}, {"price": 0.2}, [NOON]]},
        {"prices": [["\ud800", 0.2], [10**400, 0.2]]},
        {"prices": [[float("nan"), 0.2], [-1, 0.2], [5, 0.2], [1e14, 0.2]]},
        {"prices": [[NOON, 10**400], [NOON, -(10**400)]]},
        {"prices": [[NOON, True], [NOON, "nan"], [NOON, "inf"], [NOON, None]]},
        {
            "prices": [
                [NOON, "dear"],
                [datetime(1, 1, 1, tzinfo=UTC), 0.2],
                [datetime(9999, 12, 31, tzinfo=UTC), 0.2],
            ]
        },
        {"use": [{"start": NOON, "energy": 5}]},
    ],
)
async def test_what_is_no_forecast(attributes: dict[str, Any]) -> None:
    assert read_forecast(sensor(**attributes))[0] == ()


async def test_two_lists_that_contradict_each_other_have_no_answer() -> None:
    bought = items("start", "price")
    sold = [item | {"price": 0.05} for item in bought]
    assert read_forecast(sensor(prices=bought, return_prices=sold)) == ((), None)


async def test_a_gap_stays_a_gap() -> None:
    rows = [row for row in items("start", "price") if row["price"] != 0.1]
    rows += [{"start": (NOON + 3 * HOUR).isoformat(), "price": 0.4}]
    assert [(one.start, one.end) for one in read_forecast(sensor(prices=rows))[0]] == [
        (NOON, NOON + HOUR),
        (NOON + 2 * HOUR, NOON + 3 * HOUR),
        (NOON + 3 * HOUR, NOON + 4 * HOUR),
    ]


async def test_an_end_before_the_start_is_none() -> None:
    rows = [row | {"end": "2026-01-01T00:00:00Z"} for row in items("start", "price")]
    assert read_forecast(sensor(prices=rows))[0] == EXPECTED


async def test_local_times_repeat_when_clocks_are_set_back() -> None:
    times = ("01:00", "02:00", "02:00", "03:00")
    rows = [[f"2026-10-25 {time}", number] for number, time in enumerate(times)]
    first = datetime(2026, 10, 24, 23, tzinfo=UTC)
    assert read_forecast(sensor(prices=rows))[0] == tuple(
        PricePeriod(first + number * HOUR, first + (number + 1) * HOUR, number)
        for number in range(4)
    )


@given(attributes=st.dictionaries(st.sampled_from(["prices", "data"]), ANYTHING))
def test_anything_may_be_an_attribute(attributes: dict[str, Any]) -> None:
    read_forecast(sensor(**attributes))


def from_nord_pool(call: ServiceCall) -> ServiceResponse:
    """Answer as Nord Pool does: for a date, with prices per MWh and in UTC."""
    midnight = datetime.fromisoformat(f"{call.data['date']}T00:00:00+01:00")
    starts = [midnight.astimezone(UTC) + hour * HOUR for hour in range(24)]
    return {
        "SE3": [
            {
                "start": start.isoformat(),
                "end": (start + HOUR).isoformat(),
                "price": start.hour * 10.5,
            }
            for start in starts
        ]
    }


def from_tibber(call: ServiceCall) -> ServiceResponse:
    """Answer as Tibber does: for a period, with prices per kWh and in local time."""
    start = datetime.fromisoformat(call.data["start"])
    hours = (datetime.fromisoformat(call.data["end"]) - start) // HOUR
    starts = [start + hour * HOUR for hour in range(hours)]
    return {
        "prices": {
            "My home": [
                {
                    "start_time": at.isoformat(),
                    "price": at.astimezone(UTC).hour * 0.0105,
                }
                for at in starts
            ]
        }
    }


@pytest.mark.parametrize(
    ("number", "action", "answer", "state", "currency"),
    [
        (0, "nordpool.get_prices_for_date", from_nord_pool, 94.5, "SEK"),
        (1, "tibber.get_prices", from_tibber, 0.0945, "EUR"),
    ],
)
async def test_the_documented_template_sensors_have_prices_ahead(
    hass: HomeAssistant,
    morning: object,
    number: int,
    action: str,
    answer: Callable[[ServiceCall], ServiceResponse],
    state: float,
    currency: str,
) -> None:
    examples = re.findall(
        r"```yaml\n(template:.*?)```", PAGE.read_text("utf-8"), re.DOTALL
    )
    domain, name = action.split(".")
    hass.services.async_register(
        domain, name, answer, supports_response=SupportsResponse.ONLY
    )
    config = parse_yaml(examples[number])
    assert isinstance(config, dict)
    # Home Assistant's test package does not allow timers that nobody stops.
    config["template"][0]["triggers"] = [{"trigger": "event", "event_type": "tick"}]
    assert await async_setup_component(hass, "template", config)
    await hass.async_block_till_done()
    hass.bus.async_fire("tick")
    await hass.async_block_till_done(wait_background_tasks=True)
    [shown] = hass.states.async_all("sensor")
    assert float(shown.state) == state
    prices, code = read_forecast(shown)
    assert len(prices) == 48
    assert code == currency
    assert price_at(prices, MORNING) == pytest.approx(0.0945)

"""Test parsing of savings."""

from datetime import UTC, datetime
from itertools import pairwise
from math import isfinite
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import (
    ElectricVehicle,
    HeatPump,
    Podero,
    PoderoNotFoundError,
    PoderoResponseError,
    Savings,
    SolarInverter,
)
from custom_components.podero.api.models.savings import currency, unit
from simulator import Cloud
from tests.api.models.anything import ANYTHING

FEBRUARY = datetime(2026, 2, 1, tzinfo=UTC)
MARCH = datetime(2026, 3, 1, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, tzinfo=UTC)
NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)


def row(start: datetime | None, end: datetime | None, total: object) -> dict[str, Any]:
    """Write a month as the cloud does."""
    return {
        "resolution": "1MONTH",
        "period": {
            "start_period": start and start.isoformat(),
            "end_period": end and end.isoformat(),
        },
        "savings": {"total": total, "percentage": 5},
    }


def read(*rows: Any, **metadata: Any) -> Savings:
    savings = Savings.from_json({"metadata": metadata, "data": list(rows)})
    assert savings is not None
    return savings


# Reading


@given(data=ANYTHING, metadata=ANYTHING, rows=st.lists(ANYTHING))
def test_anything_may_arrive(data: Any, metadata: Any, rows: list[Any]) -> None:
    assert Savings.from_json(data) is None
    savings = Savings.from_json({"metadata": metadata, "data": rows})
    has_error = isinstance(metadata, dict) and bool(metadata.get("error"))
    assert (savings is None) is (has_error and not rows)
    assert savings is None or savings == Savings()


@given(data=st.data())
def test_anything_may_arrive_in_any_field(data: st.DataObject) -> None:
    names = ("period", "savings", "start_period", "end_period", "total")
    inner = st.dictionaries(st.sampled_from(names), ANYTHING)
    months = data.draw(
        st.lists(st.dictionaries(st.sampled_from(names), inner | ANYTHING))
    )
    units = data.draw(st.dictionaries(st.just("savings"), inner | ANYTHING))
    savings = read(*months, units=units)
    assert savings.month_at(NOW) in (None, *savings.months)
    assert savings.total is None or isfinite(savings.total)
    starts = [month.start_period for month in savings.months if month.start_period]
    assert len(starts) == len(savings.months) <= len(months)
    assert all(early < late for early, late in pairwise(starts))
    assert savings.currency is None or len(savings.currency) == 3


@pytest.mark.parametrize(
    "data",
    [
        None,
        7,
        [],
        {},
        {"data": None},
        {"data": {}},
        {"metadata": {"error": "No data"}, "data": []},
    ],
)
def test_what_tells_no_savings(data: Any) -> None:
    assert Savings.from_json(data) is None


def test_an_error_along_with_months_costs_nothing() -> None:
    assert read(row(MARCH, APRIL, 2.5), error="Some data is missing").total == 2.5


def test_no_month_is_no_total() -> None:
    savings = read()
    assert savings.total is None
    assert savings.month_at(NOW) is None


def test_months_are_put_in_order_and_summed_up() -> None:
    savings = read(
        row(MARCH, APRIL, "-1.50"),
        row(FEBRUARY, MARCH, 4),
        row(None, None, 100),
        row(APRIL, None, None),
        "no month",
    )
    assert [month.total for month in savings.months] == [4, -1.5, None]
    assert savings.total == 2.5


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 1, 31, 23, 59, tzinfo=UTC), None),
        (FEBRUARY, 4),
        (datetime(2026, 2, 28, 23, 59, tzinfo=UTC), 4),
        (MARCH, 2),
        (datetime(2026, 3, 31, 23, 59, tzinfo=UTC), 2),
        (APRIL, None),
    ],
)
def test_the_month_under_way(now: datetime, expected: float | None) -> None:
    month = read(row(FEBRUARY, MARCH, 4), row(MARCH, APRIL, 2)).month_at(now)
    assert (month and month.total) == expected


def test_a_month_without_an_end_is_under_way() -> None:
    month = read(row(FEBRUARY, MARCH, 4), row(MARCH, None, 2)).month_at(NOW)
    assert month is not None
    assert month.total == 2


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ({"savings": "EUR"}, "EUR"),
        ({"savings": " CHF "}, "CHF"),
        ({"savings": {"total": "SEK", "percentage": "%"}}, "SEK"),
        ({"savings": {"percentage": "%"}}, None),
        ({"savings": "€"}, None),
        ({"savings": "Euro"}, None),
        ({"savings": 5}, None),
        ({}, None),
        ("EUR", None),
    ],
)
def test_the_currency(units: Any, expected: str | None) -> None:
    assert read(row(MARCH, APRIL, 1), units=units).currency == expected


def test_without_metadata_there_is_no_currency() -> None:
    savings = Savings.from_json({"data": [row(MARCH, APRIL, 1)]})
    assert savings is not None
    assert savings.currency is None
    assert savings.total == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EUR", "EUR"),
        ("EUR/kWh", "EUR"),
        ("eur", None),
        ("ÄÖÜ", None),
        ("", None),
        (None, None),
    ],
)
def test_the_currency_of_a_unit(text: str | None, expected: str | None) -> None:
    assert currency(text) == expected


def test_a_unit_of_nothing() -> None:
    assert unit({"units": {"price": "EUR/kWh"}}, "price") == "EUR/kWh"
    assert unit({"units": None}, "price") is None


# Asking


async def test_savings_of_each_kind_month_by_month(
    client: Podero, cloud: Cloud
) -> None:
    for device in (
        HeatPump(id=cloud.heat_pump.id),
        ElectricVehicle(id=cloud.electric_vehicle.id),
        SolarInverter(id=cloud.solar_inverter.id),
    ):
        savings = await client.savings(device, FEBRUARY, NOW)
        assert [month.start_period for month in savings.months] == [FEBRUARY, MARCH]
        assert savings.currency == "EUR"
        month = savings.month_at(NOW)
        assert month is not None
        assert month.end_period == APRIL
        assert cloud.requests[-1].path.endswith(f"/{device.path}/{device.id}/savings")
        assert cloud.requests[-1].query == {
            "from": "2026-02-01T00:00:00Z",
            "to": "2026-03-18T09:00:00Z",
            "resolution": "1MONTH",
        }


@pytest.mark.parametrize("body", ["null", "[]", "{}", '{"data": null}'])
async def test_an_answer_that_tells_no_savings(
    client: Podero, cloud: Cloud, body: str
) -> None:
    cloud.faults.fail("GET", "*/savings", status=200, body=body, times=1)
    with pytest.raises(PoderoResponseError):
        await client.savings(HeatPump(id=cloud.heat_pump.id), FEBRUARY, NOW)
    assert await client.savings(HeatPump(id=cloud.heat_pump.id), FEBRUARY, NOW)


async def test_a_cloud_without_savings_says_so(client: Podero, cloud: Cloud) -> None:
    failure = cloud.faults.fail("GET", "*/savings", status=404)
    with pytest.raises(PoderoNotFoundError):
        await client.savings(HeatPump(id=cloud.heat_pump.id), FEBRUARY, NOW)
    failure.stop()
    assert await client.savings(HeatPump(id=cloud.heat_pump.id), FEBRUARY, NOW)

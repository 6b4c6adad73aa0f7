"""Test parsing of the hourly history."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import (
    Device,
    ElectricVehicle,
    HeatPump,
    History,
    HistoryRow,
    Podero,
    PoderoNotFoundError,
    PoderoResponseError,
    SolarInverter,
)
from simulator import Cloud
from tests.api.fake_session import fake_client
from tests.api.models.anything import ANYTHING
from tests.conftest import MORNING

HOUR = timedelta(hours=1)
ENERGIES = (
    "estimated_consumption",
    "unoptimized_consumption",
    "solar_production_wh",
    "grid_export_wh",
)
IN_WH = {"solar_production_wh": "Wh", "grid_export_wh": "Wh"}
ROWS = st.dictionaries(
    st.sampled_from(("time", *ENERGIES)), ANYTHING | st.datetimes().map(str)
)
NAMES = st.sampled_from(("units", "consumption", "total", *ENERGIES))
METADATA = st.recursive(
    ANYTHING, lambda inner: st.dictionaries(NAMES, inner), max_leaves=5
)


def history(rows: Any, **metadata: Any) -> History:
    """Read an answer that is one."""
    read = History.from_json({"metadata": metadata, "data": rows})
    assert read is not None
    return read


@given(metadata=METADATA, rows=st.lists(ROWS | ANYTHING))
def test_anything_may_arrive(metadata: Any, rows: list[Any]) -> None:
    read = History.from_json({"metadata": metadata, "data": rows})
    assert read is not None
    assert len(read.rows) <= len(rows)
    times = [row.time for row in read.rows if row.time is not None]
    assert len(times) == len(read.rows)
    assert all(early < late for early, late in pairwise(times))
    assert all(time.tzinfo is UTC for time in times)
    for row in read.rows:
        values = [getattr(row, name) for name in ENERGIES]
        assert all(value is None or abs(value) < float("inf") for value in values)
    assert all(isinstance(unit, str) for unit in read.units.values())
    assert IN_WH.items() <= read.units.items()


@pytest.mark.parametrize(
    "data", [None, [], "text", 5, {}, {"data": None}, {"data": {}}, {"metadata": {}}]
)
def test_what_is_no_history(data: Any) -> None:
    assert History.from_json(data) is None


def test_an_answer_as_podero_shows_it() -> None:
    read = history(
        [
            {
                "time": "2026-03-18T08:00:00Z",
                "price": 0.21,
                "inlet_temp_act": 31,
                "hot_water_temp": 48,
                "estimated_consumption": 812.5,
                "simulated_consumption": 800,
                "unoptimized_consumption": "1021",
                "estimated_consumption_filtered": 810,
            }
        ]
    )
    assert read.rows == (
        HistoryRow(
            time=MORNING - HOUR,
            estimated_consumption=812.5,
            unoptimized_consumption=1021,
        ),
    )


def test_rows_are_in_order_and_once_for_each_hour() -> None:
    read = history(
        [
            {"time": "2026-03-18T10:00:00+01:00", "grid_export_wh": 3},
            {"time": "2026-03-18T08:00:00Z", "grid_export_wh": 1},
            {"time": None, "grid_export_wh": 7},
            {"grid_export_wh": 8},
            {"time": "2026-03-18T09:00:00Z", "grid_export_wh": 2},
            "2026-03-18T07:00:00Z",
        ]
    )
    assert [(row.time, row.grid_export_wh) for row in read.rows] == [
        (MORNING - HOUR, 1),
        (MORNING, 2),
    ]


def test_hours_of_the_night_in_which_clocks_go_back_are_two() -> None:
    summer, winter = timezone(2 * HOUR), timezone(HOUR)
    two = datetime(2026, 10, 25, 2, tzinfo=summer)
    again = two.replace(tzinfo=winter)
    read = history([{"time": again.isoformat()}, {"time": two.isoformat()}])
    assert [row.time for row in read.rows] == [two, again]
    assert again - two == HOUR


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        (None, {}),
        ("Wh", {}),
        ({}, {}),
        ({"price": "EUR/kWh"}, {}),
        (
            {"consumption": "kWh"},
            {"estimated_consumption": "kWh", "unoptimized_consumption": "kWh"},
        ),
        (
            {"consumption": {"total": " Wh "}},
            {"estimated_consumption": "Wh", "unoptimized_consumption": "Wh"},
        ),
        ({"estimated_consumption": "kWh"}, {"estimated_consumption": "kWh"}),
        (
            {"unoptimized_consumption": "kWh", "consumption": "Wh"},
            {"estimated_consumption": "Wh", "unoptimized_consumption": "kWh"},
        ),
        ({"consumption": 5}, {}),
        # The inverter's are in the unit that they are named after.
        ({"solar_production_wh": "kWh"}, {}),
    ],
)
def test_units_are_what_the_answer_says(units: Any, expected: dict[str, str]) -> None:
    assert history([], units=units).units == IN_WH | expected


@pytest.mark.parametrize("metadata", [None, [], "Wh"])
def test_an_answer_without_metadata_gives_no_units(metadata: Any) -> None:
    read = History.from_json({"metadata": metadata, "data": []})
    assert read == History(units=IN_WH, rows=())


@pytest.mark.parametrize("kind", [HeatPump, ElectricVehicle, SolarInverter])
async def test_history_is_asked_for_by_the_hour(
    client: Podero, cloud: Cloud, kind: type[Device]
) -> None:
    [device] = await client.devices(kind)
    vienna = timezone(HOUR)
    read = await client.history(
        device, (MORNING - 24 * HOUR).astimezone(vienna), MORNING.astimezone(vienna)
    )
    assert cloud.requests[-1].query == {
        "from_datetime": "2026-03-17T09:00:00Z",
        "to_datetime": "2026-03-18T09:00:00Z",
        "resolution": "1HOUR",
    }
    assert [row.time for row in read.rows] == [
        MORNING - hours * HOUR for hours in range(24, 0, -1)
    ]
    names = ENERGIES[2:] if kind is SolarInverter else ENERGIES[:2]
    for row in read.rows:
        given = {name for name in ENERGIES if getattr(row, name) is not None}
        assert given == {*names}
    assert {read.units[name] for name in names} == {"Wh"}


@pytest.mark.parametrize("kind", [HeatPump, ElectricVehicle, SolarInverter])
async def test_a_time_of_which_nothing_is_known_is_no_error(
    client: Podero, kind: type[Device]
) -> None:
    [device] = await client.devices(kind)
    long_ago = MORNING - 365 * 24 * HOUR
    read = await client.history(device, long_ago, long_ago + 24 * HOUR)
    assert not [
        row
        for row in read.rows
        if any(getattr(row, name) is not None for name in ENERGIES)
    ]


async def test_an_answer_that_tells_no_history_is_an_error(
    client: Podero, cloud: Cloud
) -> None:
    [car] = await client.devices(ElectricVehicle)
    cloud.faults.fail("GET", "*/data", status=200, body=[], times=1)
    with pytest.raises(PoderoResponseError):
        await client.history(car, MORNING - HOUR, MORNING)
    cloud.faults.fail("GET", "*/data", status=404, times=1)
    with pytest.raises(PoderoNotFoundError):
        await client.history(car, MORNING - HOUR, MORNING)
    assert len((await client.history(car, MORNING - HOUR, MORNING)).rows) == 1


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e400", "9" * 400, '""'])
async def test_a_number_that_cannot_be_read_costs_its_field(number: str) -> None:
    body = f"""{{"data": [
        {{
            "time": "2026-03-18T07:00:00Z",
            "estimated_consumption": {number},
            "unoptimized_consumption": 2
        }},
        {{"time": "2026-03-18T08:00:00Z", "estimated_consumption": 1}}
    ]}}"""
    client = fake_client(body.encode())
    history = await client.history(HeatPump(id="a"), MORNING, MORNING + HOUR)
    first, second = history.rows
    assert (first.estimated_consumption, first.unoptimized_consumption) == (None, 2)
    assert second.estimated_consumption == 1

"""Charging sessions, as Podero documents them."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import (
    ChargingSession,
    ElectricVehicle,
    Podero,
    PoderoResponseError,
)
from simulator import Cloud
from tests.api.models.anything import ANYTHING


@pytest.fixture
def car(cloud: Cloud) -> ElectricVehicle:
    return ElectricVehicle(id=cloud.electric_vehicle.id)


def test_a_session_reads_what_it_can() -> None:
    session = ChargingSession.from_json(
        {
            "plug_in_time": "2026-03-18T17:00:00Z",
            "desired_charging_start_time": "2026-03-19T01:00:00+01:00",
            "desired_charging_end_time": "2026-03-19T04:00:00+01:00",
            "charge_deadline": "later",
            "target_soc_pct": "80",
            "expected_savings_eur": 0.42,
        }
    )
    assert session is not None
    assert session.plug_in_time == datetime(2026, 3, 18, 17, tzinfo=UTC)
    assert session.charge_deadline is None
    assert session.target_soc_pct == 80
    assert session.expected_savings_eur == 0.42
    assert session.planned == (
        datetime(2026, 3, 19, tzinfo=UTC),
        datetime(2026, 3, 19, 3, tzinfo=UTC),
    )
    assert session.key == "2026-03-18 17:00:00+00:00"


def test_a_session_ends_when_the_car_is_unplugged_or_podero_infers_it() -> None:
    inferred = {"inferred_session_end": "2026-03-19T06:00:00Z"}
    unplugged = inferred | {"unplug_time": "2026-03-19T05:58:00Z"}
    ends = [
        session.end
        for data in ({}, inferred, unplugged)
        if (session := ChargingSession.from_json(data)) is not None
    ]
    assert ends == [
        None,
        datetime(2026, 3, 19, 6, tzinfo=UTC),
        datetime(2026, 3, 19, 5, 58, tzinfo=UTC),
    ]


@given(data=st.data())
def test_anything_may_arrive_in_any_field_of_a_session(data: st.DataObject) -> None:
    names = st.sampled_from(sorted(ChargingSession.__dataclass_fields__))
    session = ChargingSession.from_json(data.draw(st.dictionaries(names, ANYTHING)))
    assert session is not None
    assert session.planned is None


@pytest.mark.parametrize("data", [None, 7, "session", []])
def test_what_is_no_session(data: Any) -> None:
    assert ChargingSession.from_json(data) is None


async def test_the_session_of_a_car_that_is_plugged_in(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    session = await client.current_session(car)
    assert session is not None
    assert session.planned is not None
    assert session.target_soc_pct == 80


async def test_a_car_that_is_unplugged_has_no_session(
    client: Podero, cloud: Cloud, car: ElectricVehicle
) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    assert await client.current_session(car) is None


@pytest.mark.parametrize("body", [[], {}, "null"])
async def test_an_answer_that_is_no_session(
    client: Podero, cloud: Cloud, car: ElectricVehicle, body: Any
) -> None:
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    cloud.faults.fail("GET", "*/sessions/current", status=200, body=body, times=1)
    with pytest.raises(PoderoResponseError):
        await client.current_session(car)
    assert await client.current_session(car) is not None

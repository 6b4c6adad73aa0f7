"""Test pending writes."""

from dataclasses import dataclass, field

import pytest

from custom_components.podero.api import SolarInverter
from custom_components.podero.settings.pending_writes import PendingWrites

A, B, C, D = 10.0, 20.0, 30.0, 40.0


@dataclass(frozen=True)
class Case:
    """Writes at some seconds, then polls at some seconds and what they show."""

    says: str
    writes: list[tuple[float, float, float]]
    polls: list[tuple[float, float, float]] = field(default_factory=list)


CASES = [
    Case("nothing written", [], [(0, A, A), (5, B, B)]),
    Case("the new value is the new value", [(0, A, B)], [(1, B, B)]),
    Case("the old value is outdated", [(0, A, B)], [(1, A, B), (29, A, B)]),
    Case("after 30 s the cloud is right", [(0, A, B)], [(30, A, A), (31, A, A)]),
    Case("a third value wins at once", [(0, A, B)], [(1, C, C), (2, A, A)]),
    Case("answers may flap", [(0, A, B)], [(1, B, B), (2, A, B), (3, B, B)]),
    Case(
        "every earlier value is outdated",
        [(0, A, B), (5, B, C)],
        [(6, A, C), (7, B, C)],
    ),
    Case("an earlier write lapses", [(0, A, B), (31, B, C)], [(32, A, A)]),
    Case("there and back", [(0, A, B), (5, B, A)], [(6, A, A), (7, B, A)]),
    Case(
        "the last write starts anew", [(0, A, B), (20, B, C)], [(45, B, C), (50, B, B)]
    ),
    Case("written and unchanged", [(0, A, A)], [(1, A, A), (2, B, B)]),
    Case(
        "a third value, then a new write",
        [(0, A, B), (2, C, D)],
        [(3, C, D), (4, A, D)],
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.says)
def test_case(case: Case) -> None:
    pending_writes = PendingWrites()
    for now, before, after in case.writes:
        pending_writes.record(
            SolarInverter(id="a", solar_surplus_w=before),
            SolarInverter(id="a", solar_surplus_w=after),
            ["solar_surplus_w"],
            now,
        )
    for now, polled, shown in case.polls:
        device = pending_writes.apply(
            SolarInverter(id="a", solar_surplus_w=polled), now
        )
        assert device == SolarInverter(id="a", solar_surplus_w=shown), f"at {now} s"


def test_other_devices_and_settings_are_left_alone() -> None:
    pending_writes = PendingWrites()
    before = SolarInverter(id="a", solar_surplus_w=A, household_consumption_w=A)
    pending_writes.record(
        before, SolarInverter(id="a", solar_surplus_w=B), ["solar_surplus_w"], 0
    )
    other = SolarInverter(id="b", solar_surplus_w=A)
    assert pending_writes.apply(other, 1) is other
    polled = pending_writes.apply(before, 1)
    assert (polled.solar_surplus_w, polled.household_consumption_w) == (B, A)

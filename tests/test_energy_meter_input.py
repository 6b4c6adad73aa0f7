"""Test that energy meters work whatever they read or restore."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import accumulate, pairwise
import json
from math import inf, nan
from random import Random
from typing import Any

from hypothesis import given, strategies as st
import pytest

from bench.energy_accuracy import CARS, RHYTHMS, meter, meter_uses, sampling_error
from bench.energy_house import SEASONS, STEP_S, car_powers, house_powers, use_powers
from custom_components.podero.energy_meter import EnergyMeter
from tests.meter import YEAR, Reading, at, count, feed


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """These tests are about numbers: they need no Home Assistant."""


def restarted(meter: EnergyMeter) -> EnergyMeter:
    """Return the meter after Home Assistant was restarted."""
    return EnergyMeter.restore(
        json.loads(json.dumps(meter.save())), reports_switching=meter.reports_switching
    )


# Restarts


def test_a_short_restart_costs_nothing() -> None:
    meter = restarted(count((0, 1000), (6, 1000))).add(at(6), 1000).add(at(18), 1000)
    assert meter == count((0, 1000), (6, 1000), (18, 1000))


def test_a_long_restart_is_a_gap() -> None:
    meter = restarted(count((0, 1000), (6, 1000))).add(at(80), 1000)
    assert meter.total_kwh == pytest.approx(0.1)
    assert (meter.gaps, meter.left_out_s) == (1, 74 * 60)


def test_a_meter_that_has_read_nothing_can_be_saved() -> None:
    assert restarted(EnergyMeter()) == EnergyMeter()


@pytest.mark.parametrize(
    "saved",
    [None, "", 5, [], ["total_kwh"], {}, {"total_kwh": None}, {"last_at": "noon"}],
)
def test_what_is_nothing_saved_is_a_new_meter(saved: object) -> None:
    meter = EnergyMeter.restore(saved)
    assert meter == EnergyMeter()
    assert feed(meter, [(at(0), 1000), (at(6), 1000)]).total_kwh == pytest.approx(0.1)


@pytest.mark.parametrize("garbage", [None, nan, inf, -1, 1e300, True, "x", [], {}])
@pytest.mark.parametrize("name", ["total_kwh", "gaps", "left_out_s"])
def test_a_number_that_cannot_be_read_starts_anew(name: str, garbage: object) -> None:
    meter = count((0, 1000), (6, 1000), (80, 1000))
    restored = EnergyMeter.restore(meter.save() | {name: garbage})
    zero: dict[str, Any] = {name: 0}
    assert restored == replace(meter, **zero)
    after = restored.add(at(86), 1000)
    assert after.total_kwh == pytest.approx(restored.total_kwh + 0.1)


@pytest.mark.parametrize(
    ("name", "garbage"),
    [
        ("last_at", None),
        ("last_at", "noon"),
        ("last_at", 5),
        ("last_at", "0001-01-01T00:00:00Z"),
        ("last_power_w", None),
        ("last_power_w", nan),
        ("last_power_w", "x"),
        ("last_power_w", 1e300),
        ("last_power_w", []),
    ],
)
def test_a_last_reading_that_cannot_be_read_costs_that_reading(
    name: str, garbage: object
) -> None:
    saved = count((0, 1000), (6, 1000)).save() | {name: garbage}
    meter = feed(EnergyMeter.restore(saved), [(at(12), 1000), (at(18), 1000)])
    assert meter.total_kwh == pytest.approx(0.2)
    assert meter.gaps == 0


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(EnergyMeter().save(), JSON))
)
def test_whatever_was_saved_the_meter_works(saved: object) -> None:
    meter = EnergyMeter.restore(saved)
    assert restarted(meter) == meter
    after = feed(meter, [(at(0), 1000), (at(6), 1000)])
    assert after.total_kwh >= meter.total_kwh >= 0


# Whatever arrives

ANY_TIME = st.none() | st.integers(-26 * YEAR, 7900 * YEAR).map(at)
NEAR = st.integers(-90, 90).map(at)
ANY_POWER = st.none() | st.floats() | st.floats(0, 20_000)
ANYTHING = st.lists(st.tuples(ANY_TIME | NEAR, ANY_POWER), max_size=30)
KIND = st.builds(EnergyMeter, reports_switching=st.booleans())


@st.composite
def in_order(draw: st.DrawFn, longest_step: int = 90) -> list[tuple[datetime, float]]:
    """Draw readings in order, so many minutes apart at most."""
    steps = draw(st.lists(st.integers(1, 60 * longest_step), max_size=30))
    seconds = accumulate(steps, initial=0)
    return [(at(second / 60), draw(st.floats(0, 20_000))) for second in seconds]


@given(KIND, ANYTHING)
def test_the_total_never_goes_down(meter: EnergyMeter, readings: list[Reading]) -> None:
    for reading in readings:
        before, meter = meter, meter.add(*reading)
        assert before.total_kwh <= meter.total_kwh < inf
        assert meter.gaps - before.gaps in {0, 1}
        assert meter.left_out_s >= 0


@given(KIND, ANYTHING, ANYTHING)
def test_a_restart_changes_nothing(
    meter: EnergyMeter, before: list[Reading], after: list[Reading]
) -> None:
    meter = feed(meter, before)
    assert restarted(meter) == meter
    assert feed(restarted(meter), after) == feed(meter, after)


@given(KIND, in_order(), st.data())
def test_repeating_readings_changes_nothing(
    meter: EnergyMeter, readings: list[tuple[datetime, float]], data: st.DataObject
) -> None:
    once = feed(meter, readings)
    for i, reading in enumerate(readings):
        meter = meter.add(*reading)
        known = readings[: i + 1]
        meter = feed(meter, data.draw(st.lists(st.sampled_from(known), max_size=2)))
    assert replace(meter, older_at=None, older=0) == once


@given(KIND, st.lists(st.tuples(st.integers(721, 10_000), st.floats(0, 20_000))))
def test_nothing_is_invented_across_gaps(
    meter: EnergyMeter, steps: list[tuple[int, float]]
) -> None:
    minutes = [*accumulate((step for step, _ in steps), initial=0)]
    powers = [1000.0, *(power for _, power in steps)]
    meter = feed(meter, zip(map(at, minutes), powers, strict=True))
    assert meter.total_kwh == 0
    assert (meter.gaps, meter.left_out_s) == (len(steps), 60 * minutes[-1])


@given(KIND, in_order())
def test_all_time_is_either_counted_or_left_out(
    meter: EnergyMeter, readings: list[tuple[datetime, float]]
) -> None:
    meter = feed(meter, ((time, 1000) for time, _ in readings))
    passed = (readings[-1][0] - readings[0][0]).total_seconds()
    assert meter.total_kwh * 3600 + meter.left_out_s == pytest.approx(passed)


@given(KIND, in_order())
def test_the_date_does_not_matter(
    meter: EnergyMeter, readings: list[tuple[datetime, float]]
) -> None:
    past = ((time - timedelta(days=9000), power) for time, power in readings)
    assert feed(meter, past).total_kwh == feed(meter, readings).total_kwh


# An independent model of a house


@pytest.mark.parametrize("season", SEASONS)
def test_each_energy_is_within_its_sampling_error(season: str) -> None:
    powers, uses = house_powers(season, 1), use_powers(season, 1)
    read = RHYTHMS["14 to 16 min, 3 % missed"]
    energies = {name: meter(power, read, Random(1)) for name, power in powers.items()}
    energies |= meter_uses(uses, read, Random(1))
    for name, power in {**powers, **uses}.items():
        energy = energies[name]
        allowed = max(0.01 * energy.true, 3 * sampling_error(power, read))
        assert abs(energy.metered - energy.true) <= allowed, (name, energy)


@pytest.mark.parametrize("rhythm", RHYTHMS)
def test_each_energy_is_that_of_straight_lines(rhythm: str) -> None:
    for power in house_powers("summer", 2).values():
        readings = [*RHYTHMS[rhythm](power, Random(1))]
        steps = [
            (low + high) / 2 * (after - before) * STEP_S / 3.6e6
            for (before, low), (after, high) in pairwise(readings)
        ]
        energy = meter(power, RHYTHMS[rhythm], Random(1))
        assert energy.metered == pytest.approx(sum(steps))


@pytest.mark.parametrize(
    ("car", "allowed"),
    [
        ("polled every 5 min", 0.01),
        ("polled every 15 min, 5 % missed", 0.02),
        ("reports each 1 %", 0.01),
        ("reports each 1 %, 1.4 kW", 0.02),
    ],
)
def test_the_energy_of_a_car(car: str, allowed: float) -> None:
    rate_w, read = CARS[car]
    energy = meter(car_powers(1, rate_w), read, Random(1), is_car=True)
    assert abs(energy.error) <= allowed, energy

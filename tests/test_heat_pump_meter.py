"""Energy of a heat pump by use, and what its compressor does."""

from datetime import UTC, datetime, timedelta
import json
from typing import Any

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import EnergyUse
from custom_components.podero.energy_meter.heat_pump import USES, HeatPumpMeter

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
DAY = datetime(2026, 3, 18, tzinfo=UTC)
TOMORROW = DAY + timedelta(days=1)
HEATING, HOT_WATER, COOLING, STANDBY = EnergyUse

type Reading = tuple[float, float | None, EnergyUse | None]


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """These tests are about numbers: they need no Home Assistant."""


def at(minutes: float) -> datetime:
    return START + timedelta(minutes=minutes)


def feed(meter: HeatPumpMeter, *readings: Reading, day: datetime = DAY) -> Any:
    for minutes, power, use in readings:
        meter = meter.add_use(at(minutes), power, use, day)
    return meter


def restarted(meter: HeatPumpMeter) -> HeatPumpMeter:
    return HeatPumpMeter.restore(json.loads(json.dumps(meter.save())))


def parts(meter: HeatPumpMeter) -> dict[EnergyUse, float]:
    return {use: meter.part_kwh(use) for use in USES if meter.part_kwh(use)}


def test_a_step_belongs_half_to_either_reading() -> None:
    meter = feed(HeatPumpMeter(), (0, 1000, HEATING), (6, 2000, HOT_WATER))
    assert parts(meter) == {HEATING: 0.05, HOT_WATER: 0.1}
    meter = feed(meter, (12, 2000, HOT_WATER), (18, 20, STANDBY), (24, 20, STANDBY))
    assert parts(meter) == {HEATING: 0.05, HOT_WATER: 0.4, STANDBY: 0.003}
    assert meter.shown_kwh == 0.453


def test_an_unknown_use_is_the_last_known_one() -> None:
    meter = feed(HeatPumpMeter(), (0, 1000, None), (6, 1000, None))
    assert parts(meter) == {HEATING: 0.1}
    meter = feed(meter, (12, 1000, COOLING), (18, 1000, None))
    assert parts(meter) == {HEATING: 0.15, COOLING: 0.15}


def test_what_was_counted_before_uses_were_known_is_part_of_heating() -> None:
    meter = HeatPumpMeter.restore({"total_kwh": 42.5}).divided()
    assert parts(meter) == {HEATING: 42.5}


def test_a_gap_belongs_to_no_use() -> None:
    meter = feed(HeatPumpMeter(), (0, 1000, HEATING), (90, 1000, HOT_WATER))
    assert parts(meter) == {}
    meter = feed(meter, (96, 1000, HOT_WATER))
    assert parts(meter) == {HOT_WATER: 0.1}


def test_a_corrected_use_moves_the_next_energy() -> None:
    meter = feed(HeatPumpMeter(), (0, 1000, HEATING), (6, 1000, HEATING))
    meter = feed(meter, (6, 1000, HOT_WATER))
    # Heating has got 0.05 kWh too much, which cannot be taken back.
    assert parts(meter) == {HEATING: 0.1}
    meter = feed(meter, (12, 1000, HEATING))
    assert parts(meter) == {HEATING: 0.1, HOT_WATER: 0.1}


def test_a_corrected_power_is_paid_by_the_next_energy() -> None:
    meter = feed(HeatPumpMeter(), (0, 1000, HEATING), (6, 3000, HEATING))
    meter = feed(meter, (6, 1000, HEATING), (12, 1000, HOT_WATER))
    assert parts(meter) == {HEATING: 0.2}
    meter = feed(meter, (18, 1000, HOT_WATER))
    assert parts(meter) == {HEATING: 0.2, HOT_WATER: 0.1}
    meter = feed(meter, (24, 1000, HEATING), (30, 1000, HEATING))
    assert parts(meter) == {HEATING: 0.3, HOT_WATER: 0.2}


def test_an_older_reading_changes_nothing() -> None:
    meter = feed(HeatPumpMeter(), (0, 1000, HEATING), (6, 1000, HEATING))
    assert parts(feed(meter, (3, 9000, COOLING))) == parts(meter)
    assert feed(meter, (3, 9000, COOLING)).use is HEATING


def test_parts_and_total_continue_from_what_was_shown() -> None:
    meter = feed(HeatPumpMeter(), (0, 1000, HEATING), (6, 1000, HEATING))
    shown = {HEATING: (0.4, at(20)), HOT_WATER: (0.3, at(20)), COOLING: (0.0, at(20))}
    meter = meter.raise_parts(shown)
    assert parts(meter) == {HEATING: 0.4, HOT_WATER: 0.3}
    assert meter.shown_kwh == 0.7
    # The total was recorded, but not yet the part that it increased.
    meter = meter.raise_to(0.8, at(20)).divided()
    assert parts(meter) == {HEATING: 0.5, HOT_WATER: 0.3}
    meter = feed(meter, (26, 1000, HOT_WATER), (32, 1000, HOT_WATER))
    assert parts(meter) == {HEATING: 0.55, HOT_WATER: 0.45}


# The compressor


def test_a_compressor_starts_and_stops_between_readings() -> None:
    readings: list[Reading] = [
        (0, 20, STANDBY),
        (10, 900, HEATING),
        (20, 900, HOT_WATER),
        (30, 20, STANDBY),
    ]
    meter = feed(HeatPumpMeter(), *readings)
    assert meter.compressor(DAY) == (1, 20 * 60)
    meter = feed(meter, (40, 60, HEATING), (50, 900, COOLING))
    assert meter.compressor(DAY) == (2, 25 * 60)


def test_a_gap_is_neither_a_start_nor_run_time() -> None:
    meter = feed(HeatPumpMeter(), (0, 20, STANDBY), (90, 900, HEATING))
    assert meter.compressor(DAY) == (0, 0)
    assert feed(meter, (100, 900, HEATING)).compressor(DAY) == (0, 600)


def test_a_correction_replaces_what_the_compressor_did() -> None:
    meter = feed(HeatPumpMeter(), (0, 20, STANDBY), (10, 900, HEATING))
    assert meter.compressor(DAY) == (1, 300)
    meter = feed(meter, (10, 20, STANDBY))
    assert meter.compressor(DAY) == (0, 0)


@pytest.mark.parametrize(
    ("last", "expected"), [(10, (0, 600)), (30, (0, 15 * 60)), (50, (1, 20 * 60))]
)
def test_a_day_begins_with_nothing_and_a_step_over_midnight_is_divided(
    last: float, expected: tuple[int, float]
) -> None:
    midnight = 15 * 60
    on, off = (900, HEATING), (20, STANDBY)
    meter = feed(HeatPumpMeter(), (midnight - 20, *off), (midnight - 10, *on))
    assert meter.compressor(DAY) == (1, 300)
    assert meter.compressor(TOMORROW) == (0, 0)
    # The last reading of the day may arrive after midnight.
    meter = feed(meter, (midnight - 1, *on), day=TOMORROW)
    assert meter.compressor(TOMORROW) == (0, 0)
    meter = feed(meter, (midnight + 10, *on), day=TOMORROW)
    assert meter.compressor(TOMORROW) == (0, 600)
    after: list[Reading] = [
        (midnight + 10, *on),
        (midnight + 20, *off),
        (midnight + 30, *off),
        (midnight + 40, *on),
        (midnight + 40, *on),
    ]
    after = [reading for reading in after if reading[0] <= midnight + last]
    meter = feed(meter, *after, day=TOMORROW)
    assert meter.compressor(TOMORROW) == expected


# Whatever arrives

USE = st.none() | st.sampled_from(USES)
READINGS = st.lists(
    st.tuples(st.integers(-60, 5000), st.none() | st.floats(0, 20_000), USE),
    max_size=30,
)


@given(READINGS, st.data())
def test_the_parts_always_add_up_and_never_decrease(
    readings: list[Reading], data: st.DataObject
) -> None:
    meter, minute = HeatPumpMeter(), 0.0
    for step, power, use in readings:
        minute = max(minute, minute + step / 60)
        before, meter = meter, feed(meter, (minute, power, use))
        match data.draw(st.integers(0, 5)):
            case 0:
                meter = feed(meter, (minute, data.draw(st.floats(0, 20_000)), use))
            case 1:
                assert restarted(meter) == meter
                meter = restarted(meter)
            case 2:
                part = data.draw(st.sampled_from(USES))
                kwh = meter.part_kwh(part) + data.draw(st.integers(0, 900)) / 1000
                meter = meter.raise_parts({part: (kwh, at(minute))})
            case _:
                pass
        for old, new in zip(before.parts_wh, meter.parts_wh, strict=True):
            assert old <= new
        assert sum(meter.parts_wh) == round(meter.total_kwh * 1000)
        assert meter.shown_kwh == pytest.approx(meter.total_kwh, abs=0.0006)


@given(st.lists(st.tuples(st.integers(1, 60), st.floats(0, 9000), USE), max_size=60))
def test_each_use_gets_its_energy(
    steps: list[tuple[int, float, EnergyUse | None]],
) -> None:
    meter, minute = HeatPumpMeter(), 0.0
    expected = dict.fromkeys(USES, 0.0)
    use, power = HEATING, 0.0
    for step, after, new in steps:
        if minute:
            expected[use] += power * step / 120_000
            expected[new or use] += after * step / 120_000
        minute, power, use = minute + step, after, new or use
        meter = feed(meter, (minute, after, new))
    for use in USES:
        assert meter.part_kwh(use) == pytest.approx(expected[use], abs=0.0025)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(
    JSON
    | st.fixed_dictionaries({}, optional=dict.fromkeys(HeatPumpMeter().save(), JSON))
)
def test_whatever_was_saved_the_meter_works(saved: object) -> None:
    meter = HeatPumpMeter.restore(saved).divided()
    after = feed(meter, (0, 1000, HOT_WATER), (6, 1000, HOT_WATER))
    assert sum(after.parts_wh) >= sum(meter.parts_wh) >= 0

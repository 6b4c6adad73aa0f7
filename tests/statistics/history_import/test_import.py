"""The past that the cloud knows, as the recorder has it after an import."""

from datetime import datetime
from functools import partial
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_import_statistics,
    list_statistic_ids,
)
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.podero.const import DOMAIN
from tests.conftest import MORNING
from tests.statistics.history_import.past import (
    ENERGIES,
    HOUR,
    IN_WH,
    NOT_HOURLY,
    REMEMBERED_DAYS,
    UNKNOWN_UNIT,
    Past,
    about,
    hours_ago,
    left_out,
    messages,
    row,
    summed,
)

# These tests are about the requests of others.
pytestmark = pytest.mark.usefixtures("no_event")


async def test_past_becomes_statistics(past: Past) -> None:
    await past.start()
    found = await past.statistics()
    expected = {
        past.heat_pump(): "heat_pump",
        past.car(): "car",
        past.car("unoptimized_consumption"): "car_eager",
        past.inverter("solar_production"): "solar",
        past.inverter("grid_export"): "grid_export",
    }
    for statistic_id, name in expected.items():
        lived = past.lived(name)
        assert len(lived) == 24 * REMEMBERED_DAYS
        assert list(found[statistic_id]) == list(lived)
        assert found[statistic_id] == about(lived), name
    unoptimized = past.heat_pump("unoptimized_consumption")
    assert len(found[unoptimized]) == 24 * REMEMBERED_DAYS
    assert {one for one in found if ":" in one} == {*expected, unoptimized}


async def test_statistics_fit_the_energy_dashboard(past: Past) -> None:
    await past.start()
    await async_wait_recording_done(past.hass)
    listed = await get_instance(past.hass).async_add_executor_job(
        list_statistic_ids, past.hass
    )
    own = {
        one["statistic_id"]: one
        for one in listed
        if one["statistic_id"].endswith(ENERGIES)
    }
    for one in own.values():
        assert one["statistics_unit_of_measurement"] == "kWh"
        assert one["unit_class"] == "energy"
        assert one["has_sum"]
        assert one["mean_type"] is StatisticMeanType.NONE
    assert {one: own[one]["name"] for one in own} == {
        past.heat_pump(): "Heat pump consumption (Podero history)",
        past.heat_pump("unoptimized_consumption"): (
            "Heat pump consumption without optimization (Podero history)"
        ),
        past.car(): "Car consumption (Podero history)",
        past.car("unoptimized_consumption"): (
            "Car consumption without optimization (Podero history)"
        ),
        past.inverter(): "Solar inverter production (Podero history)",
        past.inverter("grid_export"): "Solar inverter grid export (Podero history)",
    }


async def test_names_follow_the_owner_and_their_language(past: Past) -> None:
    past.only_heat_pump([row(1, 500)])
    await past.start()
    devices = dr.async_get(past.hass)
    device = devices.async_get_device_by_identifier(
        (DOMAIN, past.cloud.heat_pump.id), past.home.entry.entry_id
    )
    assert device is not None
    devices.async_update_device(device.id, name_by_user="Erika")
    past.hass.config.language = "de"
    await past.start_again()
    await async_wait_recording_done(past.hass)
    listed = await get_instance(past.hass).async_add_executor_job(
        partial(list_statistic_ids, past.hass, statistic_ids={past.heat_pump()})
    )
    assert [one["name"] for one in listed] == ["Erika: Verbrauch (Podero-Verlauf)"]
    assert await past.rows(past.heat_pump()) == hours_ago({1: 0.5})


async def test_night_of_the_clock_change(
    past: Past, morning: FrozenDateTimeFactory
) -> None:
    await past.hass.config.async_set_time_zone("Europe/Vienna")
    morning.move_to("2026-03-28T12:00:00+00:00")
    past.cloud.faults.fail("GET", "*/electric-vehicles/*/data", status=404)
    past.cloud.faults.fail("GET", "*/inverters/*/data", status=404)
    await past.start()
    before = await past.rows(past.heat_pump())
    await past.next_day()
    await past.next_day()
    rows = await past.rows(past.heat_pump())
    assert len(rows) == len(before) + 48
    assert rows == about(past.lived("heat_pump"))
    first = min(rows)
    assert list(rows) == [first + number * HOUR for number in range(len(rows))]


@pytest.mark.parametrize(
    ("noon", "times"),
    [
        (
            "2026-03-29T12:00:00+00:00",
            (
                "2026-03-29T01:00:00+01:00",
                "2026-03-29T03:00:00+02:00",
                "2026-03-29T04:00:00+02:00",
            ),
        ),
        (
            "2026-10-25T12:00:00+00:00",
            (
                "2026-10-25T02:00:00+02:00",
                "2026-10-25T02:00:00+01:00",
                "2026-10-25T03:00:00+01:00",
            ),
        ),
    ],
)
async def test_times_of_a_zone_in_the_night_of_the_clock_change(
    past: Past, morning: FrozenDateTimeFactory, noon: str, times: tuple[str, ...]
) -> None:
    morning.move_to(noon)
    past.only_heat_pump([row(0, 1000) | {"time": time} for time in times])
    await past.start()
    first = datetime.fromisoformat(times[0])
    expected = summed({first + number * HOUR: 1.0 for number in range(3)})
    assert await past.rows(past.heat_pump()) == expected


async def test_hours_without_a_value_are_gaps(past: Past) -> None:
    past.only_heat_pump(
        [row(5, 100), row(4, None), row(3, "no number"), row(2, "300"), row(1, 0)]
    )
    await past.start()
    rows = await past.rows(past.heat_pump())
    assert rows == hours_ago({5: 0.1, 2: 0.3, 1: 0})
    assert not await past.rows(past.heat_pump("unoptimized_consumption"))


async def test_only_full_hours_of_the_past_count(
    past: Past, morning: FrozenDateTimeFactory
) -> None:
    morning.tick(50 * 60)
    past.only_heat_pump([row(1, 100), row(0, 200), row(-1, 300)])
    await past.start()
    assert await past.rows(past.heat_pump()) == hours_ago({1: 0.1})
    assert past.asked()[0][2] == MORNING


@pytest.mark.parametrize(
    ("unit", "kwh"), [("Wh", 0.002), ("kWh", 2), ("MWh", 2000), (" kWh ", 2)]
)
async def test_units_are_those_of_the_answer(past: Past, unit: str, kwh: float) -> None:
    past.only_heat_pump([row(1, 2, 4)], {"estimated_consumption": unit} | IN_WH)
    await past.start()
    assert await past.rows(past.heat_pump()) == hours_ago({1: kwh})
    unoptimized = await past.rows(past.heat_pump("unoptimized_consumption"))
    assert unoptimized == hours_ago({1: 0.004})


@pytest.mark.parametrize("unit", ["liters", "kwh"])
async def test_energy_in_an_unknown_unit_is_left_out(
    past: Past, caplog: pytest.LogCaptureFixture, unit: Any
) -> None:
    past.only_heat_pump(
        [row(1, 2, 4)], {"estimated_consumption": "kWh", "consumption": unit}
    )
    await past.start()
    assert await past.rows(past.heat_pump()) == hours_ago({1: 2})
    assert not await past.rows(past.heat_pump("unoptimized_consumption"))
    expected = [left_out(past, UNKNOWN_UNIT)]
    assert messages(caplog) == expected
    await past.next_day()
    assert messages(caplog) == expected
    past.only_heat_pump([row(1, 2, 4)], {"consumption": "kWh"})
    await past.start_again()
    unoptimized = await past.rows(past.heat_pump("unoptimized_consumption"))
    assert unoptimized == hours_ago({1: 4})


async def test_single_hours_between_gaps_count(past: Past) -> None:
    past.only_heat_pump([row(30, 100), row(7, 200), row(5, 300), row(1, 400)])
    await past.start()
    expected = hours_ago({30: 0.1, 7: 0.2, 5: 0.3, 1: 0.4})
    assert await past.rows(past.heat_pump()) == expected


@pytest.mark.parametrize(
    "times",
    [(1, 0.75, 0.5, 0.25), (49, 25, 1), (48, 25, 1), (1.5,), (2.5, 1.5)],
    ids=["quarters", "days", "a short day", "half past", "hours from half past"],
)
async def test_what_is_not_by_the_hour_is_left_out(
    past: Past, caplog: pytest.LogCaptureFixture, times: tuple[float, ...]
) -> None:
    past.only_heat_pump([row(ago, 100) for ago in times])
    await past.start()
    await past.next_day()
    assert not await past.rows(past.heat_pump())
    assert messages(caplog) == [left_out(past, NOT_HOURLY)]
    past.only_heat_pump([row(3, 100), row(2, 100), row(1, 100)])
    await past.next_day()
    assert len(await past.rows(past.heat_pump())) == 3


async def test_statistics_of_entities_stay_as_they_are(past: Past) -> None:
    past.only_heat_pump([row(3, 100), row(2, 200), row(1, 300)])
    sensor = "sensor.heat_pump_energy_consumption"
    own = StatisticMetaData(
        mean_type=StatisticMeanType.NONE,
        has_sum=True,
        name=None,
        source="recorder",
        statistic_id=sensor,
        unit_class="energy",
        unit_of_measurement="kWh",
    )
    rows = [
        StatisticData(start=MORNING - 2 * HOUR, state=5, sum=50),
        StatisticData(start=MORNING - HOUR, state=6, sum=51),
    ]
    async_import_statistics(past.hass, own, rows)
    before = await past.rows(sensor)
    assert len(before) == 2
    await past.start()
    await past.next_day()
    found = await past.statistics()
    assert found.keys() == {sensor, past.heat_pump()}
    assert found[sensor] == before


async def test_nothing_is_asked_unless_it_is_wanted(past: Past) -> None:
    past.hass.config_entries.async_update_entry(past.home.entry, options={})
    await past.start()
    await past.next_day()
    assert not past.asked()
    assert not await past.statistics()

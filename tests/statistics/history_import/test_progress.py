"""Reach of the import, and its requests on the days after."""

from homeassistant.components.recorder import get_instance
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.podero.const import CONF_IMPORT_HISTORY, DOMAIN
from tests.conftest import MORNING
from tests.statistics.history_import.past import (
    HOUR,
    YEAR,
    Past,
    about,
    hours_ago,
    messages,
    row,
)

# These tests are about the requests of others.
pytestmark = pytest.mark.usefixtures("no_event")


async def test_import_goes_back_a_year_through_what_is_missing(past: Past) -> None:
    await past.start()
    asked = past.asked()
    # The house remembers a few days.
    assert len(asked) == YEAR * 3
    for device in (
        past.cloud.heat_pump,
        past.cloud.electric_vehicle,
        past.cloud.solar_inverter,
    ):
        spans = [(since, until) for one, since, until in asked if one == device.id]
        assert spans == [
            (
                MORNING - min((months + 1) * 31, 365) * 24 * HOUR,
                MORNING - months * 31 * 24 * HOUR,
            )
            for months in range(YEAR)
        ]


async def test_options_tell_whose_past_is_imported(past: Past) -> None:
    async def told() -> object:
        options = past.hass.config_entries.options
        form = await options.async_init(past.home.entry.entry_id)
        options.async_abort(form["flow_id"])
        return (form["description_placeholders"] or {})["imported"]

    car = past.cloud.electric_vehicle.id
    failing = past.cloud.faults.fail(path=f"*{car}/data", status=500)
    await past.start()
    assert await told() == "Heat pump, Solar inverter"
    failing.stop()
    await past.home.wait(HOUR.total_seconds() * 2)
    assert await told() == "Car, Heat pump, Solar inverter"
    registry = dr.async_get(past.hass)
    inverter = registry.async_get_device_by_identifier(
        (DOMAIN, past.cloud.solar_inverter.id), past.home.entry.entry_id
    )
    assert inverter is not None
    registry.async_update_device(inverter.id, name_by_user="Sun\n[`x`](https://a.b)")
    assert await told() == "Car, Heat pump, Sun ('x')(https://a.b)"


async def test_five_weeks_without_data_hide_nothing(past: Past) -> None:
    given = [*range(60 * 24 + 5, 60 * 24, -1), *range(25 * 24, 0, -1)]
    past.only_heat_pump([row(ago, 1000) for ago in given])
    await past.start()
    assert await past.rows(past.heat_pump()) == hours_ago(dict.fromkeys(given, 1.0))


async def test_a_device_without_data_for_weeks_has_its_past(past: Past) -> None:
    given = [*range(90 * 24 + 5, 90 * 24, -1)]
    past.only_heat_pump([row(ago, 1000) for ago in given])
    await past.start()
    assert await past.rows(past.heat_pump()) == hours_ago(dict.fromkeys(given, 1.0))


@pytest.mark.parametrize("ended", ["one", "all"])
async def test_an_energy_that_ended_costs_a_request_a_day(
    past: Past, ended: str
) -> None:
    given = [
        row(ago, None if ended == "all" and ago < 7 * 31 * 24 else 1000, other)
        for ago in range(8 * 31 * 24, 0, -6)
        for other in [2000 if ago > 7 * 31 * 24 else None]
    ]
    hourly = [row(ago, 1000) for ago in (8 * 31 * 24 + 1, 8 * 31 * 24 + 2)]
    past.only_heat_pump([*hourly, *given])
    await past.start()
    before = await past.statistics()
    for _ in range(3):
        count = len(past.asked())
        await past.next_day()
        assert len(past.asked()) == count + 3
        count = len(past.asked())
        await past.start_again()
        assert len(past.asked()) == count + 3
    assert await past.statistics() == before


async def test_statistics_that_were_deleted_are_imported_again(past: Past) -> None:
    past.only_heat_pump([row(ago, 1000) for ago in (70 * 24, 70 * 24 - 1, 2, 1)])
    await past.start()
    before = await past.rows(past.heat_pump())
    get_instance(past.hass).async_clear_statistics([past.heat_pump()])
    await async_wait_recording_done(past.hass)
    assert not await past.rows(past.heat_pump())
    await past.start_again()
    assert await past.rows(past.heat_pump()) == before


async def test_turning_it_off_and_on_imports_the_whole_past(past: Past) -> None:
    past.only_heat_pump([row(1, 1000)])
    await past.start()
    past.only_heat_pump([row(70 * 24, 1000), row(70 * 24 - 1, 1000), row(1, 1000)])
    await past.start_again()
    assert await past.rows(past.heat_pump()) == hours_ago({1: 1})
    for wanted in (False, True):
        past.hass.config_entries.async_update_entry(
            past.home.entry, options={CONF_IMPORT_HISTORY: wanted}
        )
        await past.start_again()
    rows = await past.rows(past.heat_pump())
    assert rows == hours_ago({70 * 24: 1, 70 * 24 - 1: 1, 1: 1})


async def test_import_goes_back_a_year_at_most(past: Past) -> None:
    # Two hours every two weeks, for longer than a year.
    given = [ago for ago in range(400 * 24, 0, -1) if ago % (14 * 24) in {1, 2}]
    past.only_heat_pump([row(ago, 1000) for ago in given])
    await past.start()
    heat_pump = [one for one in past.asked() if one[0] == past.cloud.heat_pump.id]
    assert len(heat_pump) == 12
    assert heat_pump[-1][1] == MORNING - 365 * 24 * HOUR
    assert await past.rows(past.heat_pump()) == hours_ago(
        {ago: 1.0 for ago in given if ago <= 365 * 24}
    )


async def test_importing_again_changes_nothing(past: Past) -> None:
    await past.start()
    before = await past.statistics()
    await past.start_again()
    # A year is asked for once; from then on it is a request a device.
    assert len(past.asked()) == YEAR * 3 + 3
    assert await past.statistics() == before


async def test_next_day_goes_on(past: Past) -> None:
    await past.start()
    before = await past.rows(past.heat_pump())
    await past.home.wait(3600)
    assert len(past.asked()) == YEAR * 3
    await past.next_day()
    assert len(past.asked()) == YEAR * 3 + 3
    after = await past.statistics()
    assert len(after[past.heat_pump()]) == len(before) + 25
    for statistic_id, name in (
        (past.heat_pump(), "heat_pump"),
        (past.car(), "car"),
        (past.inverter("grid_export"), "grid_export"),
    ):
        assert after[statistic_id] == about(past.lived(name))
    assert before.items() <= after[past.heat_pump()].items()


async def test_a_day_costs_a_request_for_each_device(past: Past) -> None:
    past.cloud.faults.fail("GET", "*/data", status=404)
    past.answer("heat-pumps", [row(1, 100)])
    past.answer("electric-vehicles", [row(1, 100)])
    await past.start()
    once = YEAR + YEAR + 1
    assert len(past.asked()) == once
    for _ in range(24):
        await past.home.wait(3600)
    assert len(past.asked()) == once + 3
    await past.next_day()
    assert len(past.asked()) == once + 3 + 3


async def test_late_and_corrected_hours_move_the_sums(past: Past) -> None:
    past.only_heat_pump([row(5, 100), row(4, None), row(3, 300), row(2, 400)])
    await past.start()
    assert await past.rows(past.heat_pump()) == hours_ago({5: 0.1, 3: 0.3, 2: 0.4})
    past.only_heat_pump(
        [row(6, 50), row(5, 100), row(4, 200), row(3, 350), row(2, None), row(1, 600)]
    )
    await past.start_again()
    assert await past.rows(past.heat_pump()) == hours_ago(
        {6: 0.05, 5: 0.1, 4: 0.2, 3: 0.35, 2: 0.4, 1: 0.6}
    )


async def test_energy_that_pauses_goes_on_from_its_sum(past: Past) -> None:
    past.only_heat_pump([row(2, 100, 1000), row(1, 200, 2000)])
    await past.start()
    for day in range(10):
        ahead = -24 * (day + 1)
        past.only_heat_pump(
            [row(ahead + 2, 100), row(ahead + 1, 200, 4000 if day == 9 else None)]
        )
        await past.next_day()
    unoptimized = await past.rows(past.heat_pump("unoptimized_consumption"))
    assert unoptimized == hours_ago({2: 1, 1: 2, 1 - 240: 4})
    assert len(await past.rows(past.heat_pump())) == 22


async def test_cloud_without_a_past_is_asked_once_a_day(
    past: Past, caplog: pytest.LogCaptureFixture
) -> None:
    past.cloud.faults.fail("GET", "*/data", status=404)
    await past.start()
    await past.home.wait(3600)
    await past.home.wait(3600)
    assert len(past.asked()) == 3
    await past.next_day()
    assert len(past.asked()) == 3 + 3
    assert not messages(caplog)
    past.only_heat_pump([row(1, 100)])
    await past.next_day()
    assert await past.rows(past.heat_pump()) == hours_ago({1: 0.1})


async def test_an_energy_that_is_told_late_is_not_left_out(past: Past) -> None:
    hours = range(10 * 24, 0, -1)
    past.only_heat_pump([row(ago, 1000, 2000) for ago in hours if ago > 5 * 24])
    await past.start()
    past.only_heat_pump(
        [row(ago, 1000, 2000 if ago > 5 * 24 else None) for ago in hours]
    )
    for _ in range(4):
        await past.next_day()
    past.only_heat_pump([row(ago, 1000, 2000) for ago in range(10 * 24, -4 * 24, -1)])
    await past.next_day()
    for key in ("consumption", "unoptimized_consumption"):
        rows = await past.rows(past.heat_pump(key))
        assert len(rows) == (10 + 4) * 24


async def test_device_that_appears_has_its_turn_within_the_hour(past: Past) -> None:
    past.cloud.faults.fail("GET", "*/data", status=404)
    past.answer("inverters", [row(1, None) | {"solar_production_wh": 700}])
    failure = past.cloud.faults.fail("GET", "*/inverters", status=500)
    await past.start()
    assert past.cloud.solar_inverter.id not in {one for one, *_ in past.asked()}
    failure.stop()
    for _ in range(3):
        await past.home.wait(300)
    await past.home.wait(3600)
    assert await past.statistics() == {past.inverter(): hours_ago({1: 0.7})}

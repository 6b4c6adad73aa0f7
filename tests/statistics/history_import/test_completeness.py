"""Completeness of the past, day by day."""

from homeassistant.components.recorder import get_instance
from homeassistant.components.recorder.statistics import statistics_during_period
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from tests.statistics.history_import.past import DAY_SECONDS, LONG_AGO, Past, as_id, row

# These tests are about the requests of others.
pytestmark = pytest.mark.usefixtures("no_event")


async def completeness(past: Past) -> dict[str, float | None]:
    """Return how complete each day of the heat pump is, by its local date."""
    statistic_id = f"podero:{as_id(past.cloud.heat_pump.id)}_completeness"
    await async_wait_recording_done(past.hass)
    found = await get_instance(past.hass).async_add_executor_job(
        statistics_during_period,
        *(past.hass, LONG_AGO, None, {statistic_id}, "day", None, {"mean"}),
    )
    return {
        f"{dt_util.as_local(dt_util.utc_from_timestamp(row['start'])):%m-%d}": row[
            "mean"
        ]
        for row in found.get(statistic_id, [])
    }


async def test_it_is_known_how_complete_each_day_is(past: Past) -> None:
    # The morning is at 9: today, and each hour before yesterday's noon, count.
    yesterday = range(10, 34)
    three_days_ago = range(3 * 24 - 14, 3 * 24 - 8)
    given = [*yesterday, *three_days_ago, 8, 2]
    past.only_heat_pump([row(ago, 100) for ago in sorted(given, reverse=True)])
    await past.start()
    assert await completeness(past) == {"03-15": 25.0, "03-16": 0.0, "03-17": 100.0}


async def test_a_day_without_data_is_a_gap_until_podero_adds_it(past: Past) -> None:
    await past.hass.config.async_set_time_zone("America/Los_Angeles")
    past.only_heat_pump([row(ago, 100) for ago in range(33, 9, -1)])
    await past.start()
    assert await completeness(past) == {"03-17": 100.0}
    await past.next_day()
    assert await completeness(past) == {"03-17": 100.0, "03-18": 0.0}
    past.only_heat_pump([row(ago, 100) for ago in range(33, -15, -1)])
    await past.next_day()
    assert await completeness(past) == {
        "03-17": 100.0,
        "03-18": 100.0,
        "03-19": 0.0,
    }


async def test_weeks_without_data_are_incomplete_days(past: Past) -> None:
    past.only_heat_pump([row(ago, 100) for ago in range(33, 9, -1)])
    await past.start()
    for _ in range(6):
        await past.next_day()
    empty = {f"03-{day}": 0.0 for day in range(18, 24)}
    assert await completeness(past) == {"03-17": 100.0, **empty}
    # Until then, Home Assistant does not run.
    assert await past.home.unload()
    await past.home.wait(35 * DAY_SECONDS)
    again = -41 * 24
    past.only_heat_pump([row(again + ago, 100) for ago in range(33, 9, -1)])
    await past.start()
    found = await completeness(past)
    assert len(found) == 42
    assert found.pop("03-17") == found.pop("04-27") == 100
    assert {*found.values()} == {0}

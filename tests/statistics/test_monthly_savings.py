"""Tests of the statistics with the savings and the costs of each month."""

from datetime import UTC, datetime
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.statistics import (
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.podero.const import CONF_IMPORT_HISTORY
from tests.conftest import Home

HOUR = 60 * 60
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SERIES = ("savings", "cost", "cost_without_optimization")

type Month = tuple[str, float | None, float | None]
"""The start of a month, its savings, and those in percent."""


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find the integration, after the recorder."""


def answer(
    home: Home,
    *months: Month,
    units: dict[str, str] | None = None,
    end: str = "2026-04-01T00:00:00Z",
) -> None:
    """Let the savings of the heat pump be those of some months."""
    starts = [*(month[0] for month in months), end]
    rows = [
        {
            "period": {"start_period": start, "end_period": end},
            "savings": {"total": total, "percentage": percentage},
        }
        for (start, total, percentage), end in zip(months, starts[1:], strict=True)
    ]
    body = {"metadata": {"units": units or {"savings": "EUR"}}, "data": rows}
    home.cloud.faults.fail("GET", "*/heat-pumps/*/savings", status=200, body=body)


async def set_up(home: Home) -> None:
    home.cloud.faults.fail("GET", "*/electric-vehicles/*/savings", status=404)
    home.cloud.faults.fail("GET", "*/inverters/*/savings", status=404)
    assert await home.set_up()
    await home.wait(1.5)


def id_of(home: Home, series: str) -> str:
    return f"podero:{home.cloud.heat_pump.id.replace('-', '_')}_{series}"


async def recorded(home: Home, period: str = "hour") -> dict[str, dict[str, Any]]:
    """Return the changes of each series by the local date of their row."""
    await async_wait_recording_done(home.hass)
    ids = {id_of(home, series): series for series in SERIES}
    found = await get_instance(home.hass).async_add_executor_job(
        statistics_during_period,
        *(home.hass, LONG_AGO, None, {*ids}, period, None, {"state", "change", "sum"}),
    )
    return {
        ids[statistic]: {
            f"{datetime.fromtimestamp(row['start'], UTC):%m-%d %H}": row["change"]
            for row in rows
        }
        for statistic, rows in found.items()
    }


async def test_each_month_has_savings_and_costs(new_home: Home) -> None:
    answer(
        new_home,
        ("2026-01-01T00:00:00Z", 12.5, 10.0),
        ("2026-02-01T00:00:00Z", -2.0, -4.0),
        ("2026-03-01T00:00:00Z", 9.0, 25.0),
    )
    await set_up(new_home)
    assert await recorded(new_home) == {
        "savings": {"01-01 12": 12.5, "02-01 12": -2.0, "03-01 12": 9.0},
        "cost": {"01-01 12": 112.5, "02-01 12": 52.0, "03-01 12": 27.0},
        "cost_without_optimization": {
            "01-01 12": 125.0,
            "02-01 12": 50.0,
            "03-01 12": 36.0,
        },
    }


async def test_a_month_is_corrected_and_gaps_stay_gaps(new_home: Home) -> None:
    answer(
        new_home,
        ("2025-12-01T00:00:00Z", 5.0, 10.0),
        ("2026-02-01T00:00:00Z", None, None),
        ("2026-03-01T00:00:00Z", 1.0, 10.0),
    )
    await set_up(new_home)
    assert (await recorded(new_home))["savings"] == {"12-01 12": 5.0, "03-01 12": 1.0}
    answer(
        new_home,
        ("2026-02-01T00:00:00Z", 2.0, 0.4),
        ("2026-03-01T00:00:00Z", 3.0, 10.0),
    )
    await new_home.wait(HOUR)
    after = await recorded(new_home)
    expected = {"12-01 12": 5.0, "02-01 12": 2.0, "03-01 12": 3.0}
    assert after["savings"] == pytest.approx(expected)
    # From 0.4 %, which is rounded, no cost can be told.
    assert after["cost"] == pytest.approx({"12-01 12": 45.0, "03-01 12": 27.0})


async def test_what_did_not_change_is_not_recorded_again(
    new_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    answer(new_home, ("2026-03-01T00:00:00Z", 1.0, 10.0))
    await set_up(new_home)
    before = await recorded(new_home)
    await new_home.wait(HOUR)
    assert await recorded(new_home) == before
    assert await new_home.hass.config_entries.async_reload(new_home.entry.entry_id)
    await new_home.wait(1.5)
    assert await recorded(new_home) == before


@pytest.mark.parametrize("zone", ["Europe/Vienna", "America/Los_Angeles", "Asia/Tokyo"])
@pytest.mark.parametrize("start", ["2026-03-01T00:00:00Z", "2026-02-28T23:00:00Z"])
async def test_a_month_is_that_month_in_every_zone(
    new_home: Home, zone: str, start: str
) -> None:
    await new_home.hass.config.async_set_time_zone(zone)
    answer(new_home, ("2026-02-01T00:00:00Z", 2.0, 10.0), (start, 1.0, 10.0))
    await set_up(new_home)
    months = (await recorded(new_home, "month"))["savings"]
    assert list(months.values()) == [2.0, 1.0]
    assert list((await recorded(new_home))["savings"]) == ["02-01 12", "03-01 12"]


@pytest.mark.parametrize(
    "months",
    [
        (("2026-02-01T00:00:00Z", None, None), ("2026-03-01T00:00:00Z", None, None)),
        (),
    ],
)
async def test_a_home_without_optimization_saves_nothing(
    new_home: Home, months: tuple[Month, ...]
) -> None:
    new_home.cloud.controls.set_fields(
        new_home.cloud.heat_pump.id, is_smart_optimization_active=False
    )
    answer(new_home, *months)
    await set_up(new_home)
    assert await recorded(new_home) == {"savings": {"03-01 12": 0.0}}
    assert float(new_home.value("sensor.heat_pump_savings_this_month")) == 0
    answer(new_home, ("2026-03-01T00:00:00Z", 3.0, 10.0))
    await new_home.wait(HOUR)
    assert (await recorded(new_home))["savings"] == {"03-01 12": 3.0}


@pytest.mark.parametrize(
    ("zone", "now", "start", "end"),
    [
        ("Europe/Vienna", "03-31T22:30", "02-28T23:00", "03-31T22:00"),
        ("Asia/Tokyo", "03-31T20:00", "02-28T15:00", "03-31T15:00"),
        ("America/Los_Angeles", "04-01T03:00", "03-01T00:00", "04-01T00:00"),
    ],
)
async def test_a_new_month_without_optimization_leaves_the_last_one_alone(
    new_home: Home,
    freezer: FrozenDateTimeFactory,
    zone: str,
    now: str,
    start: str,
    end: str,
) -> None:
    new_home.cloud.controls.set_fields(
        new_home.cloud.heat_pump.id, is_smart_optimization_active=False
    )
    await new_home.hass.config.async_set_time_zone(zone)
    freezer.move_to(datetime.fromisoformat(f"2026-{now}Z"))
    answer(new_home, (f"2026-{start}:00Z", 7.0, 10.0), end=f"2026-{end}:00Z")
    await set_up(new_home)
    expected = {"03-01 12": 7.0, "04-01 12": 0.0}
    assert (await recorded(new_home))["savings"] == expected
    assert float(new_home.value("sensor.heat_pump_savings_this_month")) == 0


async def test_the_import_asks_for_all_months_in_the_same_request(
    new_home: Home,
) -> None:
    new_home.hass.config_entries.async_update_entry(
        new_home.entry, options={CONF_IMPORT_HISTORY: True}
    )
    new_home.cloud.faults.fail("GET", "*/data", status=404)
    answer(new_home, ("2026-03-01T00:00:00Z", 1.0, 10.0))
    await set_up(new_home)
    [asked] = [
        request.query["from"]
        for request in new_home.cloud.requests
        if request.path.endswith(f"{new_home.cloud.heat_pump.id}/savings")
    ]
    assert asked == "2020-01-01T00:00:00Z"


async def test_they_have_a_currency_and_a_name(new_home: Home) -> None:
    new_home.hass.config.language = "de"
    new_home.hass.config.currency = "SEK"
    answer(new_home, ("2026-03-01T00:00:00Z", 1.0, 10.0), units={"savings": "CHF"})
    await set_up(new_home)
    await async_wait_recording_done(new_home.hass)
    listed = await get_instance(new_home.hass).async_add_executor_job(
        list_statistic_ids, new_home.hass, {id_of(new_home, key) for key in SERIES}
    )
    assert {(row["name"], row["statistics_unit_of_measurement"]) for row in listed} == {
        ("Wärmepumpe: Ersparnis (Podero-Verlauf)", "CHF"),
        ("Wärmepumpe: Kosten (Podero-Verlauf)", "CHF"),
        ("Wärmepumpe: Kosten ohne Optimierung (Podero-Verlauf)", "CHF"),
    }


async def test_savings_of_a_device_that_left_are_not_recorded(
    hass: HomeAssistant, new_home: Home
) -> None:
    answer(new_home, ("2026-03-01T00:00:00Z", 1.0, 10.0))
    await set_up(new_home)
    before = await recorded(new_home)
    savings = new_home.entry.runtime_data.savings
    savings.data = {"gone": savings.data[new_home.cloud.heat_pump.id]}
    savings.async_update_listeners()
    await hass.async_block_till_done(wait_background_tasks=True)
    assert await recorded(new_home) == before
    listed = await get_instance(hass).async_add_executor_job(list_statistic_ids, hass)
    assert not [row for row in listed if "gone" in row["statistic_id"]]

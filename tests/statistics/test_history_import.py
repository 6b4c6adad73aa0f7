"""The past that the cloud knows, as the recorder has it after an import."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
import logging
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.recorder import Recorder, get_instance
from homeassistant.components.recorder.models import (
    StatisticData,
    StatisticMeanType,
    StatisticMetaData,
)
from homeassistant.components.recorder.statistics import (
    async_import_statistics,
    list_statistic_ids,
    statistics_during_period,
)
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager

from custom_components.podero.api import Device, History, Podero
from custom_components.podero.const import CONF_IMPORT_HISTORY, DOMAIN
from tests.conftest import MORNING, Home

HOUR = timedelta(hours=1)
DAY_SECONDS = 24 * 60 * 60
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
IN_WH = {"consumption": "Wh"}
UNKNOWN_UNIT = "the unit of unoptimized_consumption is missing or unknown"
NOT_HOURLY = "it has no hourly values"

type Rows = dict[datetime, tuple[float, float]]
"""Energies and sums in kWh, by the beginning of their hour."""


@pytest.fixture
def recorder_config() -> dict[str, Any]:
    """Let the recorder leave states alone: these tests are about statistics."""
    return {"exclude": {"entity_globs": ["*"]}}


@pytest.fixture
def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Let the recorder be prepared before Home Assistant, and be quiet."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find the integration, after the recorder."""


class Past:
    """A home whose past is to be imported."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.hass = home.hass
        self.cloud = home.cloud

    async def start(self) -> None:
        """Set the home up, and wait for its import."""
        assert await self.home.set_up()
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def start_again(self) -> None:
        """Restart, as far as the home is concerned."""
        assert await self.home.unload()
        await self.start()

    async def next_day(self) -> None:
        """Let a day pass."""
        await self.home.wait(DAY_SECONDS)

    def asked(self) -> list[tuple[str, datetime, datetime]]:
        """Return the devices that the past was asked of, and from when until when."""
        return [
            (
                request.path.split("/")[-2],
                datetime.fromisoformat(request.query["from_datetime"]),
                datetime.fromisoformat(request.query["to_datetime"]),
            )
            for request in self.cloud.requests
            if request.path.endswith("/data")
        ]

    async def statistics(self) -> dict[str, Rows]:
        """Return all that the recorder has of any statistic."""
        await async_wait_recording_done(self.hass)
        found = await get_instance(self.hass).async_add_executor_job(
            statistics_during_period,
            self.hass,
            LONG_AGO,
            None,
            None,
            "hour",
            None,
            {"state", "sum"},
        )
        return {
            statistic_id: {
                datetime.fromtimestamp(row["start"], UTC): (
                    row.get("state") or 0,
                    row.get("sum") or 0,
                )
                for row in rows
            }
            for statistic_id, rows in found.items()
        }

    async def rows(self, statistic_id: str) -> Rows:
        """Return what the recorder has of one statistic."""
        return (await self.statistics()).get(statistic_id, {})

    def heat_pump(self, key: str = "consumption") -> str:
        """Return the id of a statistic of the heat pump."""
        return f"podero:heat_pump_{_as_id(self.cloud.heat_pump.id)}_{key}"

    def car(self, key: str = "consumption") -> str:
        """Return the id of a statistic of the car."""
        return f"podero:electric_vehicle_{_as_id(self.cloud.electric_vehicle.id)}_{key}"

    def inverter(self, key: str = "solar_production") -> str:
        """Return the id of a statistic of the inverter."""
        return f"podero:solar_inverter_{_as_id(self.cloud.solar_inverter.id)}_{key}"

    def lived(self, name: str) -> Rows:
        """Return what the house remembers of an energy, of its full hours until now."""
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        watt_hours: defaultdict[datetime, list[float]] = defaultdict(list)
        for row in self.cloud.house.history.rows:
            hour = datetime.fromtimestamp(row.start // 3600 * 3600, UTC)
            watt_hours[hour].append(getattr(row.energies, name))
        # The cloud tells tenths of a watt hour.
        return summed(
            {
                hour: round(sum(quarters), 1) / 1000
                for hour, quarters in watt_hours.items()
                if hour < now
            }
        )

    def answer(
        self,
        kind: str,
        rows: Iterable[Mapping[str, Any]],
        units: Mapping[str, Any] = IN_WH,
    ) -> None:
        """Let the cloud answer this when asked for the past of a kind of device."""
        body = {"metadata": {"units": dict(units)}, "data": list(rows)}
        self.cloud.faults.fail("GET", f"*/{kind}/*/data", status=200, body=body)

    def only_heat_pump(
        self, rows: Iterable[Mapping[str, Any]], units: Mapping[str, Any] = IN_WH
    ) -> None:
        """Let the cloud have a past of the heat pump alone."""
        self.cloud.faults.heal()
        self.cloud.faults.fail("GET", "*/data", status=404)
        self.answer("heat-pumps", rows, units)


def _as_id(device_id: str) -> str:
    return device_id.replace("-", "_")


def summed(energies: Mapping[datetime, float]) -> Rows:
    """Add sums to energies."""
    sums = accumulate(energies.values())
    return {
        hour: (energy, total)
        for (hour, energy), total in zip(energies.items(), sums, strict=True)
    }


def about(rows: Rows) -> dict[datetime, Any]:
    """Return rows to compare others with."""
    return {hour: pytest.approx(row, abs=1e-6) for hour, row in rows.items()}


def row(hours_ago: float, consumption: Any, unoptimized: Any = None) -> dict[str, Any]:
    """Return a row of an answer, in Wh, so many hours before the morning."""
    return {
        "time": (MORNING - hours_ago * HOUR).isoformat(),
        "estimated_consumption": consumption,
        "unoptimized_consumption": unoptimized,
    }


def hours_ago(energies: Mapping[int, float]) -> Rows:
    """Return energies in kWh, by how many hours before the morning, with sums."""
    return about(summed({MORNING - ago * HOUR: kwh for ago, kwh in energies.items()}))


def messages(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was said about the past in the log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.podero")
        and record.levelno >= logging.INFO
        and "istory" in record.getMessage()
    ]


def left_out(past: Past, reason: str) -> str:
    """Return what is said of a past of the heat pump that cannot be imported."""
    return f"History of {past.cloud.heat_pump.id} is not imported: {reason}"


@pytest.fixture
def past(hass: HomeAssistant, new_home: Home) -> Past:
    """Give a home that wants its past, and is not set up yet."""
    hass.config_entries.async_update_entry(
        new_home.entry, options={CONF_IMPORT_HISTORY: True}
    )
    return Past(new_home)


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
        assert len(lived) == 768
        assert list(found[statistic_id]) == list(lived)
        assert found[statistic_id] == about(lived), name
    unoptimized = past.heat_pump("unoptimized_consumption")
    assert len(found[unoptimized]) == 768
    assert {one for one in found if ":" in one} == {*expected, unoptimized}


async def test_statistics_fit_the_energy_dashboard(past: Past) -> None:
    await past.start()
    await async_wait_recording_done(past.hass)
    listed = await get_instance(past.hass).async_add_executor_job(
        list_statistic_ids, past.hass
    )
    own = {one["statistic_id"]: one for one in listed if one["source"] == DOMAIN}
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


async def test_import_goes_back_until_there_is_nothing(past: Past) -> None:
    await past.start()
    asked = past.asked()
    # The house remembers 32 days: two months have something, the third has not.
    assert len(asked) == 9
    for device in (
        past.cloud.heat_pump,
        past.cloud.electric_vehicle,
        past.cloud.solar_inverter,
    ):
        spans = [(since, until) for one, since, until in asked if one == device.id]
        assert spans == [
            (MORNING - (months + 1) * 31 * 24 * HOUR, MORNING - months * 31 * 24 * HOUR)
            for months in range(3)
        ]


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
    assert len(past.asked()) == 9 + 3
    assert await past.statistics() == before


async def test_next_day_goes_on(past: Past) -> None:
    await past.start()
    before = await past.rows(past.heat_pump())
    await past.home.wait(3600)
    assert len(past.asked()) == 9
    await past.next_day()
    assert len(past.asked()) == 9 + 3
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
    assert len(past.asked()) == 2 + 2 + 1
    for _ in range(24):
        await past.home.wait(3600)
    assert len(past.asked()) == 2 + 2 + 1 + 3
    await past.next_day()
    assert len(past.asked()) == 2 + 2 + 1 + 3 + 3


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


@pytest.mark.parametrize(
    ("unit", "kwh"), [("Wh", 0.002), ("kWh", 2), ("MWh", 2000), (" kWh ", 2)]
)
async def test_units_are_those_of_the_answer(past: Past, unit: str, kwh: float) -> None:
    past.only_heat_pump([row(1, 2, 4)], {"estimated_consumption": unit} | IN_WH)
    await past.start()
    assert await past.rows(past.heat_pump()) == hours_ago({1: kwh})
    unoptimized = await past.rows(past.heat_pump("unoptimized_consumption"))
    assert unoptimized == hours_ago({1: 0.004})


@pytest.mark.parametrize("unit", [None, "", "liters", "kwh", 5])
async def test_energy_without_a_known_unit_is_left_out(
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


async def test_device_without_any_unit_costs_a_request_a_day(
    past: Past, caplog: pytest.LogCaptureFixture
) -> None:
    past.only_heat_pump([row(1, 2, 4)], {})
    await past.start()
    assert len(messages(caplog)) == 2
    assert len(past.asked()) == 3
    await past.next_day()
    assert len(past.asked()) == 6
    assert len(messages(caplog)) == 2
    assert not {one for one in await past.statistics() if ":" in one}


@pytest.mark.parametrize(
    "times",
    [(1, 0.75, 0.5, 0.25), (49, 25, 1), (1.5,), (2.5, 1.5)],
    ids=["quarters", "days", "half past", "hours from half past"],
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


@pytest.fixture
def walk(past: Past) -> Iterator[Past]:
    """Give a past of five hours, which is asked for two hours at a time."""
    past.only_heat_pump([row(ago, 100) for ago in range(5, 0, -1)])
    with patch("custom_components.podero.statistics.history_import.CHUNK", 2 * HOUR):
        yield past


WALK = hours_ago({5: 0.1, 4: 0.1, 3: 0.1, 2: 0.1, 1: 0.1})


def spans(past: Past) -> list[tuple[float, float]]:
    """Return from and until how many hours ago the heat pump was asked for."""
    return [
        ((MORNING - since) / HOUR, (MORNING - until) / HOUR)
        for device, since, until in past.asked()
        if device == past.cloud.heat_pump.id
    ]


def refuse(past: Past, status: int, times: int = 1, **failure: Any) -> None:
    """Let the cloud refuse the second request for the heat pump's past, and more."""
    path = f"*/{past.cloud.heat_pump.id}/data"
    past.cloud.faults.fail("GET", path, status=status, times=times, **failure)
    answers = [
        one for one in past.cloud.faults.failures if one.path == "*/heat-pumps/*/data"
    ]
    past.cloud.faults.fail("GET", path, status=200, body=answers[-1].body, times=1)


async def test_wish_to_wait_is_obeyed_and_nothing_asked_twice(walk: Past) -> None:
    refuse(walk, 429, headers={"Retry-After": "120"})
    await walk.start()
    assert spans(walk) == [(2, 0), (4, 2)]
    assert len(walk.asked()) == 2
    assert not await walk.statistics()
    await walk.home.wait(118)
    assert len(walk.asked()) == 2
    # Homes that were told the same return over five minutes.
    await walk.home.wait(303)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4), (8, 6)]
    assert await walk.statistics() == {walk.heat_pump(): WALK}


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, None), (403, None), (404, None), (422, None), (200, "[]")],
)
async def test_import_goes_on_after_an_error(
    walk: Past, caplog: pytest.LogCaptureFixture, status: int, body: str | None
) -> None:
    walk.answer("electric-vehicles", [row(1, 200)])
    refuse(walk, status, body=body)
    await walk.start()
    # What went wrong with one device keeps no other waiting.
    assert await walk.statistics() == {walk.car(): hours_ago({1: 0.2})}
    [said] = messages(caplog)
    assert said.startswith("Error fetching Podero history data: ")
    asked = len(walk.asked())
    await walk.home.wait(3601)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4), (8, 6)]
    assert len(walk.asked()) == asked + 3
    assert messages(caplog) == [said, "Fetching Podero history data recovered"]
    assert await walk.rows(walk.heat_pump()) == WALK
    await walk.next_day()
    assert await walk.rows(walk.heat_pump()) == WALK


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_past_that_is_refused_twice_ends_there(walk: Past, status: int) -> None:
    refuse(walk, status, times=2)
    await walk.start()
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2)]
    assert await walk.rows(walk.heat_pump()) == hours_ago({2: 0.1, 1: 0.1})


@pytest.mark.parametrize("status", [403, 500])
async def test_past_that_fails_for_a_day_ends_there(
    walk: Past, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    refuse(walk, status, times=24)
    await walk.start()
    for _ in range(22):
        await walk.home.wait(3601)
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert await walk.rows(walk.heat_pump()) == hours_ago({2: 0.1, 1: 0.1})
    assert messages(caplog)[-2].startswith(left_out(walk, "requests before 03/18/26"))
    # New hours are not kept waiting any longer.
    walk.only_heat_pump([row(ago, 100) for ago in range(5, -48, -1)])
    await walk.next_day()
    assert max(await walk.rows(walk.heat_pump())) == MORNING + (23 + 24 - 1) * HOUR


async def test_an_error_s_text_is_not_the_end_of_the_past(walk: Past) -> None:
    refuse(walk, 200, body={"metadata": {"error": "Timeout"}, "data": []})
    await walk.start()
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert await walk.rows(walk.heat_pump()) == WALK


async def test_an_energy_that_is_told_late_is_not_left_out(past: Past) -> None:
    hours = range(60 * 24, 0, -1)
    past.only_heat_pump([row(ago, 1000, 2000) for ago in hours if ago > 5 * 24])
    await past.start()
    past.only_heat_pump(
        [row(ago, 1000, 2000 if ago > 5 * 24 else None) for ago in hours]
    )
    for _ in range(4):
        await past.next_day()
    past.only_heat_pump([row(ago, 1000, 2000) for ago in range(60 * 24, -4 * 24, -1)])
    await past.next_day()
    for key in ("consumption", "unoptimized_consumption"):
        rows = await past.rows(past.heat_pump(key))
        assert len(rows) == (60 + 4) * 24


async def test_past_that_is_refused_here_and_there_does_not_end(walk: Past) -> None:
    refuse(walk, 404)
    refuse(walk, 404)
    await walk.start()
    await walk.home.wait(3601)
    assert spans(walk) == [(2, 0), (4, 2), (4, 2), (6, 4)]
    assert not await walk.rows(walk.heat_pump())
    await walk.home.wait(3601)
    assert await walk.rows(walk.heat_pump()) == WALK


async def test_past_that_is_refused_altogether_is_asked_for_again(
    walk: Past, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = walk.cloud.faults.fail("GET", "*/data", status=422)
    await walk.start()
    await walk.home.wait(3600)
    await walk.home.wait(3600)
    assert refusal.hits == 3 * 3
    assert len(messages(caplog)) == 1
    refusal.stop()
    await walk.home.wait(3600)
    assert messages(caplog)[1:] == ["Fetching Podero history data recovered"]
    assert await walk.statistics() == {walk.heat_pump(): WALK}


async def test_credentials_that_are_refused_are_asked_for_again(walk: Past) -> None:
    walk.cloud.faults.fail("GET", "*/data", status=401)
    await walk.start()
    [flow] = walk.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    assert not await walk.statistics()
    walk.hass.config_entries.flow.async_abort(flow["flow_id"])
    walk.only_heat_pump([row(1, 100)])
    await walk.start_again()
    assert await walk.statistics() == {walk.heat_pump(): hours_ago({1: 0.1})}


async def test_device_that_is_removed_amid_its_import_is_forgotten(
    walk: Past, caplog: pytest.LogCaptureFixture
) -> None:
    refuse(walk, 500)
    await walk.start()
    walk.cloud.organization.remove_device(walk.cloud.heat_pump.id)
    for _ in range(6):
        await walk.home.poll()
    asked = len(walk.asked())
    await walk.home.wait(3601)
    assert len(walk.asked()) == asked
    assert messages(caplog)[1:] == ["Fetching Podero history data recovered"]
    assert not await walk.statistics()


async def test_device_that_is_removed_while_it_is_asked_for_leaves_nothing(
    walk: Past, caplog: pytest.LogCaptureFixture
) -> None:
    history = Podero.history

    async def remove_meanwhile(
        client: Podero, device: Device, since: datetime, until: datetime
    ) -> History:
        answer = await history(client, device, since, until)
        devices = dr.async_get(walk.hass)
        known = devices.async_get_device_by_identifier(
            (DOMAIN, device.id), walk.home.entry.entry_id
        )
        if known is not None:
            devices.async_remove_device(known.id)
        return answer

    with patch.object(Podero, "history", remove_meanwhile):
        await walk.start()
    assert spans(walk)
    assert not await walk.statistics()
    assert not messages(caplog)
    await walk.start_again()
    assert await walk.statistics() == {walk.heat_pump(): WALK}


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


async def test_unloading_ends_an_import(walk: Past) -> None:
    asked = asyncio.Event()

    async def hang(*_: Any) -> History:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    with patch.object(Podero, "history", hang):
        # That it hangs does not delay the set-up.
        assert await walk.home.set_up()
        assert walk.home.value("switch.car_optimization") == "on"
        await asked.wait()
        assert await walk.home.unload()
    assert walk.home.state() is ConfigEntryState.NOT_LOADED
    await walk.home.wait(3601)
    assert not walk.asked()
    assert not await walk.statistics()
    await walk.start()
    assert await walk.statistics() == {walk.heat_pump(): WALK}


async def test_nothing_is_asked_unless_it_is_wanted(past: Past) -> None:
    past.hass.config_entries.async_update_entry(past.home.entry, options={})
    await past.start()
    await past.next_day()
    assert not past.asked()
    assert not await past.statistics()

"""Status and settings of heat pumps."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from custom_components.podero.api import HeatPump

NOW = datetime(2026, 3, 18, 9, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
LATER = NOW + timedelta(hours=1)
VIENNA = timezone(timedelta(hours=1))

OFF = {"is_away_mode_enabled": False, "away_mode_start": None, "away_mode_end": None}


@pytest.mark.parametrize(
    ("end", "expected"),
    [(None, None), (LATER.astimezone(VIENNA), "2026-03-18T10:00:00Z")],
)
def test_an_away_window_is_written_in_utc(
    end: datetime | None, expected: str | None
) -> None:
    assert HeatPump.away_mode_settings(NOW.astimezone(VIENNA), end) == {
        "is_away_mode_enabled": True,
        "away_mode_start": "2026-03-18T09:00:00Z",
        "away_mode_end": expected,
    }


@pytest.mark.parametrize(
    ("start", "end", "is_kept"),
    [
        (None, None, False),
        (EARLIER, None, False),
        (EARLIER, NOW, False),
        (LATER, None, True),
        (EARLIER, LATER, True),
        (None, LATER, True),
    ],
)
def test_away_mode_starts_now_unless_its_window_lies_ahead(
    start: datetime | None, end: datetime | None, is_kept: bool
) -> None:
    heat_pump = HeatPump(id="a", away_mode_start=start, away_mode_end=end)
    settings = heat_pump.away_mode_on_settings(NOW)
    if is_kept:
        assert settings == {"is_away_mode_enabled": True}
    else:
        assert settings == HeatPump.away_mode_settings(NOW, None)
    assert heat_pump.changed(settings).is_away(NOW)


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (None, {}),
        (LATER, {}),
        (NOW, {"away_mode_end": None}),
        (EARLIER, {"away_mode_end": None}),
    ],
)
def test_a_new_start_clears_an_end_that_has_passed(
    end: datetime | None, expected: dict[str, None]
) -> None:
    heat_pump = HeatPump(id="a", away_mode_end=end)
    assert heat_pump.away_mode_start_settings(LATER, NOW) == {
        "away_mode_start": "2026-03-18T10:00:00Z",
        **expected,
    }


def test_away_mode_is_off_after_it_was_turned_off() -> None:
    assert HeatPump.away_mode_off_settings() == OFF
    heat_pump = HeatPump(id="a", is_away_mode_enabled=True, away_mode_start=EARLIER)
    assert not heat_pump.changed(OFF).is_away(NOW)


@pytest.mark.parametrize(
    ("enabled", "end", "expected"),
    [
        (True, NOW, OFF),
        (True, LATER, {}),
        (True, None, {}),
        (False, EARLIER, {}),
        (None, EARLIER, {}),
    ],
)
def test_an_away_mode_whose_end_has_passed_is_cleared(
    enabled: bool | None, end: datetime | None, expected: dict[str, bool | None]
) -> None:
    heat_pump = HeatPump(id="a", is_away_mode_enabled=enabled, away_mode_end=end)
    assert heat_pump.expired_settings(NOW) == expected


def test_a_pause_ends_at_its_time_or_when_it_is_ended() -> None:
    settings = HeatPump.pause_settings(LATER.astimezone(VIENNA))
    assert settings == {
        "is_pause_power_active": True,
        "pause_power_until": "2026-03-18T10:00:00Z",
    }
    paused = HeatPump(id="a").changed(settings)
    assert paused.is_paused(NOW)
    assert not paused.is_paused(LATER)
    assert not paused.changed(HeatPump.resume_settings()).is_paused(NOW)
    assert HeatPump(id="a", is_pause_power_active=True).is_paused(NOW)
    assert HeatPump.resume_settings() == {
        "is_pause_power_active": False,
        "pause_power_until": None,
    }


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"is_smart_optimization_active": False, "current_mode": "mid"},
            "not_optimizing",
        ),
        ({"is_smart_optimization_active": True, "current_mode": "min"}, "min"),
        ({"is_smart_optimization_active": True, "current_mode": "low"}, "eco"),
        ({"is_smart_optimization_active": True, "current_mode": "mid"}, "comfort"),
        ({"is_smart_optimization_active": True, "current_mode": "MAX"}, "boost"),
        ({"is_smart_optimization_active": True, "current_mode": None}, None),
        (
            {"is_smart_optimization_active": False, "current_mode": None},
            "not_optimizing",
        ),
        ({"current_mode": "mid"}, "comfort"),
    ],
)
def test_optimization_status(fields: dict[str, Any], expected: str | None) -> None:
    heat_pump = HeatPump.from_json({"id": "a", **fields})
    assert heat_pump is not None
    assert heat_pump.optimization_status == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Hot Water", "hot_water"),
        ("heating", "heating"),
        ("Defrosting stage 2", "Defrosting stage 2"),
        (None, None),
    ],
)
def test_operating_mode(word: str | None, expected: str | None) -> None:
    assert HeatPump(id="a", operational_mode=word).operating_mode == expected


@pytest.mark.parametrize(
    ("enabled", "start", "end", "expected", "ahead"),
    [
        # The flag is true by default: alone it says nothing.
        (True, None, None, "off", False),
        (None, None, None, "off", False),
        (False, EARLIER, LATER, "off", True),
        (None, EARLIER, LATER, "off", True),
        (True, EARLIER, LATER, "active", True),
        (True, NOW, LATER, "active", True),
        (True, LATER, None, "scheduled", True),
        (True, LATER, LATER + timedelta(hours=1), "scheduled", True),
        (True, EARLIER, None, "active", False),
        (True, None, LATER, "active", True),
        (True, None, EARLIER, "off", False),
        (True, EARLIER, NOW, "off", False),
        (True, LATER, EARLIER, "off", False),
    ],
)
def test_away_mode(
    enabled: bool | None,
    start: datetime | None,
    end: datetime | None,
    expected: str,
    ahead: bool,
) -> None:
    heat_pump = HeatPump(
        id="a", is_away_mode_enabled=enabled, away_mode_start=start, away_mode_end=end
    )
    assert heat_pump.away_mode_status(NOW) == expected
    assert heat_pump.has_away_window_ahead(NOW) is ahead
    assert heat_pump.state_change_times() == (start, end, None)


@pytest.mark.parametrize(
    ("start", "moved_end"),
    [
        (LATER + timedelta(days=1), "2026-03-19T13:00:00Z"),
        # There is no time that is years after this one.
        (datetime(9998, 6, 1, tzinfo=UTC), None),
    ],
)
def test_a_new_start_after_the_end_moves_the_end_if_there_is_such_a_time(
    start: datetime, moved_end: str | None
) -> None:
    years = timedelta(0) if moved_end else timedelta(days=1000)
    heat_pump = HeatPump(
        id="heat-pump",
        away_mode_start=LATER,
        away_mode_end=LATER + timedelta(hours=3) + years,
    )
    settings = heat_pump.away_mode_start_settings(start, NOW)
    assert settings.get("away_mode_end") == moved_end

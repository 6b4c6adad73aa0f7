"""Test the date and time platform."""

from datetime import UTC, datetime, timedelta, timezone
from unittest.mock import patch

from homeassistant.const import STATE_ON, STATE_UNKNOWN, Platform
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home
from tests.datetimes import END, PAUSE, START, set_value


async def test_datetimes(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.DATETIME,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_a_point_in_time_is_written_alone_as_utc_and_shows_at_once(
    home: Home,
) -> None:
    await home.hass.config.async_update(time_zone="Europe/Vienna")
    assert await set_value(home, START, datetime(2026, 3, 28, 12, 0)) == (  # noqa: DTZ001
        "2026-03-28T11:00:00+00:00"
    )
    # The clocks go forward in between.
    assert await set_value(home, END, datetime(2026, 3, 29, 12, 0)) == (  # noqa: DTZ001
        "2026-03-29T10:00:00+00:00"
    )
    assert home.written() == [
        # The flag is true by default, and must not turn on the new window.
        {"away_mode_start": "2026-03-28T11:00:00Z", "is_away_mode_enabled": False},
        {"away_mode_end": "2026-03-29T10:00:00Z"},
    ]


async def test_a_point_in_time_that_is_not_set_is_unknown(home: Home) -> None:
    for entity_id in (START, END, PAUSE):
        assert (state := home.hass.states.get(entity_id))
        assert state.state == STATE_UNKNOWN


async def test_the_end_of_a_pause_pauses(home: Home) -> None:
    until = datetime.now(UTC) + timedelta(hours=5)
    assert await set_value(home, PAUSE, until) == until.isoformat()
    assert home.written() == [
        {"pause_power_until": "2026-03-18T14:00:00Z", "is_pause_power_active": True}
    ]
    assert home.value("switch.heat_pump_pause") == STATE_ON


async def test_an_end_that_has_passed_makes_room_for_a_new_start(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=False,
        away_mode_start="2026-03-01T08:00:00Z",
        away_mode_end="2026-03-08T08:00:00Z",
    )
    await home.poll()
    start = datetime(2026, 4, 1, 8, tzinfo=UTC)
    assert await set_value(home, START, start) == start.isoformat()
    assert home.written() == [
        {"away_mode_start": "2026-04-01T08:00:00Z", "away_mode_end": None}
    ]
    assert home.value(END) == STATE_UNKNOWN


async def test_an_end_that_lies_ahead_stays_when_the_start_is_moved(
    home: Home,
) -> None:
    end = datetime(2026, 4, 8, 8, tzinfo=UTC)
    await set_value(home, END, end)
    await set_value(home, START, datetime(2026, 4, 1, 8, tzinfo=UTC))
    assert home.written()[-1] == {"away_mode_start": "2026-04-01T08:00:00Z"}
    assert home.value(END) == end.isoformat()


@pytest.mark.parametrize(
    ("entity_id", "refusal"),
    [(END, "away_ends_in_the_past"), (PAUSE, "pause_in_the_past")],
)
async def test_what_must_lie_ahead_is_not_sent_otherwise(
    home: Home, entity_id: str, refusal: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await set_value(home, entity_id, datetime.now(UTC) - timedelta(minutes=1))
    assert refused.value.translation_key == refusal
    assert not home.written()


@pytest.mark.parametrize("entity_id", [START, END, PAUSE])
@pytest.mark.parametrize("year", [1, 1970, 9999])
async def test_a_year_that_cannot_be_read_back_is_not_sent(
    home: Home, entity_id: str, year: int
) -> None:
    for zone in (None, timezone(timedelta(hours=12)), timezone(timedelta(hours=-12))):
        with pytest.raises(ServiceValidationError) as refused:
            await set_value(home, entity_id, datetime(year, 6, 1, tzinfo=zone))
        assert refused.value.translation_key == "time_out_of_range"
    assert not home.written()
    await set_value(home, entity_id, datetime(2026, 6, 1, tzinfo=UTC))
    assert len(home.written()) == 1

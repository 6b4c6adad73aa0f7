"""Test the entry that the calendar shows for away mode."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_OFF, STATE_ON
import pytest

from tests.calendar.away.phone import AWAY, ENTRY_ON, OFF, Phone, set_away
from tests.conftest import Home


async def test_away_mode_that_is_set_elsewhere_shows(
    phone: Phone, morning: FrozenDateTimeFactory
) -> None:
    await set_away(phone.home, **ENTRY_ON)
    assert phone.state.state == STATE_OFF
    assert phone.state.attributes["start_time"] == "2026-03-20 16:00:00"
    morning.move_to("2026-03-20T15:00:00Z")
    await phone.home.wait(1)
    assert phone.state.state == STATE_ON
    morning.move_to("2026-03-22T17:00:00Z")
    await phone.home.wait(1)
    assert phone.state.state == STATE_OFF
    assert "message" not in phone.state.attributes


async def test_a_window_that_is_not_turned_on_does_not_show(phone: Phone) -> None:
    await set_away(phone.home, **{**ENTRY_ON, "is_away_mode_enabled": False})
    assert await phone.all_entries() == []
    assert await phone.create() is None


@pytest.mark.parametrize(
    ("start", "end", "shows"),
    [
        ("2026-03-22T17:59:59", "2026-03-23T00:00:00", True),
        ("2026-03-22T18:00:00", "2026-03-23T00:00:00", False),
        ("2026-03-20T00:00:00", "2026-03-20T16:00:00", False),
        ("2026-03-20T00:00:00", "2026-03-20T16:00:01", True),
    ],
)
async def test_a_range_has_the_entry_if_it_touches_it(
    phone: Phone, start: str, end: str, *, shows: bool
) -> None:
    await phone.create()
    assert bool(await phone.entries(start, end)) is shows


async def test_away_mode_without_an_end_stays_so_until_it_is_given_one(
    phone: Phone,
) -> None:
    text = "No end is set. Delete this entry to end away mode, or give it an end."
    window = {"is_away_mode_enabled": True, "away_mode_start": "2026-03-20T15:00:00Z"}
    await set_away(phone.home, **window)
    [(start, end, description)] = await phone.all_entries()
    assert (start, description) == ("2026-03-20 16:00:00+01:00", text)
    assert await phone.update(start="2026-03-20T17:00:00+01:00", end=end) is None
    assert phone.home.written() == [{"away_mode_start": "2026-03-20T16:00:00Z"}]
    await set_away(phone.home, **window)
    assert await phone.update(start=start, end="2026-03-25T00:00:00+01:00") is None
    assert phone.home.written() == [{"away_mode_end": "2026-03-24T23:00:00Z"}]


async def test_away_mode_without_a_start_shows_from_today(phone: Phone) -> None:
    await set_away(
        phone.home, is_away_mode_enabled=True, away_mode_end="2026-03-22T17:00:00Z"
    )
    assert await phone.all_entries() == [
        ("2026-03-18 00:00:00+01:00", "2026-03-22 18:00:00+01:00", "")
    ]
    assert phone.state.state == STATE_ON
    assert await phone.delete() is None
    assert phone.home.written() == [OFF]


async def test_a_heat_pump_without_away_mode_has_no_such_calendar(
    new_home: Home,
) -> None:
    heat_pump = new_home.cloud.heat_pump.id
    new_home.cloud.controls.omit_fields(heat_pump, "away_mode_end")
    assert await new_home.set_up()
    assert new_home.hass.states.get(AWAY) is None
    new_home.cloud.controls.release(heat_pump)
    await new_home.poll()
    assert new_home.value(AWAY) == STATE_OFF

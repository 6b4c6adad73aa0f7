"""Test that entries of the calendar change away mode."""

from datetime import date

from homeassistant.const import STATE_OFF
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from tests.calendar.away.phone import AWAY, ENTRY, ENTRY_ON, OFF, Phone, set_away


async def test_an_entry_becomes_away_mode_and_its_removal_takes_it_back(
    phone: Phone,
) -> None:
    assert phone.state.state == STATE_OFF
    assert await phone.create() is None
    assert phone.home.written() == [ENTRY_ON]
    assert phone.state.attributes["message"] == "Away"
    assert await phone.all_entries() == [
        ("2026-03-20 16:00:00+01:00", "2026-03-22 18:00:00+01:00", "")
    ]
    assert phone.home.value("sensor.heat_pump_away_mode_status") == "scheduled"

    assert await phone.delete() is None
    assert phone.home.written() == [OFF]
    assert await phone.all_entries() == []
    await phone.home.poll()
    assert phone.home.value("sensor.heat_pump_away_mode_status") == "off"


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ({"end": "2026-03-23T09:00:00"}, {"away_mode_end": "2026-03-23T08:00:00Z"}),
        ({"start": "2026-03-19T09:00:00"}, {"away_mode_start": "2026-03-19T08:00:00Z"}),
        (
            {"start": "2026-03-21", "end": "2026-03-23"},
            {
                "away_mode_start": "2026-03-20T23:00:00Z",
                "away_mode_end": "2026-03-22T23:00:00Z",
            },
        ),
    ],
)
async def test_a_changed_entry_sends_only_what_changed(
    phone: Phone, change: dict[str, str], sent: dict[str, str]
) -> None:
    await phone.create()
    assert await phone.update(**change) is None
    assert phone.home.written() == [sent]
    [(start, end, _)] = await phone.all_entries()
    assert [start[:10], end[:10]] == [
        {**ENTRY, **change}[key][:10] for key in ("start", "end")
    ]


async def test_a_new_title_sends_nothing(phone: Phone) -> None:
    await phone.create()
    assert await phone.update(summary="Tyrol") is None
    assert not phone.home.written()
    assert phone.state.attributes["message"] == "Away"


async def test_entries_of_whole_days_go_from_midnight_to_midnight(
    phone: Phone,
) -> None:
    """The clocks change on 29 March, so that the window is an hour shorter."""
    assert await phone.create(start="2026-03-28", end="2026-03-30") is None
    [body] = phone.home.written()
    assert body["away_mode_start"] == "2026-03-27T23:00:00Z"
    assert body["away_mode_end"] == "2026-03-29T22:00:00Z"
    assert await phone.all_entries() == [("2026-03-28", "2026-03-30", "")]
    assert phone.state.attributes["all_day"] is True
    assert await phone.update(start="2026-03-28", end="2026-03-30") is None
    assert not phone.home.written()


async def test_times_stay_the_same_when_clocks_change(phone: Phone) -> None:
    await phone.create(start="2026-03-28T08:00:00", end="2026-03-30T08:00:00")
    [body] = phone.home.written()
    assert body["away_mode_start"] == "2026-03-28T07:00:00Z"
    assert body["away_mode_end"] == "2026-03-30T06:00:00Z"
    assert await phone.all_entries() == [
        ("2026-03-28 08:00:00+01:00", "2026-03-30 08:00:00+02:00", "")
    ]


async def test_a_moved_home_shows_the_same_window_at_its_own_time(
    phone: Phone,
) -> None:
    await phone.create(start="2026-03-28", end="2026-03-30")
    await phone.home.hass.config.async_set_time_zone("Europe/London")
    assert await phone.all_entries() == [
        ("2026-03-27 23:00:00+00:00", "2026-03-29 23:00:00+01:00", "")
    ]


async def test_a_window_in_the_hour_that_autumn_repeats_ends_after_it_starts(
    phone: Phone,
) -> None:
    window = {
        "is_away_mode_enabled": True,
        "away_mode_start": "2026-10-25T00:45:00Z",
        "away_mode_end": "2026-10-25T01:15:00Z",
    }
    await set_away(phone.home, **window)
    [(start, end, _)] = await phone.all_entries()
    assert (start, end) == ("2026-10-25 02:45:00+02:00", "2026-10-25 03:15:00+01:00")
    local = {"start": "2026-10-25T02:45:00", "end": "2026-10-25T03:15:00"}
    assert await phone.update(**local) is None
    assert not phone.home.written()


@pytest.mark.parametrize(
    ("event", "error"),
    [
        (
            {"start": "2026-03-16T08:00:00", "end": "2026-03-17T08:00:00"},
            "Das Ende der Abwesenheit muss in der Zukunft liegen.",
        ),
        (
            {"rrule": "FREQ=WEEKLY"},
            "Eine Abwesenheit kann sich nicht wiederholen.",
        ),
        (
            {"start": "1776-07-04", "end": "2026-07-04"},
            "Das Jahr muss zwischen 2000 und 9998 liegen.",
        ),
        (
            {"start": "0001-01-01", "end": "2026-03-20"},
            "Das Jahr muss zwischen 2000 und 9998 liegen.",
        ),
    ],
)
async def test_what_cannot_be_is_refused_in_the_language_of_the_house(
    phone: Phone, event: dict[str, str], error: str
) -> None:
    phone.home.hass.config.language = "de"
    assert error in (await phone.create(**event) or "")
    assert not phone.home.written()
    assert await phone.all_entries() == []
    assert await phone.create() is None


async def test_a_second_entry_is_refused_until_the_first_is_gone(
    phone: Phone,
) -> None:
    await phone.create()
    for start, end in (("2026-03-21", "2026-03-24"), ("2026-05-01", "2026-05-08")):
        error = await phone.create(start=start, end=end)
        assert error is not None
        assert error.startswith("Podero keeps only one away mode")
        assert not phone.home.written()
    assert await phone.delete() is None
    assert await phone.create(start="2026-05-01", end="2026-05-08") is None


async def test_an_entry_that_is_gone_cannot_be_changed(phone: Phone) -> None:
    await phone.create()
    await set_away(phone.home)
    for change in (phone.update, phone.delete):
        assert (await change() or "").startswith("There is no away mode to change")
        assert not phone.home.written()
    assert await phone.create() is None


async def test_an_entry_that_never_was_is_not_mistaken_for_away_mode(
    phone: Phone,
) -> None:
    await phone.create()
    for change in (phone.update, phone.delete):
        assert (await change(uid="other") or "").startswith("There is no away mode")
        assert not phone.home.written()
    assert len(await phone.all_entries()) == 1


async def test_what_the_cloud_refuses_is_said_and_the_entry_stays(
    phone: Phone,
) -> None:
    await phone.create()
    failure = phone.home.cloud.faults.fail("PUT", status=500)
    error = "Podero is temporarily unavailable. Try again later."
    assert await phone.delete() == error
    assert await phone.update(start="2026-03-19", end="2026-03-20") == error
    assert (await phone.all_entries())[0][0] == "2026-03-20 16:00:00+01:00"
    failure.stop()
    assert await phone.delete() is None
    assert await phone.all_entries() == []


async def test_an_action_is_refused_with_the_key_of_its_error(phone: Phone) -> None:
    await phone.create()
    with pytest.raises(ServiceValidationError) as refused:
        await phone.home.hass.services.async_call(
            "calendar",
            "create_event",
            {
                "entity_id": AWAY,
                "summary": "Away",
                "start_date": date(2026, 5, 1),
                "end_date": date(2026, 5, 2),
            },
            blocking=True,
        )
    assert refused.value.translation_key == "away_is_planned"
    assert isinstance(refused.value, HomeAssistantError)

"""Test dates and times that people pick one after the other."""

from contextlib import suppress
from datetime import UTC, datetime

from homeassistant.const import ATTR_ENTITY_ID, STATE_OFF, STATE_ON
from homeassistant.exceptions import ServiceValidationError
import pytest

from tests.conftest import Home
from tests.datetimes import END, PAUSE, START, VIENNA, march, set_value, shown

AWAY = "switch.heat_pump_away_mode"
FIELDS = {
    START: "away_mode_start",
    END: "away_mode_end",
    PAUSE: "pause_power_until",
}


# Picking a date or a time of day on the page of the device


@pytest.fixture
async def viennese_home(home: Home) -> Home:
    """Give a home where it is 10:00 on a Wednesday."""
    await home.hass.config.async_update(time_zone="Europe/Vienna")
    return home


async def pick_date(home: Home, entity_id: str, day: int) -> datetime | None:
    """Pick a day of March as the frontend does: midnight if there is no value."""
    value = shown(home, entity_id) or datetime(2026, 3, 1, tzinfo=VIENNA)
    await set_value(home, entity_id, value.replace(day=day).astimezone(UTC))
    return shown(home, entity_id)


async def pick_time(home: Home, entity_id: str, hour: int) -> datetime | None:
    """Pick an hour as the frontend does, which sends nothing if there is no value."""
    if (value := shown(home, entity_id)) is not None:
        picked = value.replace(hour=hour, minute=0, second=0)
        await set_value(home, entity_id, picked.astimezone(UTC))
    return shown(home, entity_id)


def show(home: Home, entity_id: str, value: datetime) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, **{FIELDS[entity_id]: value.isoformat()}
    )


@pytest.mark.parametrize("entity_id", [END, PAUSE])
async def test_today_can_be_picked_and_then_a_time(
    viennese_home: Home, entity_id: str
) -> None:
    assert await pick_date(viennese_home, entity_id, 18) == march(18, 23, 59)
    assert await pick_time(viennese_home, entity_id, 18) == march(18, 18)


@pytest.mark.parametrize("entity_id", [END, PAUSE])
async def test_another_day_can_be_picked_and_then_a_time(
    viennese_home: Home, entity_id: str
) -> None:
    assert await pick_date(viennese_home, entity_id, 20) == march(20, 0)
    assert await pick_time(viennese_home, entity_id, 18) == march(20, 18)


@pytest.mark.parametrize("entity_id", [END, PAUSE])
@pytest.mark.parametrize("before", [march(20, 8), march(25, 18), march(18, 10, 30)])
async def test_date_and_time_replace_a_value_in_either_order(
    viennese_home: Home, entity_id: str, before: datetime
) -> None:
    home = viennese_home
    for day, hour in ((18, 15), (19, 8), (18, 11), (23, 0), (18, 23)):
        show(home, entity_id, before)
        await home.poll()
        await pick_date(home, entity_id, day)
        assert await pick_time(home, entity_id, hour) == march(day, hour)

        show(home, entity_id, before)
        await home.wait(40)
        with suppress(ServiceValidationError):
            await pick_time(home, entity_id, hour)
        assert await pick_date(home, entity_id, day) == march(day, hour)


@pytest.mark.parametrize("hour", [8, 12, 20])
async def test_date_and_time_replace_an_expired_pause_in_either_order(
    viennese_home: Home, hour: int
) -> None:
    home = viennese_home
    for day in (18, 19, 25):
        if (day, hour) == (18, 8):
            continue
        show(home, PAUSE, march(16, 18))
        await home.poll()
        await pick_date(home, PAUSE, day)
        assert await pick_time(home, PAUSE, hour) == march(day, hour)

        show(home, PAUSE, march(16, 18))
        await home.wait(40)
        await pick_time(home, PAUSE, hour)
        assert await pick_date(home, PAUSE, day) == march(day, hour)


async def test_a_time_replaces_that_of_an_expired_pause_at_its_next_occurrence(
    viennese_home: Home,
) -> None:
    show(viennese_home, PAUSE, march(16, 18))
    await viennese_home.poll()
    assert await pick_time(viennese_home, PAUSE, 21) == march(18, 21)
    show(viennese_home, PAUSE, march(16, 18))
    await viennese_home.wait(40)
    assert await pick_time(viennese_home, PAUSE, 9) == march(19, 9)


async def test_a_time_too_early_today_is_refused_and_kept_for_a_date(
    viennese_home: Home,
) -> None:
    home = viennese_home
    await set_value(home, PAUSE, march(18, 18))
    for seconds, expected in ((299, march(19, 8)), (301, march(19, 18))):
        await set_value(home, PAUSE, march(18, 18))
        with pytest.raises(ServiceValidationError) as refused:
            await pick_time(home, PAUSE, 8)
        assert refused.value.translation_key == "pause_in_the_past"
        await home.wait(seconds)
        assert await pick_date(home, PAUSE, 19) == expected
    assert await pick_date(home, PAUSE, 20) == march(20, 18)


async def test_the_day_of_the_start_can_be_picked_as_the_end(
    viennese_home: Home,
) -> None:
    await set_value(viennese_home, START, march(20, 12))
    assert await pick_date(viennese_home, END, 20) == march(20, 23, 59)
    assert await pick_time(viennese_home, END, 18) == march(20, 18)


@pytest.mark.parametrize(
    ("entity_id", "refusal"),
    [(END, "away_ends_in_the_past"), (PAUSE, "pause_in_the_past")],
)
async def test_a_past_day_is_refused(
    viennese_home: Home, entity_id: str, refusal: str
) -> None:
    for before in (None, march(20, 12)):
        if before is not None:
            await set_value(viennese_home, entity_id, before)
        viennese_home.cloud.requests.clear()
        with pytest.raises(ServiceValidationError) as refused:
            await pick_date(viennese_home, entity_id, 17)
        assert refused.value.translation_key == refusal
        assert not viennese_home.written()


async def test_a_value_that_has_expired_is_not_moved_when_it_is_set_again(
    viennese_home: Home,
) -> None:
    show(viennese_home, PAUSE, march(16, 18))
    await viennese_home.poll()
    with pytest.raises(ServiceValidationError):
        await set_value(viennese_home, PAUSE, march(16, 18))


# Away mode in every order


async def turn_on_away_mode(home: Home) -> None:
    await home.hass.services.async_call(
        "switch", "turn_on", {ATTR_ENTITY_ID: AWAY}, blocking=True
    )


@pytest.mark.parametrize("flag", [False, True])
@pytest.mark.parametrize("order", [(START, END), (END, START)])
async def test_dates_that_are_set_while_away_mode_is_off_apply_when_it_is_turned_on(
    viennese_home: Home, flag: bool, order: tuple[str, str]
) -> None:
    home = viennese_home
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, is_away_mode_enabled=flag)
    await home.poll()
    dates = {START: march(20, 12), END: march(27, 12)}
    for entity_id in order:
        await set_value(home, entity_id, dates[entity_id])
        assert home.value(AWAY) == STATE_OFF
    await turn_on_away_mode(home)
    assert home.value(AWAY) == STATE_ON
    assert home.value("sensor.heat_pump_away_mode_status") == "scheduled"
    assert {key: shown(home, key) for key in dates} == dates


@pytest.mark.parametrize("flag", [False, True])
async def test_an_end_that_is_set_while_away_mode_is_off_applies_when_it_is_turned_on(
    viennese_home: Home, flag: bool
) -> None:
    home = viennese_home
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, is_away_mode_enabled=flag)
    await home.poll()
    await set_value(home, END, march(27, 12))
    assert home.value(AWAY) == STATE_OFF
    await turn_on_away_mode(home)
    assert home.value("sensor.heat_pump_away_mode_status") == "active"
    assert shown(home, END) == march(27, 12)


@pytest.mark.parametrize("order", [(START, END), (END, START)])
async def test_dates_that_are_set_while_away_mode_is_on_apply_at_once(
    viennese_home: Home, order: tuple[str, str]
) -> None:
    home = viennese_home
    await turn_on_away_mode(home)
    dates = {START: march(20, 12), END: march(27, 12)}
    for entity_id in order:
        await set_value(home, entity_id, dates[entity_id])
        assert home.value(AWAY) == STATE_ON
    assert home.value("sensor.heat_pump_away_mode_status") == "scheduled"
    assert {key: shown(home, key) for key in dates} == dates


@pytest.mark.parametrize("order", [(START, END), (END, START)])
async def test_a_planned_window_can_be_moved_in_either_order(
    viennese_home: Home, order: tuple[str, str]
) -> None:
    home = viennese_home
    await set_value(home, START, march(20, 12))
    await set_value(home, END, march(22, 12))
    await turn_on_away_mode(home)
    dates = {START: march(24, 10), END: march(30, 15)}
    for entity_id in order:
        await set_value(home, entity_id, dates[entity_id])
    assert {key: shown(home, key) for key in dates} == dates


async def test_an_end_moves_along_with_a_start_after_it(viennese_home: Home) -> None:
    home = viennese_home
    await set_value(home, START, march(20, 12))
    await set_value(home, END, march(22, 12))
    await set_value(home, START, march(25, 12))
    assert home.written()[-1] == {
        "away_mode_start": "2026-03-25T11:00:00Z",
        "away_mode_end": "2026-03-27T11:00:00Z",
    }
    with pytest.raises(ServiceValidationError) as refused:
        await set_value(home, END, march(24, 12))
    assert refused.value.translation_key == "away_ends_before_it_starts"

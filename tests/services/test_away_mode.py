"""Away mode by action."""

from homeassistant.exceptions import ServiceValidationError
import pytest

from tests.conftest import Home

from .acting import AWAY, act, heat_pump, utc


async def test_away_mode_starts_now_and_lasts(home: Home) -> None:
    await act(home, "set_away_mode", heat_pump(home))
    assert home.written() == [{**AWAY, "away_mode_start": utc(0)}]
    assert home.value("sensor.heat_pump_away_mode_status") == "active"


async def test_away_mode_has_times_and_limits(home: Home) -> None:
    await act(
        home,
        "set_away_mode",
        {
            **heat_pump(home),
            "start": "2026-07-10 08:00:00",
            "end": "2026-07-24T18:00:00+03:00",
            "minimum_temperature": 15.5,
            "minimum_hot_water_temperature": 30,
        },
    )
    assert home.written() == [
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-07-10T06:00:00Z",
            "away_mode_end": "2026-07-24T15:00:00Z",
            "away_mode_minimum_temperature_limit": 15.5,
            "away_mode_minimum_dhw_temperature_limit": 30,
        }
    ]
    assert home.value("sensor.heat_pump_away_mode_status") == "scheduled"


async def test_away_mode_is_cleared_together(home: Home) -> None:
    await act(home, "set_away_mode", heat_pump(home))
    await act(home, "clear_away_mode", heat_pump(home))
    assert home.written()[-1] == {
        "is_away_mode_enabled": False,
        "away_mode_start": None,
        "away_mode_end": None,
    }
    assert home.value("sensor.heat_pump_away_mode_status") == "off"


@pytest.mark.parametrize(
    ("fields", "translation_key"),
    [
        (
            {"start": "2026-07-10 08:00:00", "end": "2026-07-10 08:00:00"},
            "away_ends_before_it_starts",
        ),
        (
            {"start": "2026-03-01 08:00:00", "end": "2026-03-02 08:00:00"},
            "away_ends_in_the_past",
        ),
        ({"minimum_temperature": 30}, "away_temperature_too_high"),
        ({"end": "1970-01-01 00:00:00"}, "time_out_of_range"),
        ({"end": "9999-06-01 00:00:00"}, "time_out_of_range"),
        ({"end": "1999-12-31T23:00:00-02:00"}, "away_ends_in_the_past"),
        ({"end": "2000-01-01T00:30:00+14:00"}, "time_out_of_range"),
        ({"start": "1970-01-01 00:00:00"}, "time_out_of_range"),
        ({"start": "0001-01-01 00:00:00"}, "time_out_of_range"),
        ({"start": "9999-12-31T23:59:59-12:00"}, "time_out_of_range"),
    ],
)
async def test_what_does_not_go_together_is_not_sent(
    home: Home, fields: dict[str, object], translation_key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_away_mode", {**heat_pump(home), **fields})
    assert refused.value.translation_key == translation_key
    assert not home.written()


async def test_away_mode_stays_off_where_a_limit_is_not_supported(home: Home) -> None:
    limit = "away_mode_minimum_temperature_limit"
    home.cloud.controls.omit_fields(home.cloud.heat_pump.id, limit)
    await home.poll()
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "set_away_mode", {**heat_pump(home), "minimum_temperature": 15})
    assert refused.value.translation_key == "setting_not_supported"
    assert not home.written()
    assert home.value("sensor.heat_pump_away_mode_status") == "off"
    home.cloud.controls.release(home.cloud.heat_pump.id)
    await home.poll()
    await act(home, "set_away_mode", {**heat_pump(home), "minimum_temperature": 15})
    assert home.value("sensor.heat_pump_away_mode_status") == "active"

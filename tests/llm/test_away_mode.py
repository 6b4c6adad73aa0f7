"""Tools of language models for away mode."""

from homeassistant.const import STATE_OFF
from homeassistant.helpers.llm import ToolResult
import pytest
import voluptuous as vol

from tests.conftest import Home
from tests.llm.assistant import AWAY, call


async def test_away_mode_is_set_and_ended(home: Home) -> None:
    result = await call(
        home,
        "set_away_mode",
        start="2026-07-10T08:00:00",
        end="2026-07-24T18:00:00+02:00",
        minimum_temperature=15,
        minimum_hot_water_temperature="30",
    )
    assert result == ToolResult(
        {
            "away_mode": "scheduled",
            "start": "2026-07-10 08:00",
            "end": "2026-07-24 18:00",
            "minimum_temperature": "15 °C",
            "minimum_hot_water_temperature": "30 °C",
        }
    )
    assert home.written() == [
        {
            "is_away_mode_enabled": True,
            "away_mode_start": "2026-07-10T06:00:00Z",
            "away_mode_end": "2026-07-24T16:00:00Z",
            "away_mode_minimum_temperature_limit": 15,
            "away_mode_minimum_dhw_temperature_limit": 30,
        }
    ]
    result = await call(home, "end_away_mode", heat_pump="Heat pump")
    assert result == ToolResult({"away_mode": "off"})
    assert home.value(AWAY) == STATE_OFF


async def test_away_mode_starts_now_and_lasts(home: Home) -> None:
    home.cloud.controls.omit_fields(
        home.cloud.heat_pump.id,
        "away_mode_minimum_temperature_limit",
        "away_mode_minimum_dhw_temperature_limit",
    )
    await home.poll()
    assert await call(home, "set_away_mode") == ToolResult(
        {"away_mode": "active", "start": "2026-03-18 10:00"}
    )


async def test_what_does_not_go_together_is_said_in_words(home: Home) -> None:
    result = await call(home, "set_away_mode", end="2026-03-01T08:00:00")
    assert result.error
    assert result.data == {
        "error": "The end of away mode must be in the future. Select a later end"
    }
    with pytest.raises(vol.Invalid):
        await call(home, "set_away_mode", end="some day")
    with pytest.raises(vol.Invalid):
        await call(home, "set_away_mode", minimum_temperature=90)
    with pytest.raises(vol.Invalid):
        await call(home, "set_away_mode", heat_pump="Neighbor")
    assert not home.written()

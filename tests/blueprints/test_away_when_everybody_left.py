"""Away mode when everybody has left."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from simulator import Device
from tests.automations import find, lose
from tests.blueprints.automation import automate, device_id
from tests.conftest import Home

AWAY = {
    "is_away_mode_enabled": True,
    "away_mode_start": "2026-03-18T11:00:00Z",
    "away_mode_end": None,
}
AT_HOME = {
    "is_away_mode_enabled": False,
    "away_mode_start": None,
    "away_mode_end": None,
}
HOUR = 3600


def at_home(hass: HomeAssistant, *people: str) -> None:
    """Let these people be at home, and the others somewhere else."""
    for person in ("anna", "ben"):
        zones = ["zone.home"] if person in people else []
        state = "home" if person in people else "not_home"
        hass.states.async_set(f"person.{person}", state, {"in_zones": zones})


async def watch(home: Home, *heat_pumps: Device) -> None:
    """Watch who is at home, which two people are."""
    assert await async_setup_component(home.hass, "zone", {})
    at_home(home.hass, "anna", "ben")
    await home.hass.async_block_till_done()
    devices = [device_id(home, heat_pump) for heat_pump in heat_pumps]
    await automate(home.hass, "away_when_everybody_left", heat_pumps=devices)


@pytest.fixture
async def family(home: Home) -> Home:
    """Give a home with two people in it."""
    await watch(home, home.cloud.heat_pump)
    return home


async def become(home: Home, **fields: Any) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **fields)
    await home.poll()


async def leave(home: Home, hours: float = 2) -> None:
    at_home(home.hass)
    await home.wait(hours * HOUR)


async def test_it_starts_when_all_are_gone_and_ends_with_the_first(
    family: Home,
) -> None:
    at_home(family.hass, "ben")
    await family.wait(3 * HOUR)
    assert not family.written()
    at_home(family.hass)
    await family.wait(1.9 * HOUR)
    assert not family.written()
    await family.wait(0.1 * HOUR)
    assert family.written() == [{**AWAY, "away_mode_start": "2026-03-18T14:00:00Z"}]
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert family.written()[1:] == [AT_HOME]
    at_home(family.hass, "anna", "ben")
    await family.wait(HOUR)
    assert family.written()[2:] == []


async def test_an_errand_is_nothing(family: Home) -> None:
    await leave(family, hours=1)
    at_home(family.hass, "anna")
    await family.wait(3 * HOUR)
    assert not family.written()


async def test_it_starts_again_the_next_time(family: Home) -> None:
    await leave(family)
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    await leave(family)
    assert [body["is_away_mode_enabled"] for body in family.written()] == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("start", ["2026-03-18T08:00:00Z", "2026-03-20T08:00:00Z"])
async def test_away_mode_that_is_on_or_planned_stays(family: Home, start: str) -> None:
    await become(family, **AWAY | {"away_mode_start": start})
    await leave(family)
    assert not family.written()


async def test_away_mode_that_is_planned_stays_on_return(family: Home) -> None:
    await leave(family, hours=1)
    await become(family, **AWAY | {"away_mode_start": "2026-03-20T08:00:00Z"})
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert not family.written()


async def test_people_who_turn_up_after_a_restart_were_not_away(family: Home) -> None:
    await become(family, **AWAY | {"away_mode_start": "2026-03-18T08:00:00Z"})
    await leave(family, hours=0.01)
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert not family.written()
    await leave(family, hours=0.5)
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert family.written() == [AT_HOME]


async def test_what_podero_did_not_hear_it_hears_when_it_is_back(family: Home) -> None:
    await leave(family)
    await lose(family)
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert family.value("sensor.heat_pump_away_mode_status") == "unavailable"
    assert len(family.written()) == 1
    await find(family)
    assert family.written()[1:] == [AT_HOME]


async def test_what_podero_did_not_hear_in_time_it_does_not_hear(family: Home) -> None:
    await lose(family)
    await leave(family)
    at_home(family.hass, "anna")
    await find(family)
    assert not family.written()


async def test_several_heat_pumps_go_along(home: Home) -> None:
    other = home.cloud.organization.add_device("heat-pumps", home.cloud.home)
    await home.poll()
    await watch(home, home.cloud.heat_pump, other)
    await leave(home)
    assert [body["is_away_mode_enabled"] for body in home.written()] == [True] * 2
    at_home(home.hass, "ben")
    await home.hass.async_block_till_done()
    assert home.written()[2:] == [AT_HOME] * 2

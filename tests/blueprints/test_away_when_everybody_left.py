"""Test the blueprint for away mode when everyone has left."""

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
    """Set these people to be at home, and all others to be away."""
    for person in ("anna", "ben"):
        zones = ["zone.home"] if person in people else []
        state = "home" if person in people else "not_home"
        hass.states.async_set(f"person.{person}", state, {"in_zones": zones})


async def watch(home: Home, *heat_pumps: Device) -> None:
    """Add the automation while two people are at home."""
    assert await async_setup_component(home.hass, "zone", {})
    at_home(home.hass, "anna", "ben")
    await home.hass.async_block_till_done()
    devices = [device_id(home, heat_pump) for heat_pump in heat_pumps]
    await automate(home.hass, "away_when_everybody_left", heat_pumps=devices)


@pytest.fixture
async def family(home: Home) -> Home:
    """Return a home with two people."""
    await watch(home, home.cloud.heat_pump)
    return home


async def become(home: Home, **fields: Any) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **fields)
    await home.poll()


async def leave(home: Home, hours: float = 2) -> None:
    at_home(home.hass)
    await home.wait(hours * HOUR)


async def test_away_mode_starts_when_all_have_left_and_ends_with_the_first_return(
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


async def test_ignores_short_absences(family: Home) -> None:
    await leave(family, hours=1)
    at_home(family.hass, "anna")
    await family.wait(3 * HOUR)
    assert not family.written()


async def test_away_mode_starts_again_the_next_time(family: Home) -> None:
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
async def test_active_or_scheduled_away_mode_is_kept(family: Home, start: str) -> None:
    await become(family, **AWAY | {"away_mode_start": start})
    await leave(family)
    assert not family.written()


async def test_scheduled_away_mode_is_kept_on_return(family: Home) -> None:
    await leave(family, hours=1)
    await become(family, **AWAY | {"away_mode_start": "2026-03-20T08:00:00Z"})
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert not family.written()


async def test_restart_does_not_count_as_a_return(family: Home) -> None:
    await become(family, **AWAY | {"away_mode_start": "2026-03-18T08:00:00Z"})
    await leave(family, hours=0.01)
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert not family.written()
    await leave(family, hours=0.5)
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert family.written() == [AT_HOME]


async def test_change_is_sent_after_an_outage(family: Home) -> None:
    await leave(family)
    await lose(family)
    at_home(family.hass, "anna")
    await family.hass.async_block_till_done()
    assert family.value("sensor.heat_pump_away_mode_status") == "unavailable"
    assert len(family.written()) == 1
    await find(family)
    assert family.written()[1:] == [AT_HOME]


async def test_outdated_change_is_not_sent_after_an_outage(family: Home) -> None:
    await lose(family)
    await leave(family)
    at_home(family.hass, "anna")
    await find(family)
    assert not family.written()


async def test_controls_several_heat_pumps(home: Home) -> None:
    other = home.cloud.organization.add_device("heat-pumps", home.cloud.home)
    await home.poll()
    await watch(home, home.cloud.heat_pump, other)
    await leave(home)
    assert [body["is_away_mode_enabled"] for body in home.written()] == [True] * 2
    at_home(home.hass, "ben")
    await home.hass.async_block_till_done()
    assert home.written()[2:] == [AT_HOME] * 2


async def test_each_heat_pump_keeps_its_own_away_mode(home: Home) -> None:
    other = home.cloud.organization.add_device("heat-pumps", home.cloud.home)
    await home.poll()
    await watch(home, home.cloud.heat_pump, other)
    vacation = AWAY | {"away_mode_start": "2026-03-20T08:00:00Z"}
    await become(home, **vacation)
    await leave(home)
    assert [body["away_mode_end"] for body in home.written()] == [None]
    at_home(home.hass, "ben")
    await home.hass.async_block_till_done()
    assert home.written()[1:] == [AT_HOME]
    assert home.cloud.heat_pump.fields["away_mode_start"] == "2026-03-20T08:00:00Z"

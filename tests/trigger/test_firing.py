"""Triggers: their cases, and the silence between them."""

from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import async_validate_trigger_config
from homeassistant.util.yaml import load_yaml_dict
import pytest
import voluptuous as vol

from custom_components.podero.api import OptimizationStatus
from custom_components.podero.sensor import HEAT_PUMP
from tests.automations import AWAY, PLANNED, automate, device, find, lose, turn_off
from tests.conftest import Home
from tests.repository.files import INTEGRATION
from tests.trigger.cases import (
    ATTENTION,
    AWAY_STATUS,
    CASES,
    CONNECTION,
    EACH,
    MODE,
    VARIANTS,
    WELL,
    Case,
    each,
)


@each(*CASES, *VARIANTS)
async def test_it_fires_once_for_what_happens(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await home.poll()
    assert not automation.ran()
    await case.become(home, case.after)
    assert automation.ran() == [case.entity_id]
    await home.poll()
    assert not automation.ran()


@EACH
async def test_it_fires_again_when_it_happens_again(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    await case.become(home, case.before)
    automation.ran()
    await case.become(home, case.after)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_the_end_of_an_outage_alone_is_nothing(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    automation.ran()
    await lose(home)
    assert home.value(case.entity_id) == STATE_UNAVAILABLE
    await find(home)
    assert home.value(case.entity_id) != STATE_UNAVAILABLE
    assert not automation.ran()


@EACH
async def test_what_happens_in_an_outage_is_told_after_it(
    home: Home, case: Case
) -> None:
    automation = await case.start(home)
    await lose(home)
    home.cloud.controls.set_fields(case.device(home).id, **case.after)
    await home.poll()
    assert not automation.ran()
    await find(home)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_a_value_that_comes_back_is_nothing(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    automation.ran()
    await case.become(home, case.unknown)
    assert home.value(case.entity_id) == STATE_UNKNOWN
    await case.become(home, case.after)
    assert not automation.ran()


@EACH
async def test_a_restart_is_nothing(
    hass: HomeAssistant, home: Home, case: Case
) -> None:
    await case.become(home, case.after)
    target = device(home, case.device(home))
    await home.unload()
    for state in hass.states.async_all():
        hass.states.async_remove(state.entity_id)
    config = {"trigger": f"podero.{case.trigger}", "target": target}
    automation = await automate(
        hass, {"triggers": [{**config, "options": case.options}]}
    )
    assert await home.set_up()
    assert home.value(case.entity_id) not in (STATE_UNAVAILABLE, STATE_UNKNOWN)
    assert not automation.ran()
    await case.become(home, case.before)
    automation.ran()
    await case.become(home, case.after)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_a_reload_is_nothing(home: Home, case: Case) -> None:
    automation = await case.start(home)
    await case.become(home, case.after)
    automation.ran()
    await home.unload()
    assert await home.set_up()
    assert not automation.ran()


@EACH
async def test_for_a_while_it_must_stay_so(home: Home, case: Case) -> None:
    automation = await case.start(home, **{"for": {"minutes": 5}})
    await case.become(home, case.after)
    await home.wait(200)
    assert not automation.ran()
    await home.wait(110)
    assert automation.ran() == [case.entity_id]


@EACH
async def test_an_automation_that_is_off_watches_nothing(
    home: Home, case: Case
) -> None:
    automation = await case.start(home)
    await turn_off(home.hass)
    await case.become(home, case.after)
    assert not automation.ran()


# What is special


async def test_the_end_of_away_mode_comes_with_its_time(home: Home) -> None:
    target = device(home, home.cloud.heat_pump)
    automation = await automate(
        home.hass,
        {
            "triggers": [
                {"trigger": "podero.away_mode_started", "target": target},
                {"trigger": "podero.away_mode_ended", "target": target},
            ]
        },
    )
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_start="2026-03-18T10:00:00Z",
        away_mode_end="2026-03-18T11:00:00Z",
    )
    await home.poll()
    assert home.value(AWAY_STATUS) == "scheduled"
    assert not automation.ran()
    await home.wait(3600)
    assert automation.ran() == [AWAY_STATUS]
    await home.wait(3600)
    assert automation.ran() == [AWAY_STATUS]


async def test_away_mode_that_moves_ahead_has_ended(home: Home) -> None:
    case = Case("away_mode_ended", "heat_pump", AWAY_STATUS, AWAY, {}, {})
    automation = await case.start(home)
    await case.become(home, PLANNED)
    assert home.value(AWAY_STATUS) == "scheduled"
    assert automation.ran() == [AWAY_STATUS]


async def test_a_status_that_nobody_waits_for_is_nothing(home: Home) -> None:
    case = Case("optimization_status_changed", "heat_pump", MODE, {}, {}, {})
    automation = await case.start(home, status="boost")
    for mode, fires in (("mid", False), ("max", True), ("min", False)):
        await case.become(home, {"current_mode": mode})
        assert bool(automation.ran()) is fires
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_smart_optimization_active=False
    )
    await home.poll()
    assert home.value(MODE) == "not_optimizing"
    assert not automation.ran()


async def test_a_lapsed_connection_and_what_it_asks_for_are_told_once(
    home: Home,
) -> None:
    case = Case("attention_needed", "heat_pump", ATTENTION, WELL, {}, {})
    automation = await case.start(home)
    for _ in range(2):
        home.cloud.controls.raise_action(home.cloud.heat_pump.id)
        await case.become(home, {"action_needed": True, "is_authenticated": False})
        assert (home.value(ATTENTION), home.value(CONNECTION)) == (STATE_ON, STATE_OFF)
        assert len(automation.ran()) == 1
        await case.become(home, WELL)
        assert not automation.ran()


async def test_a_device_that_still_needs_its_owner_does_not_begin_to(
    home: Home,
) -> None:
    case = Case("attention_needed", "heat_pump", CONNECTION, WELL, {}, {})
    automation = await case.start(home)
    await case.become(home, {"is_authenticated": False})
    assert automation.ran() == [CONNECTION]
    for action_needed in (True, False, True):
        await case.become(home, {"action_needed": action_needed})
        assert not automation.ran()
    await case.become(home, {"is_authenticated": True})
    assert not automation.ran()


async def test_statuses_are_those_that_the_sensor_shows() -> None:
    [sensor] = [item for item in HEAT_PUMP if item.key == "current_mode"]
    described = load_yaml_dict(str(INTEGRATION / "triggers.yaml"))
    form: Any = described["optimization_status_changed"]
    assert form["fields"]["status"]["selector"]["select"]["options"] == list(
        OptimizationStatus
    )
    assert sensor.options == list(OptimizationStatus)


@pytest.mark.parametrize(
    ("trigger", "options"),
    [
        ("optimization_status_changed", {"status": ["rushing"]}),
        ("optimization_status_changed", {"behavior": "first"}),
        ("attention_needed", {"behavior": "first"}),
        ("charging_started", {"behavior": "sometimes"}),
        ("charging_started", {"for": "-1"}),
    ],
)
async def test_options_that_make_no_sense_are_refused(
    home: Home, trigger: str, options: dict[str, Any]
) -> None:
    config: dict[str, Any] = {
        "trigger": f"podero.{trigger}",
        "target": device(home, home.cloud.electric_vehicle),
        "options": options,
    }
    with pytest.raises(vol.Invalid):
        await async_validate_trigger_config(
            home.hass, [{"platform": config.pop("trigger"), **config}]
        )

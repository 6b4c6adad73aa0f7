"""Test the tools for the charging plan, savings, pauses, and the optimization."""

from typing import Any

from homeassistant.helpers.llm import ToolResult
import pytest
import voluptuous as vol

from custom_components.podero.llm.exposure import ExposedDevice
from custom_components.podero.llm.heat_pump import PauseTool
from tests.conftest import Home
from tests.llm.assistant import OUT_OF_REACH, call, expose, names

START = "sensor.car_planned_start_of_charging"
END = "sensor.car_planned_end_of_charging"
SAVINGS = "sensor.heat_pump_savings_this_month"
OPTIMIZATION = "switch.car_optimization"
ACTIVITY = "sensor.car_activity"
SESSIONS = "event.car_charging_session"


async def test_charging_plan_and_the_goals_of_the_week_are_told(home: Home) -> None:
    expose(home, START)
    result = await call(home, "get_charging_plan")
    assert result.data["planned_charging"] == "nothing planned"
    expose(home, END)
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    await home.poll()
    await home.wait(20)
    await home.poll()
    result = await call(home, "get_charging_plan")
    assert not result.error
    plan, schedule = result.data["planned_charging"], result.data["schedule"]
    assert isinstance(plan, dict)
    assert isinstance(schedule, dict)
    assert plan.keys() == {"start", "end"}
    assert str(plan["start"]).startswith("2026-03-")
    assert "timezone" in schedule


async def test_goals_of_several_days_are_set(home: Home) -> None:
    goal: dict[str, Any] = {"charge_percentage": 80, "charge_deadline": "07:00"}
    result = await call(home, "set_charge_schedule", days=["mon", "fri"], **goal)
    assert result == ToolResult({"result": "Done."})
    [written] = home.written()
    assert goal == written["mon"] == written["fri"]
    with pytest.raises(vol.Invalid):
        await call(home, "set_charge_schedule", days=["someday"], **goal)
    with pytest.raises(vol.Invalid):
        await call(home, "set_charge_schedule", days=[], **goal)
    assert len(home.written()) == 1


async def test_savings_are_told_if_they_are_exposed(home: Home) -> None:
    await home.wait(2)
    assert "get_savings" not in await names(home)
    expose(home, SAVINGS)
    result = await call(home, "get_savings")
    assert result == ToolResult(
        {"savings": {"Heat pump": {"savings_this_month": "5.15 EUR"}}}
    )


async def test_heat_pump_is_paused_and_resumed(home: Home) -> None:
    result = await call(home, "pause_heat_pump", until="2026-03-18T20:00:00")
    assert result == ToolResult({"paused": True, "until": "2026-03-18 20:00"})
    assert await call(home, "resume_heat_pump") == ToolResult({"paused": False})
    assert len(home.written()) == 2
    assert PauseTool(["Heat pump"]).result(None) == {"paused": False}


async def test_pause_without_an_end_has_none(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, is_pause_power_active=True, pause_power_until=None
    )
    await home.poll()
    heat_pump = home.entry.runtime_data.heat_pumps.data[home.cloud.heat_pump.id]
    assert PauseTool(["Heat pump"]).result(heat_pump) == {"paused": True}


async def test_optimization_is_turned_off_and_on(home: Home) -> None:
    for is_on in (False, True):
        result = await call(home, "set_optimization", device="Car", on=is_on)
        assert not result.error
        assert home.value(OPTIMIZATION) == ("on" if is_on else "off")


async def test_optimization_is_paused_and_resumed(home: Home) -> None:
    until: dict[str, Any] = {"device": "Car", "until": "2026-03-18T20:00:00"}
    assert not (await call(home, "pause_optimization", **until)).error
    assert home.value(OPTIMIZATION) == "off"
    assert home.value("sensor.car_optimization_paused_until") == (
        "2026-03-18T19:00:00+00:00"
    )
    assert not (await call(home, "resume_optimization", device="Car")).error
    assert home.value(OPTIMIZATION) == "on"
    assert len(home.written()) == 2
    past = await call(
        home, "pause_optimization", device="Car", until="2026-03-18T01:00:00"
    )
    assert past.error
    assert "must be in the future" in str(past.data)


async def test_what_exposed_devices_do_is_explained(home: Home) -> None:
    assert "explain" not in await names(home)
    expose(home, ACTIVITY)
    unplugged = "The car is not plugged in; the goal is 70% by Thursday 07:00."
    await home.wait(2)
    assert (await call(home, "explain")).data == {"Car": unplugged}
    failing = home.cloud.faults.fail("*", status=503)
    await home.poll()
    reason = "Podero or the device is unavailable at the moment."
    assert (await call(home, "explain")).data == {"Car": reason}
    failing.stop()
    await home.wait(600)
    await home.poll()
    assert (await call(home, "explain")).data == {"Car": unplugged}


async def test_what_is_explained_is_in_the_language_of_the_house(home: Home) -> None:
    home.hass.config.language = "de"
    expose(home, "sensor.heat_pump_activity")
    assert (await call(home, "explain")).data == {
        "Heat pump": "Heizt auf Stufe Komfort; gerade werden die Räume geheizt."
    }


async def test_device_that_is_not_known_has_no_explanation() -> None:
    assert ExposedDevice("x", "Car", None, None, ()).explanation.activity is None


async def test_charging_sessions_of_a_period_are_told(home: Home) -> None:
    assert "get_charging_sessions" not in await names(home)
    expose(home, SESSIONS)
    period: dict[str, Any] = {
        "start": "2026-02-01T00:00:00",
        "end": "2026-03-18T00:00:00",
    }
    result = await call(home, "get_charging_sessions", **period)
    assert not result.error
    sessions: Any = result.data["sessions"]
    assert all(str(item["start"]) >= "2026-02" for item in sessions)
    assert len(sessions) > 1
    assert result.data["currency"] == "EUR"
    today: dict[str, Any] = {"start": "2026-03-18T08:00:00"}
    result = await call(home, "get_charging_sessions", **today)
    assert result.data["sessions"] == []


async def test_optimization_out_of_reach_is_not_said_to_be_turned_off(
    home: Home,
) -> None:
    failing = home.cloud.faults.fail("*", status=503)
    await home.poll()
    off: dict[str, Any] = {"device": "Car", "on": False}
    assert await call(home, "set_optimization", **off) == ToolResult(
        OUT_OF_REACH, error=True
    )
    failing.stop()
    await home.wait(600)
    assert not (await call(home, "set_optimization", **off)).error
    assert home.value(OPTIMIZATION) == "off"

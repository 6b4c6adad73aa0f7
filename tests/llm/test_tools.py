"""Tools of language models: which there are, and where they have no say."""

from homeassistant.core import Context
from homeassistant.helpers.llm import LLM_API_ASSIST, ToolInput, ToolResult
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.podero.llm import async_get_tools
from custom_components.podero.llm.heat_pump import SetAwayModeTool
from tests.conftest import Home
from tests.llm.assistant import (
    AWAY,
    CHARGE_NOW,
    api,
    asking,
    call,
    expose,
    expose_only,
    names,
)


async def test_tools_are_those_of_what_is_exposed(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    assert await names(home) == [
        "get_energy_state",
        "set_charge_schedule",
        "set_away_mode",
        "end_away_mode",
        "pause_heat_pump",
        "resume_heat_pump",
        "set_optimization",
        "pause_optimization",
        "resume_optimization",
    ]
    expose(home, CHARGE_NOW)
    assert "charge_now" in await names(home)
    expose_only(home, "sensor.car_battery_level")
    assert await names(home) == ["get_energy_state"]
    expose_only(home)
    assert await names(home) == []
    assert "podero" not in [record.name for record in caplog.records]
    assert not [text for text in caplog.messages if "LLM tool" in text]


async def test_only_assistants_of_the_home_have_them(home: Home) -> None:
    assert async_get_tools(home.hass, asking(), LLM_API_ASSIST) is not None
    assert async_get_tools(home.hass, asking(), "homeassistant") is None
    assert async_get_tools(home.hass, asking(""), LLM_API_ASSIST) is None
    assert async_get_tools(home.hass, asking("cloud.alexa"), LLM_API_ASSIST) is None


async def test_the_prompt_names_the_tool_that_reads(home: Home) -> None:
    instance = await api(home)
    assert "podero__get_energy_state" in instance.api_prompt
    reading = {
        tool.name: tool.annotations.read_only
        for tool in instance.tools
        if tool.integration == "podero"
    }
    assert reading == {
        "podero__get_energy_state": True,
        "podero__set_charge_schedule": False,
        "podero__set_away_mode": False,
        "podero__end_away_mode": False,
        "podero__pause_heat_pump": False,
        "podero__resume_heat_pump": False,
        "podero__set_optimization": False,
        "podero__pause_optimization": False,
        "podero__resume_optimization": False,
    }


async def test_a_device_that_left_meanwhile_is_not_known(home: Home) -> None:
    assert SetAwayModeTool(["Heat pump"]).result(None) == {"away_mode": "unknown"}


async def test_an_outage_is_said_in_words(home: Home) -> None:
    failure = home.cloud.faults.fail("PUT", status=500)
    result = await call(home, "set_away_mode")
    assert result == ToolResult(
        {"error": "Podero is temporarily unavailable. Try again later"}, error=True
    )
    failure.stop()
    assert not (await call(home, "set_away_mode")).error


async def test_what_is_no_longer_exposed_cannot_be_steered(home: Home) -> None:
    instance = await api(home)
    expose(home, AWAY, yes=False)
    result = await instance.async_call_tool(ToolInput("podero__set_away_mode", {}))
    assert result == ToolResult({"error": "This device no longer exists."}, error=True)
    assert not home.written()


@pytest.mark.parametrize("tool", ["charge_now", "set_away_mode", "end_away_mode"])
async def test_who_may_not_control_a_device_cannot_steer_it(
    home: Home,
    hass_admin_user: MockUser,
    hass_read_only_user: MockUser,
    tool: str,
) -> None:
    expose(home, CHARGE_NOW)
    home.cloud.requests.clear()
    for user_id in (hass_read_only_user.id, "nobody"):
        assert await call(home, tool, Context(user_id=user_id)) == ToolResult(
            {"error": "The user is not allowed to control this device."}, error=True
        )
    assert not home.cloud.requests
    assert not (await call(home, tool, Context(user_id=hass_admin_user.id))).error

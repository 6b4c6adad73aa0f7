"""Parts of a dashboard that depend on the Energy dashboard and on statistics."""

from homeassistant.components.energy.data import async_get_manager
from homeassistant.components.lovelace.const import EVENT_LOVELACE_UPDATED
from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.models import StatisticMeanType
from homeassistant.components.recorder.statistics import async_import_statistics
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_capture_events
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from tests.conftest import MORNING, Home
from tests.dashboard.conftest import Config, cards, load, select, titles


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Let Home Assistant find the integration, and record."""


async def test_power_flow_is_that_of_the_energy_dashboard(
    frontend: None, new_home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    select(new_home, is_on=True)
    assert await async_setup_component(new_home.hass, "energy", {})
    assert await new_home.set_up()
    client = await hass_ws_client()

    def flows(config: Config) -> list[Config]:
        return [card for card in cards(config) if card["type"] == "power-sankey"]

    assert not flows(await load(client))
    manager = await async_get_manager(new_home.hass)
    solar = {"type": "solar", "stat_energy_from": "sensor.solar_inverter_solar_energy"}
    solar["stat_rate"] = "sensor.other"
    await manager.async_update({"energy_sources": [solar]})  # type: ignore[typeddict-item]
    assert not flows(await load(client))
    solar["stat_rate"] = "sensor.solar_inverter_solar_production"
    await manager.async_update({"energy_sources": [solar]})  # type: ignore[typeddict-item]
    [flow] = flows(await load(client))
    [condition] = flow["visibility"]
    assert len(condition["conditions"]) == 4


async def test_statistics_are_shown_once_there_are_any(
    frontend: None,
    new_home: Home,
    hass_ws_client: WebSocketGenerator,
) -> None:
    select(new_home, is_on=True)
    assert await new_home.set_up()
    client = await hass_ws_client()
    assert "Energy per day" not in titles(await load(client))
    async_import_statistics(
        new_home.hass,
        {
            "source": "recorder",
            "statistic_id": "sensor.heat_pump_energy_consumption",
            "mean_type": StatisticMeanType.NONE,
            "has_sum": True,
            "name": None,
            "unit_of_measurement": "kWh",
            "unit_class": "energy",
        },
        [{"start": MORNING, "sum": 1.0}],
    )
    await async_wait_recording_done(new_home.hass)
    [_, graph] = cards(await load(client), "Energy per day")
    assert [entity["name"] for entity in graph["entities"]] == ["Heat pump"]


async def test_a_change_of_the_energy_dashboard_is_followed_as_well(
    frontend: None, new_home: Home
) -> None:
    hass = new_home.hass
    assert await async_setup_component(hass, "energy", {})
    select(new_home, is_on=True)
    assert await new_home.set_up()
    await new_home.wait(10)
    await new_home.wait(10)
    updates = async_capture_events(hass, EVENT_LOVELACE_UPDATED)
    manager = await async_get_manager(hass)
    consumption = {
        "stat_consumption": "sensor.car_energy_charged",
        "stat_rate": "sensor.car_charging_power",
    }
    await manager.async_update({"device_consumption": [consumption]})  # type: ignore[typeddict-item]
    await new_home.wait(2)
    assert len(updates) == 1


async def test_savings_and_costs_of_each_month_are_shown_once_they_are_recorded(
    frontend: None, new_home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    select(new_home, is_on=True)
    assert await new_home.set_up()
    client = await hass_ws_client()
    assert not {"Saved per month", "Cost per month"} & {*titles(await load(client))}
    await new_home.wait(1.5)
    await async_wait_recording_done(new_home.hass)
    config = await load(client)
    [_, savings] = cards(config, "Saved per month")
    assert [entity["name"] for entity in savings["entities"]] == [
        *("Car", "Heat pump", "Solar inverter")
    ]
    [_, graph, *_] = cards(config, "Cost per month")
    car = new_home.cloud.electric_vehicle.id.replace("-", "_")
    assert graph["title"] == "Car"
    assert {entity["entity"]: entity["name"] for entity in graph["entities"]} == {
        f"podero:{car}_cost": "Cost",
        f"podero:{car}_cost_without_optimization": "Cost without optimization",
    }

"""Tests of the savings and energy contract coordinators."""

import asyncio
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
import pytest

from custom_components.podero.const import DOMAIN
from custom_components.podero.coordinator import SavingsKey
from tests.conftest import Home
from tests.coordinator.savings import HOUR, PRICE, SAVED, asked
from tests.held import held

# The event is left out: these tests are about the requests of others.
pytestmark = pytest.mark.usefixtures("no_jitter", "no_event")

KEYS = (
    *("savings_this_month", "savings_total", "energy_price"),
    *("last_session_cost", "last_session_savings"),
)


def register(home: Home, owner: str, *keys: str, enabled: bool) -> None:
    """Let sensors be known before they are set up."""
    for key in keys:
        er.async_get(home.hass).async_get_or_create(
            Platform.SENSOR,
            DOMAIN,
            f"{owner}_{key}",
            config_entry=home.entry,
            disabled_by=None if enabled else er.RegistryEntryDisabler.USER,
        )


def devices_of(home: Home) -> list[str]:
    cloud = home.cloud
    return [cloud.heat_pump.id, cloud.electric_vehicle.id, cloud.solar_inverter.id]


# How often


async def test_it_is_asked_after_set_up_and_every_hour(home: Home) -> None:
    assert asked(home) == {}
    assert home.hass.states.get(PRICE) is None
    await home.wait(1.5)
    assert asked(home) == {"savings": 3, "energy-contracts": 1}
    assert float(home.value(PRICE))
    await home.wait(HOUR - 60)
    assert asked(home) == {"savings": 3, "energy-contracts": 1}
    await home.wait(61)
    assert asked(home) == {"savings": 6, "energy-contracts": 2}


async def test_set_up_does_not_wait_for_it(new_home: Home) -> None:
    for path in ("*/savings", "*/energy-contracts"):
        new_home.cloud.faults.fail("GET", path, delay=1000)
    assert await new_home.set_up()
    assert new_home.state() is ConfigEntryState.LOADED


async def test_nothing_is_asked_where_everything_is_disabled(new_home: Home) -> None:
    home = new_home
    for owner in (*devices_of(home), home.cloud.home.id):
        register(home, owner, *KEYS, enabled=False)
    assert await home.set_up()
    for _ in range(4):
        await home.wait(HOUR)
    assert asked(home) == {}


async def test_nothing_is_asked_once_the_home_is_unloaded(home: Home) -> None:
    await home.wait(1.5)
    assert await home.unload()
    home.cloud.requests.clear()
    await home.wait(HOUR)
    assert not home.cloud.requests


async def test_nothing_is_asked_without_sensors(new_home: Home) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.SWITCH,)):
        assert await new_home.set_up()
        for _ in range(2):
            await new_home.wait(HOUR)
        assert asked(new_home) == {}
        assert await new_home.unload()


async def test_only_what_is_enabled_is_asked_for(new_home: Home) -> None:
    home = new_home
    heat_pump, car, inverter = devices_of(home)
    register(home, heat_pump, *KEYS, enabled=False)
    register(home, car, "savings_this_month", "savings_total", enabled=False)
    register(home, car, "last_session_savings", enabled=True)
    register(home, inverter, "savings_this_month", enabled=False)
    register(home, inverter, "savings_total", enabled=True)
    register(home, home.cloud.home.id, "energy_price", enabled=False)
    assert await home.set_up()
    for times in (1, 2):
        await home.wait(HOUR)
        assert asked(home) == {"savings": times, "sessions": times}
    [request, _] = [
        request
        for request in home.cloud.requests
        if request.path.endswith(f"/{inverter}/savings")
    ]
    assert request.query["from"] == "2020-01-01T00:00:00Z"


async def test_savings_are_those_of_this_month_and_the_last(home: Home) -> None:
    await home.wait(1.5)
    queries = [
        (request.query["from"], request.query["to"])
        for request in home.cloud.requests
        if request.path.endswith("/savings")
    ]
    # It was set up at nine and asked a moment later.
    assert queries == [("2026-02-01T00:00:00Z", "2026-03-18T09:00:01Z")] * 3


async def test_a_sensor_that_is_disabled_meanwhile_is_no_longer_asked_for(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.wait(1.5)
    for entity_id in (*SAVED[1:], PRICE, "binary_sensor.energy_contract_cheap_now"):
        entity_registry.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    home.cloud.requests.clear()
    await home.wait(HOUR)
    assert asked(home) == {"savings": 1}


async def test_many_devices_are_fetched_in_batches(new_home: Home) -> None:
    for _ in range(22):
        new_home.cloud.organization.add_device("heat-pumps")
    assert await new_home.set_up()
    await new_home.wait(1.5)
    assert asked(new_home)["savings"] == 10
    for number in (20, 25, 25):
        await new_home.wait(11)
        assert asked(new_home)["savings"] == number
    new_home.cloud.requests.clear()
    await new_home.wait(HOUR)
    for _ in range(3):
        await new_home.wait(11)
    assert asked(new_home)["savings"] == 25


async def test_a_new_device_is_asked_about_soon(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    added = home.cloud.organization.add_device(
        "heat-pumps", device_model={"model": "F1255"}
    )
    await home.poll()
    await home.wait(1.5)
    assert float(home.value("sensor.heat_pump_f1255_savings_this_month"))
    asked_of = [
        request.path.split("/")[-2]
        for request in home.cloud.requests
        if request.path.endswith("/savings")
    ]
    assert added.id in asked_of
    assert home.cloud.heat_pump.id not in asked_of


async def test_a_device_that_left_and_returned_has_its_sensors_again(
    home: Home,
) -> None:
    await home.wait(1.5)
    car = home.cloud.electric_vehicle.id
    home.cloud.controls.set_fields(car, deleted_at="2026-03-18T09:00:00Z")
    await home.poll()
    assert home.hass.states.get(SAVED[1]) is None
    await home.wait(HOUR)
    home.cloud.controls.set_fields(car, deleted_at=None)
    await home.poll()
    await home.wait(1.5)
    assert float(home.value(SAVED[1]))


async def test_data_of_a_device_that_left_during_its_request_is_dropped(
    home: Home,
) -> None:
    await home.wait(1.5)
    runtime, car = home.entry.runtime_data, home.cloud.electric_vehicle.id
    with held(runtime.client, "savings") as (requested, let_go):
        key = SavingsKey(car, "savings")
        refresh = asyncio.create_task(runtime.savings.async_refresh_keys([key]))
        await requested.wait()
        home.cloud.controls.set_fields(car, deleted_at="2026-03-18T09:00:00Z")
        await runtime.electric_vehicles.async_refresh()
        assert car not in runtime.savings.data
        let_go.set()
        await refresh
    assert car not in runtime.savings.data
    assert home.cloud.heat_pump.id in runtime.savings.data


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.parametrize(
    ("entity_id", "end"),
    [
        (SAVED[0], "savings"),
        ("sensor.car_last_session_cost", "sessions"),
        (PRICE, "energy-contracts"),
    ],
)
async def test_it_can_be_asked_for_by_hand(
    home: Home, entity_id: str, end: str
) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    await async_update_entity(home.hass, entity_id)
    assert asked(home)[end]


async def test_savings_of_a_device_that_left_are_not_fetched(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    savings = home.entry.runtime_data.savings
    await savings._async_fetch_key(SavingsKey("gone", "savings"))
    assert not home.cloud.requests
    assert set(savings.data) == set(devices_of(home))

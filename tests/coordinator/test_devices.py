"""Polling: its cadence, its failures, and devices that come and go."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE
import pytest

from custom_components.podero.api import format_utc
from simulator import Cloud
from tests.conftest import Home
from tests.coordinator.polls import CAR, HEAT_PUMP, is_registered
from tests.held import held

pytestmark = pytest.mark.usefixtures("no_jitter")

INVERTER = "sensor.solar_inverter_solar_production"


def polls(cloud: Cloud, kind: str) -> int:
    return sum(request.path.endswith(kind) for request in cloud.requests)


async def test_each_kind_is_polled_every_30_seconds(home: Home) -> None:
    home.cloud.requests.clear()
    for _ in range(10):
        await home.poll()
    kinds = ("heat-pumps", "vehicles", "inverters")
    assert [polls(home.cloud, kind) for kind in kinds] == [10, 10, 10]


async def test_polls_whose_token_is_lost_are_repeated_with_a_new_one(
    home: Home,
) -> None:
    await home.wait(2)
    await home.poll()
    home.cloud.tokens.expire()
    home.cloud.requests.clear()
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id, current_power_consumption_w=1234
    )
    await home.poll()
    statuses = [request.status for request in home.cloud.requests]
    assert statuses == [401, 401, 401, 200, 200, 200, 200]
    assert home.value(HEAT_PUMP) == "1234"


async def test_a_value_that_is_written_elsewhere_and_back_again_shows(
    home: Home,
) -> None:
    """What is listed is the same as before the write, and yet it is news."""
    coordinator, pump = home.entry.runtime_data.heat_pumps, home.cloud.heat_pump
    before = coordinator.data[pump.id].dhw_standard_temperature
    await coordinator.async_write(
        coordinator.data[pump.id], {"dhw_standard_temperature": before - 1}
    )
    home.cloud.controls.set_fields(pump.id, dhw_standard_temperature=before)
    for _ in range(2):
        await home.poll()
    assert coordinator.data[pump.id].dhw_standard_temperature == before


@pytest.fixture
async def carless(new_home: Home) -> Home:
    """Give a home without a car, polled often enough to know."""
    new_home.cloud.organization.remove_device(new_home.cloud.electric_vehicle.id)
    assert await new_home.set_up()
    for _ in range(2):
        await new_home.poll()
    new_home.cloud.requests.clear()
    return new_home


async def test_a_kind_that_the_home_does_not_have_is_asked_for_every_10_minutes(
    carless: Home,
) -> None:
    for _ in range(60):
        await carless.poll()
    assert polls(carless.cloud, "heat-pumps") == 60
    assert polls(carless.cloud, "vehicles") == 3


async def test_the_first_device_of_a_kind_appears_within_10_minutes(
    carless: Home,
) -> None:
    carless.cloud.organization.add_device("electric-vehicles")
    for _ in range(20):
        await carless.poll()
    assert carless.value(CAR) != STATE_UNAVAILABLE
    carless.cloud.requests.clear()
    await carless.poll()
    assert polls(carless.cloud, "vehicles") == 1


async def test_a_home_that_is_gone_is_noticed_whatever_it_has(carless: Home) -> None:
    gone = carless.cloud.faults.fail("GET", "*/org/*", status=404)
    await carless.poll()
    assert carless.entry.runtime_data.is_unknown
    assert polls(carless.cloud, "vehicles") == 1
    gone.stop()
    for _ in range(2):
        await carless.wait(60)
    assert not carless.entry.runtime_data.is_unknown
    assert carless.value(HEAT_PUMP) != STATE_UNAVAILABLE


async def test_a_kind_that_is_not_known_keeps_to_its_back_off(carless: Home) -> None:
    gone = carless.cloud.faults.fail("GET", "*/electric-vehicles", status=404)
    heat_pumps = carless.cloud.faults.fail("GET", "*/heat-pumps", status=404)
    await carless.poll()
    carless.cloud.requests.clear()
    for _ in range(60):
        await carless.wait(10)
    assert 1 <= polls(carless.cloud, "vehicles") <= 5
    assert not carless.entry.runtime_data.is_unknown
    gone.stop()
    heat_pumps.stop()
    await carless.wait(301)
    assert not any(
        kind.is_home_unknown for kind in carless.entry.runtime_data.device_coordinators
    )


async def test_nothing_is_written_where_nothing_has_changed(home: Home) -> None:
    await home.poll()
    before = {
        state.entity_id: state.last_reported for state in home.hass.states.async_all()
    }
    await home.poll()
    assert {
        state.entity_id: state.last_reported for state in home.hass.states.async_all()
    } == before


async def test_a_reading_that_changed_shows_after_the_next_poll(home: Home) -> None:
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, battery_level=42)
    await home.poll()
    assert home.value(CAR) == "42"


async def test_polls_back_off_while_the_cloud_is_away_and_return_at_once(
    home: Home,
) -> None:
    failure = home.cloud.faults.fail(path="*/inverters", status=503)
    await home.poll()
    for seconds in (30, 60, 120, 240, 300, 300):
        home.cloud.requests.clear()
        await home.wait(seconds - 2)
        assert polls(home.cloud, "inverters") == 0
        await home.wait(3)
        assert polls(home.cloud, "inverters") == 1
    failure.stop()
    await home.wait(301)
    assert home.value(INVERTER) != STATE_UNAVAILABLE
    home.cloud.requests.clear()
    await home.poll()
    assert polls(home.cloud, "inverters") == 1


async def test_a_starting_boost_is_watched_every_3_seconds_for_3_minutes(
    home: Home,
) -> None:
    home.cloud.controls.plug_in(home.cloud.electric_vehicle.id)
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id, boost_state="requested"
    )
    await home.poll()
    home.cloud.requests.clear()
    for _ in range(10):
        await home.wait(3.6)
    assert polls(home.cloud, "electric-vehicles") == 10
    assert polls(home.cloud, "heat-pumps") <= 2

    await home.wait(180)
    home.cloud.requests.clear()
    for _ in range(5):
        await home.wait(3.6)
    assert polls(home.cloud, "electric-vehicles") == 0
    await home.wait(31)
    assert polls(home.cloud, "electric-vehicles") == 1


async def test_away_mode_starts_and_ends_on_time_without_a_request(
    home: Home,
) -> None:
    now = datetime.now(UTC)
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_start=(now + timedelta(seconds=70)).isoformat(),
        away_mode_end=(now + timedelta(seconds=80)).isoformat(),
    )
    await home.poll()
    assert home.value("sensor.heat_pump_away_mode_status") == "scheduled"
    assert home.value("switch.heat_pump_away_mode") == "on"
    await home.poll()
    home.cloud.requests.clear()
    await home.wait(9)
    assert home.value("sensor.heat_pump_away_mode_status") == "active"
    assert not home.cloud.requests
    await home.wait(10)
    assert home.value("sensor.heat_pump_away_mode_status") == "off"
    assert home.value("switch.heat_pump_away_mode") == "off"
    assert polls(home.cloud, "heat-pumps") == 0


async def test_a_boundary_is_not_waited_for_after_an_unload(home: Home) -> None:
    now = datetime.now(UTC)
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        is_away_mode_enabled=True,
        away_mode_start=(now + timedelta(hours=1)).isoformat(),
    )
    await home.poll()
    assert home.value("sensor.heat_pump_away_mode_status") == "scheduled"
    home.cloud.controls.set_fields(
        home.cloud.heat_pump.id,
        away_mode_start=(now + timedelta(hours=2)).isoformat(),
    )
    await home.poll()
    assert await home.unload()


async def test_a_write_in_flight_leaves_nothing_behind_an_unload(home: Home) -> None:
    coordinator = home.entry.runtime_data.heat_pumps
    end = format_utc(datetime.now(UTC) + timedelta(minutes=5))
    window = {"is_away_mode_enabled": True, "away_mode_end": end}
    with held(coordinator.client, "update") as (written, let_go):
        change = asyncio.create_task(
            coordinator.async_write(coordinator.data[home.cloud.heat_pump.id], window)
        )
        await written.wait()
        assert await home.unload()
        let_go.set()
        await change
    await home.wait(600)
    assert home.written() == [window]


async def test_a_device_that_left_is_not_brought_back_by_a_write(home: Home) -> None:
    coordinator = home.entry.runtime_data.heat_pumps
    heat_pump = home.cloud.heat_pump.id
    off = {"is_smart_optimization_active": False}
    with held(coordinator.client, "update") as (written, let_go):
        change = asyncio.create_task(
            coordinator.async_write(coordinator.data[heat_pump], off)
        )
        await written.wait()
        home.cloud.controls.set_fields(heat_pump, deleted_at="2026-03-18T09:00:10Z")
        await home.poll()
        let_go.set()
        await change
    assert not is_registered(home, heat_pump)
    assert heat_pump not in coordinator.data
    home.cloud.controls.set_fields(heat_pump, deleted_at=None)
    await home.wait(601)
    assert home.value("switch.heat_pump_optimization") == "off"


async def test_a_poll_in_flight_adds_nothing_to_a_home_that_is_unloaded(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    unload = home.hass.config_entries.async_unload_platforms
    cars = home.entry.runtime_data.electric_vehicles
    home.cloud.organization.add_device("electric-vehicles")

    async def unload_slowly(*args: Any) -> bool:
        done = await unload(*args)
        await cars.async_refresh()
        return done

    with patch.object(
        home.hass.config_entries, "async_unload_platforms", unload_slowly
    ):
        assert await home.unload()
    states = {state.state for state in home.hass.states.async_all()}
    assert states == {STATE_UNAVAILABLE}
    assert await home.set_up()
    assert not [record for record in caplog.records if record.levelname == "ERROR"]
    assert len(home.entry.runtime_data.electric_vehicles.data) == 2

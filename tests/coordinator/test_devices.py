"""Polling: its cadence, its failures, and devices that come and go."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.podero.api import PoderoRateLimitError, format_utc
from custom_components.podero.const import DOMAIN
from simulator import Cloud
from tests.conftest import Home
from tests.held import held

HEAT_PUMP = "sensor.heat_pump_power"
CAR = "sensor.car_battery_level"
INVERTER = "sensor.solar_inverter_solar_production"


@pytest.fixture(autouse=True)
def _no_jitter() -> Iterator[None]:
    """Let the back-off be as long as it can be."""
    with patch(
        "custom_components.podero.coordinator.backoff.uniform",
        side_effect=lambda _, most: most,
    ):
        yield


def polls(cloud: Cloud, kind: str) -> int:
    return sum(request.path.endswith(kind) for request in cloud.requests)


def is_registered(home: Home, device_id: str) -> bool:
    registry = dr.async_get(home.hass)
    return bool(
        registry.async_get_device_by_identifier(
            (DOMAIN, device_id), home.entry.entry_id
        )
    )


async def test_each_kind_is_polled_every_30_seconds(home: Home) -> None:
    home.cloud.requests.clear()
    for _ in range(10):
        await home.poll()
    kinds = ("heat-pumps", "vehicles", "inverters")
    assert [polls(home.cloud, kind) for kind in kinds] == [10, 10, 10]


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


async def test_a_new_device_appears_without_a_reload(home: Home) -> None:
    device = home.cloud.organization.add_device("inverters", is_battery_connected=False)
    await home.poll()
    assert is_registered(home, device.id)
    registry = er.async_get(home.hass)
    unique_ids = {
        entity.unique_id
        for entity in er.async_entries_for_config_entry(registry, home.entry.entry_id)
    }
    assert f"{device.id}_current_solar_production_w" in unique_ids
    assert f"{device.id}_battery_charge_w" not in unique_ids

    home.cloud.controls.set_fields(
        device.id, is_battery_connected=True, battery_charge_discharge_power_w=-100
    )
    await home.poll()
    assert registry.async_get_entity_id(
        "sensor", DOMAIN, f"{device.id}_battery_charge_w"
    )


async def test_a_device_leaves_after_five_polls_without_it(home: Home) -> None:
    car = home.cloud.electric_vehicle.id
    # Nothing was missing for long.
    for _ in range(5):
        await home.poll()
    home.cloud.organization.remove_device(car)
    for _ in range(4):
        await home.poll()
        assert home.value(CAR) == STATE_UNAVAILABLE
        assert is_registered(home, car)
    await home.poll()
    assert not is_registered(home, car)
    assert home.hass.states.get(CAR) is None


async def test_a_failed_poll_does_not_count_against_a_device(home: Home) -> None:
    car = home.cloud.electric_vehicle.id
    home.cloud.organization.remove_device(car)
    for _ in range(4):
        await home.poll()
    failure = home.cloud.faults.fail(path="*/electric-vehicles", status=500)
    for _ in range(10):
        await home.wait(301)
    assert is_registered(home, car)
    failure.stop()
    await home.wait(301)
    assert not is_registered(home, car)


async def test_a_poll_that_was_not_sent_does_not_count_against_a_device(
    home: Home,
) -> None:
    car = home.cloud.electric_vehicle.id
    home.cloud.organization.remove_device(car)
    for _ in range(4):
        await home.poll()
    home.cloud.faults.fail("PUT", status=429, headers={"Retry-After": "100"}, times=1)
    coordinator = home.entry.runtime_data.heat_pumps
    [heat_pump] = coordinator.data.values()
    with pytest.raises(PoderoRateLimitError):
        await coordinator.async_write(heat_pump, {"optimization_level": "Max"})
    home.cloud.requests.clear()
    await home.poll()
    assert not home.cloud.requests
    assert home.value(HEAT_PUMP) != STATE_UNAVAILABLE
    assert is_registered(home, car)
    await home.wait(131)
    assert home.cloud.requests
    assert not is_registered(home, car)


async def test_a_device_that_is_missed_only_for_a_while_stays(home: Home) -> None:
    home.cloud.faults.fail(path="*/electric-vehicles", status=200, body=[], times=4)
    for _ in range(4):
        await home.poll()
    assert home.value(CAR) == STATE_UNAVAILABLE
    await home.poll()
    assert home.value(CAR) != STATE_UNAVAILABLE
    home.cloud.faults.fail(path="*/electric-vehicles", status=200, body=[], times=4)
    for _ in range(4):
        await home.poll()
    assert is_registered(home, home.cloud.electric_vehicle.id)


async def test_a_deleted_device_leaves_at_once_and_may_return(home: Home) -> None:
    car = home.cloud.electric_vehicle.id
    # By now no other kind has listed it for long.
    for _ in range(5):
        await home.poll()
    home.cloud.controls.set_fields(car, deleted_at="2026-03-18T09:00:00Z")
    for _ in range(2):
        await home.poll()
        assert not is_registered(home, car)
    home.cloud.controls.set_fields(car, deleted_at=None)
    for _ in range(2):
        await home.poll()
        assert is_registered(home, car)
        assert home.value(CAR) != STATE_UNAVAILABLE


async def test_a_device_that_left_while_home_assistant_was_off_leaves(
    home: Home,
) -> None:
    car = home.cloud.electric_vehicle.id
    await home.unload()
    home.cloud.organization.remove_device(car)
    assert await home.set_up()
    for _ in range(3):
        await home.poll()
    assert is_registered(home, car)
    await home.poll()
    assert not is_registered(home, car)
    assert is_registered(home, home.cloud.heat_pump.id)


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

"""Test devices that come and go."""

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.podero.api import PoderoRateLimitError
from custom_components.podero.const import DOMAIN
from tests.conftest import Home
from tests.coordinator.polls import CAR, HEAT_PUMP, is_registered

pytestmark = pytest.mark.usefixtures("no_jitter")


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

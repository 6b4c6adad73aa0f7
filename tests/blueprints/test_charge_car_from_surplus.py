"""Test the blueprint for charging from solar surplus."""

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState
import pytest

from tests.blueprints.automation import automate, boosts, entity_id
from tests.conftest import Home

MINUTE = 60


async def sun(home: Home, watts: int | None) -> None:
    """Set the solar surplus."""
    home.cloud.controls.set_fields(home.cloud.solar_inverter.id, solar_surplus_w=watts)
    await home.poll()


async def watch(home: Home) -> None:
    """Add the automation without a surplus and with a plugged-in car."""
    car, inverter = home.cloud.electric_vehicle, home.cloud.solar_inverter
    home.cloud.controls.plug_in(car.id)
    home.cloud.controls.set_battery_level(car.id, 50)
    home.cloud.controls.set_fields(car.id, is_charging=False, is_plugged_in=True)
    await sun(home, 300)
    await automate(
        home.hass,
        "charge_car_from_surplus",
        charge_now=entity_id(home, car, "button", "boost"),
        surplus=entity_id(home, inverter, "sensor", "solar_surplus_w"),
    )


@pytest.fixture
async def waiting(home: Home) -> Home:
    await watch(home)
    return home


async def test_charges_once_after_a_lasting_surplus(waiting: Home) -> None:
    await sun(waiting, 4000)
    await waiting.wait(14 * MINUTE)
    assert boosts(waiting) == 0
    await waiting.wait(1 * MINUTE)
    assert boosts(waiting) == 1
    await waiting.wait(20 * MINUTE)
    assert boosts(waiting) == 1


async def test_ignores_short_drops_of_the_surplus(waiting: Home) -> None:
    await sun(waiting, 6000)
    await waiting.wait(7 * MINUTE)
    await sun(waiting, 2600)
    await sun(waiting, 6000)
    await waiting.wait(8 * MINUTE)
    assert boosts(waiting) == 1


async def test_waits_again_after_a_large_drop(waiting: Home) -> None:
    await sun(waiting, 6000)
    await waiting.wait(14 * MINUTE)
    await sun(waiting, 2400)
    await sun(waiting, 6000)
    await waiting.wait(14 * MINUTE)
    assert boosts(waiting) == 0
    await waiting.wait(1 * MINUTE)
    assert boosts(waiting) == 1


@pytest.mark.parametrize("watts", [3900, None])
async def test_ignores_a_low_surplus(waiting: Home, watts: int | None) -> None:
    if watts is None:
        waiting.cloud.controls.set_fields(
            waiting.cloud.solar_inverter.id, current_solar_production_w=None
        )
    await sun(waiting, watts)
    await waiting.wait(60 * MINUTE)
    assert boosts(waiting) == 0


async def test_car_plugged_in_during_a_surplus_charges(
    waiting: Home,
) -> None:
    car = waiting.cloud.electric_vehicle
    waiting.cloud.controls.set_fields(car.id, is_plugged_in=False)
    waiting.cloud.controls.unplug(car.id)
    await sun(waiting, 6000)
    await waiting.wait(30 * MINUTE)
    assert boosts(waiting) == 0
    waiting.cloud.controls.set_fields(car.id, is_plugged_in=True)
    waiting.cloud.controls.plug_in(car.id)
    await waiting.poll()
    await waiting.wait(15 * MINUTE)
    assert boosts(waiting) == 1


@pytest.mark.parametrize("fields", [{"is_charging": True}, {"is_fully_charged": True}])
async def test_charging_or_full_car_is_not_changed(
    waiting: Home, fields: dict[str, bool]
) -> None:
    waiting.cloud.controls.set_fields(waiting.cloud.electric_vehicle.id, **fields)
    await waiting.poll()
    await sun(waiting, 6000)
    await waiting.wait(60 * MINUTE)
    assert boosts(waiting) == 0


async def test_unplugged_car_does_not_charge(waiting: Home) -> None:
    await sun(waiting, 6000)
    waiting.cloud.controls.set_fields(
        waiting.cloud.electric_vehicle.id, is_plugged_in=False
    )
    waiting.cloud.controls.unplug(waiting.cloud.electric_vehicle.id)
    await waiting.poll()
    await waiting.wait(60 * MINUTE)
    assert boosts(waiting) == 0


async def test_surplus_at_startup_counts(
    home: Home,
) -> None:
    home.hass.set_state(CoreState.starting)
    await watch(home)
    await sun(home, 6000)
    home.hass.set_state(CoreState.running)
    home.hass.bus.async_fire(EVENT_HOMEASSISTANT_STARTED)
    await home.hass.async_block_till_done()
    await home.wait(14 * MINUTE)
    assert boosts(home) == 0
    await home.wait(1 * MINUTE)
    assert boosts(home) == 1

"""Charging the car from solar surplus."""

from homeassistant.const import EVENT_HOMEASSISTANT_STARTED
from homeassistant.core import CoreState
import pytest

from tests.blueprints.automation import automate, boosts, entity_id
from tests.conftest import Home

MINUTE = 60


async def sun(home: Home, watts: int | None) -> None:
    """Let the sun give so much more than the home needs."""
    home.cloud.controls.set_fields(home.cloud.solar_inverter.id, solar_surplus_w=watts)
    await home.poll()


async def watch(home: Home) -> None:
    """Watch the sun on a dull day, with a car that is plugged in and waits."""
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


async def test_it_charges_after_a_while_of_sun_and_once(waiting: Home) -> None:
    await sun(waiting, 4000)
    await waiting.wait(14 * MINUTE)
    assert boosts(waiting) == 0
    await waiting.wait(1 * MINUTE)
    assert boosts(waiting) == 1
    await waiting.wait(20 * MINUTE)
    assert boosts(waiting) == 1


async def test_a_small_cloud_does_not_matter(waiting: Home) -> None:
    await sun(waiting, 6000)
    await waiting.wait(7 * MINUTE)
    await sun(waiting, 2600)
    await sun(waiting, 6000)
    await waiting.wait(8 * MINUTE)
    assert boosts(waiting) == 1


async def test_after_a_large_cloud_it_waits_anew(waiting: Home) -> None:
    await sun(waiting, 6000)
    await waiting.wait(14 * MINUTE)
    await sun(waiting, 2400)
    await sun(waiting, 6000)
    await waiting.wait(14 * MINUTE)
    assert boosts(waiting) == 0
    await waiting.wait(1 * MINUTE)
    assert boosts(waiting) == 1


@pytest.mark.parametrize("watts", [3900, None])
async def test_too_little_sun_is_nothing(waiting: Home, watts: int | None) -> None:
    if watts is None:
        waiting.cloud.controls.set_fields(
            waiting.cloud.solar_inverter.id, current_solar_production_w=None
        )
    await sun(waiting, watts)
    await waiting.wait(60 * MINUTE)
    assert boosts(waiting) == 0


async def test_a_car_that_comes_home_while_the_sun_shines_charges(
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
async def test_a_car_that_charges_or_is_full_stays_as_it_is(
    waiting: Home, fields: dict[str, bool]
) -> None:
    waiting.cloud.controls.set_fields(waiting.cloud.electric_vehicle.id, **fields)
    await waiting.poll()
    await sun(waiting, 6000)
    await waiting.wait(60 * MINUTE)
    assert boosts(waiting) == 0


async def test_a_car_that_leaves_meanwhile_is_not_asked(waiting: Home) -> None:
    await sun(waiting, 6000)
    waiting.cloud.controls.set_fields(
        waiting.cloud.electric_vehicle.id, is_plugged_in=False
    )
    waiting.cloud.controls.unplug(waiting.cloud.electric_vehicle.id)
    await waiting.poll()
    await waiting.wait(60 * MINUTE)
    assert boosts(waiting) == 0


async def test_the_sun_that_shines_when_home_assistant_starts_counts(
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

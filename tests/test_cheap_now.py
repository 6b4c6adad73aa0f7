"""Test the trigger and the condition for cheap energy."""

from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN
from homeassistant.helpers.entity_component import async_update_entity
import pytest

from tests.automations import automate
from tests.conftest import Home
from tests.test_condition import check

HOUR = 60 * 60
CHEAP = "binary_sensor.energy_contract_cheap_now"
# Each stands for the home, and its energy contract.
TARGETS = (
    "sensor.energy_contract_price",
    CHEAP,
    "climate.heat_pump_comfort",
    "sensor.car_battery_level",
)


def contract(home: Home, *cheap: int, last: int = 24) -> None:
    """Let the hours of the day that are given be cheap."""
    prices = [
        {
            "price": 0.1 if hour in cheap else 0.3,
            "timestamp": f"2026-03-18T{hour:02}:00:00Z",
        }
        for hour in range(last)
    ]
    home.cloud.faults.heal()
    body = [{"energy_contract_type": "spot_hourly", "energy_prices": prices}]
    home.cloud.faults.fail("GET", "*/energy-contracts", status=200, body=body)


@pytest.fixture
async def priced(new_home: Home) -> Home:
    """Give a home in UTC in which energy is cheap from ten to twelve."""
    await new_home.hass.config.async_set_time_zone("UTC")
    contract(new_home, 10, 11, 20)
    assert await new_home.set_up()
    await new_home.wait(1.5)
    return new_home


@pytest.mark.parametrize("entity_id", TARGETS)
async def test_it_triggers_once_when_the_price_becomes_cheap(
    priced: Home, entity_id: str
) -> None:
    trigger = {
        "trigger": "podero.cheap_now_started",
        "target": {ATTR_ENTITY_ID: entity_id},
    }
    automation = await automate(priced.hass, {"triggers": [trigger]})
    ran = []
    for _ in range(13):
        await priced.wait(HOUR)
        ran.append(automation.ran())
    assert [hour for hour, entities in enumerate(ran, 10) if entities] == [10, 20]
    assert ran[0] == [CHEAP]


@pytest.mark.parametrize("entity_id", TARGETS)
async def test_it_is_met_while_the_price_is_cheap(priced: Home, entity_id: str) -> None:
    condition = await check(priced, "is_cheap_now", target={ATTR_ENTITY_ID: entity_id})
    met = []
    for hour in range(9, 22):
        if condition.async_check():
            met.append(hour)
        await priced.wait(HOUR)
    assert met == [10, 11, 20]


async def test_a_home_that_does_not_know_the_day_is_not_cheap(priced: Home) -> None:
    condition = await check(priced, "is_cheap_now", target={ATTR_ENTITY_ID: CHEAP})
    trigger = {
        "trigger": "podero.cheap_now_started",
        "target": {ATTR_ENTITY_ID: CHEAP},
    }
    automation = await automate(priced.hass, {"triggers": [trigger]})
    contract(priced, 10, 11, 20, last=14)
    await async_update_entity(priced.hass, CHEAP)
    await priced.wait(HOUR)
    assert priced.value(CHEAP) == STATE_UNKNOWN
    assert condition.async_check() is False
    assert not automation.ran()
    contract(priced, 10, 11, 20)
    await priced.wait(HOUR)
    assert condition.async_check() is True
    assert automation.ran() == [CHEAP]


async def test_another_home_s_price_does_not_count(home: Home, neighbor: Home) -> None:
    await home.wait(1.5)
    own = home.entry.runtime_data.energy_contract
    other = neighbor.entry.runtime_data.energy_contract
    condition = await check(
        home, "is_cheap_now", target={ATTR_ENTITY_ID: "climate.heat_pump_comfort"}
    )
    other.prices = ()
    other.async_update_listeners()
    assert condition.async_check() is own.is_cheap
    own.prices = ()
    own.async_update_listeners()
    assert condition.async_check() is False

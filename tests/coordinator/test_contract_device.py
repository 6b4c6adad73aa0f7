"""Test the device of the energy contract."""

import asyncio

from homeassistant.const import STATE_UNKNOWN
from homeassistant.helpers import device_registry as dr
import pytest

from custom_components.podero import async_remove_config_entry_device
from custom_components.podero.diagnostics import async_get_device_diagnostics
from tests.conftest import Home
from tests.coordinator.savings import HOUR, PRICE, contract_device
from tests.held import held

# The event is left out: these tests are about the requests of others.
pytestmark = pytest.mark.usefixtures("no_jitter", "no_event")


# The device of the contract


async def test_the_contract_stays_however_often_devices_are_polled(home: Home) -> None:
    await home.wait(1.5)
    device = contract_device(home)
    assert device is not None
    assert device.entry_type is dr.DeviceEntryType.SERVICE
    assert device.name == "Energy contract"
    for _ in range(12):
        await home.poll()
    assert contract_device(home) == device
    assert await async_get_device_diagnostics(home.hass, home.entry, device)


async def test_a_contract_leaves_after_five_answers_without_it_and_may_return(
    home: Home,
) -> None:
    await home.wait(1.5)
    failure = home.cloud.faults.fail("GET", "*/energy-contracts", status=200, body=[])
    for _ in range(4):
        await home.wait(HOUR)
        assert home.value(PRICE) == STATE_UNKNOWN
        assert contract_device(home) is not None
    home.cloud.faults.fail("GET", "*/energy-contracts", status=500, times=1)
    await home.wait(HOUR)
    assert contract_device(home) is not None
    for _ in range(2):
        await home.wait(HOUR)
        assert contract_device(home) is None
        assert home.hass.states.get(PRICE) is None
    failure.stop()
    await home.wait(HOUR)
    assert contract_device(home) is not None
    assert float(home.value(PRICE))


async def test_a_contract_that_is_missed_only_for_a_while_stays(home: Home) -> None:
    await home.wait(1.5)
    for _ in range(2):
        home.cloud.faults.fail(
            "GET", "*/energy-contracts", status=200, body=[], times=4
        )
        for _ in range(5):
            await home.wait(HOUR)
        assert contract_device(home) is not None
        assert float(home.value(PRICE))


async def test_a_home_without_a_contract_has_none_among_its_devices(
    new_home: Home,
) -> None:
    new_home.cloud.faults.fail("GET", "*/energy-contracts", status=200, body=[])
    assert await new_home.set_up()
    for _ in range(6):
        await new_home.wait(HOUR)
    assert contract_device(new_home) is None


async def test_only_a_contract_that_is_over_can_be_removed(home: Home) -> None:
    await home.wait(1.5)
    device = contract_device(home)
    assert device is not None
    assert not await async_remove_config_entry_device(home.hass, home.entry, device)
    home.cloud.faults.fail("GET", "*/energy-contracts", status=200, body=[], times=1)
    await home.wait(HOUR)
    assert await async_remove_config_entry_device(home.hass, home.entry, device)
    dr.async_get(home.hass).async_remove_device(device.id)
    await home.wait(HOUR)
    assert float(home.value(PRICE))


async def test_of_several_contracts_the_price_is_that_of_the_same_one(
    home: Home,
) -> None:
    contract = home.entry.runtime_data.energy_contract
    listed = [
        {
            "id": building,
            "building": building,
            "energy_prices": [{"price": price, "timestamp": None}],
        }
        for building, price in (("house", 0.9), ("annex", 0.2), ("garage", 0.5))
    ]
    prices = set()
    for _ in listed:
        listed.append(listed.pop(0))
        home.cloud.faults.fail(
            "GET", "*/energy-contracts", status=200, body=[*listed], times=1
        )
        await contract.async_refresh()
        prices.add(contract.price)
    assert prices == {0.2}


async def test_an_answer_that_arrives_after_an_unload_leaves_nothing_behind(
    home: Home,
) -> None:
    contract = home.entry.runtime_data.energy_contract
    with held(home.entry.runtime_data.client, "energy_contracts") as (
        asked_for,
        let_go,
    ):
        refresh = asyncio.create_task(contract.async_refresh())
        await asked_for.wait()
        assert await home.unload()
        let_go.set()
        await refresh
    assert contract.data is not None
    assert contract._state_timer._cancel is None

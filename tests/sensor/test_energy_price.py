"""Test the price sensor: what it includes, and prices of other integrations."""

from datetime import datetime, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.podero import async_remove_config_entry_device
from custom_components.podero.const import (
    CONF_PRICE_ENTITY,
    CONF_PRICE_FEES,
    CONF_PRICE_TAX,
    DOMAIN,
)
from simulator.contracts import EnergyContract
from tests.conftest import MORNING, Home

HOUR = 60 * 60
PRICE = "sensor.energy_contract_price"
WHOLESALE = "sensor.energy_contract_wholesale_price"
CHEAP = "binary_sensor.energy_contract_cheap_now"
OTHER = "sensor.nord_pool"
INCLUDED = "includes_fees_and_taxes"


def contracts(home: Home, **terms: Any) -> None:
    home.cloud.organization.set_energy_contracts(
        home.cloud.home, EnergyContract(**terms)
    )


def options(home: Home, **options: Any) -> None:
    home.hass.config_entries.async_update_entry(home.entry, options=options)


async def start(home: Home) -> None:
    assert await home.set_up()
    await home.wait(1.5)


def attribute(home: Home, entity_id: str, name: str) -> Any:
    state = home.hass.states.get(entity_id)
    assert state is not None
    return state.attributes[name]


def other_prices(
    hass: HomeAssistant, prices: list[float], unit: str = "EUR/kWh"
) -> None:
    """Let another integration know prices from the morning on."""
    rows = [
        {"start": MORNING + timedelta(hours=number), "value": price}
        for number, price in enumerate(prices)
    ]
    hass.states.async_set(
        OTHER, str(prices[0]), {"unit_of_measurement": unit, "raw_today": rows}
    )


# What the price includes


@pytest.mark.parametrize(
    ("included", "entity_id", "name"),
    [
        (True, PRICE, "Energy contract Price"),
        (None, PRICE, "Energy contract Price"),
        (False, WHOLESALE, "Energy contract Wholesale price"),
    ],
)
async def test_a_wholesale_price_is_called_so(
    new_home: Home, included: bool | None, entity_id: str, name: str
) -> None:
    contracts(new_home, includes_external_components=included)
    await start(new_home)
    for _ in range(2):
        assert attribute(new_home, entity_id, INCLUDED) is included
        assert attribute(new_home, entity_id, "friendly_name") == name
        assert await new_home.unload()
        await start(new_home)


async def test_a_wholesale_price_is_called_so_after_a_restart_in_an_outage(
    new_home: Home,
) -> None:
    contracts(new_home, includes_external_components=False)
    await start(new_home)
    assert await new_home.unload()
    outage = new_home.cloud.faults.fail("GET", "*/energy-contracts", status=500)
    await start(new_home)
    assert new_home.value(WHOLESALE) == STATE_UNKNOWN
    assert attribute(new_home, WHOLESALE, "friendly_name").endswith("Wholesale price")
    outage.stop()
    await new_home.wait(HOUR)
    assert float(new_home.value(WHOLESALE))
    assert attribute(new_home, WHOLESALE, INCLUDED) is False


async def test_a_price_that_becomes_a_wholesale_price_is_called_so(
    new_home: Home,
) -> None:
    await start(new_home)
    for included, name in ((False, "Wholesale price"), (True, "Price")):
        contracts(new_home, includes_external_components=included)
        loaded = new_home.entry.runtime_data
        await new_home.wait(HOUR)
        await new_home.wait(2)
        assert new_home.entry.runtime_data is not loaded
        assert attribute(new_home, PRICE, "friendly_name") == f"Energy contract {name}"
        assert attribute(new_home, PRICE, INCLUDED) is included


@pytest.mark.parametrize(
    ("fees", "tax", "expected"),
    [(0.13, 20, 0.276), (0.13, None, 0.23), (None, 20, 0.12), (0.0, 0.0, 0.1)],
)
async def test_fees_and_tax_make_it_what_the_owner_pays(
    new_home: Home, fees: float | None, tax: float | None, expected: float
) -> None:
    chosen = {CONF_PRICE_FEES: fees, CONF_PRICE_TAX: tax}
    options(
        new_home, **{key: value for key, value in chosen.items() if value is not None}
    )
    new_home.cloud.faults.fail(
        "GET",
        "*/energy-contracts",
        status=200,
        body=[
            {
                "energy_contract_type": "spot_hourly",
                "energy_price_includes_external_components": False,
                "energy_prices": [
                    {"price": 0.1, "timestamp": "2026-03-18T09:00:00+00:00"}
                ],
            }
        ],
    )
    await start(new_home)
    is_paid = bool(fees or tax)
    entity_id = PRICE if is_paid else WHOLESALE
    assert float(new_home.value(entity_id)) == expected
    assert attribute(new_home, entity_id, INCLUDED) is is_paid
    # The price of an hour does not hold for ever.
    await new_home.wait(HOUR - 1)
    assert new_home.value(entity_id) == STATE_UNKNOWN


@pytest.mark.parametrize(
    "zone",
    ["Europe/Vienna", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns"],
)
@pytest.mark.parametrize(
    "night", ["2026-03-29T00:00:00+00:00", "2026-10-24T23:00:00+00:00"]
)
@pytest.mark.parametrize("minutes", [15, 60])
async def test_the_price_follows_the_hour_over_a_clock_change(
    new_home: Home, morning: FrozenDateTimeFactory, zone: str, night: str, minutes: int
) -> None:
    await new_home.hass.config.async_set_time_zone(zone)
    morning.move_to(night)
    contracts(new_home, zone=zone, minutes=minutes)
    await start(new_home)
    prices = {
        period.start: period.price
        for period in new_home.entry.runtime_data.energy_contract.prices
    }
    step = timedelta(minutes=minutes)
    now = datetime.fromisoformat(night)
    for _ in range(5):
        expected = {prices[at] for at in prices if at <= now < at + step}
        assert {float(new_home.value(PRICE))} == expected
        await new_home.wait(minutes * 60)
        now += step


# Cheap now


async def test_cheap_now_follows_the_price_without_a_request(new_home: Home) -> None:
    contracts(new_home)
    await start(new_home)
    contract = new_home.entry.runtime_data.energy_contract
    today = sorted(period.price for period in contract.prices[:24])
    shown = []
    for _ in range(14):
        price = float(new_home.value(PRICE))
        shown.append(new_home.value(CHEAP))
        assert (shown[-1] == "on") is (price <= today[5])
        await new_home.wait(HOUR)
    assert {*shown} == {"on", "off"}


@pytest.mark.parametrize("contract_type", ["monthly", "yearly"])
async def test_a_price_that_never_changes_is_never_cheap(
    new_home: Home, contract_type: str
) -> None:
    contracts(new_home, contract_type=contract_type)
    await start(new_home)
    assert float(new_home.value(PRICE)) == 0.24
    assert new_home.hass.states.get(CHEAP) is None


async def test_without_the_prices_of_the_day_it_is_not_known(new_home: Home) -> None:
    new_home.cloud.faults.fail(
        "GET",
        "*/energy-contracts",
        status=200,
        body=[
            {
                "energy_prices": [
                    {"price": hour, "timestamp": f"2026-03-18T{hour:02}:00:00Z"}
                    for hour in (9, 10, 11)
                ]
            }
        ],
    )
    await start(new_home)
    assert new_home.value(CHEAP) == STATE_UNKNOWN
    new_home.cloud.faults.heal()
    await new_home.wait(HOUR)
    assert new_home.value(CHEAP) in ("on", "off")


async def test_cheap_now_alone_lets_prices_be_fetched(new_home: Home) -> None:
    registry = er.async_get(new_home.hass)
    for platform, key, disabled_by in (
        (Platform.SENSOR, "energy_price", er.RegistryEntryDisabler.USER),
        (Platform.BINARY_SENSOR, "is_cheap_now", None),
    ):
        registry.async_get_or_create(
            platform,
            DOMAIN,
            f"{new_home.cloud.home.id}_{key}",
            config_entry=new_home.entry,
            disabled_by=disabled_by,
        )
    await start(new_home)
    assert [one for one in new_home.cloud.requests if "contracts" in one.path]
    [cheap] = [
        state
        for state in new_home.hass.states.async_all(Platform.BINARY_SENSOR)
        if state.entity_id.endswith("cheap_now")
    ]
    assert cheap.state in ("on", "off")


# Prices of another integration


async def test_another_sensor_s_prices_replace_those_of_the_contract(
    new_home: Home,
) -> None:
    other_prices(new_home.hass, [20, 10, 30], "ct/kWh")
    options(new_home, **{CONF_PRICE_ENTITY: OTHER, CONF_PRICE_TAX: 10})
    await start(new_home)
    assert new_home.value(PRICE) == "0.22"
    assert attribute(new_home, PRICE, "unit_of_measurement") == "EUR/kWh"
    await new_home.wait(HOUR)
    assert new_home.value(PRICE) == "0.11"
    # Known prices stay known while the other sensor shows none.
    new_home.hass.states.async_set(OTHER, STATE_UNAVAILABLE)
    await new_home.wait(HOUR)
    assert new_home.value(PRICE) == "0.33"
    new_home.hass.states.async_remove(OTHER)
    await new_home.wait(HOUR)
    assert new_home.value(PRICE) == STATE_UNKNOWN
    other_prices(new_home.hass, [20, 10, 30, 40], "SEK/kWh")
    await new_home.hass.async_block_till_done()
    assert new_home.value(PRICE) == "44.0"
    assert attribute(new_home, PRICE, "unit_of_measurement") == "SEK/kWh"
    assert attribute(new_home, PRICE, INCLUDED) is True
    assert not [one for one in new_home.cloud.requests if "contracts" in one.path]


async def test_a_home_without_a_contract_can_have_another_sensor_s_prices(
    new_home: Home,
) -> None:
    new_home.cloud.organization.set_energy_contracts(new_home.cloud.home)
    options(new_home, **{CONF_PRICE_ENTITY: OTHER})
    await start(new_home)
    assert new_home.hass.states.get(PRICE) is None
    other_prices(new_home.hass, [*range(-9, 15)])
    await new_home.hass.async_block_till_done()
    assert new_home.value(PRICE) == "-9.0"
    assert attribute(new_home, PRICE, INCLUDED) is None
    for _ in range(8):
        await new_home.wait(HOUR)
    device = dr.async_get(new_home.hass).async_get_device_by_identifier(
        (DOMAIN, new_home.cloud.home.id), new_home.entry.entry_id
    )
    assert device is not None
    assert not await async_remove_config_entry_device(
        new_home.hass, new_home.entry, device
    )

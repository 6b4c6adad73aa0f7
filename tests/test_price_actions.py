"""Test the actions for energy prices."""

from datetime import datetime, timedelta
from typing import Any

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import (
    HomeAssistantError,
    ServiceValidationError,
    Unauthorized,
)
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.podero.const import DOMAIN
from simulator.contracts import EnergyContract
from tests.conftest import Home

HOUR = 60 * 60
PRICE = "sensor.energy_contract_price"
# From ten in the morning in Vienna, where the tests are.
PRICES = (0.2, 0.1, 0.3, 0.15, 0.1, 0.4)


@pytest.fixture(autouse=True)
async def _in_vienna(hass: HomeAssistant) -> None:
    await hass.config.async_set_time_zone("Europe/Vienna")


def contract(home: Home, *prices: float | None, **fields: Any) -> None:
    """Let the home have prices from ten in the morning on."""
    rows = [
        {"price": price, "timestamp": f"2026-03-18T{10 + number}:00:00+01:00"}
        for number, price in enumerate(prices)
    ]
    body = {"energy_contract_type": "spot_hourly", "currency_energy_price": "EUR"}
    body |= {"energy_prices": rows} | fields
    home.cloud.faults.heal()
    home.cloud.faults.fail("GET", "*/energy-contracts", status=200, body=[body])


async def ask(home: Home, action: str, **data: Any) -> Any:
    return await home.hass.services.async_call(
        DOMAIN, action, data, blocking=True, return_response=True
    )


@pytest.fixture
async def priced(new_home: Home) -> Home:
    """Give a home with six prices."""
    contract(new_home, *PRICES)
    assert await new_home.set_up()
    await new_home.wait(1.5)
    return new_home


def local(hour: float) -> str:
    midnight = datetime.fromisoformat("2026-03-18T00:00:00+01:00")
    return (midnight + timedelta(hours=hour)).isoformat()


# The curve


async def test_all_known_prices_of_today_and_tomorrow_are_returned(
    priced: Home,
) -> None:
    assert await ask(priced, "get_prices") == {
        "prices": [
            {"start": local(hour), "end": local(hour + 1), "price": price}
            for hour, price in enumerate(PRICES, 10)
        ],
        "currency": "EUR",
    }


async def test_prices_are_cut_to_the_requested_time(priced: Home) -> None:
    response = await ask(
        priced,
        "get_prices",
        config_entry_id=priced.entry.entry_id,
        start="2026-03-18 11:30:00",
        end=local(13),
    )
    assert response["prices"] == [
        {"start": local(11.5), "end": local(12), "price": 0.1},
        {"start": local(12), "end": local(13), "price": 0.3},
    ]
    later = await ask(
        priced, "get_prices", start="2026-03-19 00:00:00", end="2026-03-20 00:00:00"
    )
    assert later["prices"] == []


async def test_a_constant_price_is_cut_as_well(new_home: Home) -> None:
    new_home.cloud.organization.set_energy_contracts(
        new_home.cloud.home, EnergyContract(contract_type="yearly")
    )
    assert await new_home.set_up()
    response = await ask(new_home, "get_prices")
    assert response["prices"] == [{"start": local(0), "end": local(48), "price": 0.24}]
    found = await ask(new_home, "find_cheapest_window", duration="02:00:00")
    assert found == {"start": local(10), "end": local(12), "cost": 0.48}


async def test_the_end_of_prices_must_be_after_their_start(priced: Home) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await ask(priced, "get_prices", start=local(12), end=local(12))
    assert refused.value.translation_key == "prices_end_before_start"


# The cheapest window


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"duration": "01:00:00"}, {"start": local(11), "end": local(12), "cost": 0.1}),
        (
            {"duration": {"hours": 2}},
            {"start": local(13), "end": local(15), "cost": 0.25},
        ),
        (
            {"duration": {"minutes": 90}, "latest": local(13)},
            {"start": local(10.5), "end": local(12), "cost": 0.2},
        ),
        (
            {"duration": "01:00:00", "earliest": "2026-03-18 12:00:00"},
            {"start": local(14), "end": local(15), "cost": 0.1},
        ),
        (
            {"duration": "06:00:00", "earliest": local(2)},
            {"start": local(10), "end": local(16), "cost": 1.25},
        ),
        (
            {"duration": "02:30:00", "split": True},
            {
                "windows": [
                    {"start": local(11), "end": local(12)},
                    {"start": local(13.5), "end": local(15)},
                ],
                "cost": 0.275,
            },
        ),
    ],
)
async def test_the_cheapest_window_is_found(
    priced: Home, data: dict[str, Any], expected: dict[str, Any]
) -> None:
    # A second and a half have passed since ten.
    await priced.wait(-1.5)
    assert await ask(priced, "find_cheapest_window", **data) == expected


@pytest.mark.parametrize(
    ("data", "key"),
    [
        ({"duration": 0}, "no_duration"),
        ({"duration": "07:00:00"}, "window_too_short"),
        ({"duration": "02:00:00", "latest": local(11)}, "window_too_short"),
        ({"duration": "01:00:00", "latest": local(9)}, "window_too_short"),
        ({"duration": "01:00:00", "latest": local(17)}, "prices_unknown"),
        ({"duration": "01:00:00", "earliest": local(16)}, "prices_unknown"),
    ],
)
async def test_without_all_prices_there_is_no_answer(
    priced: Home, data: dict[str, Any], key: str
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await ask(priced, "find_cheapest_window", **data)
    assert refused.value.translation_key == key


async def test_a_gap_is_no_cheap_time(new_home: Home) -> None:
    contract(new_home, 0.2, 0.3, None, 0.1, 0.1)
    assert await new_home.set_up()
    await new_home.wait(1.5)
    with pytest.raises(ServiceValidationError) as refused:
        await ask(new_home, "find_cheapest_window", duration=3600, latest=local(15))
    assert refused.value.translation_key == "prices_unknown"
    found = await ask(new_home, "find_cheapest_window", duration=3600)
    assert found["end"] <= local(12)


@pytest.mark.parametrize(
    ("night", "hours"),
    [("2026-03-28T23:00:00+00:00", 23), ("2026-10-24T22:00:00+00:00", 25)],
)
async def test_the_day_of_a_clock_change_has_all_its_hours(
    new_home: Home, morning: Any, night: str, hours: int
) -> None:
    morning.move_to(night)
    new_home.cloud.organization.set_energy_contracts(
        new_home.cloud.home, EnergyContract(zone="Europe/Vienna", minutes=15)
    )
    assert await new_home.set_up()
    now = datetime.fromisoformat(night)
    end = (now + timedelta(hours=hours)).isoformat()
    response = await ask(new_home, "get_prices", end=end)
    assert len(response["prices"]) == hours * 4
    found = await ask(
        new_home, "find_cheapest_window", duration={"hours": hours}, latest=end
    )
    assert datetime.fromisoformat(found["start"]) == now
    mean = sum(row["price"] for row in response["prices"]) / len(response["prices"])
    assert found["cost"] == pytest.approx(mean * hours)


# Homes


async def test_prices_that_no_entity_shows_are_fetched_for_the_action(
    priced: Home,
) -> None:
    registry = er.async_get(priced.hass)
    for entity_id in (PRICE, "binary_sensor.energy_contract_cheap_now"):
        registry.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    assert await priced.unload()
    assert await priced.set_up()
    priced.cloud.requests.clear()
    assert (await ask(priced, "get_prices"))["prices"]
    await priced.wait(HOUR)
    assert len([one for one in priced.cloud.requests if "contract" in one.path]) == 1


async def test_an_outage_is_named_where_no_price_is_known(new_home: Home) -> None:
    outage = new_home.cloud.faults.fail("GET", "*/energy-contracts", status=500)
    assert await new_home.set_up()
    for action, data in (("get_prices", {}), ("find_cheapest_window", {"duration": 1})):
        with pytest.raises(HomeAssistantError) as failed:
            await ask(new_home, action, **data)
        assert failed.value.translation_key == "server_error"
    outage.stop()
    assert (await ask(new_home, "get_prices"))["prices"]


async def test_one_of_several_homes_must_be_named(home: Home, neighbor: Home) -> None:
    with pytest.raises(ServiceValidationError):
        await ask(home, "get_prices")
    own = await ask(home, "get_prices", config_entry_id=home.entry.entry_id)
    assert own["prices"]
    with pytest.raises(ServiceValidationError):
        await ask(home, "get_prices", config_entry_id="unknown")
    assert await neighbor.unload()
    with pytest.raises(ServiceValidationError):
        await ask(home, "get_prices", config_entry_id=neighbor.entry.entry_id)


@pytest.mark.parametrize("may", [True, False])
async def test_only_who_may_see_a_home_gets_its_prices(priced: Home, may: bool) -> None:
    user = MockUser().add_to_hass(priced.hass)
    user.mock_policy({"entities": {"entity_ids": {PRICE: {"read": may}}}})
    call = priced.hass.services.async_call(
        DOMAIN,
        "get_prices",
        {},
        blocking=True,
        return_response=True,
        context=Context(user_id=user.id),
    )
    if may:
        assert (await call or {})["prices"]
    else:
        with pytest.raises(Unauthorized):
            await call

"""Variants of energy contracts."""

from datetime import datetime
from itertools import pairwise
from statistics import mean
from typing import Any

import pytest

from simulator import Clock, Cloud
from simulator.clock import ManualTime
from simulator.contracts import EnergyContract

from .client import Client


def prices(contract: EnergyContract, cloud: Cloud) -> list[tuple[str, float]]:
    shown = contract.as_json("id", "supplier", 1, cloud.clock)
    return [(price["timestamp"], price["price"]) for price in shown["energy_prices"]]


def at(when: str) -> Cloud:
    """Return a cloud at a time in UTC."""
    return Cloud(Clock(now=ManualTime(datetime.fromisoformat(f"{when}+00:00"))))


def test_quarters_have_the_mean_price_of_their_hour(cloud: Cloud) -> None:
    hours = prices(EnergyContract(), cloud)
    quarters = prices(EnergyContract(minutes=15), cloud)

    assert len(quarters) == 4 * len(hours) == 192
    assert [start for start, _ in quarters[:5]] == [
        "2026-01-20T00:00:00+00:00",
        "2026-01-20T00:15:00+00:00",
        "2026-01-20T00:30:00+00:00",
        "2026-01-20T00:45:00+00:00",
        "2026-01-20T01:00:00+00:00",
    ]
    for number, (_, price) in enumerate(hours):
        of_hour = [price for _, price in quarters[number * 4 : number * 4 + 4]]
        assert mean(of_hour) == pytest.approx(price)
        assert len(set(of_hour)) == 4


def test_hours_can_be_missing(cloud: Cloud) -> None:
    shown = prices(EnergyContract(missing_hours=(3, 23), minutes=15), cloud)
    hours = {start[11:13] for start, _ in shown}
    assert hours == {f"{hour:02}" for hour in range(24)} - {"03", "23"}


def test_there_can_be_no_more_than_the_current_price() -> None:
    cloud = at("2026-07-12T09:20")
    [(start, price)] = prices(EnergyContract(only_current=True, minutes=15), cloud)
    assert start == "2026-07-12T09:15:00+00:00"
    assert (start, price) in prices(EnergyContract(minutes=15), cloud)


def test_prices_without_fees_and_taxes() -> None:
    cloud = at("2026-07-12T09:00")
    total = prices(EnergyContract(), cloud)
    wholesale = prices(EnergyContract(includes_external_components=False), cloud)

    assert all(low < high for (_, low), (_, high) in zip(wholesale, total, strict=True))
    assert min(price for _, price in wholesale) < 0


@pytest.mark.parametrize(
    ("when", "first_day", "second_day"),
    [
        ("2026-03-28T12:00", 24, 23),
        ("2026-03-29T12:00", 23, 24),
        ("2026-10-24T12:00", 24, 25),
        ("2026-10-25T12:00", 25, 24),
    ],
)
@pytest.mark.parametrize("minutes", [15, 60])
def test_days_of_a_clock_change(
    when: str, first_day: int, second_day: int, minutes: Any
) -> None:
    contract = EnergyContract(zone="Europe/Vienna", minutes=minutes)

    starts = [datetime.fromisoformat(start) for start, _ in prices(contract, at(when))]

    days = [start.date() for start in starts]
    assert days.count(days[0]) * minutes == first_day * 60
    assert days.count(days[-1]) * minutes == second_day * 60
    gaps = {after - before for before, after in pairwise(starts)}
    assert {gap.total_seconds() for gap in gaps} == {minutes * 60}
    assert starts[0].hour == starts[0].minute == 0
    assert len({start.utcoffset() for start in starts}) == 2


def test_prices_of_the_next_day_are_published_in_the_afternoon() -> None:
    contract = EnergyContract(zone="Europe/Vienna", published_at="13:00")

    assert len(prices(contract, at("2026-01-20T11:59"))) == 24
    assert len(prices(contract, at("2026-01-20T12:00"))) == 48


@pytest.mark.parametrize("contract_type", ["monthly", "yearly", None])
def test_contracts_with_one_price(cloud: Cloud, contract_type: Any) -> None:
    contract = EnergyContract(contract_type=contract_type)

    assert prices(contract, cloud) == [("2026-01-20T00:00:00+00:00", 0.24)]


async def test_the_contracts_of_a_user(client: Client, cloud: Cloud) -> None:
    async def contracts(user_id: str) -> list[Any]:
        path = f"{client.org}/users/{user_id}/energy-contracts"
        found: list[Any] = (await client.get(path)).json
        return found

    (building,) = cloud.home.buildings
    cloud.organization.set_energy_contracts(
        cloud.home,
        EnergyContract(currency="SEK", building=building, minutes=15),
        EnergyContract(contract_type="monthly", includes_external_components=None),
    )

    first, second = await contracts(cloud.home.id)
    assert first["building"] == building
    assert first["currency_energy_price"] == "SEK"
    assert first["energy_price_includes_external_components"] is True
    assert second["building"] is None
    assert second["energy_contract_type"] == "monthly"
    assert second["energy_price_includes_external_components"] is None
    assert first["id"] != second["id"]

    empty = cloud.organization.empty_home.id
    terms = {"minutes": 15, "currency": None}
    await client.control("set_energy_contracts", contracts=[terms], user_id=empty)
    (contract,) = await contracts(empty)
    assert contract["currency_energy_price"] is None
    await client.control("set_energy_contracts", contracts=[])
    assert await contracts(cloud.home.id) == []


@pytest.mark.parametrize(
    "terms", [{"minutes": 30}, {"zone": "Europe/Nowhere"}, {"published_at": "noon"}]
)
async def test_invalid_terms_are_refused(
    client: Client, cloud: Cloud, terms: dict[str, Any]
) -> None:
    answer = await client.control("set_energy_contracts", contracts=[terms])

    assert answer.status == 400
    assert answer.json["error"]
    (contract,) = (await client.get(f"{client.home}/energy-contracts")).json
    assert contract["energy_contract_type"] == "spot_hourly"

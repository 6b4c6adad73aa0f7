"""Test parsing of energy contracts."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import isfinite
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import (
    EnergyContract,
    Podero,
    PoderoResponseError,
    PricePeriod,
)
from custom_components.podero.coordinator.price_curve import price_at
from simulator import Cloud
from tests.api.models.anything import ANYTHING

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZONES = (
    *("Europe/Vienna", "America/St_Johns", "Asia/Kathmandu", "Asia/Kolkata"),
    *("Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"),
)


def price(at: datetime | None, price: object) -> dict[str, Any]:
    """Write a price as the cloud does."""
    return {"price": price, "timestamp": at and at.isoformat()}


def read(*prices: Any, **fields: Any) -> EnergyContract:
    contract = EnergyContract.from_json(
        {"id": "the-contract", "energy_prices": list(prices), **fields}
    )
    assert contract is not None
    return contract


# Reading


@given(data=st.data())
def test_anything_may_arrive_in_any_field(data: st.DataObject) -> None:
    names = sorted(EnergyContract.__dataclass_fields__)
    sent = data.draw(st.dictionaries(st.sampled_from(names), ANYTHING))
    fields = st.dictionaries(st.sampled_from(("price", "timestamp")), ANYTHING)
    prices = data.draw(st.lists(fields | ANYTHING) | ANYTHING)
    contract = EnergyContract.from_json(sent | {"energy_prices": prices})
    assert contract is not None
    known = price_at(contract.prices, NOON)
    assert known is None or isfinite(known)


@given(
    moments=st.lists(
        st.datetimes(
            min_value=datetime(2000, 1, 1),  # noqa: DTZ001
            timezones=st.just(UTC),
        )
    )
)
def test_prices_may_change_at_any_time(moments: list[datetime]) -> None:
    contract = read(*(price(at, 0.2) for at in moments))
    price_at(contract.prices, NOON)
    for period, following in pairwise(contract.prices):
        assert period.start < period.end <= following.start


@pytest.mark.parametrize("data", [None, 7, "contract", []])
def test_what_is_no_contract(data: Any) -> None:
    assert EnergyContract.from_json(data) is None


@pytest.mark.parametrize(
    ("fields", "contract_id"),
    [
        ({}, "contract"),
        ({"id": None}, "contract"),
        ({"id": 7}, "contract"),
        ({"id": ""}, "contract"),
        ({"id": "a"}, "a"),
    ],
)
def test_a_contract_need_not_have_an_id(
    fields: dict[str, Any], contract_id: str
) -> None:
    contract = EnergyContract.from_json({**fields, "energy_contract_type": "yearly"})
    assert contract is not None
    assert contract.energy_contract_type == "yearly"
    assert contract.id == contract_id


@pytest.mark.parametrize(
    "prices",
    [
        [price(None, 0.25)],
        [price(NOON - timedelta(days=900), "0.25")],
        [price(NOON + timedelta(days=900), 0.25)],
        [{"price": 0.25}],
        [{"price": "free"}, {"price": 0.25}, "no price", price(NOON, None)],
    ],
)
def test_a_single_price_is_the_price_at_all_times(prices: list[Any]) -> None:
    contract = read(*prices)
    for hours in (-9999, 0, 9999):
        assert price_at(contract.prices, NOON + hours * HOUR) == 0.25


def test_a_price_that_cannot_be_read_ends_the_one_before() -> None:
    contract = read(price(NOON, 0.2), price(NOON + HOUR, None))
    assert price_at(contract.prices, NOON) == 0.2
    assert price_at(contract.prices, NOON + HOUR) is None
    assert price_at(contract.prices, NOON - HOUR) is None


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_prices_of_an_hour_the_one_that_can_be_read_counts(order: int) -> None:
    prices = [price(NOON, 0.2), price(NOON, None)][::order]
    assert price_at(read(*prices).prices, NOON) == 0.2


@pytest.mark.parametrize("prices", [[], [price(NOON, None)], ["no price"]])
def test_without_a_price_none_is_known(prices: list[Any]) -> None:
    contract = read(*prices)
    assert price_at(contract.prices, NOON) is None
    assert not contract.prices


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (-1, None),
        (0, 0.1),
        (3599, 0.1),
        (3600, -0.2),
        (7199, -0.2),
        # The hour that follows is missing.
        (7200, None),
        (10800, 0.3),
        (14399, 0.3),
        (14400, None),
    ],
)
@pytest.mark.parametrize("word", ["spot_hourly", "Spot Hourly"])
def test_an_hourly_price_is_that_of_its_hour(
    word: str, after: float, expected: float | None
) -> None:
    contract = read(
        price(NOON + HOUR, -0.2),
        price(NOON, 0.1),
        price(NOON + 3 * HOUR, 0.3),
        energy_contract_type=word,
    )
    assert price_at(contract.prices, NOON + timedelta(seconds=after)) == expected


@pytest.mark.parametrize("word", ["monthly", "yearly", None, "something new"])
def test_any_other_price_holds_until_the_next(word: str | None) -> None:
    contract = read(
        price(NOON, 0.1), price(NOON + 9 * HOUR, 0.2), energy_contract_type=word
    )
    assert price_at(contract.prices, NOON - HOUR) is None
    assert price_at(contract.prices, NOON + 8 * HOUR) == 0.1
    assert price_at(contract.prices, NOON + 999 * HOUR) == 0.2


@pytest.mark.parametrize("word", ["spot_hourly", "Spot Hourly"])
def test_a_single_price_of_an_hour_is_that_of_its_hour(word: str) -> None:
    contract = read(price(NOON, 0.1), energy_contract_type=word)
    assert contract.prices == (PricePeriod(NOON, NOON + HOUR, 0.1),)


@pytest.mark.parametrize("word", ["spot_hourly", None, "something new"])
@pytest.mark.parametrize("minutes", [15, 30, 60])
def test_prices_of_a_rhythm_last_as_long_as_it(word: str | None, minutes: int) -> None:
    step = timedelta(minutes=minutes)
    starts = [NOON + number * step for number in (0, 1, 2, 4, 5, 6)]
    contract = read(*(price(at, 0.1) for at in starts), energy_contract_type=word)
    assert contract.prices == tuple(PricePeriod(at, at + step, 0.1) for at in starts)


@pytest.mark.parametrize("word", ["monthly", "yearly"])
def test_a_long_contract_has_no_hours(word: str) -> None:
    contract = read(
        price(NOON, 0.1), price(NOON + HOUR, 0.2), energy_contract_type=word
    )
    assert price_at(contract.prices, NOON + 999 * HOUR) == 0.2


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize(
    "day", ["2026-03-29", "2026-10-25", "2026-04-05", "2026-10-04"]
)
@pytest.mark.parametrize("minutes", [15, 60])
def test_the_price_follows_the_hour_in_every_zone(
    zone: str, day: str, minutes: int
) -> None:
    """The first two days have a clock change in Vienna, the others in Australia."""
    step = timedelta(minutes=minutes)
    midnight = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))
    start = midnight.astimezone(UTC)
    end = (midnight + timedelta(days=1)).astimezone(UTC)
    starts = [start + number * step for number in range((end - start) // step)]
    contract = read(
        *(
            price(at.astimezone(ZoneInfo(zone)), number)
            for number, at in enumerate(starts)
        ),
        energy_contract_type="spot_hourly",
    )
    for number, at in enumerate(starts):
        for later in (timedelta(), step - timedelta(seconds=1)):
            assert price_at(contract.prices, at + later) == number
    assert price_at(contract.prices, start - timedelta(seconds=1)) is None
    assert price_at(contract.prices, end) is None


def test_a_price_that_begins_when_time_ends_never_begins() -> None:
    last = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    contract = read(price(NOON, 0.1), price(last, 0.2))
    assert len(contract.prices) == 1


# Asking


async def test_the_contracts_of_a_home(client: Podero, cloud: Cloud) -> None:
    [contract] = await client.energy_contracts()
    assert contract.currency_energy_price == "EUR"
    assert contract.building is None
    assert contract.energy_price_includes_external_components is True
    assert len(contract.prices) == 48
    midnight = datetime(2026, 3, 18, tzinfo=UTC)
    assert price_at(contract.prices, midnight) == contract.prices[0].price
    path = f"/org/{cloud.org_id}/users/{cloud.home.id}/energy-contracts"
    assert cloud.requests[-1].path == path


async def test_a_bad_contract_costs_that_contract(client: Podero, cloud: Cloud) -> None:
    body = [None, 7, {"energy_prices": [{"price": 0.3}]}]
    cloud.faults.fail("GET", "*/energy-contracts", status=200, body=body)
    [contract] = await client.energy_contracts()
    assert price_at(contract.prices, NOON) == 0.3


async def test_an_answer_that_is_no_list(client: Podero, cloud: Cloud) -> None:
    cloud.faults.fail("GET", "*/energy-contracts", status=200, body="{}", times=1)
    with pytest.raises(PoderoResponseError):
        await client.energy_contracts()
    assert len(await client.energy_contracts()) == 1

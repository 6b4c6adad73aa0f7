"""Test the number of requests per day."""

from collections import Counter
import re

import pytest

from tests.conftest import Home

QUARTER = 15 * 60
A_DAY = 24 * 60 * 60

# With everything enabled, and for as long as nobody does anything.
LISTS_A_DAY = {"heat-pumps": 2880, "electric-vehicles": 2880, "inverters": 2880}
OTHERS_A_DAY = {
    "electric-vehicles/*/charge-policy": 96,
    "electric-vehicles/*/sessions/current": 96,
    "electric-vehicles/*/sessions": 24,
    "heat-pumps/*/savings": 24,
    "electric-vehicles/*/savings": 24,
    "inverters/*/savings": 24,
    "energy-contracts": 24,
}
TOKENS_A_DAY = 3


def asked(home: Home) -> Counter[str]:
    """Return how often was asked for what; what is imported once is left out."""
    paths = [
        re.sub(r"[0-9a-f-]{36}", "*", request.path).removeprefix("/org/*/users/*/")
        for request in home.cloud.requests
    ]
    return Counter(path for path in paths if not path.endswith("/data"))


@pytest.fixture
async def steady(
    new_home: Home, devices: int, entity_registry_enabled_by_default: None
) -> Home:
    """Give a home in which nothing happens, a few hours after it was set up."""
    home = new_home
    cars = [home.cloud.electric_vehicle]
    for _ in range(devices - 1):
        home.cloud.organization.add_device("heat-pumps")
        home.cloud.organization.add_device("inverters")
        cars.append(home.cloud.organization.add_device("electric-vehicles"))
    for car in cars:
        home.cloud.controls.set_fields(car.id, is_plugged_in=False, is_charging=False)
    assert await home.set_up()
    # Polls begin on whole seconds.
    await home.wait(0.9)
    for _ in range(4 * 4):
        await home.wait(QUARTER)
    home.cloud.requests.clear()
    return home


@pytest.mark.parametrize("devices", [1, 3])
async def test_devices_are_listed_twice_a_minute(steady: Home, devices: int) -> None:
    # Some early polls bring them into step with what the cloud syncs.
    for _ in range(30 * 60):
        await steady.wait(1)
    steady.cloud.requests.clear()
    minutes = 10
    for _ in range(minutes * 60):
        await steady.wait(1)
    counts = asked(steady)
    expected = {
        path: times * minutes * 60 // A_DAY for path, times in LISTS_A_DAY.items()
    }
    assert {path: counts[path] for path in LISTS_A_DAY} == expected


@pytest.mark.parametrize("devices", [1, 3])
async def test_other_data_is_requested_as_documented_for_each_device(
    steady: Home, devices: int
) -> None:
    for _ in range(A_DAY // QUARTER):
        await steady.wait(QUARTER)
    counts = asked(steady)
    assert counts.pop("/oauth2/token/") <= TOKENS_A_DAY
    # In steps of a quarter of an hour, lists are asked for once in each.
    assert {counts.pop(path) for path in LISTS_A_DAY} == {A_DAY // QUARTER}
    assert counts == {
        path: times if path == "energy-contracts" else times * devices
        for path, times in OTHERS_A_DAY.items()
    }

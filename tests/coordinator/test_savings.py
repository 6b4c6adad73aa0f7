"""Tests of the savings and energy contract coordinators."""

import asyncio
from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity_component import async_update_entity
import pytest

from custom_components.podero import async_remove_config_entry_device
from custom_components.podero.const import DOMAIN
from custom_components.podero.coordinator import SavingsKey
from custom_components.podero.diagnostics import async_get_device_diagnostics
from tests.conftest import Home
from tests.held import held

HOUR = 60 * 60 + 1
DAY = 24 * 60 * 60
PRICE = "sensor.energy_contract_price"
SAVED = [
    "sensor.heat_pump_savings_this_month",
    "sensor.car_savings_this_month",
    "sensor.solar_inverter_savings_this_month",
]
KEYS = (
    *("savings_this_month", "savings_total", "energy_price"),
    *("last_session_cost", "last_session_savings"),
)
ERRORS = ("WARNING", "ERROR")


@pytest.fixture(autouse=True)
def _no_jitter() -> Iterator[None]:
    """Let the back-off be as long as it can be."""
    with patch(
        "custom_components.podero.coordinator.backoff.uniform",
        side_effect=lambda _, most: most,
    ):
        yield


def asked(home: Home) -> dict[str, int]:
    """Return how often was asked for what, by the end of the path."""
    paths = [request.path for request in home.cloud.requests]
    ends = ("savings", "/sessions", "energy-contracts")
    counts = {end.strip("/"): sum(path.endswith(end) for path in paths) for end in ends}
    return {end: count for end, count in counts.items() if count}


def register(home: Home, owner: str, *keys: str, enabled: bool) -> None:
    """Let sensors be known before they are set up."""
    for key in keys:
        er.async_get(home.hass).async_get_or_create(
            Platform.SENSOR,
            DOMAIN,
            f"{owner}_{key}",
            config_entry=home.entry,
            disabled_by=None if enabled else er.RegistryEntryDisabler.USER,
        )


def devices_of(home: Home) -> list[str]:
    cloud = home.cloud
    return [cloud.heat_pump.id, cloud.electric_vehicle.id, cloud.solar_inverter.id]


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was said about money in the log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.podero")
        and record.levelname in ("INFO", *ERRORS)
    ]


def contract_device(home: Home) -> dr.DeviceEntry | None:
    return dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, home.cloud.home.id), home.entry.entry_id
    )


# How often


async def test_it_is_asked_after_set_up_and_every_hour(home: Home) -> None:
    assert asked(home) == {}
    assert home.hass.states.get(PRICE) is None
    await home.wait(1.5)
    assert asked(home) == {"savings": 3, "energy-contracts": 1}
    assert float(home.value(PRICE))
    await home.wait(HOUR - 60)
    assert asked(home) == {"savings": 3, "energy-contracts": 1}
    await home.wait(61)
    assert asked(home) == {"savings": 6, "energy-contracts": 2}


async def test_set_up_does_not_wait_for_it(new_home: Home) -> None:
    for path in ("*/savings", "*/energy-contracts"):
        new_home.cloud.faults.fail("GET", path, delay=1000)
    assert await new_home.set_up()
    assert new_home.state() is ConfigEntryState.LOADED


async def test_nothing_is_asked_where_everything_is_disabled(new_home: Home) -> None:
    home = new_home
    for owner in (*devices_of(home), home.cloud.home.id):
        register(home, owner, *KEYS, enabled=False)
    assert await home.set_up()
    for _ in range(4):
        await home.wait(HOUR)
    assert asked(home) == {}


async def test_nothing_is_asked_once_the_home_is_unloaded(home: Home) -> None:
    await home.wait(1.5)
    assert await home.unload()
    home.cloud.requests.clear()
    await home.wait(HOUR)
    assert not home.cloud.requests


async def test_nothing_is_asked_without_sensors(new_home: Home) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.SWITCH,)):
        assert await new_home.set_up()
        for _ in range(2):
            await new_home.wait(HOUR)
        assert asked(new_home) == {}
        assert await new_home.unload()


async def test_only_what_is_enabled_is_asked_for(new_home: Home) -> None:
    home = new_home
    heat_pump, car, inverter = devices_of(home)
    register(home, heat_pump, *KEYS, enabled=False)
    register(home, car, "savings_this_month", "savings_total", enabled=False)
    register(home, car, "last_session_savings", enabled=True)
    register(home, inverter, "savings_this_month", enabled=False)
    register(home, inverter, "savings_total", enabled=True)
    register(home, home.cloud.home.id, "energy_price", enabled=False)
    assert await home.set_up()
    for times in (1, 2):
        await home.wait(HOUR)
        assert asked(home) == {"savings": times, "sessions": times}
    [request, _] = [
        request
        for request in home.cloud.requests
        if request.path.endswith(f"/{inverter}/savings")
    ]
    assert request.query["from"] == "2020-01-01T00:00:00Z"


async def test_savings_are_those_of_this_month_and_the_last(home: Home) -> None:
    await home.wait(1.5)
    queries = [
        (request.query["from"], request.query["to"])
        for request in home.cloud.requests
        if request.path.endswith("/savings")
    ]
    # It was set up at nine and asked a moment later.
    assert queries == [("2026-02-01T00:00:00Z", "2026-03-18T09:00:01Z")] * 3


async def test_a_sensor_that_is_disabled_meanwhile_is_no_longer_asked_for(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.wait(1.5)
    for entity_id in (*SAVED[1:], PRICE):
        entity_registry.async_update_entity(
            entity_id, disabled_by=er.RegistryEntryDisabler.USER
        )
    home.cloud.requests.clear()
    await home.wait(HOUR)
    assert asked(home) == {"savings": 1}


async def test_many_devices_are_fetched_in_batches(new_home: Home) -> None:
    for _ in range(22):
        new_home.cloud.organization.add_device("electric-vehicles")
    assert await new_home.set_up()
    await new_home.wait(1.5)
    assert asked(new_home)["savings"] == 10
    for number in (20, 25, 25):
        await new_home.wait(11)
        assert asked(new_home)["savings"] == number
    new_home.cloud.requests.clear()
    await new_home.wait(HOUR)
    for _ in range(3):
        await new_home.wait(11)
    assert asked(new_home)["savings"] == 25


async def test_a_new_device_is_asked_about_soon(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    added = home.cloud.organization.add_device(
        "heat-pumps", device_model={"model": "F1255"}
    )
    await home.poll()
    await home.wait(1.5)
    assert float(home.value("sensor.heat_pump_f1255_savings_this_month"))
    asked_of = [
        request.path.split("/")[-2]
        for request in home.cloud.requests
        if request.path.endswith("/savings")
    ]
    assert added.id in asked_of
    assert home.cloud.heat_pump.id not in asked_of


async def test_a_device_that_left_and_returned_has_its_sensors_again(
    home: Home,
) -> None:
    await home.wait(1.5)
    car = home.cloud.electric_vehicle.id
    home.cloud.controls.set_fields(car, deleted_at="2026-03-18T09:00:00Z")
    await home.poll()
    assert home.hass.states.get(SAVED[1]) is None
    await home.wait(HOUR)
    home.cloud.controls.set_fields(car, deleted_at=None)
    await home.poll()
    await home.wait(1.5)
    assert float(home.value(SAVED[1]))


async def test_data_of_a_device_that_left_during_its_request_is_dropped(
    home: Home,
) -> None:
    await home.wait(1.5)
    runtime, car = home.entry.runtime_data, home.cloud.electric_vehicle.id
    with held(runtime.client, "savings") as (requested, let_go):
        key = SavingsKey(car, "savings")
        refresh = asyncio.create_task(runtime.savings.async_refresh_keys([key]))
        await requested.wait()
        home.cloud.controls.set_fields(car, deleted_at="2026-03-18T09:00:00Z")
        await runtime.electric_vehicles.async_refresh()
        assert car not in runtime.savings.data
        let_go.set()
        await refresh
    assert car not in runtime.savings.data
    assert home.cloud.heat_pump.id in runtime.savings.data


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.parametrize(
    ("entity_id", "end"),
    [
        (SAVED[0], "savings"),
        ("sensor.car_last_session_cost", "sessions"),
        (PRICE, "energy-contracts"),
    ],
)
async def test_it_can_be_asked_for_by_hand(
    home: Home, entity_id: str, end: str
) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    await async_update_entity(home.hass, entity_id)
    assert asked(home)[end]


# What a cloud does not have


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
@pytest.mark.parametrize(
    ("path", "end", "each_hour"),
    [
        ("*/heat-pumps/*/savings", "savings", 2),
        ("*/sessions", "sessions", 0),
        ("*/energy-contracts", "energy-contracts", 0),
    ],
)
@pytest.mark.parametrize("more", [0, 2])
async def test_what_a_cloud_does_not_offer_is_requested_once_a_day_and_device(
    new_home: Home, path: str, end: str, each_hour: int, more: int
) -> None:
    for kind in ("heat-pumps", "electric-vehicles") * more:
        new_home.cloud.organization.add_device(kind)
    missing = new_home.cloud.faults.fail("GET", path, status=404)
    assert await new_home.set_up()
    await new_home.wait(1.5)
    devices = 1 if "contracts" in path else 1 + more
    assert missing.hits == devices
    for day in (1, 2):
        for _ in range(8):
            await new_home.wait(3 * HOUR)
        assert missing.hits == devices * (1 + day)
    missing.stop()
    await new_home.wait(DAY)
    new_home.cloud.requests.clear()
    for _ in range(3):
        await new_home.wait(HOUR)
    assert asked(new_home)[end] > 3 * each_hour


async def test_a_sensor_without_an_answer_does_not_appear_until_there_is_one(
    new_home: Home,
) -> None:
    failures = [
        new_home.cloud.faults.fail("GET", path, status=404)
        for path in ("*/heat-pumps/*/savings", "*/energy-contracts")
    ]
    assert await new_home.set_up()
    await new_home.wait(1.5)
    assert new_home.hass.states.get(SAVED[0]) is None
    assert new_home.hass.states.get(PRICE) is None
    assert contract_device(new_home) is None
    for failure in failures:
        failure.stop()
    await new_home.wait(DAY)
    await new_home.wait(HOUR)
    assert float(new_home.value(SAVED[0]))
    assert float(new_home.value(PRICE))


async def test_what_the_cloud_no_longer_has_is_unknown(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.faults.fail("GET", "*/energy-contracts", status=404)
    for _ in range(30):
        await home.wait(HOUR)
    assert home.value(PRICE) == STATE_UNKNOWN
    # Only an answer tells that there is no contract.
    assert contract_device(home) is not None


# Failures


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ({"status": 400}, "Podero rejected the request"),
        ({"status": 403}, "The credentials of this home do not allow this"),
        ({"status": 500}, "Podero is temporarily unavailable"),
        ({"status": 200, "body": "<html></html>"}, "could not be read"),
        ({"drop": "connect"}, "Could not reach Podero"),
    ],
)
async def test_a_failure_keeps_what_was_told_and_is_said_once(
    home: Home,
    failure: dict[str, Any],
    sentence: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await home.wait(1.5)
    before = [home.value(entity_id) for entity_id in SAVED]
    failing = home.cloud.faults.fail("GET", "*/heat-pumps/*/savings", **failure)
    for _ in range(3):
        await home.wait(HOUR)
    assert home.value(SAVED[0]) == before[0]
    assert [home.value(entity_id) for entity_id in SAVED[1:]] != before[1:]
    [line] = said(caplog)
    assert line.startswith("Error fetching Podero savings data: ")
    assert sentence in line
    failing.stop()
    await home.wait(HOUR)
    assert home.value(SAVED[0]) != before[0]
    assert said(caplog)[1:] == ["Fetching Podero savings data recovered"]


async def test_of_several_devices_trouble_is_said_once(
    new_home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home = new_home
    second = home.cloud.organization.add_device(
        "heat-pumps", device_model={"model": "F1255"}
    )
    home.cloud.faults.fail("GET", f"*/{home.cloud.heat_pump.id}/savings", status=500)
    failing = home.cloud.faults.fail("GET", f"*/{second.id}/savings", status=500)
    assert await home.set_up()
    for _ in range(3):
        await home.wait(HOUR)
    failing.stop()
    await home.wait(HOUR)
    assert float(home.value("sensor.heat_pump_f1255_savings_this_month"))
    assert len(said(caplog)) == 1
    # What fails for a device that is gone is no trouble.
    home.cloud.organization.remove_device(home.cloud.heat_pump.id)
    for _ in range(2):
        await home.wait(HOUR)
    assert said(caplog)[1:] == ["Fetching Podero savings data recovered"]


async def test_an_outage_is_said_once_and_asks_less_and_less_often(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await home.wait(1.5)
    price = home.value(PRICE)
    failures = [
        home.cloud.faults.fail("GET", path, status=503)
        for path in ("*/savings", "*/energy-contracts")
    ]
    await home.wait(HOUR)
    for seconds in (300, 600, 1200, 2400, 3600, 3600):
        home.cloud.requests.clear()
        await home.wait(seconds - 2)
        assert asked(home) == {}
        await home.wait(3)
        assert asked(home) == {"savings": 3, "energy-contracts": 1}
    assert home.value(PRICE) != price
    assert STATE_UNAVAILABLE not in [home.value(one) for one in (*SAVED, PRICE)]
    assert sorted(line.partition(":")[0] for line in said(caplog)) == [
        "Error fetching Podero energy contract data",
        "Error fetching Podero savings data",
    ]
    for failure in failures:
        failure.stop()
    await home.wait(HOUR)
    assert sorted(said(caplog)[2:]) == [
        "Fetching Podero energy contract data recovered",
        "Fetching Podero savings data recovered",
    ]
    home.cloud.requests.clear()
    await home.wait(HOUR - 60)
    assert asked(home) == {}


async def test_the_next_outage_begins_with_as_short_a_wait_as_the_first(
    home: Home,
) -> None:
    await home.wait(1.5)
    for _ in range(2):
        failures = [
            home.cloud.faults.fail("GET", path, status=503)
            for path in ("*/savings", "*/energy-contracts")
        ]
        await home.wait(HOUR)
        home.cloud.requests.clear()
        await home.wait(298)
        assert asked(home) == {}
        await home.wait(3)
        assert asked(home) == {"savings": 3, "energy-contracts": 1}
        for failure in failures:
            failure.stop()
        await home.wait(601)


async def test_nothing_is_asked_while_the_cloud_asks_to_wait(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    home.cloud.faults.fail(
        "GET",
        "*/electric-vehicles/*/savings",
        status=429,
        headers={"Retry-After": "900"},
        times=1,
    )
    await home.wait(1.5)
    assert float(home.value(SAVED[0]))
    assert home.hass.states.get(SAVED[2]) is None
    home.cloud.requests.clear()
    await home.wait(880)
    assert not home.cloud.requests
    assert sum("savings" in line for line in said(caplog)) == 1
    await home.wait(330)
    assert [float(home.value(entity_id)) for entity_id in SAVED]
    assert float(home.value(PRICE))


async def test_what_is_known_will_do_while_something_else_is_asked_to_wait(
    home: Home, caplog: pytest.LogCaptureFixture
) -> None:
    await home.wait(1.5)
    await home.wait(3560)
    home.cloud.faults.fail(
        "GET", "*/inverters", status=429, headers={"Retry-After": "100"}, times=1
    )
    await home.poll()
    home.cloud.requests.clear()
    await home.wait(15)
    assert asked(home) == {}
    await home.wait(400)
    assert asked(home) == {"savings": 3, "energy-contracts": 1}
    assert not [line for line in said(caplog) if "savings" in line]
    home.cloud.requests.clear()
    await home.wait(HOUR - 60)
    assert asked(home) == {}


async def test_credentials_that_were_revoked_are_asked_for_again(home: Home) -> None:
    home.cloud.tokens.revoke()
    home.cloud.tokens.expire()
    await home.wait(1.5)
    [flow] = home.hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    home.cloud.tokens.change_secret(home.cloud.client_secret)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.wait(1.5)
    assert home.value(SAVED[1]) not in (STATE_UNAVAILABLE, STATE_UNKNOWN)


async def test_a_device_out_of_reach_has_no_savings(home: Home) -> None:
    await home.wait(1.5)
    failure = home.cloud.faults.fail("GET", "*/electric-vehicles", status=500)
    await home.poll()
    assert home.value(SAVED[1]) == STATE_UNAVAILABLE
    assert STATE_UNAVAILABLE not in [home.value(one) for one in (SAVED[0], PRICE)]
    home.cloud.requests.clear()
    failure.stop()
    await home.wait(301)
    assert float(home.value(SAVED[1]))
    await home.wait(1.5)
    assert asked(home) == {}


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


async def test_savings_of_a_device_that_left_are_not_fetched(home: Home) -> None:
    await home.wait(1.5)
    home.cloud.requests.clear()
    savings = home.entry.runtime_data.savings
    await savings._async_fetch_key(SavingsKey("gone", "savings"))
    assert not home.cloud.requests
    assert set(savings.data) == set(devices_of(home))

"""Test the savings and the contract in an outage."""

from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
import pytest

from tests.conftest import Home
from tests.coordinator.savings import HOUR, PRICE, SAVED, asked, contract_device

# The event is left out: these tests are about the requests of others.
pytestmark = pytest.mark.usefixtures("no_jitter", "no_event")

DAY = 24 * 60 * 60
ERRORS = ("WARNING", "ERROR")


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was said about money in the log."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.podero")
        and record.levelname in ("INFO", *ERRORS)
    ]


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

"""Test the sensors of savings and of the energy price."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components.energy import validate
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN, Platform
from homeassistant.core import State
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from syrupy.assertion import SnapshotAssertion

from custom_components.podero.const import DOMAIN
from simulator import Failure
from tests.conftest import Home

PRICE = "sensor.energy_contract_price"
SAVED = "sensor.heat_pump_savings_this_month"
TOTAL = "sensor.heat_pump_total_savings"
HOUR = 60 * 60


def answer(home: Home, path: str, body: Any) -> Failure:
    return home.cloud.faults.fail("GET", path, status=200, body=body)


def contract(home: Home, *prices: tuple[float, str], **fields: Any) -> Failure:
    """Let the home have a contract with prices from some times on."""
    body = {
        "energy_contract_type": "spot_hourly",
        "currency_energy_price": "EUR",
        "energy_prices": [{"price": price, "timestamp": at} for price, at in prices],
        **fields,
    }
    return answer(home, "*/energy-contracts", [body])


def savings(home: Home, total: float, **units: str) -> Failure:
    """Let a month be under way in which something was saved."""
    period = {
        "start_period": "2026-03-01T00:00:00Z",
        "end_period": "2026-04-01T00:00:00Z",
    }
    month = {"period": period, "savings": {"total": total}}
    body = {"metadata": {"units": units}, "data": [month]}
    return answer(home, "*/heat-pumps/*/savings", body)


async def set_up(home: Home) -> None:
    assert await home.set_up()
    await home.wait(1.5)


def shown(home: Home, entity_id: str) -> State:
    state = home.hass.states.get(entity_id)
    assert state is not None
    return state


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_money_sensors(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    await set_up(new_home)
    owners = (new_home.cloud.heat_pump.id, new_home.cloud.home.id)
    for owner in owners:
        for key in ("savings_this_month", "savings_total", "energy_price"):
            entity_id = entity_registry.async_get_entity_id(
                Platform.SENSOR, DOMAIN, f"{owner}_{key}"
            )
            if entity_id is not None:
                entry = entity_registry.async_get(entity_id)
                assert entry == snapshot(name=f"{entity_id}-entry")
                assert shown(new_home, entity_id) == snapshot(name=f"{entity_id}-state")


async def test_the_total_is_disabled_until_somebody_wants_it(
    home: Home, entity_registry: er.EntityRegistry
) -> None:
    await home.wait(1.5)
    entry = entity_registry.async_get(TOTAL)
    assert entry is not None
    assert entry.disabled
    entity_registry.async_update_entity(TOTAL, disabled_by=None)
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    await home.wait(1.5)
    # What was saved before last month counts as well.
    assert float(home.value(TOTAL)) > float(home.value(SAVED))
    asked_since = {
        request.query["from"]
        for request in home.cloud.requests
        if request.path.endswith(f"{home.cloud.heat_pump.id}/savings")
    }
    assert asked_since == {"2026-02-01T00:00:00Z", "2020-01-01T00:00:00Z"}


async def test_after_a_restart_sensors_wait_for_what_is_told(home: Home) -> None:
    await home.wait(1.5)
    before = [home.value(entity_id) for entity_id in (SAVED, PRICE)]
    assert await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    # The name of the price depends on the contract.
    assert home.value(SAVED) == STATE_UNKNOWN
    assert home.value(PRICE) == STATE_UNAVAILABLE
    await home.wait(1.5)
    assert [home.value(one) for one in (SAVED, PRICE)] == before


# Savings


@pytest.mark.parametrize(
    ("units", "expected"), [({"savings": "CHF"}, "CHF"), ({}, "SEK")]
)
async def test_savings_are_in_the_cloud_s_currency_or_else_the_home_s(
    new_home: Home, units: dict[str, str], expected: str
) -> None:
    new_home.hass.config.currency = "SEK"
    savings(new_home, -1.25, **units)
    await set_up(new_home)
    assert new_home.value(SAVED) == "-1.25"
    assert shown(new_home, SAVED).attributes["unit_of_measurement"] == expected


async def test_a_month_is_over_without_a_request_and_the_next_begins_when_told(
    new_home: Home, morning: FrozenDateTimeFactory
) -> None:
    told = savings(new_home, 12.5)
    await set_up(new_home)
    last_reset = shown(new_home, SAVED).attributes["last_reset"]
    assert last_reset == "2026-03-01T00:00:00+00:00"
    new_home.cloud.faults.fail("GET", "*/savings", status=500)
    morning.move_to("2026-03-31T23:59:59Z")
    await new_home.wait(0)
    assert new_home.value(SAVED) == "12.5"
    new_home.cloud.requests.clear()
    await new_home.wait(1)
    assert new_home.value(SAVED) == STATE_UNKNOWN
    assert "last_reset" not in shown(new_home, SAVED).attributes
    assert not [one for one in new_home.cloud.requests if "savings" in one.path]
    told.stop()
    new_home.cloud.faults.heal()
    await new_home.wait(HOUR)
    last_reset = shown(new_home, SAVED).attributes["last_reset"]
    assert last_reset == "2026-04-01T00:00:00+00:00"


# The price


async def test_the_price_changes_on_the_hour_without_a_request(
    new_home: Home,
) -> None:
    contract(new_home, (0.31, "2026-03-18T09:00:00Z"), (0.2, "2026-03-18T10:00:00Z"))
    await set_up(new_home)
    assert new_home.value(PRICE) == "0.31"
    new_home.cloud.requests.clear()
    await new_home.wait(HOUR - 1.5)
    assert new_home.value(PRICE) == "0.2"
    assert not [one for one in new_home.cloud.requests if "contract" in one.path]


async def test_a_price_is_known_for_as_long_as_it_was_told(new_home: Home) -> None:
    told = contract(
        new_home, (0.31, "2026-03-18T09:00:00Z"), (0.2, "2026-03-18T10:00:00Z")
    )
    await set_up(new_home)
    outage = new_home.cloud.faults.fail(status=503)
    await new_home.wait(HOUR)
    assert new_home.value(PRICE) == "0.2"
    await new_home.wait(HOUR)
    assert new_home.value(PRICE) == STATE_UNKNOWN
    told.stop()
    outage.stop()
    await new_home.wait(HOUR)
    assert float(new_home.value(PRICE))


async def test_a_price_that_always_holds(new_home: Home) -> None:
    contract(new_home, (0.29, "2025-01-01T00:00:00Z"), energy_contract_type="yearly")
    await set_up(new_home)
    for _ in range(3):
        assert new_home.value(PRICE) == "0.29"
        await new_home.wait(HOUR)


async def test_a_price_that_is_known_later_appears_then(new_home: Home) -> None:
    contract(new_home, (0.31, "2026-03-18T10:00:00Z"), (0.2, "2026-03-18T11:00:00Z"))
    await set_up(new_home)
    assert new_home.hass.states.get(PRICE) is None
    await new_home.wait(HOUR)
    assert new_home.value(PRICE) == "0.31"


async def test_of_several_contracts_one_for_all_buildings_counts(
    new_home: Home,
) -> None:
    def of(building: str | None, price: float | None) -> dict[str, Any]:
        return {"building": building, "energy_prices": [{"price": price}]}

    contracts = [of("one", 0.1), of(None, None), of(None, 0.3), of("two", 0.4)]
    answer(new_home, "*/energy-contracts", contracts)
    await set_up(new_home)
    assert new_home.value(PRICE) == "0.3"
    answer(new_home, "*/energy-contracts", contracts[:2])
    await new_home.wait(HOUR)
    assert new_home.value(PRICE) == "0.1"


@pytest.mark.parametrize(
    ("currency", "expected"),
    [("CHF", "CHF/kWh"), (None, "SEK/kWh"), ("€", "SEK/kWh")],
)
async def test_the_price_is_in_the_contract_s_currency_or_else_the_home_s(
    new_home: Home, currency: str | None, expected: str
) -> None:
    new_home.hass.config.currency = "SEK"
    contract(new_home, (0.31, "2026-03-18T09:00:00Z"), currency_energy_price=currency)
    await set_up(new_home)
    assert shown(new_home, PRICE).attributes["unit_of_measurement"] == expected


async def test_the_energy_dashboard_takes_the_price(home: Home) -> None:
    await home.wait(1.5)
    issues = validate.ValidationIssues()
    units = validate.ENERGY_PRICE_UNITS
    validate._async_validate_price_entity(home.hass, PRICE, issues, units, "unit")
    assert not issues.issues
    validate._async_validate_price_entity(home.hass, SAVED, issues, units, "unit")
    assert issues.issues


async def test_the_contract_is_called_so_in_the_language_of_the_house(
    new_home: Home,
) -> None:
    new_home.hass.config.language = "de"
    await set_up(new_home)
    assert shown(new_home, "sensor.energievertrag_preis").name == "Energievertrag Preis"


async def test_a_contract_is_no_heat_pump(home: Home) -> None:
    await home.wait(1.5)
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, home.cloud.home.id), home.entry.entry_id
    )
    assert device is not None
    for target in ({"device_id": device.id}, {"entity_id": PRICE}):
        with pytest.raises(ServiceValidationError) as refused:
            await home.hass.services.async_call(
                DOMAIN, "clear_away_mode", target, blocking=True
            )
        assert refused.value.translation_key == "no_heat_pump"
    assert not home.written()

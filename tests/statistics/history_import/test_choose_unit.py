"""Test past energy without a unit: what is deduced, and what the owner chooses."""

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.podero.const import CONF_IMPORT_HISTORY
from tests.repairs import Repairs, issues, told
from tests.statistics.history_import.past import Past, hours_ago, row

NOT_CHARGING = {"is_charging": False, "charge_rate_w": 0}
ISSUE = "history_without_unit"


async def open_repairs(hass: HomeAssistant, client: ClientSessionGenerator) -> Repairs:
    """Open the page of repairs; access to it lasts for half an hour."""
    assert await async_setup_component(hass, "repairs", {})
    return Repairs(hass, await client())


def car_without_unit(past: Past) -> None:
    """Let the car's past have no unit, and the car nothing that tells it."""
    past.cloud.faults.heal()
    past.cloud.faults.fail("GET", "*/data", status=404)
    rows = [row(ago, energy, 2 * energy) for ago, energy in ((4, 7), (3, 8), (2, 8))]
    past.answer("electric-vehicles", rows, {})
    car = past.cloud.electric_vehicle.id
    past.cloud.controls.set_fields(car, **NOT_CHARGING)


async def test_what_is_clear_is_imported_without_a_question(past: Past) -> None:
    past.cloud.behavior.history_names_units = False
    await past.start()
    rows = await past.rows(past.heat_pump())
    lived = past.lived("heat_pump")
    assert rows.keys() == lived.keys()
    assert rows[max(rows)] == pytest.approx(lived[max(rows)])
    assert not issues(past.hass)
    # What is known stays known when it is no longer clear.
    car, pump = past.cloud.electric_vehicle.id, past.cloud.heat_pump.id
    past.cloud.controls.set_fields(car, **NOT_CHARGING)
    past.cloud.controls.set_fields(pump, consumption_last_day_kwh=None)
    await past.start_again()
    await past.next_day()
    assert len(await past.rows(past.heat_pump())) > len(rows)
    assert not issues(past.hass)


@pytest.mark.parametrize(
    ("unit", "factor"), [("watt_hours", 0.001), ("kilowatt_hours", 1)]
)
async def test_what_is_not_clear_is_for_the_owner_to_choose(
    past: Past,
    hass_client: ClientSessionGenerator,
    unit: str,
    factor: float,
) -> None:
    car_without_unit(past)
    await past.start()
    assert not await past.rows(past.car())
    count = len(past.asked())
    assert told(past.hass) == [(ISSUE, {"device": "Car"})]
    repairs = await open_repairs(past.hass, hass_client)
    menu = await repairs.open()
    assert menu.options == ["watt_hours", "kilowatt_hours"]
    done = await repairs.choose(menu, unit)
    assert done.shows == "done"
    await past.hass.async_block_till_done(wait_background_tasks=True)
    expected = {4: 7 * factor, 3: 8 * factor, 2: 8 * factor}
    assert await past.rows(past.car()) == hours_ago(expected)
    assert len(past.asked()) == count
    assert not issues(past.hass)
    # The choice is kept.
    await past.start_again()
    await past.next_day()
    assert await past.rows(past.car()) == hours_ago(expected)
    assert not issues(past.hass)


async def test_no_energy_is_the_same_in_all_units(past: Past) -> None:
    car_without_unit(past)
    past.answer("electric-vehicles", [row(ago, 0, 0) for ago in (4, 3, 2)], {})
    await past.start()
    assert await past.rows(past.car()) == hours_ago({4: 0, 3: 0, 2: 0})
    assert not issues(past.hass)
    # The car is charged for the first time.
    car = past.cloud.electric_vehicle.id
    past.cloud.controls.set_fields(car, is_charging=True, charge_rate_w=7000)
    await past.home.poll()
    charged = [row(-20 - hour, energy, 0) for hour, energy in enumerate((7, 7, 7, 2))]
    past.answer("electric-vehicles", charged, {})
    await past.next_day()
    assert await past.rows(past.car()) == hours_ago(
        {4: 0, 3: 0, 2: 0} | {-20: 7, -21: 7, -22: 7, -23: 2}
    )
    assert not issues(past.hass)


@pytest.mark.parametrize(("language", "less"), [("en", "0.008"), ("de", "0,008")])
async def test_the_energies_are_written_as_in_the_language(
    past: Past, hass_client: ClientSessionGenerator, language: str, less: str
) -> None:
    past.hass.config.language = language
    car_without_unit(past)
    await past.start()
    repairs = await open_repairs(past.hass, hass_client)
    menu = await repairs.open()
    assert f"**{less} kWh**" in menu.text
    assert "**8 kWh**" in menu.text


async def test_charging_answers_the_question(past: Past) -> None:
    car_without_unit(past)
    await past.start()
    assert told(past.hass) == [(ISSUE, {"device": "Car"})]
    count = len(past.asked())
    car = past.cloud.electric_vehicle.id
    past.cloud.controls.set_fields(car, is_charging=True, charge_rate_w=7400)
    await past.home.poll()
    await past.home.wait(3601)
    # It waited without a request.
    assert len(past.asked()) == count
    assert not issues(past.hass)
    assert await past.rows(past.car()) == hours_ago({4: 7, 3: 8, 2: 8})


async def test_without_the_import_there_is_no_question(
    past: Past,
    hass_client: ClientSessionGenerator,
) -> None:
    car_without_unit(past)
    await past.start()
    repairs = await open_repairs(past.hass, hass_client)
    menu = await repairs.open()
    past.hass.config_entries.async_update_entry(
        past.home.entry, options={CONF_IMPORT_HISTORY: False}
    )
    assert await past.home.unload()
    assert (await repairs.choose(menu, "watt_hours")).shows == "not_loaded"
    await past.start()
    assert not issues(past.hass)
    assert not await past.rows(past.car())

"""The parts of a home in the Energy dashboard, and how they are added."""

from copy import deepcopy

from homeassistant.components.energy import data as energy
import pytest

from tests.conftest import Home
from tests.energy_dashboard import (
    ALL,
    GRID,
    OTHERS,
    Dashboard,
    act,
    entities,
    keys_of_sensors,
    restart,
    sensor,
)


async def test_all_sensors_of_parts_exist(home: Home) -> None:
    keys = {entity.translation_key for entity in entities(home)}
    assert keys_of_sensors() <= keys


async def test_all_parts_are_added_with_all_that_is_known(
    home: Home, dashboard: Dashboard
) -> None:
    answer = await act(home, "set_up_energy_dashboard")
    assert len(answer["added"]) == len(ALL)
    assert dashboard.types() == ALL
    # The price comes later.
    assert dashboard.one("grid")["entity_energy_price"] is None
    for _ in range(2):
        await home.wait(1.5)
    assert dashboard.one("solar") == {
        "type": "solar",
        "stat_energy_from": sensor(home, "energy_solar"),
        "stat_rate": sensor(home, "current_solar_production_w"),
        "config_entry_solar_forecast": None,
        "name": "Solar panels",
    }
    grid = dashboard.one("grid")
    assert grid.pop("stat_rate").startswith("sensor.energy_grid_")
    assert grid == {
        "type": "grid",
        "stat_energy_from": sensor(home, "energy_grid_import"),
        "stat_energy_to": sensor(home, "energy_grid_export"),
        "stat_cost": None,
        "entity_energy_price": sensor(home, "energy_price"),
        "number_energy_price": None,
        "stat_compensation": None,
        "entity_energy_price_export": None,
        "number_energy_price_export": None,
        "power_config": {
            "stat_rate_from": sensor(home, "grid_import_w"),
            "stat_rate_to": sensor(home, "grid_export_w"),
        },
        "cost_adjustment_day": 0,
        "name": "Grid",
    }
    power = sensor(home, "battery_charge_discharge_power_w")
    assert dashboard.one("battery") == {
        "type": "battery",
        "stat_energy_from": sensor(home, "energy_battery_discharge"),
        "stat_energy_to": sensor(home, "energy_battery_charge"),
        "stat_soc": sensor(home, "battery_charge_level_percent"),
        "capacity": 10,
        "name": "Battery",
        "power_config": {"stat_rate": power},
        "stat_rate": power,
    }
    assert dashboard.read()["device_consumption"] == [
        {
            "stat_consumption": sensor(home, "energy_consumption"),
            "stat_rate": sensor(home, "current_power_consumption_w"),
            "name": "Heat pump",
        },
        {
            "stat_consumption": sensor(home, "energy_charged"),
            "stat_rate": sensor(home, "charge_rate_w"),
            "name": "Car",
        },
    ]


async def test_parts_of_several_devices_are_told_apart(
    home: Home, dashboard: Dashboard
) -> None:
    home.cloud.organization.add_device("inverters", device_model={"model": "GEN24"})
    await home.poll()
    await act(home, "set_up_energy_dashboard")
    names = {part["name"] for part in dashboard.parts() if part.get("type") == "solar"}
    assert len(names) == 2
    assert "Solar panels (Solar inverter GEN24)" in names


async def test_names_are_in_the_language_of_home_assistant(
    home: Home, dashboard: Dashboard
) -> None:
    home.hass.config.language = "de"
    await act(home, "set_up_energy_dashboard")
    assert dashboard.one("grid")["name"] == "Netz"


async def test_home_assistant_accepts_the_parts(
    home: Home, dashboard: Dashboard
) -> None:
    await act(home, "set_up_energy_dashboard")
    data = dashboard.read()
    energy.ENERGY_SOURCE_SCHEMA(deepcopy(data["energy_sources"]))
    for device in data["device_consumption"]:
        energy.DEVICE_CONSUMPTION_SCHEMA(deepcopy(device))


async def test_whole_house_is_added_where_home_assistant_knows_it(
    home: Home, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(energy, "HomeSourceType", dict, raising=False)
    await act(home, "set_up_energy_dashboard")
    assert dashboard.one("home") == {
        "type": "home",
        "stat_energy_to": sensor(home, "energy_household"),
        "stat_rate": sensor(home, "household_consumption_w"),
    }
    # After a downgrade, Home Assistant could not save its preferences with it.
    monkeypatch.delattr(energy, "HomeSourceType")
    await restart(home)
    assert dashboard.types() == ALL


async def test_only_one_whole_house_is_added(
    home: Home, dashboard: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(energy, "HomeSourceType", dict, raising=False)
    other = {"type": "home", "stat_energy_to": "sensor.main_panel"}
    await dashboard.save(energy_sources=[other])
    await act(home, "set_up_energy_dashboard")
    assert dashboard.one("home") == other
    await dashboard.change(other)
    home.cloud.organization.add_device("inverters")
    await home.poll()
    await act(home, "set_up_energy_dashboard")
    assert dashboard.types().count("solar") == 2
    assert "home" not in dashboard.types()


async def test_what_others_added_stays_and_asking_twice_changes_nothing(
    home: Home, dashboard: Dashboard
) -> None:
    await dashboard.save(**OTHERS)
    before = dashboard.read()
    await act(home, "set_up_energy_dashboard")
    full = dashboard.read()
    assert len(dashboard.parts()) == 3 + len(ALL)
    for name, parts in before.items():
        assert full[name][: len(parts)] == parts
    updates = dashboard.updates
    assert await act(home, "set_up_energy_dashboard") == {"added": []}
    await restart(home)
    assert (dashboard.read(), dashboard.updates) == (full, updates)
    answer = await act(home, "remove_from_energy_dashboard")
    assert len(answer["removed"]) == len(ALL)
    assert dashboard.read() == before
    assert await act(home, "remove_from_energy_dashboard") == {"removed": []}
    assert dashboard.updates == updates + 1


async def test_second_grid_is_not_added_but_one_of_another_home_is(
    home: Home, neighbor: Home, dashboard: Dashboard
) -> None:
    await dashboard.save(energy_sources=[GRID])
    ours, theirs = home.entry.entry_id, neighbor.entry.entry_id
    await act(home, "set_up_energy_dashboard", config_entry_id=ours)
    assert dashboard.one("grid") == GRID
    await dashboard.change(GRID)
    await act(home, "set_up_energy_dashboard", config_entry_id=ours)
    assert dashboard.types().count("grid") == 1
    await act(home, "set_up_energy_dashboard", config_entry_id=theirs)
    assert dashboard.types().count("grid") > 1


async def test_parts_that_were_added_by_hand_are_neither_doubled_nor_removed(
    home: Home, dashboard: Dashboard
) -> None:
    by_hand = {"type": "solar", "stat_energy_from": sensor(home, "energy_solar")}
    await dashboard.save(energy_sources=[by_hand])
    await act(home, "set_up_energy_dashboard")
    assert dashboard.one("solar") == by_hand
    await act(home, "remove_from_energy_dashboard")
    assert dashboard.parts() == [by_hand]


@pytest.mark.parametrize(
    ("more", "added"),
    [("", ["Car"]), ("0", ["Heat pump", "Car"])],
    ids=["of the device", "of a device with a longer ID"],
)
async def test_imported_history_is_not_counted_twice(
    home: Home, dashboard: Dashboard, more: str, added: list[str]
) -> None:
    device_id = home.cloud.heat_pump.id.replace("-", "_") + more
    imported = {"stat_consumption": f"podero:heat_pump_{device_id}_consumption"}
    await dashboard.save(device_consumption=[imported])
    await act(home, "set_up_energy_dashboard")
    devices = dashboard.read()["device_consumption"]
    assert devices[0] == imported
    assert [device["name"] for device in devices[1:]] == added

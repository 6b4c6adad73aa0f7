"""Parts that are followed and removed when their home changes."""

from typing import Any

from homeassistant.helpers import device_registry as dr, entity_registry as er

from custom_components.podero.const import DOMAIN
from custom_components.podero.registry import async_get_device
from tests.conftest import Home
from tests.energy_dashboard import (
    ALL,
    OTHERS,
    Dashboard,
    act,
    choose,
    keys_of_sensors,
    restart,
    sensor,
)

STORED = f"{DOMAIN}.energy_dashboard"


async def test_changes_by_hand_stay_and_removed_parts_are_not_added_again(
    home: Home, dashboard: Dashboard
) -> None:
    await act(home, "set_up_energy_dashboard")
    await dashboard.change(dashboard.one("solar"), name="Roof", stat_rate="sensor.mine")
    await dashboard.change(dashboard.one("battery"))
    rename(home, "energy_solar", "sensor.roof_energy")
    await home.wait(2)
    assert dashboard.types() == ["solar", "grid", "device", "device"]
    solar = dashboard.one("solar")
    assert (solar["name"], solar["stat_rate"]) == ("Roof", "sensor.mine")
    assert solar["stat_energy_from"] == "sensor.roof_energy"
    await restart(home)
    assert "battery" not in dashboard.types()
    [added] = (await act(home, "set_up_energy_dashboard"))["added"]
    assert added["type"] == "battery"
    await act(home, "remove_from_energy_dashboard")
    assert dashboard.parts() == []


def rename(home: Home, key: str, entity_id: str) -> None:
    """Rename a sensor."""
    er.async_get(home.hass).async_update_entity(
        sensor(home, key), new_entity_id=entity_id
    )


async def test_part_with_a_meter_of_another_integration_is_not_removed(
    home: Home, dashboard: Dashboard
) -> None:
    await act(home, "set_up_energy_dashboard")
    await dashboard.change(dashboard.one("grid"), stat_energy_to="sensor.meter_export")
    mixed = dashboard.one("grid")
    await act(home, "remove_from_energy_dashboard")
    assert dashboard.parts() == [mixed]


async def test_renamed_disabled_and_removed_sensors_are_followed(
    home: Home, dashboard: Dashboard
) -> None:
    await act(home, "set_up_energy_dashboard")
    for key in keys_of_sensors() - {"energy_household", "household_consumption_w"}:
        rename(home, key, f"sensor.renamed_{key}")
    await home.wait(2)
    text = str(dashboard.parts())
    assert "sensor.solar_inverter" not in text.replace("sensor.energy_grid_", "")
    for key in keys_of_sensors() - {"energy_household", "household_consumption_w"}:
        assert f"'sensor.renamed_{key}'" in text
    registry = er.async_get(home.hass)
    for key in ("grid_import_w", "battery_charge_level_percent", "energy_charged"):
        registry.async_update_entity(
            sensor(home, key), disabled_by=er.RegistryEntryDisabler.USER
        )
    registry.async_remove(sensor(home, "energy_solar"))
    await home.wait(2)
    assert dashboard.types() == ["grid", "battery", "device"]
    assert not dashboard.one("grid").keys() & {"power_config", "stat_rate"}
    assert "stat_soc" not in dashboard.one("battery")
    for key in ("grid_import_w", "battery_charge_level_percent", "energy_charged"):
        registry.async_update_entity(sensor(home, key), disabled_by=None)
    await home.wait(2)
    assert dashboard.types() == ["grid", "battery", "device", "device"]
    assert "stat_rate" in dashboard.one("grid")
    assert "stat_soc" in dashboard.one("battery")


async def test_renamed_device_is_followed(home: Home, dashboard: Dashboard) -> None:
    await act(home, "set_up_energy_dashboard")
    device = async_get_device(home.hass, home.entry.entry_id, home.cloud.heat_pump.id)
    assert device is not None
    dr.async_get(home.hass).async_update_device(device.id, name_by_user="Boiler")
    await home.wait(2)
    names = [part["name"] for part in dashboard.read()["device_consumption"]]
    assert names == ["Boiler", "Car"]


async def test_device_that_comes_and_goes_is_followed(
    home: Home, dashboard: Dashboard
) -> None:
    await act(home, "set_up_energy_dashboard")
    car = home.cloud.organization.add_device("electric-vehicles")
    await home.poll()
    await home.wait(2)
    assert len(dashboard.read()["device_consumption"]) == 3
    home.cloud.organization.remove_device(car.id)
    for _ in range(6):
        await home.poll()
    await home.wait(2)
    assert len(dashboard.read()["device_consumption"]) == 2


async def test_parts_stay_while_the_cloud_does_not_list_the_inverter(
    home: Home, dashboard: Dashboard
) -> None:
    await act(home, "set_up_energy_dashboard")
    before = dashboard.read()
    failure = home.cloud.faults.fail(status=503, path="*/inverters")
    await restart(home)
    assert not home.entry.runtime_data.solar_inverters.data
    assert dashboard.read() == before
    failure.stop()
    home.cloud.controls.set_fields(
        home.cloud.solar_inverter.id, battery_capacity_kwh=None
    )
    await restart(home)
    assert "capacity" not in dashboard.one("battery")


async def test_option_adds_the_parts_and_removes_them(
    home: Home, dashboard: Dashboard
) -> None:
    await dashboard.save(**OTHERS)
    before = dashboard.read()
    meters = await choose(home, is_on=True)
    assert "Solar inverter Grid export energy, " in meters
    assert "Heat pump Energy consumption" in meters
    assert len(dashboard.parts()) == 3 + len(ALL)
    assert await choose(home, is_on=True) == "\N{EN DASH}"
    await choose(home, is_on=False)
    assert dashboard.read() == before


async def test_options_can_be_changed_while_the_home_is_not_loaded(
    home: Home, dashboard: Dashboard
) -> None:
    failure = home.cloud.faults.fail(status=503)
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    assert await choose(home, is_on=True) == "\N{EN DASH}"
    assert dashboard.parts() == []
    failure.stop()
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert dashboard.types() == ALL


async def test_removed_home_leaves_nothing_behind(
    home: Home, dashboard: Dashboard, hass_storage: dict[str, Any]
) -> None:
    await dashboard.save(**OTHERS)
    before = dashboard.read()
    await act(home, "set_up_energy_dashboard")
    await home.wait(61)
    [stored] = hass_storage[STORED]["data"].values()
    assert len(stored) == len(ALL)
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.hass.async_block_till_done()
    assert dashboard.read() == before
    assert STORED not in hass_storage

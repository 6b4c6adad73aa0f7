"""Devices that the actions are for."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import (
    ATTR_AREA_ID,
    ATTR_DEVICE_ID,
    ATTR_ENTITY_ID,
    ATTR_FLOOR_ID,
    ATTR_LABEL_ID,
)
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from tests.conftest import Home

from .acting import act, device_id, heat_pump


async def test_a_target_is_needed(home: Home) -> None:
    with pytest.raises(vol.Invalid):
        await act(home, "clear_away_mode", {})


async def test_an_entity_stands_for_its_device(home: Home) -> None:
    target = {ATTR_ENTITY_ID: ["sensor.heat_pump_power", "switch.heat_pump_pause"]}
    await act(home, "clear_away_mode", target)
    assert len(home.written()) == 1


@pytest.mark.parametrize("kind", [ATTR_AREA_ID, ATTR_FLOOR_ID, ATTR_LABEL_ID])
async def test_in_a_place_only_heat_pumps_are_meant(home: Home, kind: str) -> None:
    hass = home.hass
    floor = fr.async_get(hass).async_create("Ground floor")
    area = ar.async_get(hass).async_create("Cellar", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Energy")
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    devices = dr.async_get(hass)
    lamp = devices.async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}
    )
    cloud = home.cloud
    for device in (
        lamp.id,
        *(device_id(home, item.id) for item in (cloud.heat_pump, cloud.solar_inverter)),
    ):
        devices.async_update_device(device, area_id=area.id, labels={label.label_id})
    places = {
        ATTR_AREA_ID: area.id,
        ATTR_FLOOR_ID: floor.floor_id,
        ATTR_LABEL_ID: label.label_id,
    }
    await act(home, "clear_away_mode", {kind: places[kind]})
    assert len(home.written()) == 1
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "get_charge_schedule", {kind: places[kind]})
    assert refused.value.translation_key == "no_car"


async def test_a_labeled_entity_stands_for_its_device(home: Home) -> None:
    label = lr.async_get(home.hass).async_create("Energy")
    registry = er.async_get(home.hass)
    for entity_id in ("sensor.heat_pump_power", "sensor.car_range"):
        registry.async_update_entity(entity_id, labels={label.label_id})
    await act(home, "clear_away_mode", {ATTR_LABEL_ID: label.label_id})
    assert len(home.written()) == 1


@pytest.mark.parametrize(
    "target",
    [
        {ATTR_ENTITY_ID: "sensor.car_battery_level"},
        {ATTR_ENTITY_ID: ["sensor.heat_pump_power", "sensor.car_battery_level"]},
        {ATTR_ENTITY_ID: "light.unknown"},
        {ATTR_ENTITY_ID: "all"},
        {ATTR_ENTITY_ID: "none"},
        {ATTR_DEVICE_ID: "unknown"},
        {ATTR_AREA_ID: "unknown"},
    ],
)
async def test_what_is_no_heat_pump_is_refused(
    home: Home, target: dict[str, object]
) -> None:
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "clear_away_mode", target)
    assert refused.value.translation_key == "no_heat_pump"
    assert not home.written()


async def test_a_device_of_something_else_is_refused(home: Home) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(home.hass)
    lamp = dr.async_get(home.hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "lamp")}
    )
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "get_charge_schedule", {ATTR_DEVICE_ID: lamp.id})
    assert refused.value.translation_key == "no_car"


async def test_a_home_that_is_not_loaded_is_named(home: Home) -> None:
    target = heat_pump(home)
    await home.unload()
    with pytest.raises(ServiceValidationError) as refused:
        await act(home, "resume", target)
    assert refused.value.translation_key == "home_not_loaded"
    assert refused.value.translation_placeholders == {"home": "Sample Home"}
    await home.set_up()
    assert home.state() is ConfigEntryState.LOADED
    await act(home, "resume", target)
    assert len(home.written()) == 1

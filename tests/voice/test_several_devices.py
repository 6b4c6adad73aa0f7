"""Test which device and home a sentence is about."""

from unittest.mock import patch

from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from tests.automations import device
from tests.blueprints.automation import boosts
from tests.conftest import Home
from tests.voice.home import ASSISTANT, listen
from tests.voice.listening import CHARGE, FULL, NOT_UNDERSTOOD, ask


@pytest.fixture
async def two_cars(new_home: Home) -> Home:
    """Give a home with the cars "Ella" and "Model 3", in different areas."""
    home = new_home
    home.cloud.organization.add_device(
        "electric-vehicles", battery_level=20.0, is_plugged_in=False
    )
    await listen(home, "en")
    registry, areas = dr.async_get(home.hass), ar.async_get(home.hass)
    others = [
        found
        for found in dr.async_entries_for_config_entry(registry, home.entry.entry_id)
        if (found.name or "").startswith("Car")
    ]
    first = device(home, home.cloud.electric_vehicle)["device_id"]
    for found in others:
        name, area = ("Ella", "Garage") if found.id == first else ("Bolt (new)", "Yard")
        registry.async_update_device(
            found.id, name_by_user=name, area_id=areas.async_get_or_create(area).id
        )
    await home.hass.async_block_till_done()
    return home


async def test_cars_are_told_apart_by_name(two_cars: Home) -> None:
    home = two_cars
    assert await ask(home, "How full is Ella?") == "Ella is 61 percent charged."
    assert await ask(home, "How full is the Bolt new?") == (
        "Bolt (new) is 20 percent charged."
    )
    assert await ask(home, "Charge Ella now") == (
        "Ella will charge as soon as it is plugged in."
    )
    assert boosts(home) == 1


async def test_cars_are_told_apart_by_area(two_cars: Home) -> None:
    home = two_cars
    assert await ask(home, "How full is the car in the garage?") == (
        "Ella is 61 percent charged."
    )
    assert await ask(home, "Charge the car in the yard now") == (
        "Bolt (new) will charge as soon as it is plugged in."
    )


async def test_questions_are_answered_for_each_car(two_cars: Home) -> None:
    spoken = await ask(two_cars, FULL)
    assert "Ella is 61 percent charged." in spoken
    assert "Bolt (new) is 20 percent charged." in spoken


async def test_which_car_to_charge_is_asked(two_cars: Home) -> None:
    spoken = await ask(two_cars, CHARGE)
    assert spoken in (
        f"Which one do you mean: {names}? Say the whole sentence again with the name."
        for names in (
            "Ella (Garage) or Bolt (new) (Yard)",
            "Bolt (new) (Yard) or Ella (Garage)",
        )
    )
    assert boosts(two_cars) == 0


async def test_car_of_the_area_of_a_voice_assistant_is_meant(two_cars: Home) -> None:
    home = two_cars
    speaker = device(home, home.cloud.heat_pump)["device_id"]
    garage = ar.async_get(home.hass).async_get_or_create("Garage")
    dr.async_get(home.hass).async_update_device(speaker, area_id=garage.id)
    assert await ask(home, FULL, device_id=speaker) == "Ella is 61 percent charged."
    satellite = er.async_get(home.hass).async_get_or_create(
        "assist_satellite", "test", "satellite"
    )
    er.async_get(home.hass).async_update_entity(
        satellite.entity_id,
        area_id=ar.async_get(home.hass).async_get_or_create("Yard").id,
    )
    spoken = await ask(home, FULL, satellite_id=satellite.entity_id)
    assert spoken == "Bolt (new) is 20 percent charged."


async def test_renamed_car_is_known_by_its_new_name(listening: Home) -> None:
    home = listening
    assert await ask(home, "How full is Greta?") == NOT_UNDERSTOOD
    car = device(home, home.cloud.electric_vehicle)["device_id"]
    dr.async_get(home.hass).async_update_device(car, name_by_user="Greta")
    await home.hass.async_block_till_done()
    assert await ask(home, "How full is Greta?") == "The car is 61 percent charged."


async def test_devices_of_others_are_not_listened_for(listening: Home) -> None:
    other = MockConfigEntry(domain="other")
    other.add_to_hass(listening.hass)
    with patch(
        "custom_components.podero.voice.listener.templates", return_value=[]
    ) as templates:
        dr.async_get(listening.hass).async_get_or_create(
            config_entry_id=other.entry_id, identifiers={("other", "1")}, name="Car"
        )
        await listening.hass.async_block_till_done()
        assert not templates.called
    assert await ask(listening, "How full is the car?") != NOT_UNDERSTOOD


async def test_several_homes_are_told_apart(
    home: Home, neighbor: Home, settled: None
) -> None:
    for component in ("homeassistant", ASSISTANT):
        assert await async_setup_component(home.hass, component, {})
    await home.hass.async_block_till_done()
    assert (await ask(home, "We're away until Sunday")).startswith("Which one")
    assert not home.written()
    assert await neighbor.unload()
    spoken = await ask(home, "We're away until Sunday")
    assert spoken.startswith("Away mode is on until Sunday")
    assert len(home.written()) == 1


async def test_home_without_a_car_does_not_hear_of_cars(new_home: Home) -> None:
    home = new_home
    home.cloud.organization.remove_device(home.cloud.electric_vehicle.id)
    await listen(home, "en")
    assert await ask(home, CHARGE) == NOT_UNDERSTOOD
    assert "degrees" in await ask(home, "How warm is the water?")

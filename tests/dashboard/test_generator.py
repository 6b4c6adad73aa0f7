"""Cards of a dashboard, and their names."""

from homeassistant.components.lovelace.const import EVENT_LOVELACE_UPDATED
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
)
from pytest_homeassistant_custom_component.common import async_capture_events
from pytest_homeassistant_custom_component.typing import MockHAClientWebSocket

from custom_components.podero.registry import async_get_device
from tests.conftest import Home
from tests.dashboard.conftest import (
    Config,
    ask,
    cards,
    entity_ids,
    load,
    sections,
    title,
    titles,
)


def tile(config: Config, entity_id: str) -> Config:
    """Return the first tile of an entity."""
    return next(card for card in cards(config) if card.get("entity") == entity_id)


def rename(home: Home, device_id: str, name: str, area: str | None = None) -> None:
    """Give a device another name and an area."""
    device = async_get_device(home.hass, home.entry.entry_id, device_id)
    assert device is not None
    area_id = None
    if area is not None:
        area_id = ar.async_get(home.hass).async_get_or_create(area).id
    registry = dr.async_get(home.hass)
    registry.async_update_device(device.id, name_by_user=name, area_id=area_id)


async def test_a_home_has_what_matters_at_a_glance(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    await shown.wait(5)
    config = await load(client)
    assert [view["title"] for view in config["views"]] == [
        "Overview",
        "Plan",
        "History",
    ]
    assert titles(config) == [
        *("Needs attention", "Power", "Heating", "Car", "Optimization", "Price"),
        *("Next days", "Car", "Away and pause", "Battery"),
        *("Power", "Temperatures", "Price"),
    ]
    assert tile(config, "climate.heat_pump_comfort")["name"] == "Rooms"
    assert tile(config, "button.car_charge_now")["features"] == [
        {"type": "button", "action_name": "Start"}
    ]
    # The room temperature is on the thermostat.
    assert not [
        card
        for card in cards(config, "Heating")
        if card.get("entity") == "sensor.heat_pump_room_temperature"
    ]


async def test_names_are_the_user_s_and_so_are_ids(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    registry = er.async_get(shown.hass)
    registry.async_update_entity(
        "sensor.car_battery_level", new_entity_id="sensor.akku", name="Akku"
    )
    rename(shown, shown.cloud.electric_vehicle.id, "Flitzer")
    await shown.hass.async_block_till_done()
    config = await load(client)
    assert tile(config, "sensor.akku")["name"] == "Akku"
    assert titles(config).count("Flitzer") == 2
    assert "Flitzer" in [card.get("name") for card in cards(config, "Optimization")]


async def test_what_is_disabled_or_hidden_is_left_out(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    registry = er.async_get(shown.hass)
    disabled = "climate.heat_pump_comfort"
    hidden = "sensor.car_charging_status"
    registry.async_update_entity(disabled, disabled_by=er.RegistryEntryDisabler.USER)
    registry.async_update_entity(hidden, hidden_by=er.RegistryEntryHider.USER)
    config = await load(client)
    assert not {disabled, hidden} & entity_ids(config)
    assert tile(config, "sensor.heat_pump_room_temperature")["name"] == "Rooms"
    device = async_get_device(
        shown.hass, shown.entry.entry_id, shown.cloud.electric_vehicle.id
    )
    assert device is not None
    dr.async_get(shown.hass).async_update_device(
        device.id, disabled_by=dr.DeviceEntryDisabler.USER
    )
    await shown.wait(60)
    config = await load(client)
    assert "Car" not in titles(config)
    assert not [entity for entity in entity_ids(config) if ".car_" in entity]


async def test_a_battery_that_is_removed_takes_its_cards_with_it(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    inverter = shown.cloud.solar_inverter.id
    assert "Battery" in titles(await load(client))
    shown.cloud.controls.set_fields(inverter, is_battery_connected=False)
    await shown.poll()
    config = await load(client)
    assert "Battery" not in titles(config)
    assert {entity for entity in entity_ids(config) if "battery" in entity} == {
        "sensor.car_battery_level"
    }
    # After a restart, Home Assistant still remembers the entities.
    updates = async_capture_events(shown.hass, EVENT_LOVELACE_UPDATED)
    await shown.hass.config_entries.async_reload(shown.entry.entry_id)
    await shown.wait(2)
    assert updates
    assert await load(client) == config
    shown.cloud.controls.set_fields(inverter, is_battery_connected=True)
    await shown.poll()
    assert "Battery" in titles(await load(client))


async def test_savings_alone_have_one_heading(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    await shown.wait(5)
    savings = "sensor.car_savings_this_month"
    registry = er.async_get(shown.hass)
    for entity_id in [*registry.entities]:
        if entity_id != savings:
            registry.async_update_entity(
                entity_id, hidden_by=er.RegistryEntryHider.USER
            )
    config = await load(client)
    assert [card.get("heading") or card["entity"] for card in cards(config)] == [
        *("Saved this month", savings)
    ]


async def test_only_what_can_be_canceled_is_offered_to_be(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    cancel = "button.car_cancel_charge_now"
    registry = er.async_get(shown.hass)
    registry.async_update_entity(
        "binary_sensor.car_charge_now_when_plugged_in",
        hidden_by=er.RegistryEntryHider.USER,
    )
    assert tile(await load(client), cancel)["visibility"] == [
        {"condition": "state", "entity": cancel, "state_not": "unavailable"}
    ]


async def test_away_mode_is_planned_in_the_calendar_that_the_next_days_lead_to(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    heading, calendar = cards(await load(client), "Next days")
    assert heading["tap_action"] == {
        "action": "navigate",
        "navigation_path": "/calendar",
    }
    assert "calendar.heat_pump_away" in calendar["entities"]


async def test_each_device_says_in_a_sentence_what_it_does(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    async def content() -> list[str]:
        _, *found = cards(await load(client), "Optimization")
        return [card.get("entity") or card["content"] for card in found]

    assert await content() == [
        "sensor.car_activity",
        "switch.car_optimization",
        "sensor.car_optimization_paused_until",
        "{{ state_attr('sensor.car_activity', 'sentence') or '' }}",
        "sensor.heat_pump_activity",
        "switch.heat_pump_optimization",
        "sensor.heat_pump_optimization_paused_until",
        "{{ state_attr('sensor.heat_pump_activity', 'sentence') or '' }}",
        "sensor.solar_inverter_activity",
        "switch.solar_inverter_optimization",
        "sensor.solar_inverter_optimization_paused_until",
        "{{ state_attr('sensor.solar_inverter_activity', 'sentence') or '' }}",
    ]
    er.async_get(shown.hass).async_update_entity(
        "sensor.car_activity", disabled_by=er.RegistryEntryDisabler.USER
    )
    assert not [card for card in await content() if "car_activity" in card]


async def test_what_needs_a_connection_is_shown_even_if_nothing_tells_of_one(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    switch = "switch.heat_pump_optimization"
    connection = "binary_sensor.heat_pump_manufacturer_connection"
    assert tile(await load(client), switch)["visibility"] == [
        {"condition": "state", "entity": connection, "state_not": "off"}
    ]
    er.async_get(shown.hass).async_update_entity(
        connection, disabled_by=er.RegistryEntryDisabler.USER
    )
    assert "visibility" not in tile(await load(client), switch)


async def test_several_devices_of_a_kind_have_a_section_each(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    shown.cloud.organization.add_device("inverters", device_model={"model": "Primo"})
    shown.cloud.organization.add_device("heat-pumps", device_model={"model": "F1255"})
    await shown.poll()
    await shown.hass.config_entries.async_reload(shown.entry.entry_id)
    config = await load(client)
    assert [name for name in titles(config) if name.startswith("Heating")] == [
        "Heating · Heat pump F1255",
        "Heating · Heat pump S-Series",
    ]
    power = [card["name"] for card in cards(config, "Power") if card["type"] == "tile"]
    assert "Solar · Solar inverter Primo" in power
    # A tile depends on its own device only.
    for section in sections(config):
        if title(section).endswith("F1255"):
            assert "heat_pump_s_series" not in str(section)


async def test_devices_of_the_same_name_are_told_apart(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    add_device = shown.cloud.organization.add_device
    others = [add_device("heat-pumps") for _ in range(2)]
    await shown.poll()
    for device in others:
        rename(shown, device.id, "Nibe", "Barn")
    rename(shown, shown.cloud.heat_pump.id, "Nibe", "House")
    config = await load(client)
    assert {name for name in titles(config) if name.startswith("Heating")} == {
        "Heating · Nibe (House)",
        "Heating · Nibe (Barn)",
        "Heating · Nibe (1)",
    }


async def test_texts_are_in_the_language_of_the_user(
    shown: Home, client: MockHAClientWebSocket
) -> None:
    german = {"language": "de-CH", "number_format": "language"}
    await ask(client, "frontend/set_user_data", key="language", value=german)
    config = await load(client)
    assert [view["title"] for view in config["views"]] == [
        *("Übersicht", "Planung", "Verlauf")
    ]
    assert tile(config, "switch.heat_pump_pause")["name"] == "Pause"
    assert "Abwesenheit und Pause" in titles(config)
    # Of a language that nobody has translated.
    german["language"] = "ja"
    await ask(client, "frontend/set_user_data", key="language", value=german)
    assert "Away and pause" in titles(await load(client))

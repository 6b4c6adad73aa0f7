"""Test the blueprint for notifications."""

from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from tests.blueprints.automation import automate, device_id
from tests.conftest import Home

APP = "mobile_app"


def add_phone(hass: HomeAssistant, name: str) -> str:
    """Add a phone like the app does, and return its device ID."""
    entry = MockConfigEntry(domain=APP, title=name)
    entry.add_to_hass(hass)
    return (
        dr.async_get(hass)
        .async_get_or_create(
            config_entry_id=entry.entry_id, identifiers={(APP, name)}, name=name
        )
        .id
    )


@pytest.fixture
def anna(home: Home) -> list[ServiceCall]:
    """Capture the notifications of the first phone."""
    return async_mock_service(home.hass, "notify", "mobile_app_anna_s_phone")


@pytest.fixture
def ben(home: Home) -> list[ServiceCall]:
    """Capture the notifications of the second phone."""
    return async_mock_service(home.hass, "notify", "mobile_app_ben")


async def watch(home: Home, **inputs: Any) -> None:
    cloud = home.cloud
    devices = (cloud.heat_pump, cloud.electric_vehicle, cloud.solar_inverter)
    for device in devices:
        cloud.controls.set_fields(device.id, action_needed=False)
    await home.poll()
    await automate(
        home.hass,
        "notify_device_needs_attention",
        devices=[device_id(home, device) for device in devices],
        phones=[add_phone(home.hass, name) for name in ("Anna's Phone", "Ben")],
        **inputs,
    )


async def need(home: Home, *, needed: bool) -> None:
    home.cloud.controls.set_fields(home.cloud.electric_vehicle.id, action_needed=needed)
    await home.poll()


async def test_notifies_all_phones_with_a_link(
    home: Home, anna: list[ServiceCall], ben: list[ServiceCall]
) -> None:
    await watch(home)
    await need(home, needed=True)
    await home.wait(500)
    assert not anna
    await home.wait(100)
    for heard in (anna, ben):
        assert [call.data for call in heard] == [
            {
                "title": "Car needs your attention",
                "message": "Tap to see what to do.",
                "data": {
                    "clickAction": "/config/repairs",
                    "url": "/config/repairs",
                    "tag": f"podero_{device_id(home, home.cloud.electric_vehicle)}",
                },
            }
        ]


async def test_ignores_problems_that_resolve_themselves(
    home: Home, anna: list[ServiceCall], ben: list[ServiceCall]
) -> None:
    await watch(home)
    await need(home, needed=True)
    await home.wait(300)
    await need(home, needed=False)
    await home.wait(600)
    assert not anna
    assert not ben
    await need(home, needed=True)
    await home.wait(600)
    assert len(anna) == len(ben) == 1


async def test_notifies_the_next_phone_after_a_failure(
    home: Home, ben: list[ServiceCall]
) -> None:
    async_mock_service(
        home.hass,
        "notify",
        "mobile_app_anna_s_phone",
        raise_exception=HomeAssistantError("out of reach"),
    )
    await watch(home)
    await need(home, needed=True)
    await home.wait(600)
    assert len(ben) == 1


async def test_notifies_the_next_phone_if_one_is_removed(
    home: Home, ben: list[ServiceCall]
) -> None:
    await watch(home)
    registry = dr.async_get(home.hass)
    [entry] = home.hass.config_entries.async_entries(APP)[:1]
    for device in dr.async_entries_for_config_entry(registry, entry.entry_id):
        registry.async_remove_device(device.id)
    await need(home, needed=True)
    await home.wait(600)
    assert len(ben) == 1


async def test_uses_the_configured_text(
    home: Home, anna: list[ServiceCall], ben: list[ServiceCall]
) -> None:
    await watch(
        home,
        title="{{ device }}: bitte nachsehen",
        message="Was zu tun ist, steht hier.",
        lasts_for={"minutes": 0},
    )
    await need(home, needed=True)
    [call] = anna
    assert call.data["title"] == "Car: bitte nachsehen"
    assert call.data["message"] == "Was zu tun ist, steht hier."

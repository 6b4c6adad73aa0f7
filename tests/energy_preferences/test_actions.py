"""The actions for the Energy dashboard."""

import asyncio

from homeassistant.components.energy import data as energy
from homeassistant.core import Context
from homeassistant.exceptions import ServiceValidationError, Unauthorized
import pytest
from pytest_homeassistant_custom_component.common import MockUser

from custom_components.podero.const import CONF_ENERGY_DASHBOARD, DOMAIN
from tests.conftest import Home
from tests.energy_dashboard import ALL, Dashboard, act, choose, restart


async def test_changes_at_the_same_time_are_all_kept(
    home: Home, neighbor: Home, dashboard: Dashboard
) -> None:
    device = {"stat_consumption": "sensor.washing_machine"}

    async def change_by_hand() -> None:
        devices = dashboard.read()["device_consumption"]
        await dashboard.manager.async_update({"device_consumption": [*devices, device]})  # type: ignore[typeddict-item]

    await asyncio.gather(
        act(home, "set_up_energy_dashboard", config_entry_id=home.entry.entry_id),
        act(home, "set_up_energy_dashboard", config_entry_id=neighbor.entry.entry_id),
        change_by_hand(),
        act(home, "set_up_energy_dashboard", config_entry_id=home.entry.entry_id),
    )
    assert device in dashboard.parts()
    meters = [str(part) for part in dashboard.parts()]
    assert len(meters) == len(set(meters)) > len(ALL) + 1
    for entry in (home.entry, neighbor.entry):
        await act(home, "remove_from_energy_dashboard", config_entry_id=entry.entry_id)
    assert dashboard.parts() == [device]


async def test_without_an_energy_dashboard_nothing_happens(home: Home) -> None:
    assert await choose(home, is_on=True) == "\N{EN DASH}"
    for action in ("set_up_energy_dashboard", "remove_from_energy_dashboard"):
        with pytest.raises(ServiceValidationError) as caught:
            await act(home, action)
        assert caught.value.translation_key == "no_energy_dashboard"
    assert home.entry.options[CONF_ENERGY_DASHBOARD] is True
    # It appears with the next start.
    home.hass.config.components.add("energy")
    await restart(home)
    manager = await energy.async_get_manager(home.hass)
    assert manager.data is not None
    assert len(manager.data["energy_sources"]) == 3


async def test_actions_are_for_administrators(
    home: Home, dashboard: Dashboard, hass_read_only_user: MockUser
) -> None:
    for action in ("set_up_energy_dashboard", "remove_from_energy_dashboard"):
        with pytest.raises(Unauthorized):
            await home.hass.services.async_call(
                DOMAIN,
                action,
                {},
                blocking=True,
                context=Context(user_id=hass_read_only_user.id),
            )
    assert dashboard.parts() == []


async def test_one_of_several_homes_must_be_named_and_loaded(
    home: Home, neighbor: Home, dashboard: Dashboard
) -> None:
    await neighbor.unload()
    for data in (
        {},
        {"config_entry_id": "unknown"},
        {"config_entry_id": neighbor.entry.entry_id},
    ):
        with pytest.raises(ServiceValidationError):
            await act(home, "set_up_energy_dashboard", **data)
    assert dashboard.parts() == []
    await act(home, "set_up_energy_dashboard", config_entry_id=home.entry.entry_id)
    assert dashboard.types() == ALL

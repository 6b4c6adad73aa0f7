"""Test the repair issues."""

import asyncio
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.helpers import device_registry as dr, issue_registry as ir
import pytest

from custom_components.podero.api import (
    DeviceList,
    ElectricVehicle,
    Podero,
    PoderoConnectionError,
)
from custom_components.podero.const import DOMAIN
from tests.conftest import Home
from tests.issue_devices import device_of, turn_off
from tests.repairs import issues, told

CAR_LAPSED = ("connection_lapsed", {"device": "Car"})


# Devices


async def test_all_is_well_at_first(home: Home) -> None:
    await home.poll()
    assert told(home.hass) == []


async def test_a_lapsed_connection_is_told_until_it_is_renewed(home: Home) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert told(home.hass) == [CAR_LAPSED]
    [issue] = issues(home.hass)
    assert issue.severity is ir.IssueSeverity.ERROR
    await home.poll()
    assert issues(home.hass) == [issue]

    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert told(home.hass) == []


async def test_something_to_do_is_told_until_it_is_done(home: Home) -> None:
    home.cloud.controls.raise_action(home.cloud.heat_pump.id, "accept_terms")
    await home.poll()
    assert told(home.hass) == [("action_needed", {"device": "Heat pump"})]
    assert issues(home.hass)[0].severity is ir.IssueSeverity.WARNING

    home.cloud.controls.solve_action(home.cloud.heat_pump.id)
    await home.poll()
    assert told(home.hass) == []


async def test_a_connection_that_lapses_counts_more_than_something_to_do(
    home: Home,
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id, "accept_terms")
    await home.poll()
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert told(home.hass) == [CAR_LAPSED]


async def test_a_device_that_says_nothing_about_its_connection_needs_nobody(
    home: Home,
) -> None:
    home.cloud.controls.omit_fields(
        home.cloud.electric_vehicle.id, "is_authenticated", "action_needed"
    )
    home.cloud.controls.set_fields(
        home.cloud.solar_inverter.id, is_authenticated=None, action_needed=None
    )
    await home.poll()
    assert told(home.hass) == []


async def test_each_device_is_told_by_the_name_its_owner_gave_it(home: Home) -> None:
    car = device_of(home, home.cloud.electric_vehicle)
    dr.async_get(home.hass).async_update_device(car.id, name_by_user="Green lightning")
    for device in (home.cloud.electric_vehicle, home.cloud.solar_inverter):
        home.cloud.controls.raise_action(device.id)
    await home.poll()
    assert sorted(told(home.hass), key=str) == [
        ("connection_lapsed", {"device": "Green lightning"}),
        ("connection_lapsed", {"device": "Solar inverter"}),
    ]


async def test_what_is_needed_at_start_is_told_at_once(new_home: Home) -> None:
    new_home.cloud.controls.raise_action(new_home.cloud.electric_vehicle.id)
    assert await new_home.set_up()
    assert told(new_home.hass) == [CAR_LAPSED]


async def test_a_new_device_that_needs_its_owner_is_told_of(home: Home) -> None:
    device = home.cloud.organization.add_device("inverters")
    home.cloud.controls.raise_action(device.id)
    await home.poll()
    await home.poll()
    [(key, named)] = told(home.hass)
    assert key == "connection_lapsed"
    assert named is not None
    assert "Solar inverter" in named["device"]


async def test_a_failed_poll_leaves_what_was_told(home: Home) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    failure = home.cloud.faults.fail(status=503)
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert told(home.hass) == [CAR_LAPSED]
    failure.stop()
    await home.wait(301)
    assert told(home.hass) == []


async def test_nothing_is_told_of_a_device_that_has_left(home: Home) -> None:
    inverter = home.cloud.solar_inverter.id
    home.cloud.controls.ignore_field(inverter, "is_smart_optimization_active")
    await turn_off(home, times=3)
    home.cloud.controls.raise_action(inverter)
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert len(issues(home.hass)) == 3

    home.cloud.organization.remove_device(inverter)
    for _ in range(4):
        await home.poll()
    assert len(issues(home.hass)) == 3
    await home.poll()
    assert told(home.hass) == [CAR_LAPSED]


async def test_the_id_of_an_issue_does_not_carry_that_of_a_device(home: Home) -> None:
    inverter = home.cloud.solar_inverter.id
    home.cloud.controls.ignore_field(inverter, "is_smart_optimization_active")
    await turn_off(home, times=3)
    home.cloud.controls.raise_action(inverter)
    await home.poll()
    assert len(issues(home.hass)) == 2
    assert not [issue for issue in issues(home.hass) if inverter in issue.issue_id]


# Unloading


async def disable(home: Home, by: ConfigEntryDisabler | None) -> None:
    assert await home.hass.config_entries.async_set_disabled_by(home.entry.entry_id, by)
    await home.hass.async_block_till_done()


async def test_a_home_that_is_disabled_is_not_told_of(home: Home) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    ir.async_create_issue(
        home.hass,
        "other",
        "other",
        data={"entry_id": home.entry.entry_id},
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="other",
    )
    await disable(home, ConfigEntryDisabler.USER)
    assert told(home.hass) == []
    assert ir.async_get(home.hass).async_get_issue("other", "other")

    await disable(home, None)
    assert told(home.hass) == [CAR_LAPSED]


async def test_a_home_that_is_disabled_while_it_is_gone_is_not_told_of(
    new_home: Home,
) -> None:
    new_home.cloud.organization.remove_user(new_home.cloud.home.id)
    assert not await new_home.set_up()
    assert told(new_home.hass) == [("home_removed", {"home": "Sample Home"})]
    await disable(new_home, ConfigEntryDisabler.USER)
    assert told(new_home.hass) == []
    entry_id = new_home.entry.entry_id
    assert not await new_home.hass.config_entries.async_set_disabled_by(entry_id, None)
    assert told(new_home.hass) == [("home_removed", {"home": "Sample Home"})]


async def test_an_issue_that_is_ignored_stays_so_over_a_reload(home: Home) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    [issue] = issues(home.hass)
    ir.async_ignore_issue(home.hass, DOMAIN, issue.issue_id, ignore=True)
    assert await home.unload()
    assert await home.set_up()
    [issue] = issues(home.hass)
    assert issue.dismissed_version is not None


async def test_what_is_solved_during_a_reload_is_told_no_longer(home: Home) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    home.cloud.controls.raise_action(home.cloud.solar_inverter.id)
    await home.poll()
    assert len(issues(home.hass)) == 2
    assert await home.unload()
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    home.cloud.organization.remove_device(home.cloud.solar_inverter.id)
    assert await home.set_up()
    assert [named for _, named in told(home.hass)] == [{"device": "Solar inverter"}]
    for _ in range(5):
        await home.poll()
    assert told(home.hass) == []


@pytest.mark.parametrize("fails", [False, True])
async def test_an_answer_that_arrives_after_unloading_is_not_told_of(
    home: Home, fails: bool
) -> None:
    kind = home.entry.runtime_data.electric_vehicles
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    listed: DeviceList[ElectricVehicle] = await kind.client.devices(kind.device_class)
    asked, answered = asyncio.Event(), asyncio.Event()

    async def devices(*_: object) -> DeviceList[ElectricVehicle]:
        asked.set()
        await answered.wait()
        if fails:
            raise PoderoConnectionError
        return listed

    with patch.object(Podero, "devices", devices):
        refresh = asyncio.create_task(kind.async_refresh())
        await asked.wait()
        assert await home.unload()
        answered.set()
        await refresh
    assert told(home.hass) == []


async def test_an_issue_that_is_ignored_stays_so_until_it_is_solved(
    home: Home,
) -> None:
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    [issue] = issues(home.hass)
    ir.async_ignore_issue(home.hass, DOMAIN, issue.issue_id, ignore=True)
    await home.poll()
    assert issues(home.hass)[0].dismissed_version is not None
    home.cloud.controls.solve_action(home.cloud.electric_vehicle.id)
    await home.poll()
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert issues(home.hass)[0].dismissed_version is None

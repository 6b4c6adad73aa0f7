"""Test the repair issues."""

import asyncio
from unittest.mock import patch

from homeassistant.config_entries import ConfigEntryDisabler, ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
import pytest

from custom_components.podero.api import (
    DeviceList,
    ElectricVehicle,
    Podero,
    PoderoConnectionError,
    PoderoIgnoredError,
)
from custom_components.podero.const import DOMAIN
from custom_components.podero.issues import async_update_ignored_setting_issue
from simulator.devices import Device
from tests.conftest import Home
from tests.repairs import issues, told

CAR_LAPSED = ("connection_lapsed", {"device": "Car"})
HOME_REMOVED = ("home_removed", {"home": "Sample Home"})
OPTIMIZATION = "switch.solar_inverter_optimization"
OPTIMIZATION_IGNORED = (
    "setting_ignored",
    {"device": "Solar inverter", "setting": "Optimization"},
)
KINDS = ["heat-pumps", "electric-vehicles", "inverters"]


def device_of(home: Home, device: Device) -> dr.DeviceEntry:
    found = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, device.id), home.entry.entry_id
    )
    assert found is not None
    return found


async def turn_off(home: Home, times: int = 1) -> None:
    """Turn a switch off, which the cloud ignores."""
    for _ in range(times):
        with pytest.raises(HomeAssistantError, match="did not apply"):
            await home.hass.services.async_call(
                "switch",
                SERVICE_TURN_OFF,
                {ATTR_ENTITY_ID: OPTIMIZATION},
                blocking=True,
            )


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


# The home


async def test_a_home_that_is_removed_is_told_until_it_is_back(home: Home) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    assert told(home.hass) == [HOME_REMOVED]
    assert issues(home.hass)[0].severity is ir.IssueSeverity.ERROR

    home.cloud.home.deleted = False
    await home.wait(301)
    assert told(home.hass) == []


async def test_a_home_that_is_removed_is_told_at_start(new_home: Home) -> None:
    new_home.cloud.organization.remove_user(new_home.cloud.home.id)
    assert not await new_home.set_up()
    assert new_home.state() is ConfigEntryState.SETUP_RETRY
    assert told(new_home.hass) == [HOME_REMOVED]

    new_home.cloud.home.deleted = False
    await new_home.wait(60)
    assert new_home.state() is ConfigEntryState.LOADED
    assert told(new_home.hass) == []


async def test_a_removed_home_is_told_of_while_the_cloud_is_in_trouble(
    home: Home,
) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    [issue] = issues(home.hass)
    failure = home.cloud.faults.fail(path="*/inverters", status=500)
    await home.wait(301)
    assert issues(home.hass) == [issue]

    failure.stop()
    home.cloud.home.deleted = False
    await home.wait(301)
    assert told(home.hass) == []


@pytest.mark.parametrize("kept", KINDS)
async def test_a_home_of_which_one_kind_answers_is_not_removed(
    home: Home, kept: str
) -> None:
    for kind in KINDS:
        if kind != kept:
            home.cloud.faults.fail(path=f"*/{kind}", status=404)
    await home.poll()
    assert told(home.hass) == []
    home.cloud.faults.fail(path=f"*/{kept}", status=404)
    await home.wait(301)
    assert told(home.hass) == [HOME_REMOVED]


async def test_a_home_that_is_back_is_not_removed_when_one_kind_is_missing(
    home: Home,
) -> None:
    home.cloud.organization.remove_user(home.cloud.home.id)
    await home.poll()
    home.cloud.home.deleted = False
    await home.wait(301)
    assert told(home.hass) == []
    failure = home.cloud.faults.fail(path="*/inverters", status=404)
    await home.poll()
    assert told(home.hass) == []
    failure.stop()
    await home.wait(301)
    assert home.value(OPTIMIZATION) == "on"


@pytest.mark.parametrize("status", [403, 500, 429])
async def test_a_home_that_cannot_be_asked_for_is_not_removed(
    home: Home, status: int
) -> None:
    for kind in KINDS:
        home.cloud.faults.fail(
            path=f"*/{kind}", status=404 if kind == KINDS[0] else status
        )
    await home.poll()
    await home.wait(301)
    assert told(home.hass) == []
    home.cloud.faults.heal()
    await home.wait(301)
    assert home.value(OPTIMIZATION) == "on"


async def test_an_entry_that_is_removed_leaves_nothing(new_home: Home) -> None:
    new_home.cloud.organization.remove_user(new_home.cloud.home.id)
    assert not await new_home.set_up()
    assert told(new_home.hass) == [HOME_REMOVED]
    await new_home.hass.config_entries.async_remove(new_home.entry.entry_id)
    assert told(new_home.hass) == []


# Settings


async def test_a_setting_ignored_three_times_is_told_until_it_is_taken_over(
    home: Home,
) -> None:
    inverter = home.cloud.solar_inverter.id
    home.cloud.controls.ignore_field(inverter, "is_smart_optimization_active")
    await turn_off(home, times=2)
    assert told(home.hass) == []
    await turn_off(home)
    assert told(home.hass) == [OPTIMIZATION_IGNORED]
    assert issues(home.hass)[0].severity is ir.IssueSeverity.WARNING
    await turn_off(home)
    await home.poll()
    assert told(home.hass) == [OPTIMIZATION_IGNORED]

    home.cloud.controls.release(inverter)
    await home.hass.services.async_call(
        "switch", SERVICE_TURN_OFF, {ATTR_ENTITY_ID: OPTIMIZATION}, blocking=True
    )
    assert told(home.hass) == []


async def test_only_what_is_ignored_in_a_row_counts(home: Home) -> None:
    inverter = home.cloud.solar_inverter.id
    for _ in range(2):
        home.cloud.controls.ignore_field(inverter, "is_smart_optimization_active")
        await turn_off(home, times=2)
        home.cloud.controls.release(inverter)
        for service in ("turn_off", "turn_on"):
            await home.hass.services.async_call(
                "switch", service, {ATTR_ENTITY_ID: OPTIMIZATION}, blocking=True
            )
    assert told(home.hass) == []


async def test_settings_and_devices_count_apart(home: Home) -> None:
    kind = home.entry.runtime_data.solar_inverters
    inverter = kind.data[home.cloud.solar_inverter.id]
    home.cloud.controls.ignore_field(inverter.id, "min_battery_charge")
    for _ in range(2):
        with pytest.raises(PoderoIgnoredError):
            await kind.async_write(
                inverter, {"min_battery_charge": 30, "max_battery_charge": 80}
            )
    home.cloud.controls.ignore_field(inverter.id, "max_battery_charge")
    with pytest.raises(PoderoIgnoredError):
        await kind.async_write(
            inverter, {"min_battery_charge": 30, "max_battery_charge": 70}
        )
    assert told(home.hass) == [
        (
            "setting_ignored",
            {"device": "Solar inverter", "setting": "Minimum battery level"},
        )
    ]


async def test_a_setting_is_told_by_the_name_its_owner_gave_it(home: Home) -> None:
    er.async_get(home.hass).async_update_entity(OPTIMIZATION, name="Saving")
    home.cloud.controls.ignore_field(
        home.cloud.solar_inverter.id, "is_smart_optimization_active"
    )
    await turn_off(home, times=3)
    assert told(home.hass) == [
        ("setting_ignored", {"device": "Solar inverter", "setting": "Saving"})
    ]


async def test_names_in_titles_are_short_and_have_no_control_characters(
    home: Home,
) -> None:
    device = device_of(home, home.cloud.electric_vehicle)
    dr.async_get(home.hass).async_update_device(
        device.id, name_by_user=f"Car\n\x1b[31m {'x' * 100}"
    )
    home.cloud.controls.raise_action(home.cloud.electric_vehicle.id)
    await home.poll()
    assert told(home.hass) == [
        ("connection_lapsed", {"device": f"Car [31m {'x' * 70}…"})
    ]


async def test_a_setting_that_nobody_sees_is_not_told_of(home: Home) -> None:
    kind = home.entry.runtime_data.solar_inverters
    inverter = kind.data[home.cloud.solar_inverter.id]
    home.cloud.controls.ignore_field(inverter.id, "is_smart_optimization_active")
    er.async_get(home.hass).async_remove(OPTIMIZATION)
    for _ in range(3):
        with pytest.raises(PoderoIgnoredError):
            await kind.async_write(inverter, {"is_smart_optimization_active": False})
    assert told(home.hass) == []


async def test_a_setting_of_a_device_that_is_not_known_is_not_told_of(
    home: Home,
) -> None:
    async_update_ignored_setting_issue(
        home.hass, home.entry, "unknown", "price_zone", is_ignored=True
    )
    assert told(home.hass) == []

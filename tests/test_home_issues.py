"""Test the issues of homes and of settings."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF
from homeassistant.helpers import (
    device_registry as dr,
    entity_registry as er,
    issue_registry as ir,
)
import pytest

from custom_components.podero.api import PoderoIgnoredError
from custom_components.podero.issues import (
    async_update_ignored_setting_issue,
    async_update_unit_issue,
)
from tests.conftest import Home
from tests.issue_devices import OPTIMIZATION, device_of, turn_off
from tests.repairs import issues, told

HOME_REMOVED = ("home_removed", {"home": "Sample Home"})
OPTIMIZATION_IGNORED = (
    "setting_ignored",
    {"device": "Solar inverter", "setting": "Optimization"},
)
KINDS = ["heat-pumps", "electric-vehicles", "inverters"]


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


async def test_energy_without_a_unit_of_a_device_that_is_gone_is_no_issue(
    home: Home, issue_registry: ir.IssueRegistry
) -> None:
    before = len(issue_registry.issues)
    async_update_unit_issue(home.hass, home.entry, "gone", 1200)
    assert len(issue_registry.issues) == before
    async_update_unit_issue(home.hass, home.entry, home.cloud.heat_pump.id, 1200)
    assert len(issue_registry.issues) == before + 1

"""Settings without effect."""

from homeassistant.const import ATTR_ENTITY_ID, SERVICE_TURN_OFF
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
import pytest

from tests.conftest import Home
from tests.repairs import Repairs, issues, told
from tests.repairs.attention import OPTIMIZATION


async def turn_off(home: Home, times: int) -> None:
    """Turn a switch off, which the cloud ignores."""
    for _ in range(times):
        with pytest.raises(HomeAssistantError):
            await home.hass.services.async_call(
                "switch",
                SERVICE_TURN_OFF,
                {ATTR_ENTITY_ID: OPTIMIZATION},
                blocking=True,
            )


@pytest.fixture
async def ignoring(home: Home) -> Home:
    """Give a home of which a setting was ignored three times."""
    home.cloud.controls.ignore_field(
        home.cloud.solar_inverter.id, "is_smart_optimization_active"
    )
    await turn_off(home, times=3)
    return home


async def test_a_setting_without_effect_can_be_disabled(
    ignoring: Home, repairs: Repairs
) -> None:
    page = await repairs.open()
    assert (page.issue, page.shows) == ("setting_ignored", "init")
    assert page.options == ["disable", "keep"]
    assert (await repairs.choose(page, "disable")).shows == "done"
    await ignoring.hass.async_block_till_done()
    assert told(ignoring.hass) == []
    entity = er.async_get(ignoring.hass).async_get(OPTIMIZATION)
    assert entity is not None
    assert entity.disabled_by is er.RegistryEntryDisabler.USER
    assert ignoring.hass.states.get(OPTIMIZATION) is None


async def test_a_setting_without_effect_can_be_kept(
    ignoring: Home, repairs: Repairs
) -> None:
    page = await repairs.choose(await repairs.open(), "keep")
    assert page.shows == "done"
    assert told(ignoring.hass) == []
    assert ignoring.value(OPTIMIZATION) == "on"
    await turn_off(ignoring, times=2)
    assert told(ignoring.hass) == []
    await turn_off(ignoring, times=1)
    assert len(issues(ignoring.hass)) == 1


async def test_a_setting_that_is_disabled_already_needs_nothing(
    ignoring: Home, repairs: Repairs
) -> None:
    er.async_get(ignoring.hass).async_update_entity(
        OPTIMIZATION, disabled_by=er.RegistryEntryDisabler.USER
    )
    assert (await repairs.open()).shows == "done"
    assert told(ignoring.hass) == []


async def test_a_setting_is_disabled_whatever_its_entity_is_called_by_then(
    ignoring: Home, repairs: Repairs
) -> None:
    registry = er.async_get(ignoring.hass)
    registry.async_update_entity(OPTIMIZATION, new_entity_id="switch.renamed")
    await ignoring.hass.async_block_till_done()
    other = registry.async_get_or_create(
        "switch", "other", "1", suggested_object_id=OPTIMIZATION.partition(".")[2]
    )
    assert other.entity_id == OPTIMIZATION
    page = await repairs.choose(await repairs.open(), "disable")
    assert page.shows == "done"
    by_user = er.RegistryEntryDisabler.USER
    disabled = {
        entity.entity_id
        for entity in registry.entities.values()
        if entity.disabled_by is by_user
    }
    assert disabled == {"switch.renamed"}


async def test_a_setting_that_is_gone_needs_not_be_disabled(
    ignoring: Home, repairs: Repairs
) -> None:
    page = await repairs.open()
    er.async_get(ignoring.hass).async_remove(OPTIMIZATION)
    assert (await repairs.choose(page, "disable")).shows == "done"
    assert told(ignoring.hass) == []

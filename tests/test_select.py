"""Test the select platform."""

from unittest.mock import patch

from homeassistant.components.select import (
    ATTR_OPTION,
    DOMAIN as SELECT_DOMAIN,
    SERVICE_SELECT_OPTION,
)
from homeassistant.const import ATTR_ENTITY_ID, STATE_UNKNOWN, Platform
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home

LEVEL = "select.heat_pump_optimization_level"


async def test_selects(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.SELECT,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


@pytest.mark.parametrize(
    ("option", "written"), [("low", "Low"), ("mid", "Mid"), ("max", "Max")]
)
async def test_the_level_is_written_alone_and_shows_at_once(
    home: Home, option: str, written: str
) -> None:
    await home.hass.services.async_call(
        SELECT_DOMAIN,
        SERVICE_SELECT_OPTION,
        {ATTR_ENTITY_ID: LEVEL, ATTR_OPTION: option},
        blocking=True,
    )
    assert home.value(LEVEL) == option
    assert home.written() == [{"optimization_level": written}]


async def test_a_level_that_nobody_knows_is_unknown(home: Home) -> None:
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, optimization_level="Ultra")
    await home.poll()
    assert home.value(LEVEL) == STATE_UNKNOWN

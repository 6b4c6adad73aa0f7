"""Test the time platform."""

from unittest.mock import patch

from homeassistant.components.time import DOMAIN as TIME_DOMAIN, SERVICE_SET_VALUE
from homeassistant.const import ATTR_ENTITY_ID, ATTR_TIME, Platform
from homeassistant.helpers import entity_registry as er
from pytest_homeassistant_custom_component.common import snapshot_platform
from syrupy.assertion import SnapshotAssertion

from tests.conftest import Home

READY_BY = "time.car_ready_by_time"


async def test_times(
    new_home: Home, entity_registry: er.EntityRegistry, snapshot: SnapshotAssertion
) -> None:
    with patch("custom_components.podero.PLATFORMS", (Platform.TIME,)):
        assert await new_home.set_up()
    await snapshot_platform(
        new_home.hass, entity_registry, snapshot, new_home.entry.entry_id
    )


async def test_the_time_is_written_alone_and_shows_at_once(home: Home) -> None:
    await home.hass.services.async_call(
        TIME_DOMAIN,
        SERVICE_SET_VALUE,
        {ATTR_ENTITY_ID: READY_BY, ATTR_TIME: "06:45:00"},
        blocking=True,
    )
    assert home.value(READY_BY) == "06:45:00"
    assert home.written() == [{"charge_deadline_at": "06:45"}]

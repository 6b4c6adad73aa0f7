"""What a maintainer gets to know, and what not."""

import json
from typing import Any

from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.json import JSONEncoder
from syrupy.assertion import SnapshotAssertion

from custom_components.podero.const import DOMAIN
from custom_components.podero.diagnostics import (
    async_get_config_entry_diagnostics,
    async_get_device_diagnostics,
)
from tests.conftest import Home


async def of_device(home: Home, podero_id: str) -> dict[str, Any]:
    device = dr.async_get(home.hass).async_get_device_by_identifier(
        (DOMAIN, podero_id), home.entry.entry_id
    )
    assert device is not None
    return await async_get_device_diagnostics(home.hass, home.entry, device)


async def test_of_a_home(home: Home, snapshot: SnapshotAssertion) -> None:
    assert await async_get_config_entry_diagnostics(home.hass, home.entry) == snapshot


async def test_of_a_device(home: Home) -> None:
    home.cloud.omit_fields(home.cloud.car.id, "driving_range")
    await home.poll()
    diagnostics = await of_device(home, home.cloud.car.id)
    assert diagnostics["kind"] == "electric-vehicles"
    assert diagnostics["last_update_success"] is True
    level = home.cloud.car.fields["battery_level"]
    assert diagnostics["device"]["battery_level"] == level
    assert "driving_range" in diagnostics["device"]["not_sent"]
    assert "battery_level" not in diagnostics["device"]["not_sent"]


async def test_of_a_device_that_is_not_listed(home: Home) -> None:
    home.cloud.remove_device(home.cloud.car.id)
    await home.poll()
    assert await of_device(home, home.cloud.car.id) == {"device": None}


async def test_the_last_error_is_told(home: Home) -> None:
    home.cloud.fail(path="*/inverters", status=500)
    await home.poll()
    diagnostics = await of_device(home, home.cloud.inverter.id)
    assert diagnostics["last_update_success"] is False
    assert diagnostics["last_error"] == "Podero has a problem of its own at the moment"


async def test_nothing_tells_whose_home_it_is(home: Home) -> None:
    told = json.dumps(
        await async_get_config_entry_diagnostics(home.hass, home.entry),
        cls=JSONEncoder,
    )
    private = {
        home.cloud.client_id,
        home.cloud.client_secret,
        home.cloud.org_id,
        home.cloud.home.id,
        home.cloud.home.email,
        home.cloud.car.id,
        home.cloud.heat_pump.id,
        home.cloud.inverter.id,
        str(home.cloud.car.fields["building"]),
        str(home.entry.data["base_url"]),
    }
    assert not [secret for secret in private if secret in told]

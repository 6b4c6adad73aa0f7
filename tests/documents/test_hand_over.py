"""The recipes for handing over control work as they are documented."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.auth.models import TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest
from pytest_homeassistant_custom_component.common import MockUser
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.podero.const import DOMAIN
from tests.conftest import Home

type Publish = Callable[..., Awaitable[None]]

PAGE = Path(__file__).parents[2] / "docs" / "hand-over.md"
FLAG = "is_smart_optimization_active"


def blocks(heading: str, language: str) -> list[str]:
    """Return the code blocks of a section."""
    section = PAGE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")
    return re.findall(rf"```{language}\n(.*?)```", section[0], flags=re.DOTALL)


async def automate(home: Home, heading: str) -> None:
    (block,) = blocks(heading, "yaml")
    config: Any = parse_yaml(block)
    assert await async_setup_component(
        home.hass, "automation", {"automation": [{"alias": heading, **config}]}
    )


async def set_state(home: Home, entity_id: str, state: str) -> None:
    home.hass.states.async_set(entity_id, state)
    await home.hass.async_block_till_done()


@pytest.fixture
async def publish(
    home: Home, hass_admin_user: MockUser, hass_client: ClientSessionGenerator
) -> Publish:
    """Publish a sensor over HTTP with a long-lived token, as EMHASS and Predbat do."""
    assert await async_setup_component(home.hass, "api", {})
    auth = home.hass.auth
    token = await auth.async_create_refresh_token(
        hass_admin_user,
        client_name="Optimizer",
        token_type=TOKEN_TYPE_LONG_LIVED_ACCESS_TOKEN,
        access_token_expiration=timedelta(days=3650),
    )
    client = await hass_client(auth.async_create_access_token(token))

    async def publish(entity_id: str, state: str, **attributes: Any) -> None:
        answer = await client.post(
            f"/api/states/{entity_id}", json={"state": state, "attributes": attributes}
        )
        assert answer.ok
        await home.hass.async_block_till_done()

    return publish


async def test_a_price_automation(home: Home) -> None:
    home.cloud.controls.set_fields(
        home.cloud.electric_vehicle.id,
        is_plugged_in=True,
        is_charging=False,
        boost_state="available",
    )
    await home.poll()
    await automate(home, "A price automation")
    await set_state(home, "sensor.energy_contract_price", "0.30")
    await set_state(home, "sensor.energy_contract_price", "0.08")
    assert home.written() == [{FLAG: False}]
    assert home.cloud.requests[-1].path.endswith("/electric-vehicles")
    assert any(request.path.endswith("/boost") for request in home.cloud.requests)
    await home.wait(60 * 60 + 1)
    assert home.written() == [{FLAG: False}, {FLAG: True}]


async def test_emhass(home: Home, publish: Publish) -> None:
    await automate(home, "EMHASS")
    load, unit = "sensor.p_deferrable0", {"unit_of_measurement": "W"}
    await publish(load, "1800.0", **unit)
    assert home.value("switch.heat_pump_optimization") == STATE_OFF
    # It decides again every half hour, which moves the end.
    for power in ("1700.0", "1600.0", "1500.0"):
        await home.wait(30 * 60)
        await publish(load, power, **unit)
    assert home.written() == [{FLAG: False}]
    await publish(load, "0.0", **unit)
    assert home.value("switch.heat_pump_optimization") == STATE_ON
    assert home.written() == [{FLAG: False}, {FLAG: True}]


async def test_predbat(home: Home, publish: Publish) -> None:
    await automate(home, "Predbat")
    await publish("binary_sensor.predbat_charging", STATE_ON)
    assert home.value("switch.solar_inverter_optimization") == STATE_OFF
    await publish("binary_sensor.predbat_charging", STATE_OFF)
    assert home.value("switch.solar_inverter_optimization") == STATE_ON


async def test_evcc(home: Home, hass_client: ClientSessionGenerator) -> None:
    assert await async_setup_component(home.hass, "api", {})
    client = await hass_client()
    take, give_back = map(json.loads, blocks("evcc", "json"))
    for _ in range(2):
        answer = await client.post(
            f"/api/services/{DOMAIN}/pause_optimization", json=take
        )
        assert answer.ok
        await home.wait(10 * 60)
    assert home.value("switch.car_optimization") == STATE_OFF
    answer = await client.post(
        f"/api/services/{DOMAIN}/resume_optimization", json=give_back
    )
    assert answer.ok
    assert home.written() == [{FLAG: False}, {FLAG: True}]

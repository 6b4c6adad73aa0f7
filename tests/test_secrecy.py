"""Test that no secret or personal data leaves the integration in a full run."""

from contextlib import closing
import json
import logging
from pathlib import Path
import sqlite3
import traceback
from typing import Any

from aiohttp import ClientSession
from homeassistant.components.recorder import Recorder
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.const import CONF_CLIENT_ID, CONF_CLIENT_SECRET
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, issue_registry as ir
from homeassistant.helpers.json import JSONEncoder
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager

from custom_components.podero import diagnostics
from custom_components.podero.const import (
    CONF_BASE_URL,
    CONF_ENVIRONMENT,
    CONF_ORG_ID,
    CONF_USER_ID,
    DOMAIN,
)
from custom_components.podero.repairs import AttentionFlow, async_create_fix_flow
from simulator import Cloud
from tests.conftest import Home

NAMES = ("First-name-of-the-owner", "Last-name-of-the-owner")
ADDRESS = ("Street-of-the-owner", "Town-of-the-owner")
NEW_SECRET = "the-new-secret-of-the-organization"
FAILURES: list[dict[str, Any]] = [
    {"status": 500},
    {"status": 403},
    {"status": 422},
    {"status": 401, "times": 1},
    {"status": 200, "body": "<html>"},
    {"status": 302, "headers": {"Location": "https://elsewhere.example.com"}},
    {"drop": "body"},
    {"status": 429, "headers": {"Retry-After": "5"}, "times": 1},
]


@pytest.fixture
async def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Let the recorder be there before Home Assistant."""


@pytest.fixture
def persistent_database() -> bool:
    """Keep the database in a file, to be read like any other."""
    return True


@pytest.fixture
def granted(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the access tokens that the cloud hands out."""
    tokens: list[str] = []
    grant = cloud.tokens.grant

    def collect(*args: Any) -> dict[str, Any]:
        reply = grant(*args)
        tokens.append(reply["access_token"])
        return reply

    monkeypatch.setattr(cloud.tokens, "grant", collect)
    return tokens


@pytest.fixture
def told(cloud: Cloud) -> list[str]:
    """Give the cloud an owner whose traces are easy to find."""
    cloud.home.email = "owner@home.example.com"
    cloud.home.first_name, cloud.home.last_name = NAMES
    owner = {
        **cloud.home.as_owner(),
        "street_and_number": ADDRESS[0],
        "town": ADDRESS[1],
    }
    for device in (cloud.heat_pump, cloud.electric_vehicle, cloud.solar_inverter):
        cloud.controls.set_fields(device.id, owner=owner)
    return [cloud.home.email, *ADDRESS]


async def add_home(hass: HomeAssistant, cloud: Cloud, base_url: str) -> str:
    """Add the home as its owner would, with a wrong secret at first."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    answers = {
        CONF_ENVIRONMENT: "custom",
        CONF_BASE_URL: base_url,
        CONF_CLIENT_ID: cloud.client_id,
        CONF_CLIENT_SECRET: "wrong",
        CONF_ORG_ID: cloud.org_id,
    }
    for secret in ("wrong", cloud.client_secret):
        answers[CONF_CLIENT_SECRET] = secret
        flow = await hass.config_entries.flow.async_configure(flow["flow_id"], answers)
    flow = await hass.config_entries.flow.async_configure(
        flow["flow_id"], {CONF_USER_ID: cloud.home.id}
    )
    flow = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    await hass.async_block_till_done()
    return str(flow["result"].entry_id)


async def command(home: Home, raised: list[str]) -> None:
    """Command each kind once; keep what is said where it fails."""
    for entity_id in (
        "switch.heat_pump_optimization",
        "switch.car_optimization",
        "switch.solar_inverter_optimization",
    ):
        try:
            await home.hass.services.async_call(
                "switch", "toggle", {"entity_id": entity_id}, blocking=True
            )
        except HomeAssistantError as err:
            raised += traceback.format_exception(err)


async def open_repair(home: Home, session: ClientSession, raised: list[str]) -> None:
    """Sign in with the manufacturer again, with faults on the way."""
    cloud, car = home.cloud, home.cloud.electric_vehicle
    cloud.controls.raise_action(car.id)
    await home.poll()
    [(_, issue_id)] = [key for key in ir.async_get(home.hass).issues if DOMAIN in key]
    issue = ir.async_get(home.hass).async_get_issue(DOMAIN, issue_id)
    assert issue is not None
    flow = await async_create_fix_flow(home.hass, issue_id, issue.data)
    assert isinstance(flow, AttentionFlow)
    flow.hass = home.hass
    flow.handler = DOMAIN
    for failure in ({"status": 500}, {"drop": "connect"}):
        failing = cloud.faults.fail("*", "*/cues/*", **failure)
        shown = await flow.async_step_init()
        raised.append(str(shown["errors"]))
        failing.stop()
    shown = await flow.async_step_init()
    placeholders = shown["description_placeholders"]
    assert placeholders is not None
    async with session.get(placeholders["link"], allow_redirects=False):
        pass
    await home.poll()


async def live(home: Home, session: ClientSession, raised: list[str]) -> None:
    """Go through faults, commands, repairs and new credentials."""
    for failure in FAILURES:
        failing = home.cloud.faults.fail(**failure)
        for _ in range(2):
            await command(home, raised)
            await home.wait(301)
        failing.stop()
        await home.wait(301)
    await command(home, raised)
    await open_repair(home, session, raised)
    home.cloud.tokens.revoke()
    await home.poll()
    home.cloud.tokens.change_secret(NEW_SECRET)
    [flow] = home.hass.config_entries.flow.async_progress()
    await home.hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {CONF_CLIENT_ID: home.cloud.client_id, CONF_CLIENT_SECRET: NEW_SECRET},
    )
    await home.hass.async_block_till_done()
    assert home.state() is ConfigEntryState.LOADED
    await home.poll()


async def diagnose(home: Home) -> str:
    """Return all diagnostics there are, as they are downloaded."""
    hass, entry = home.hass, home.entry
    devices = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    found = [await diagnostics.async_get_config_entry_diagnostics(hass, entry)] + [
        await diagnostics.async_get_device_diagnostics(hass, entry, device)
        for device in devices
    ]
    return json.dumps(found, cls=JSONEncoder)


def recorded(recorder: Recorder) -> str:
    """Return all that is in the recorder's database."""
    path = Path(recorder.db_url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(path)) as database:
        return "\n".join(database.iterdump())


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_nothing_tells_secrets_or_whose_home_it_is(
    recorder_mock: Recorder,
    hass: HomeAssistant,
    cloud: Cloud,
    base_url: str,
    granted: list[str],
    told: list[str],
    new_home: Home,
    session: ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    logging.getLogger("custom_components.podero").setLevel(logging.DEBUG)
    await hass.config_entries.async_remove(new_home.entry.entry_id)
    old_secret = cloud.client_secret
    entry_id = await add_home(hass, cloud, base_url)
    entry = hass.config_entries.async_get_entry(entry_id)
    assert entry is not None
    home = Home(hass, entry, cloud, new_home._time)
    raised: list[str] = []
    await live(home, session, raised)
    await async_wait_recording_done(hass)

    secrets = [
        *(old_secret, NEW_SECRET, cloud.client_id, *granted),
        *cloud.organization.cues._secrets,
        *told,
    ]
    assert len(granted) >= 4
    assert cloud.organization.cues._secrets
    assert raised
    places = {
        "log": caplog.text,
        "exceptions": "\n".join(raised),
        "diagnostics": await diagnose(home),
        "states": json.dumps(
            [state.as_dict() for state in hass.states.async_all()], cls=JSONEncoder
        ),
        "recorder": recorded(recorder_mock),
    }
    assert "sensor.car_battery_level" in places["recorder"]
    assert "custom_components.podero" in places["log"]
    for place, text in places.items():
        for secret in secrets:
            assert secret not in text, f"{secret} is in the {place}"
    # Home Assistant itself calls an entry by its title, which is the owner's name.
    ours = "\n".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.podero")
    )
    for place, text in {**places, "log": ours}.items():
        for name in NAMES:
            assert name not in text, f"{name} is in the {place}"
    assert await home.unload()

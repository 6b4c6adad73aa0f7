"""Test the system health information."""

from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientConnectionError
from aioresponses import aioresponses
from homeassistant.components.system_health import get_info
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.podero.const import CONF_BASE_URL, CONF_USER_ID, DOMAIN
from simulator import Clock, Cloud
from tests.conftest import MORNING, Home

PRODUCTION = "https://app.podero.com"


async def health(hass: HomeAssistant) -> dict[str, Any]:
    assert await async_setup_component(hass, DOMAIN, {})
    assert await async_setup_component(hass, "system_health", {})
    await hass.async_block_till_done()
    return (await get_info(hass))[DOMAIN]


def checks(cloud: Cloud) -> int:
    """Count how often it was tried whether the cloud can be reached."""
    return sum(request.path == "/" for request in cloud.requests)


def sent(cloud: Cloud, since: datetime) -> int:
    """Count what a home sent."""
    return sum(
        request.path != "/" and request.at >= since for request in cloud.requests
    )


async def test_a_home_that_is_well(home: Home) -> None:
    assert await health(home.hass) == {
        "can_reach_server": "ok",
        "last_success": MORNING.isoformat(),
        "requests_today": sent(home.cloud, MORNING),
    }


async def test_there_are_words_for_all_that_is_said(home: Home) -> None:
    words = await async_get_translations(home.hass, "en", "system_health", {DOMAIN})
    for key in await health(home.hass):
        assert words[f"component.{DOMAIN}.system_health.info.{key}"]


async def test_a_cloud_that_cannot_be_reached(home: Home) -> None:
    well = await health(home.hass)
    failure = home.cloud.faults.fail(drop="connect")
    await home.poll()
    said = await health(home.hass)
    assert said["can_reach_server"] == "Failed: unreachable"
    assert said["last_success"] == MORNING.isoformat()
    assert said["requests_today"] > well["requests_today"]

    failure.stop()
    await home.wait(31)
    said = await health(home.hass)
    assert said["can_reach_server"] == "ok"
    assert said["last_success"] == datetime.now(UTC).isoformat()


async def test_a_cloud_that_refuses_everything_can_be_reached(home: Home) -> None:
    failure = home.cloud.faults.fail(status=503)
    await home.poll()
    said = await health(home.hass)
    assert said["can_reach_server"] == "ok"
    assert said["last_success"] == MORNING.isoformat()
    failure.stop()
    await home.wait(31)
    assert (await health(home.hass))["last_success"] == datetime.now(UTC).isoformat()


@pytest.mark.parametrize(
    ("time_zone", "midnight"),
    [
        ("Europe/Vienna", datetime(2026, 3, 18, 23, tzinfo=UTC)),
        ("America/Los_Angeles", datetime(2026, 3, 19, 7, tzinfo=UTC)),
        ("Asia/Tokyo", datetime(2026, 3, 18, 15, tzinfo=UTC)),
        ("UTC", datetime(2026, 3, 19, 0, tzinfo=UTC)),
    ],
)
async def test_requests_are_counted_from_midnight_on(
    home: Home, time_zone: str, midnight: datetime
) -> None:
    await home.hass.config.async_set_time_zone(time_zone)
    begin = datetime.now(UTC)
    await home.wait((midnight - begin).total_seconds() - 20)
    before = await health(home.hass)
    assert before["requests_today"] == sent(home.cloud, begin) > 4

    await home.wait(60)
    after = await health(home.hass)
    assert after["requests_today"] == sent(home.cloud, midnight) > 0
    assert sent(home.cloud, midnight) < sent(home.cloud, begin)

    await home.wait(timedelta(days=3).total_seconds())
    later = await health(home.hass)
    assert later["requests_today"] == sent(home.cloud, midnight + timedelta(days=3))


async def test_of_several_homes(home: Home) -> None:
    neighbor = MockConfigEntry(
        domain=DOMAIN,
        unique_id=home.cloud.organization.large_home.id,
        data={**home.entry.data, CONF_USER_ID: home.cloud.organization.large_home.id},
    )
    neighbor.add_to_hass(home.hass)
    assert await home.hass.config_entries.async_setup(neighbor.entry_id)
    await home.poll()
    said = await health(home.hass)
    assert said["requests_today"] == sent(home.cloud, MORNING)
    assert said["last_success"] == datetime.now(UTC).isoformat()
    assert checks(home.cloud) == 1

    assert await home.hass.config_entries.async_unload(neighbor.entry_id)
    assert (await health(home.hass))["requests_today"] < said["requests_today"]


async def test_the_first_address_that_cannot_be_reached_is_what_is_said(
    home: Home,
) -> None:
    other = Cloud(clock=Clock(now=lambda: datetime.now(UTC)))
    async with other.serve() as base_url:
        entry = MockConfigEntry(
            domain=DOMAIN,
            unique_id="other",
            data={**home.entry.data, CONF_BASE_URL: base_url},
        )
        entry.add_to_hass(home.hass)
        assert await home.hass.config_entries.async_setup(entry.entry_id)
        assert (await health(home.hass))["can_reach_server"] == "ok"
        assert (checks(home.cloud), checks(other)) == (1, 1)
        for cloud in (home.cloud, other):
            failure = cloud.faults.fail(path="/", drop="connect")
            said = await health(home.hass)
            assert said["can_reach_server"] == "Failed: unreachable"
            failure.stop()
        assert (await health(home.hass))["can_reach_server"] == "ok"
        assert await home.hass.config_entries.async_unload(entry.entry_id)


async def test_a_home_that_is_not_set_up_is_not_asked_for(home: Home) -> None:
    await home.unload()
    home.cloud.requests.clear()
    with aioresponses() as responses:
        responses.get(PRODUCTION, status=404)
        said = await health(home.hass)
    assert said["requests_today"] == 0
    assert said["last_success"] is None
    assert not home.cloud.requests


async def test_without_a_home_podero_s_own_address_counts(
    hass: HomeAssistant, responses: aioresponses
) -> None:
    responses.get(PRODUCTION, exception=ClientConnectionError())
    responses.get(PRODUCTION, exception=TimeoutError())
    responses.get(PRODUCTION, status=302)
    for expected in ("Failed: unreachable", "Failed: timeout", "ok"):
        assert await health(hass) == {
            "can_reach_server": expected,
            "last_success": None,
            "requests_today": 0,
        }

"""Test the blueprint for the monthly charging report."""

import csv
from datetime import UTC, datetime
from decimal import Decimal
import json
from pathlib import Path
import re
from typing import Any

from homeassistant.components.http import StaticPathConfig
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)

from simulator.reports import session_json
from tests.blueprints.automation import BLUEPRINTS, automate, device_id
from tests.conftest import Home

APP = "mobile_app"
DAY = 24 * 3600
FIRST = datetime(2026, 4, 1, 6, tzinfo=UTC)


@pytest.fixture
def phone(home: Home) -> list[ServiceCall]:
    """Capture the notifications of the phone."""
    return async_mock_service(home.hass, "notify", "mobile_app_ben")


@pytest.fixture
def media(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Let the media folder be that of the test."""
    hass.config.media_dirs = {"local": str(tmp_path / "media")}
    return tmp_path / "media"


async def watch(home: Home, **inputs: Any) -> None:
    entry = MockConfigEntry(domain=APP, title="Ben")
    entry.add_to_hass(home.hass)
    added = dr.async_get(home.hass).async_get_or_create(
        config_entry_id=entry.entry_id, identifiers={(APP, "Ben")}, name="Ben"
    )
    await automate(
        home.hass,
        "send_charging_report",
        cars=[device_id(home, home.cloud.electric_vehicle)],
        phones=[added.id],
        **inputs,
    )


async def wait_until(home: Home, time: datetime) -> None:
    await home.wait((time - datetime.now(UTC)).total_seconds())


async def first_of_april(home: Home) -> None:
    """Let the days pass until eight o'clock of the first."""
    for day in range(19, 32):
        await wait_until(home, datetime(2026, 3, day, 7, 1, tzinfo=UTC))
    await wait_until(home, FIRST)
    await home.wait(1)


def march(home: Home) -> list[dict[str, Any]]:
    """Return the sessions that the cloud has of March in Vienna."""
    cloud, car = home.cloud, home.cloud.electric_vehicle
    found = cloud.organization.household_of(car).sessions
    items = [session_json(car.id, session, cloud.clock) for session in found]
    return [
        item
        for item in items
        if "2026-02-28T23:00" <= item["plug_in_time"] < "2026-03-31T22:00"
    ]


def rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "charging-2026-03.csv").open(encoding="utf-8") as file:
        return [*csv.DictReader(file)]


async def test_sends_the_last_month_on_the_first(
    home: Home, phone: list[ServiceCall], media: Path
) -> None:
    await watch(home)
    await first_of_april(home)
    sessions = march(home)
    energy = sum(Decimal(str(item["energy_charged_kwh"])) for item in sessions)
    cost = sum(Decimal(str(item["actual_cost_eur"])) for item in sessions)
    [call] = phone
    assert call.data == {
        "title": "Charging in 2026-03",
        "message": f"{len(sessions)} sessions, {energy:.1f} kWh, {cost:.2f} EUR",
        "data": {
            "clickAction": "/lovelace",
            "url": "/lovelace",
            "tag": "podero_charging_report",
        },
    }
    found = rows(media)
    assert len(found) == len(sessions) > 10
    assert sum(Decimal(row["cost"]) for row in found) == cost
    await home.wait(DAY)
    assert len(phone) == 1


async def test_numbers_of_the_german_report_have_a_comma(
    home: Home, phone: list[ServiceCall], media: Path
) -> None:
    german = json.loads((BLUEPRINTS / "de.json").read_text("utf-8"))
    fields = german["send_charging_report"]["input"]["more"]["input"]
    await watch(home, message=fields["message"]["default"])
    await first_of_april(home)
    [call] = phone
    assert re.fullmatch(
        r"\d+ Ladevorgänge, \d+,\d kWh, \d+,\d\d EUR", call.data["message"]
    )


async def test_links_a_table_that_is_served(
    home: Home, phone: list[ServiceCall], tmp_path: Path
) -> None:
    assert await async_setup_component(home.hass, "http", {})
    await home.hass.http.async_register_static_paths(
        [StaticPathConfig("/local", str(tmp_path))]
    )
    await watch(home, folder="www", message="{{ cost }}", title="Laden {{ month }}")
    await first_of_april(home)
    [call] = phone
    assert call.data["title"] == "Laden 2026-03"
    assert call.data["message"].endswith(" EUR")
    link = call.data["data"]["url"]
    assert link.startswith("/local/charging-2026-03.csv?v=")
    assert rows(tmp_path / "www")


async def test_a_month_without_sessions_is_reported(
    home: Home, phone: list[ServiceCall], media: Path
) -> None:
    body = {"total": 0, "items": []}
    home.cloud.faults.fail("GET", "*/sessions", status=200, body=body)
    await watch(home)
    await first_of_april(home)
    [call] = phone
    assert call.data["message"] == "0 sessions, 0.0 kWh, 0.00 EUR"
    assert rows(media) == []

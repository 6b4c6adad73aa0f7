"""Test that docs/entities.md matches the code and a home."""

from collections.abc import Iterator

from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest

from custom_components.podero.const import PLATFORMS
from tests.conftest import Home
from tools.entity_descriptions import WORDS
from tools.entity_page import EVERY_DEVICE, KINDS, PAGE, SECTIONS, Row, page, rows

ROWS = {(heading, row.key): row for heading in SECTIONS for row in rows(heading)}


def test_page_matches_the_code() -> None:
    assert PAGE.read_text("utf-8") == page(), "Run scripts/entities to update the page"


def test_page_covers_every_platform() -> None:
    assert KINDS.keys() == {str(platform) for platform in PLATFORMS}


def test_every_entity_has_one_description() -> None:
    names = {(row.key, row.platform, row.name) for row in ROWS.values()}
    assert len(names) == len(WORDS)
    assert {row.key for row in ROWS.values()} == WORDS.keys()


def entities(home: Home) -> Iterator[tuple[Row, er.RegistryEntry]]:
    """Return the entities of a home, each with its row on the page."""
    devices = dr.async_get(home.hass)
    for entry in er.async_entries_for_config_entry(
        er.async_get(home.hass), home.entry.entry_id
    ):
        device = devices.async_get(entry.device_id or "")
        assert device is not None
        heading, key = device.name or "", entry.translation_key or ""
        yield ROWS.get((heading, key)) or ROWS[EVERY_DEVICE, key], entry


async def test_home_has_the_entities_of_the_page(home: Home) -> None:
    once_set = {
        "away_mode_last_updated_at": "2026-03-01T08:00:00Z",
        "is_space_cooling_enabled": True,
    }
    home.cloud.controls.set_fields(home.cloud.heat_pump.id, **once_set)
    await home.poll()
    found = list(entities(home))
    for row, entry in found:
        assert entry.domain == row.platform, row.key
        assert entry.original_name == row.name, row.key
        assert entry.entity_category is row.category, row.key
        assert (entry.disabled_by is None) is row.is_enabled, row.key
    assert {row.key for row, _ in found} == {key for _, key in ROWS}


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_home_has_the_units_of_the_page(home: Home) -> None:
    await home.poll()
    currency = home.hass.config.currency
    for row, entry in entities(home):
        unit = row.unit.replace("Currency", currency).replace(" per ", "/")
        if row.platform not in ("climate", "water_heater"):
            assert (entry.unit_of_measurement or "") == unit, row.key

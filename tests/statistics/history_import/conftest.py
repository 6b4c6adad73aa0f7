"""Fixtures for the tests of the import."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from homeassistant.components.recorder import Recorder
from homeassistant.core import HomeAssistant
import pytest

from custom_components.podero.const import CONF_IMPORT_HISTORY
from tests.conftest import Home
from tests.statistics.history_import.past import HOUR, REMEMBERED_DAYS, Past, row


@pytest.fixture
def recorder_config() -> dict[str, Any]:
    """Let the recorder leave states alone: these tests are about statistics."""
    return {"exclude": {"entity_globs": ["*"]}}


@pytest.fixture(autouse=True)
def _custom_integrations(
    recorder_mock: Recorder,
    enable_custom_integrations: None,
    hass_storage: dict[str, Any],
) -> None:
    """Let Home Assistant find the integration, after the recorder."""


@pytest.fixture
def past(hass: HomeAssistant, new_home: Home) -> Past:
    """Give a home that wants its past of some days, and is not set up yet.

    The recorder takes a moment for each hour of it.
    """
    del new_home.cloud.house.history.rows[: -REMEMBERED_DAYS * 96]
    hass.config_entries.async_update_entry(
        new_home.entry, options={CONF_IMPORT_HISTORY: True}
    )
    return Past(new_home)


@pytest.fixture
def walk(past: Past) -> Iterator[Past]:
    """Give a past of five hours, which is asked for two hours at a time."""
    past.only_heat_pump([row(ago, 100) for ago in range(5, 0, -1)])
    module = "custom_components.podero.statistics"
    with (
        patch(f"{module}.backfill.CHUNK", 2 * HOUR),
        patch(f"{module}.history_import.LONGEST_PAST", 8 * HOUR),
    ):
        yield past

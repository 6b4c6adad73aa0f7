"""Fixtures for the tests of the Energy dashboard."""

from homeassistant.components.energy import data as energy
from homeassistant.core import HomeAssistant
import pytest

from tests.energy_dashboard import Dashboard


@pytest.fixture(autouse=True)
def _old_home_assistant(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Home Assistant be one without the type ``home``, as 2026.10 is."""
    monkeypatch.delattr(energy, "HomeSourceType", raising=False)


@pytest.fixture
async def dashboard(hass: HomeAssistant) -> Dashboard:
    """Give the Energy dashboard, still empty."""
    hass.config.components.add("energy")
    return Dashboard(hass, await energy.async_get_manager(hass))

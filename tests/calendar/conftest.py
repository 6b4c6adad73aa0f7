"""Fixtures for the tests of the calendar."""

from homeassistant.core import HomeAssistant
import pytest

from tests.calendar.plans import WEEK, plan_session, plan_week
from tests.conftest import Home


@pytest.fixture(autouse=True)
async def _at_home(hass: HomeAssistant, new_home: Home) -> None:
    """Let the house stand in Vienna, and the car go by its week alone."""
    await hass.config.async_set_time_zone("Europe/Vienna")
    plan_week(new_home, WEEK)
    plan_session(new_home, None)

"""Fixtures for tests with a recorder."""

import logging

import pytest
from pytest_homeassistant_custom_component.typing import RecorderInstanceContextManager


@pytest.fixture
def mock_recorder_before_hass(
    async_test_recorder: RecorderInstanceContextManager,
) -> None:
    """Let the recorder be prepared before Home Assistant, and be quiet."""
    logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)

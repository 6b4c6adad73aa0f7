"""Fixtures for the tests of the coordinators."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest


@pytest.fixture
def no_jitter() -> Iterator[None]:
    """Let the back-off be as long as it can be."""
    with patch(
        "custom_components.podero.coordinator.backoff.uniform",
        side_effect=lambda _, most: most,
    ):
        yield

"""Fixtures with homes that Assist listens for."""

import pytest

from tests.conftest import Home
from tests.voice.home import listen


@pytest.fixture
async def listening(new_home: Home, settled: None) -> Home:
    await listen(new_home, "en")
    return new_home

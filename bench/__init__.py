"""Simulations that take longer than a test. Run them with scripts/bench."""

# First of all: what is imported after it can be given another time.
import pytest_homeassistant_custom_component.patch_time  # noqa: F401

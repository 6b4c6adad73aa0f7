"""Benchmarks and simulations that take longer than a test. Run scripts/bench."""

# Imported first: modules imported later can be given another time.
import pytest_homeassistant_custom_component.patch_time  # noqa: F401

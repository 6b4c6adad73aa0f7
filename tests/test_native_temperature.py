"""Temperatures have the names that the installed Home Assistant knows."""

from homeassistant.components.climate import ClimateEntity
from homeassistant.helpers.entity import Entity
import pytest

from custom_components.podero.native_temperature import native_temperature


def sample() -> type[Entity]:
    """Return a class as it is written."""

    class Sample(Entity):
        native_target_temperature = 21.5
        other = 1

    return Sample


def test_a_release_that_asks_without_native_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(ClimateEntity, "native_temperature_unit", raising=False)
    entity = native_temperature(sample())
    assert vars(entity)["target_temperature"] == 21.5
    assert vars(entity)["native_target_temperature"] == 21.5


def test_a_release_that_asks_with_native_is_left_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ClimateEntity, "native_temperature_unit", "°C", raising=False)
    assert "target_temperature" not in vars(native_temperature(sample()))

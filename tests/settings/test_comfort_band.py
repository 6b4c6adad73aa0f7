"""Test the comfort band around a single temperature."""

from homeassistant.const import UnitOfTemperature
from homeassistant.exceptions import ServiceValidationError
from hypothesis import assume, given, strategies as st
import pytest

from custom_components.podero.api import HeatPump
from custom_components.podero.settings.comfort_band import (
    band_around,
    band_with_moved_end,
)
from custom_components.podero.settings.limits import (
    ROOM,
    TEMPERATURE_STEP,
    validate_settings,
)
from tests.settings.test_limits import NOW


def heat_pump(
    low: float | None, high: float | None, away: float | None = None
) -> HeatPump:
    return HeatPump(
        id="a",
        raw=dict.fromkeys(("minimum_temperature_limit", "maximum_temperature_limit")),
        minimum_temperature_limit=low,
        maximum_temperature_limit=high,
        away_mode_minimum_temperature_limit=away,
    )


@pytest.mark.parametrize(
    ("target", "band"),
    [
        (22, (20.5, 23.5)),
        (21, (19.5, 22.5)),
        (21.4, (20, 23)),
        (21.2, (19.5, 22.5)),
        (21.25, (20, 23)),
    ],
)
def test_it_moves_the_band_and_keeps_its_width(
    target: float, band: tuple[float, float]
) -> None:
    assert band_around(target, heat_pump(19, 22)) == band


def test_what_does_not_fit_the_steps_is_a_little_warmer_rather_than_colder() -> None:
    assert band_around(21, heat_pump(18, 20.5)) == (20, 22.5)
    assert band_around(22, heat_pump(18, 20.5)) == (21, 23.5)


@pytest.mark.parametrize(
    ("low", "high"), [(20, 21), (None, 22), (20, None), (None, None)]
)
def test_a_band_that_is_narrow_or_unknown_is_as_wide_as_it_must_be(
    low: float | None, high: float | None
) -> None:
    assert band_around(21, heat_pump(low, high)) == (20, 22)


def test_a_width_between_two_steps_is_rounded() -> None:
    assert band_around(21, heat_pump(19.1, 21.8)) == (20, 22.5)


def test_it_stays_between_the_lowest_and_the_highest() -> None:
    assert band_around(ROOM.minimum, heat_pump(19, 22)) == (ROOM.minimum, 13)
    assert band_around(ROOM.maximum, heat_pump(19, 22)) == (27, ROOM.maximum)


def test_it_stays_above_the_limit_while_away() -> None:
    assert band_around(17, heat_pump(19, 22, away=16)) == (16.5, 19.5)
    assert band_around(16.5, heat_pump(19, 22, away=16)) == (16.5, 19.5)


def test_below_the_limit_while_away_it_is_refused() -> None:
    device = heat_pump(19, 22, away=16)
    low, high = band_around(16, device)
    assert (low, high) == (16, 19)
    settings = {"minimum_temperature_limit": low, "maximum_temperature_limit": high}
    with pytest.raises(ServiceValidationError) as refused:
        validate_settings(device, settings, NOW, UnitOfTemperature.CELSIUS)
    assert refused.value.translation_key == "away_temperature_too_high"


limits = st.integers(ROOM.minimum * 2, ROOM.maximum * 2).map(
    lambda steps: steps * TEMPERATURE_STEP
)


@given(target=limits, first=limits, second=limits)
def test_the_target_is_always_in_it_and_a_second_time_changes_nothing(
    target: float, first: float, second: float
) -> None:
    # A band as wide as the range becomes narrower instead.
    assume(abs(first - second) < ROOM.maximum - ROOM.minimum)
    low, high = band_around(target, heat_pump(min(first, second), max(first, second)))
    assert ROOM.minimum <= low <= target <= high <= ROOM.maximum
    assert high - low == max(2, abs(first - second))
    assert band_around(target, heat_pump(low, high)) == (low, high)


@pytest.mark.parametrize(
    ("low", "high"), [(0, 30), (-10, 30), (10, 30), (5, 40), (9.5, 30), (0, 25)]
)
@pytest.mark.parametrize("target", [10, 12.5, 21, 22.3, 29, 30])
def test_a_band_too_wide_to_move_becomes_narrower_around_the_target(
    low: float, high: float, target: float
) -> None:
    band = band_around(target, heat_pump(low, high))
    assert ROOM.minimum <= band[0] <= target <= band[1] <= ROOM.maximum
    assert band[1] - band[0] >= 2
    if ROOM.minimum + 1 <= target <= ROOM.maximum - 1:
        assert sum(band) / 2 == pytest.approx(target, abs=0.5)
    validate_settings(
        heat_pump(low, high),
        {"minimum_temperature_limit": band[0], "maximum_temperature_limit": band[1]},
        NOW,
        UnitOfTemperature.CELSIUS,
    )


def test_a_band_too_wide_to_move_stays_above_the_limit_for_away_mode() -> None:
    assert band_around(22, heat_pump(10, 30, away=16)) == (16.5, 27.5)


@pytest.mark.parametrize(
    ("low", "high", "band"),
    [
        # Only the lower end is moved.
        (21, 22.5, (21, 23)),
        (20.5, 22.5, (20.5, 22.5)),
        (28.5, 22.5, (28, 30)),
        (14.9, 22.5, (14.9, 22.5)),
        # Only the upper end is moved.
        (20, 21.5, (19.5, 21.5)),
        (20, 22, (20, 22)),
        (20, 11, (10, 12)),
        (20, 16.9, (14.9, 16.9)),
        # Both ends are moved, or none.
        (24, 25, (24, 25)),
        (20, 22.5, (20, 22.5)),
    ],
)
def test_the_end_that_is_moved_pushes_the_other(
    low: float, high: float, band: tuple[float, float]
) -> None:
    assert band_with_moved_end(low, high, heat_pump(20, 22.5)) == band


def test_the_ends_of_an_unknown_band_are_both_moved() -> None:
    assert band_with_moved_end(21, 22, heat_pump(None, None)) == (21, 22)

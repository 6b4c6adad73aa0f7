"""A list that is read only where it has changed."""

from typing import Any

import orjson
import pytest

from custom_components.podero.api import HeatPump, PoderoResponseError
from custom_components.podero.api.http.transport import Answer
from custom_components.podero.api.listing import Listing


def answer(*devices: Any) -> Answer:
    return Answer(200, {}, orjson.dumps(devices))


@pytest.fixture
def listing() -> Listing[HeatPump]:
    return Listing(HeatPump)


ONE = {"id": "one", "dhw_temperature": "48.5"}
OTHER = {"id": "other", "dhw_temperature": "51.0"}


def test_what_has_not_changed_stays_the_same_object(
    listing: Listing[HeatPump],
) -> None:
    first, second = listing.read(answer(ONE, OTHER))
    again = listing.read(answer(ONE, OTHER))
    assert again[0] is first
    assert again[1] is second


def test_only_the_device_that_changed_is_read_again(
    listing: Listing[HeatPump],
) -> None:
    first, second = listing.read(answer(ONE, OTHER))
    third, fourth = listing.read(answer(ONE, OTHER | {"dhw_temperature": "52.0"}))
    assert third is first
    assert fourth is not second
    assert fourth.dhw_temperature == 52


def test_what_nobody_here_knows_may_change(listing: Listing[HeatPump]) -> None:
    listing.read(answer(ONE))
    [device] = listing.read(answer(ONE | {"flux": 1}))
    assert device.raw["flux"] == 1


def test_a_device_moves_within_the_list(listing: Listing[HeatPump]) -> None:
    first, second = listing.read(answer(ONE, OTHER))
    assert listing.read(answer(OTHER, ONE)) == [second, first]


def test_a_device_leaves_and_returns(listing: Listing[HeatPump]) -> None:
    listing.read(answer(ONE, OTHER))
    assert [device.id for device in listing.read(answer(OTHER))] == ["other"]
    assert [device.id for device in listing.read(answer(ONE))] == ["one"]


@pytest.mark.parametrize("nonsense", [None, 3, [], {}, {"id": []}, {"id": ""}])
def test_what_is_no_device_is_left_out(
    listing: Listing[HeatPump], nonsense: Any
) -> None:
    assert [device.id for device in listing.read(answer(nonsense, ONE))] == ["one"]


def test_an_answer_that_is_no_list_changes_nothing(listing: Listing[HeatPump]) -> None:
    [device] = listing.read(answer(ONE))
    for body in (b"{}", b"<html>"):
        with pytest.raises(PoderoResponseError):
            listing.read(Answer(200, {}, body))
    assert listing.read(answer(ONE))[0] is device

"""What not every cloud offers, and what is asked for in turns."""

from freezegun.api import FrozenDateTimeFactory
from hypothesis import given, strategies as st
import pytest

from custom_components.podero.api import PoderoNotFoundError, PoderoServerError
from custom_components.podero.coordinator.offers import Offers, Turns

DAY = 24 * 60 * 60
NAMES = st.text(max_size=2)


class Cloud:
    """Answers, or does not know what it is asked for."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.times = 0

    async def answer(self) -> str:
        self.times += 1
        if self.error is not None:
            raise self.error
        return "answer"


# Offers


async def test_what_is_offered_is_asked_for_each_time() -> None:
    offers, cloud = Offers(), Cloud()
    for times in (1, 2, 3):
        assert await offers.ask("week", cloud.answer) == "answer"
        assert offers.may_ask("week")
        assert cloud.times == times


async def test_what_is_not_offered_is_asked_for_again_in_a_day(
    morning: FrozenDateTimeFactory,
) -> None:
    offers, cloud = Offers(), Cloud()
    cloud.error = PoderoNotFoundError()
    for times in (1, 2):
        assert offers.may_ask("week")
        for _ in range(3):
            assert await offers.ask("week", cloud.answer) is None
            assert not offers.may_ask("week")
        assert cloud.times == times
        morning.tick(DAY - 1)
        assert not offers.may_ask("week")
        morning.tick(1)
    cloud.error = None
    assert await offers.ask("week", cloud.answer) == "answer"
    assert offers.may_ask("week")


async def test_that_one_thing_is_not_offered_costs_no_other() -> None:
    offers, cloud = Offers(), Cloud()
    cloud.error = PoderoNotFoundError()
    assert await offers.ask(("week", "car"), cloud.answer) is None
    cloud.error = None
    assert await offers.ask(("week", "other"), cloud.answer) == "answer"
    assert await offers.ask(("week", "car"), cloud.answer) is None


async def test_a_failure_says_nothing_about_what_is_offered() -> None:
    offers, cloud = Offers(), Cloud()
    cloud.error = PoderoServerError()
    with pytest.raises(PoderoServerError):
        await offers.ask("week", cloud.answer)
    assert offers.may_ask("week")
    cloud.error = None
    assert await offers.ask("week", cloud.answer) == "answer"


# Turns


def test_all_have_a_turn_at_first_and_then_one_at_a_time() -> None:
    turns = Turns()
    ids = ["a", "b", "c"]
    assert turns.take(ids) == ids
    assert [turns.take(ids) for _ in range(6)] == [[one] for one in "abcabc"]


def test_a_new_one_has_its_turn_first() -> None:
    turns = Turns()
    turns.take(["a", "b"])
    turns.take(["a", "b"])
    assert turns.take(["a", "b", "c"]) == ["c"]
    assert [turns.take(["a", "b", "c"]) for _ in range(3)] == [["b"], ["a"], ["c"]]


def test_one_that_was_away_is_new_again() -> None:
    turns = Turns()
    turns.take(["a", "b"])
    assert turns.take(["a"]) == ["a"]
    assert turns.take(["a", "b"]) == ["b"]


def test_nobody_has_no_turn() -> None:
    turns = Turns()
    assert turns.take([]) == []
    turns.take(["a"])
    assert turns.take([]) == []
    assert turns.take(["a"]) == ["a"]


@given(rounds=st.lists(st.lists(NAMES, unique=True)))
def test_a_turn_is_of_somebody_who_is_there(rounds: list[list[str]]) -> None:
    turns = Turns()
    for ids in rounds:
        turn = turns.take(ids)
        assert set(turn) <= set(ids)
        assert bool(turn) is bool(ids)


@given(ids=st.lists(NAMES, unique=True, min_size=1))
def test_everybody_has_a_turn_as_often_as_the_others(ids: list[str]) -> None:
    turns = Turns()
    turns.take(ids)
    taken = [turns.take(ids) for _ in range(3 * len(ids))]
    assert sorted(one for turn in taken for one in turn) == sorted(3 * ids)

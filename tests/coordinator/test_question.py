"""Something that is asked of one thing after the other."""

from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.podero.api import (
    PoderoError,
    PoderoNotFoundError,
    PoderoServerError,
)
from custom_components.podero.coordinator.question import Question

HOUR = 60 * 60
DAY = 24 * HOUR


class Asker:
    """Asks a question every hour."""

    def __init__(self, time: FrozenDateTimeFactory, ids: str) -> None:
        self.things = {one: one.upper() for one in ids}
        self.troubles: dict[str, PoderoError] = {}
        self.unwanted = ""
        self.question = Question("size", "size of it", lambda: self.things, self._ask)
        self._time = time
        self._asked = ""

    async def _ask(self, thing: str) -> str:
        one = thing.lower()
        self._asked += one
        if one in self.troubles:
            raise self.troubles[one]
        return thing

    async def ask(self) -> str:
        """Ask a round, an hour later; return of whom was asked, in no order."""
        self._time.tick(HOUR)
        self._asked = ""
        due = self.question.next(lambda one: one not in self.unwanted)
        for one, thing in due.items():
            try:
                assert await self.question.ask(one, thing) in (thing, None)
            except PoderoServerError:
                continue
        self.question.tell()
        return "".join(sorted(self._asked))

    async def ask_all(self, hours: int) -> list[str]:
        return [await self.ask() for _ in range(hours)]


@pytest.fixture
def asker(morning: FrozenDateTimeFactory) -> Asker:
    return Asker(morning, "abc")


async def test_all_are_asked_at_first_and_then_one_in_turn(asker: Asker) -> None:
    assert await asker.ask_all(5) == ["abc", "a", "b", "c", "a"]


async def test_only_those_of_whom_it_is_wanted_are_asked(asker: Asker) -> None:
    asker.unwanted = "b"
    assert await asker.ask_all(4) == ["ac", "a", "c", "a"]
    asker.unwanted = "abc"
    assert await asker.ask_all(2) == ["", ""]
    asker.unwanted = ""
    assert await asker.ask_all(2) == ["abc", "a"]


async def test_one_that_is_expected_is_asked_along_with_whose_turn_it_is(
    asker: Asker,
) -> None:
    await asker.ask()
    asker.question.expect("c")
    assert await asker.ask_all(2) == ["ac", "b"]


async def test_one_that_failed_is_asked_again_along_with_whose_turn_it_is(
    asker: Asker,
) -> None:
    asker.troubles = {"a": PoderoServerError()}
    assert await asker.ask_all(4) == ["abc", "a", "ab", "ac"]
    asker.troubles = {}
    assert await asker.ask_all(3) == ["a", "b", "c"]


async def test_what_no_thing_has_is_asked_for_once_a_day(asker: Asker) -> None:
    asker.troubles = dict.fromkeys("abc", PoderoNotFoundError())
    asked = await asker.ask_all(24 * 5)
    assert asked[0] == "a"
    assert [asked[day] for day in range(0, 24 * 5, 24)] == ["a", "b", "c", "a", "b"]
    assert len("".join(asked)) == 5
    asker.troubles = {}
    assert set("".join(await asker.ask_all(2))) == set("abc")
    assert sorted(await asker.ask_all(3)) == ["a", "b", "c"]


async def test_what_the_cloud_no_longer_has_is_asked_for_once_a_day(
    asker: Asker,
) -> None:
    await asker.ask()
    asker.troubles = dict.fromkeys("abc", PoderoNotFoundError())
    asked = await asker.ask_all(24 * 5)
    assert asked[0] == "a"
    # Each of them once, until none is left that has it.
    assert len("".join(asked)) <= 3 + 4


async def test_things_without_an_answer_do_not_keep_another_from_being_asked(
    asker: Asker,
) -> None:
    asker.troubles = dict.fromkeys("bc", PoderoNotFoundError())
    asked = "".join(await asker.ask_all(24 * 5))
    assert asked.count("a") >= 24 * 5 - 10
    assert asked.count("b") + asked.count("c") <= 2 * 5


async def test_the_only_thing_is_asked_once_a_day_for_what_it_has_not(
    morning: FrozenDateTimeFactory,
) -> None:
    asker = Asker(morning, "a")
    await asker.ask()
    asker.troubles = {"a": PoderoNotFoundError()}
    assert [hour for hour, one in enumerate(await asker.ask_all(72)) if one] == [
        0,
        24,
        48,
    ]


async def test_what_one_thing_has_not_costs_the_others_nothing(asker: Asker) -> None:
    await asker.ask()
    asker.troubles = {"b": PoderoNotFoundError()}
    asked = "".join(await asker.ask_all(72))
    assert asked.count("b") <= 4
    assert asked.count("a") >= 30
    assert asked.count("c") >= 30


async def test_what_the_first_thing_has_not_costs_the_others_a_day(
    asker: Asker,
) -> None:
    asker.troubles = {"a": PoderoNotFoundError()}
    asked = await asker.ask_all(48)
    assert asked[:24] == ["a", *[""] * 23]
    assert asked[24:27] == ["abc", "b", "c"]

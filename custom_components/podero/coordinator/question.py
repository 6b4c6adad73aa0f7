"""Something that is asked of one thing after the other."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from homeassistant.core import callback
from homeassistant.helpers.update_coordinator import UpdateFailed

from ..api import PoderoError
from ..const import LOGGER
from ..errors import translation_of
from .offers import Offers, Turns


class Question[ThingT]:
    """Knows whose turn it is, who has no answer yet, and what the cloud does not offer.

    What the cloud does not offer for one thing it offers for none, as long as no other
    has it: so that is asked for again once a day, however many things there are.
    """

    def __init__(
        self,
        about: str,
        name: str,
        things: Callable[[], Mapping[str, ThingT]],
        ask: Callable[[ThingT], Awaitable[object]],
    ) -> None:
        """Take what it is about, its name in the log, and the things by id."""
        self.about = about
        self.name = name
        self.things = things
        self._ask = ask
        self._due: dict[str, None] = {}
        self._failures: dict[str, PoderoError] = {}
        self._has_it: set[str] = set()
        self._is_trouble_told = False
        self._offers = Offers()
        self._turns = Turns()

    @callback
    def expect(self, thing_id: str) -> None:
        """Ask of a thing the next time, even if it is not its turn."""
        self._due[thing_id] = None

    @callback
    def next(self, is_wanted: Callable[[str], bool]) -> dict[str, ThingT]:
        """Return of which things to ask now."""
        things = {
            thing_id: thing
            for thing_id, thing in self.things().items()
            if is_wanted(thing_id)
        }
        self._failures = {
            thing_id: failure
            for thing_id, failure in self._failures.items()
            if thing_id in things
        }
        self._has_it &= things.keys()
        if not self._offers.may_ask(self.name):
            return {}
        askable = [one for one in things if self._offers.may_ask((self.name, one))]
        self._due |= dict.fromkeys(self._turns.take(askable))
        return {one: things[one] for one in self._due if one in askable}

    async def ask(self, thing_id: str, thing: ThingT) -> object:
        """Return the answer; None where the cloud does not offer any.

        Raises:
            PoderoError: the cloud refused, or could not be reached.

        """
        what = (self.name, thing_id) if self._has_it else self.name
        if not self._offers.may_ask(what):
            return None
        try:
            answer = await self._offers.ask(what, partial(self._ask, thing))
        except PoderoError as err:
            self._failures[thing_id] = err
            raise
        if answer is None:
            self._has_it.discard(thing_id)
        else:
            self._has_it.add(thing_id)
        self._failures.pop(thing_id, None)
        self._due.pop(thing_id, None)
        return answer

    @callback
    def tell(self) -> None:
        """Say in the log when trouble starts, and when it is over."""
        if bool(self._failures) is self._is_trouble_told:
            return
        self._is_trouble_told = not self._is_trouble_told
        if self._is_trouble_told:
            failure = UpdateFailed(
                **translation_of(next(iter(self._failures.values())))
            )
            LOGGER.warning("Error fetching the %s: %s", self.name, failure)
        else:
            LOGGER.info("Fetching the %s recovered", self.name)

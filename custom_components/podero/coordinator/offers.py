"""What not every cloud offers, and what is asked for in turns."""

from collections.abc import Awaitable, Callable, Collection, Hashable
from time import monotonic

from ..api import PoderoNotFoundError
from ..const import NOT_OFFERED_INTERVAL


class Offers:
    """Remembers what the cloud does not offer; that is asked for again in a day."""

    def __init__(self) -> None:
        """Start with nothing known."""
        self._not_before: dict[Hashable, float] = {}

    def may_ask(self, what: Hashable) -> bool:
        """Whether something is worth asking for: it was not missing for a day."""
        return monotonic() >= self._not_before.get(what, 0)

    async def ask[T](
        self, what: Hashable, call: Callable[[], Awaitable[T]]
    ) -> T | None:
        """Ask for something; None where the cloud does not offer it.

        Raises:
            PoderoError: the cloud refused, or could not be reached.

        """
        if not self.may_ask(what):
            return None
        try:
            return await call()
        except PoderoNotFoundError:
            again = monotonic() + NOT_OFFERED_INTERVAL.total_seconds()
            self._not_before[what] = again
            return None


class Turns:
    """Whose turn it is: so ten of a kind cost no more requests than one."""

    def __init__(self) -> None:
        """Start with nobody having had a turn."""
        self._order: dict[str, None] = {}

    def take(self, ids: Collection[str]) -> list[str]:
        """Return all that never had a turn, else the one that waited longest.

        Who is left out of the ids is forgotten, and new again when it is back.
        """
        self._order = {one: None for one in self._order if one in ids}
        new = [one for one in ids if one not in self._order]
        turn = new or list(self._order)[:1]
        for one in turn:
            self._order.pop(one, None)
            self._order[one] = None
        return turn

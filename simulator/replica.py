"""A read replica of the device data that lags behind."""

from collections import Counter
from datetime import datetime

from .json_format import Json


class LaggingReplica:
    """A copy of all device lists at a time, which answers every second request."""

    def __init__(
        self, lists: dict[tuple[str, str], list[Json]], until: datetime
    ) -> None:
        """Initialize the replica.

        Args:
            lists: the objects of each device list, by user and device type.
            until: the wall time at which the replica is up to date again.
        """
        self._lists = lists
        self._until = until
        self._requests: Counter[str] = Counter()

    def devices(
        self, key: tuple[str, str], path: str, now: datetime
    ) -> list[Json] | None:
        """Return an outdated list for every second request of a path.

        Args:
            key: the user and the device type of the list.
            path: the path of the request.
            now: the wall time.
        """
        if now >= self._until:
            return None
        self._requests[path] += 1
        return None if self._requests[path] % 2 else self._lists.get(key, [])

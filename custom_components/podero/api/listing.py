"""A list that is asked for again and again, and read only where it has changed."""

from collections.abc import Mapping
from typing import Any

from .exceptions import PoderoResponseError
from .http.transport import Answer
from .models.device import Record


class Listing[RecordT: Record]:
    """The records of a list, as they were last answered.

    A record that the cloud sends as it did the last time is the very same object:
    whoever looks for changes can tell by identity.
    """

    def __init__(self, kind: type[RecordT]) -> None:
        """Start with nothing answered."""
        self._kind = kind
        self._body: bytes | None = None
        self._records: dict[str, RecordT] = {}

    def read(self, answer: Answer) -> list[RecordT]:
        """Return the records of an answer; what is none is left out.

        Raises:
            PoderoResponseError: the answer is no list.

        """
        if answer.body != self._body:
            self._records = {
                record.id: record
                for item in read_list(answer.json())
                if (record := self._record(item)) is not None
            }
            self._body = answer.body
        return list(self._records.values())

    def _record(self, item: Any) -> RecordT | None:
        record_id = item.get("id") if isinstance(item, Mapping) else None
        known = self._records.get(record_id) if isinstance(record_id, str) else None
        if known is not None and known.raw == item:
            return known
        return self._kind.from_json(item)


def read_list(data: Any) -> list[Any]:
    """Return data that is a list.

    Raises:
        PoderoResponseError: it is none.

    """
    if not isinstance(data, list):
        raise PoderoResponseError("The answer is no list")
    return data

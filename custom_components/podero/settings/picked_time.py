"""Times that people pick in two steps."""

from datetime import datetime, time, timedelta
from typing import Final

from homeassistant.core import Context
from homeassistant.util import dt as dt_util

PICK_TIMEOUT: Final = timedelta(minutes=5)
TO_END_OF_DAY: Final = timedelta(hours=23, minutes=59)


class PickedTime:
    """Completes a time of which only the date or the time of day has been picked.

    The frontend sends both as soon as one of them is picked. It takes the other one
    from the current value, or midnight if there is no value. Together they may be too
    early, although the pick is not: it sends "today" as today at midnight. All of this
    is in the time zone of the browser.
    """

    def __init__(self) -> None:
        """Initialize without a pick."""
        self._early_time: tuple[time, datetime] | None = None

    def complete(
        self,
        picked: datetime,
        current: datetime | None,
        earliest: datetime,
        context: Context | None = None,
    ) -> datetime:
        """Return the time that is meant, in local time.

        A picked date means the end of that day if it would be too early otherwise. A
        picked time of day means its next occurrence if the current value has expired.
        If it is too early on the current date, it is kept for a date that is picked
        within five minutes.

        Args:
            picked: The time that was sent.
            current: The current value.
            earliest: The result is too early if it is not after this time.
            context: Who sent the time. A person whose browser is in another time zone
                sends a picked date as midnight there.

        """
        picked, earliest = dt_util.as_local(picked), dt_util.as_local(earliest)
        shown = dt_util.as_local(current) if current is not None else None
        shown_time = shown.time().replace(microsecond=0) if shown else time.min
        is_time_kept = picked.time().replace(microsecond=0) == shown_time
        is_date_kept = shown is not None and picked.date() == shown.date()
        if is_time_kept and not is_date_kept:
            return self._with_picked_date(picked, earliest)
        if (
            shown is not None
            and is_date_kept
            and not is_time_kept
            and picked <= earliest
        ):
            return self._with_picked_time(picked, shown, earliest)
        if shown is None and context is not None and context.user_id is not None:
            return _end_of_picked_day(picked, earliest)
        return picked

    def _with_picked_date(self, picked: datetime, earliest: datetime) -> datetime:
        if self._early_time is not None:
            time_of_day, expires_at = self._early_time
            self._early_time = None
            if dt_util.utcnow() < expires_at:
                picked = datetime.combine(picked, time_of_day, picked.tzinfo)
        end_of_day = datetime.combine(picked, time(23, 59), picked.tzinfo)
        return end_of_day if picked <= earliest < end_of_day else picked

    def _with_picked_time(
        self, picked: datetime, shown: datetime, earliest: datetime
    ) -> datetime:
        if shown > earliest:
            self._early_time = (picked.time(), dt_util.utcnow() + PICK_TIMEOUT)
            return picked
        occurrence = datetime.combine(earliest, picked.time(), earliest.tzinfo)
        return occurrence if occurrence > earliest else occurrence + timedelta(days=1)


def _end_of_picked_day(picked: datetime, earliest: datetime) -> datetime:
    """Return the end of a day that begins at midnight in any time zone.

    It is returned if the time may be such a midnight, and is too early otherwise.
    """
    may_be_midnight = picked.minute % 15 == picked.second == 0
    end = picked + TO_END_OF_DAY
    return end if may_be_midnight and picked <= earliest < end else picked

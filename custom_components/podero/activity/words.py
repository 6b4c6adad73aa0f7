"""Numbers and times in the words of a language, which differ if they are said."""

from abc import ABC, abstractmethod
from datetime import datetime

from homeassistant.util import dt as dt_util


class Words(ABC):
    """Words numbers and times for people of a language."""

    def __init__(self, decimal_separator: str, minus: str) -> None:
        """Initialize the words with the signs of numbers."""
        self._decimal_separator = decimal_separator
        self._minus = minus

    def number(self, number: str) -> str:
        """Return a number with the decimal sign of the language."""
        digits = number.removeprefix("-").replace(".", self._decimal_separator)
        return f"{self._minus}{digits}" if number.startswith("-") else digits

    def moment(self, at: datetime) -> str:
        """Return a time in Home Assistant's time zone, with its day unless it is today.

        The day of a time that has passed is told as well.
        """
        at = dt_util.as_local(at)
        days_ahead = (at.date() - dt_util.now().date()).days
        return self.day_and_time(at, days_ahead) if days_ahead else self.time(at)

    @abstractmethod
    def time(self, at: datetime) -> str:
        """Return a time of day."""

    @abstractmethod
    def day_and_time(self, at: datetime, days_ahead: int) -> str:
        """Return a time with its day, which is not today."""

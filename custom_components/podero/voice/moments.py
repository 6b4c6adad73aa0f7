"""Moments and durations in the words of a language."""

from datetime import date, datetime, time, timedelta
import re
from typing import Any, Final

# The times of departure and return if only a day is named.
DEPARTURE_TIME: Final = time(8)
RETURN_TIME: Final = time(18)
MAX_AHEAD: Final = timedelta(days=366)

type Words = dict[str, Any]


def amount(text: str, words: Words) -> float | None:
    """Return the number in a text, in digits or as a word."""
    forms = _forms(words["amounts"])
    if match := re.search(rf"(\d+(?:[.,]\d+)?)|\b({_any(forms)})\b", text.casefold()):
        return float(match[1].replace(",", ".")) if match[1] else forms[match[2]]
    return None


def duration(text: str, words: Words) -> timedelta | None:
    """Return a duration such as "two hours"."""
    amounts = _forms(words["amounts"])
    units = _forms({forms: unit for unit, forms in words["durations"].items()})
    if match := re.fullmatch(rf"({_any(units)})\w*", text.casefold()):
        return timedelta(**{units[match[1]]: 1})
    match = re.search(
        rf"(?:(\d+(?:[.,]\d+)?)|\b({_any(amounts)}))\s*({_any(units)})"
        rf"(?:\w*\s+({words['and_half']}))?",
        text.casefold(),
    )
    if match is None:
        return None
    number = float(match[1].replace(",", ".")) if match[1] else amounts[match[2]]
    number += 0.5 if match[4] else 0
    return timedelta(**{units[match[3]]: number}) if number < 1000 else None


def has_evening(text: str, words: Words) -> bool:
    """Return whether a text names the evening."""
    return re.search(rf"(?:{words['evening']})", text.casefold()) is not None


def moment(
    text: str, words: Words, now: datetime, default: time = RETURN_TIME
) -> datetime | None:
    """Return the next moment that a text names; None if it names none in a year.

    It may be a day, a time, or both, such as "Sunday evening" or "July 24 at 8". A day
    of the week is the next one that is not today.
    """
    text = re.sub(r"\b([ap])\.m\b", r"\1m", text.casefold())
    parser = _Parser(re.sub(r"[,!?]", " ", text), words, now)
    try:
        found = parser.moment(default)
    except OverflowError, ValueError:
        return None
    return found if found is not None and now < found < now + MAX_AHEAD else None


def _any(forms: Any) -> str:
    """Return a pattern for one of several words, the longest first."""
    return "|".join(map(re.escape, sorted(forms, key=len, reverse=True)))


def _forms[T](words: dict[str, T]) -> dict[str, T]:
    """Return the values by each of the forms of their words."""
    return {
        form.casefold(): value
        for forms, value in words.items()
        for form in forms.split("|")
    }


class _Parser:
    """Finds the parts of a moment in a text, and removes each that it found."""

    def __init__(self, text: str, words: Words, now: datetime) -> None:
        """Initialize the parser with a text in lower case."""
        self._text = text
        self._words = words
        self._now = now
        self._has_half = False

    def moment(self, default: time) -> datetime | None:
        """Return the moment, which may have passed; None if none is named.

        Raises:
            ValueError: There is no such day or time.
            OverflowError: The day is too far ahead.

        """
        today = self._now.date()
        clock = self._clock()
        ahead = duration(self._text, self._words)
        if ahead is not None and clock is None and ahead % timedelta(days=1):
            return self._now + ahead
        day = today + ahead if ahead is not None else self._date() or self._day(today)
        hours = _forms(self._words["parts"])
        part = self._take(f"({_any(hours)})")
        hour = None if part is None else hours[part[1]]
        is_ambiguous = "am" in self._words and not self._has_half and hour is None
        if clock is None:
            if day is None and hour is None:
                return None
            clock, is_ambiguous = default if hour is None else time(hour), False
        elif clock.hour < 12 and hour is not None and hour > 12:
            clock = clock.replace(hour=clock.hour + 12)
        if day is not None:
            return self._at(day, clock)
        clocks = [clock]
        if is_ambiguous and clock.hour < 12:
            clocks.append(clock.replace(hour=clock.hour + 12))
        days = (today, today + timedelta(days=1))
        return next(
            found
            for found in (self._at(day, clock) for day in days for clock in clocks)
            if found > self._now
        )

    def _clock(self) -> time | None:
        """Return the time of day."""
        before, after = (
            _any(_forms({self._words[key]: key}))
            for key in ("before_time", "after_time")
        )
        minutes = rf"(?:\s*({after})(?!\w)(?:\s*(\d\d)\b)?)"
        match = (
            self._take(rf"\b(?:{before})\s*(\d{{1,2}})(?:[:.h](\d\d))?(?!\d){minutes}?")
            or self._take(rf"\b(\d{{1,2}})[:h](\d\d)\b{minutes}?")
            or self._take(rf"\b(\d{{1,2}})(?:\.(\d\d))?{minutes}")
            or self._take(r"^\s*(\d{1,2})\s*$")
        )
        if match is None:
            return None
        hour, *rest = filter(None, match.groups())
        minute = next((text for text in rest if text.isdigit()), "0")
        clock = time(int(hour), int(minute))
        for half, offset in (("am", 0), ("pm", 12)):
            if half in rest:
                self._has_half = True
                clock = clock.replace(hour=clock.hour % 12 + offset)
        return clock

    def _date(self) -> date | None:
        """Return the date, in this year or the next if the year is not named."""
        words = self._words
        months = _forms(
            {names: number for number, names in enumerate(words["months"], 1)}
        )
        month = rf"\b({_any(months)})\b"
        after = rf"(?:{words['after_day']})?"
        before = rf"(?:{words['before_day']})?"
        if match := self._take(
            rf"\b(\d{{1,2}}){after}[\s.-]*(?:{words['of']})?\s*{month}\s*(\d{{4}})?"
        ):
            day, name, year = match.groups()
        elif match := self._take(
            rf"{month}\s*{before}\s*(\d{{1,2}}){after}(?!\d)\s*(\d{{4}})?"
        ):
            name, day, year = match.groups()
        elif match := self._take(r"\b(\d{1,2})[./] ?(\d{1,2})\b[./]?\s*(\d{4})?"):
            day, name, year = match.groups()
        else:
            return None
        today = self._now.date()
        found = date(int(year or today.year), months.get(name) or int(name), int(day))
        return found if year or found > today else found.replace(year=today.year + 1)

    def _day(self, today: date) -> date | None:
        """Return the day relative to today, the day of the week, or of the month."""
        words = self._words
        days = _forms({names: ahead for ahead, names in enumerate(words["days"])})
        if match := self._take(rf"\b({_any(days)})"):
            return today + timedelta(days=days[match[1]])
        week = _forms({names: day for day, names in enumerate(words["weekdays"])})
        if match := self._take(rf"\b({_any(week)})"):
            ahead = (week[match[1]] - today.weekday() - 1) % 7 + 1
            return today + timedelta(days=ahead)
        after = words["after_day"]
        match = self._take(
            rf"\b(?:{words['before_day']})\s*(\d{{1,2}})(?:{after})?(?![\d:])"
        ) or self._take(rf"\b(\d{{1,2}})(?:{after})(?!\w)")
        if match is None:
            return None
        first, day = today.replace(day=1), int(match[1])
        if day <= today.day:
            first = (first + timedelta(days=31)).replace(day=1)
        return first.replace(day=day)

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, self._now.tzinfo)

    def _take(self, pattern: str) -> re.Match[str] | None:
        """Return the first match, and remove it from the text."""
        match = re.search(pattern, self._text)
        if match is not None:
            self._text = f"{self._text[: match.start()]} {self._text[match.end() :]}"
        return match

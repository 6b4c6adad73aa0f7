"""Answers, numbers, units, and times in the words of a language."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, override

from ..activity.words import Words


class Speech(Words):
    """Speaks a language, by its data."""

    def __init__(self, language: str, data: Mapping[str, Any]) -> None:
        """Initialize the speech with the data of a language."""
        self.language = language
        self.words: dict[str, Any] = data["words"]
        super().__init__(self.words["decimal"], self.words["minus"])
        self._answers: dict[str, Any] = data["answers"]

    def say(self, key: str, variant: str | None = None, **placeholders: str) -> str:
        """Return an answer, which may have variants, as a sentence."""
        answer = self._answers[key]
        text = str(answer if variant is None else answer[variant])
        text = text.format(**placeholders)
        return text[:1].upper() + text[1:]

    def the(self, device_type: str, *, is_object: bool) -> str:
        """Return the only device of a type, as in "the car"."""
        name: str = self._answers["the_object" if is_object else "the"][device_type]
        return name

    def has(self, key: str, variant: str) -> bool:
        """Return whether an answer has a variant."""
        return variant in self._answers[key]

    def join(self, items: Iterable[str], word: str = "and") -> str:
        """Return a list, as in "the car, the battery and the heat pump"."""
        *others, last = items
        return str(self.words[word]).join(filter(None, (", ".join(others), last)))

    def quantity(self, number: str, unit: str | None) -> str:
        """Return a number with its unit in words; a price is "euros per ..."."""
        if not unit:
            return self.number(number)
        amount, _, per = unit.partition("/")
        said = [self.number(number), self._unit(amount, number)]
        if per:
            said += [self.words["units"]["/"], self._unit(per, "1")]
        return " ".join(filter(None, said))

    def _unit(self, unit: str, number: str) -> str:
        """Return a unit as it is said after a number; an unknown one as it is."""
        units = self.words["units"]
        forms: list[str] = units.get("°" if unit[:1] == "°" else unit, unit).split("|")
        return forms[min(plural_form(self.language, number), len(forms) - 1)]

    @override
    def time(self, at: datetime) -> str:
        text: str = self.words["time"][at.minute > 0]
        half = self.words.get("am" if at.hour < 12 else "pm", "")
        return text.format(h=at.hour, m=f"{at:%M}", h12=at.hour % 12 or 12, half=half)

    @override
    def day_and_time(self, at: datetime, days_ahead: int) -> str:
        forms, time = self.words["moment"], self.time(at)
        if days_ahead == 1:
            return str(forms["tomorrow"].format(time=time))
        month = self.words["months"][at.month - 1].partition("|")[0]
        weekday = self.words["weekdays"][at.weekday()].partition("|")[0]
        day = self.words.get("first", 1) if at.day == 1 else at.day
        return str(
            forms["later"].format(time=time, weekday=weekday, day=day, month=month)
        )


def plural_form(language: str, number: str) -> int:
    """Return the index of the form of a noun after a number, as Unicode defines it."""
    value = abs(float(number))
    is_whole = value.is_integer()
    match language:
        case "pl":
            if not is_whole:
                return 3
            is_few = value % 10 in (2, 3, 4) and value % 100 not in (12, 13, 14)
            return 0 if value == 1 else 1 if is_few else 2
        case "ro":
            is_few = not is_whole or value == 0 or 0 < value % 100 < 20
            return 0 if value == 1 else 1 if is_few else 2
        case "fr":
            return int(value >= 2)
    return int(value != 1)

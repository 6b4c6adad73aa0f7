"""Sentences that explain a device, in the language of who reads or hears them."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from typing import Final, override

from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant
from homeassistant.helpers.translation import async_get_translations
from homeassistant.util.unit_conversion import TemperatureConverter

from ..api import DAYS
from ..const import DOMAIN
from .facts import Explanation, Value
from .words import Words

KILOWATT: Final = 1000
# A weekday names one day only within the next six days.
DAYS_WITH_NAME: Final = 6


async def async_get_texts(hass: HomeAssistant, language: str) -> Mapping[str, str]:
    """Return the texts of sentences in a language; in English where there are none."""
    texts = await async_get_translations(hass, language, "selector", [DOMAIN])
    parts = (key.removeprefix(f"component.{DOMAIN}.selector.") for key in texts)
    return {
        key.removeprefix("activity.options."): text
        for key, text in zip(parts, texts.values(), strict=True)
        if key.startswith(("activity.", "optimization_status."))
    }


class WrittenWords(Words):
    """Numbers and times as people of a language write them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Initialize the words with the texts of a language."""
        super().__init__(texts["decimal_separator"], "-")
        self._texts = texts

    @override
    def time(self, at: datetime) -> str:
        return self._texts["time"].format(time=f"{at:%H:%M}")

    @override
    def day_and_time(self, at: datetime, days_ahead: int) -> str:
        if 0 < days_ahead <= DAYS_WITH_NAME:
            day = self._texts[DAYS[at.weekday()]]
        else:
            day = self._texts["date"].format(
                day=f"{at:%d}", month=f"{at:%m}", year=f"{at:%Y}"
            )
        return self._texts["day_and_time"].format(day=day, time=self.time(at))


def sentence(
    explanation: Explanation,
    texts: Mapping[str, str],
    temperature_unit: str = UnitOfTemperature.CELSIUS,
) -> str | None:
    """Return one sentence; None if there is nothing to explain.

    Times are in Home Assistant's time zone.
    """
    if not explanation.clauses:
        return None
    values = {
        name: _text(name, value, texts, temperature_unit)
        for name, value in explanation.values.items()
    }
    text = reduce(
        lambda first, second: texts["joined"].format(first=first, second=second),
        (texts[key].format_map(values) for key in explanation.clauses),
    )
    return f"{text[0].upper()}{text[1:]}."


def _text(name: str, value: Value, texts: Mapping[str, str], unit: str) -> str:
    """Return a value as people of the language write it."""
    match value:
        case datetime():
            return WrittenWords(texts).moment(value)
        case str():
            return texts.get(f"optimization_status.options.{value}") or texts[value]
    if name == "away_minimum":
        celsius = UnitOfTemperature.CELSIUS
        degrees = TemperatureConverter.convert(value, celsius, unit)
        return f"{decimal(degrees, texts)} {unit}"
    if not name.endswith("power"):
        return f"{value:.0f}"
    kilowatts = f"{decimal(value / KILOWATT, texts)} kW"
    return f"{value:.0f} W" if value < KILOWATT else kilowatts


def decimal(value: float, texts: Mapping[str, str], digits: int = 1) -> str:
    """Return a number with so many decimals at most, as the language writes it."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return WrittenWords(texts).number(text)

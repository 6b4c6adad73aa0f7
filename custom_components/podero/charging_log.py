"""Charging sessions as rows of the charging log, and their CSV file."""

from collections.abc import Sequence
import csv
from datetime import datetime
from io import StringIO
from pathlib import Path
import re
from typing import Final
from urllib.parse import quote

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
from homeassistant.util.file import WriteError, write_utf8_file_atomic
from homeassistant.util.json import JsonValueType

from .api import ChargingSession
from .const import DOMAIN

# Podero reports all amounts of sessions in EUR.
CURRENCY: Final = "EUR"
MEDIA: Final = "media"
WWW: Final = "www"

# No folders, no hidden files, and at most 255 bytes in UTF-8.
_FILE_NAME: Final = re.compile(r"\w[\w .-]{0,55}\.csv", re.IGNORECASE)
# Spreadsheets would calculate a text that begins with one of these.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

type Row = dict[str, JsonValueType]
"""A session; None for what Podero does not know."""


def session_row(session: ChargingSession, car: str | None = None) -> Row:
    """Return the row of a session, with times in the time zone of Home Assistant."""
    row: Row = {} if car is None else {"car": car}
    return row | {
        "start": _local_time(session.plug_in_time),
        "end": _local_time(session.end),
        "energy_kwh": session.energy_charged_kwh,
        "cost": session.actual_cost_eur,
        "saving": session.actual_savings_eur,
        "level_before": session.initial_soc_pct,
        "level_after": session.final_soc_pct,
        "is_at_home": session.is_at_home,
    }


def _local_time(time: datetime | None) -> str | None:
    return None if time is None else dt_util.as_local(time).isoformat()


def as_csv(rows: Sequence[Row]) -> str:
    """Return rows as CSV with a header; unknown values are empty."""
    columns = [*(rows[0] if rows else session_row(ChargingSession()))]
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*columns, "currency"])
    writer.writerows([*map(_cell, row.values()), CURRENCY] for row in rows)
    return text.getvalue()


def _cell(value: JsonValueType) -> JsonValueType:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def validate_file_name(name: str) -> None:
    """Check that a name is a plain file name that ends with ``.csv``.

    Raises:
        ServiceValidationError: It is not.

    """
    if _FILE_NAME.fullmatch(name) is None:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="invalid_file_name"
        )


async def async_write_csv(
    hass: HomeAssistant, folder: str, name: str, text: str
) -> dict[str, str | None]:
    """Write a file to the folder ``media`` or ``www``, and return its path and URL.

    Home Assistant serves no texts from ``media``, and nothing from a folder ``www``
    that was created after it started: the URL is None.

    Raises:
        HomeAssistantError: The file cannot be written.

    """
    path = Path(hass.config.path(folder), name)
    if folder == MEDIA and (directories := [*hass.config.media_dirs.values()]):
        path = Path(directories[0], name)
    try:
        await hass.async_add_executor_job(_write, path, text)
    except (OSError, WriteError) as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="file_not_written"
        ) from err
    url = None
    if folder == WWW and _is_www_served(hass):
        # Browsers keep files of this folder for a month.
        url = f"/local/{quote(name)}?v={dt_util.utcnow().timestamp():.0f}"
    return {"path": str(path), "url": url}


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    write_utf8_file_atomic(str(path), text)


def _is_www_served(hass: HomeAssistant) -> bool:
    return bool(hass.http) and any(
        resource.canonical == "/local" for resource in hass.http.app.router.resources()
    )

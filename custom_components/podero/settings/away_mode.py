"""What starts away mode, at once or at a time of the homeowner's."""

from datetime import datetime

from homeassistant.util import dt as dt_util

from ..api import HeatPump, Json, format_utc


def away_mode_on(heat_pump: HeatPump, now: datetime) -> dict[str, Json]:
    """Return what starts it: in the window that lies ahead, else at once."""
    if heat_pump.has_away_window_ahead(now):
        return {"is_away_mode_enabled": True}
    return {
        "is_away_mode_enabled": True,
        "away_mode_start": format_utc(now),
        "away_mode_end": None,
    }


def away_mode_from(heat_pump: HeatPump, start: datetime) -> dict[str, Json]:
    """Return what sets when it starts; an end that has passed goes."""
    settings: dict[str, Json] = {"away_mode_start": format_utc(start)}
    if (end := heat_pump.away_mode_end) is not None and end <= dt_util.utcnow():
        settings["away_mode_end"] = None
    return settings

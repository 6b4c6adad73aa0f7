"""What starts away mode."""

from datetime import datetime

from .api import HeatPump, Json, in_utc


def away_mode_on(heat_pump: HeatPump, now: datetime) -> dict[str, Json]:
    """Return what starts it: in the window that lies ahead, else at once."""
    if heat_pump.has_away_window_ahead(now):
        return {"is_away_mode_enabled": True}
    return {
        "is_away_mode_enabled": True,
        "away_mode_start": in_utc(now),
        "away_mode_end": None,
    }

"""Options for behavior that Podero's documents leave open."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(eq=False, repr=False)
class Behavior:
    """Options for behavior that Podero's documents leave open.

    Every attribute can be set at any time, and holds from the next request on.
    """

    token_body: Literal["json", "form", "both"] = "json"
    """The bodies that the token endpoint accepts."""
    token_body_status: int = 400
    """The status for any other body: 400, or 415 as from a strict server."""
    basic_is_form_encoded: bool = True
    """Whether client ID and secret are form-encoded in the Basic header.

    RFC 6749 2.3.1 requires it, and Django OAuth Toolkit decodes both.
    """
    decimals_as_text: bool = True
    """Whether decimals are JSON strings such as "21.50", rather than numbers."""
    boost_errors_in_detail: bool = False
    """Whether a 409 has `state` and `reason` inside `detail`, not at the top level."""
    boost_delay: float = 8.0
    """Seconds of wall time from a requested boost to an ongoing boost."""
    boost_stalls: bool = False
    """Whether a requested boost never starts."""
    boost_refusal: str | None = None
    """The reason to refuse every boost: `no_active_session` or `internal_error`."""
    sync_interval: timedelta = timedelta(minutes=5)
    """House time between two readings of the manufacturers' clouds."""
    sync_jitter: timedelta = timedelta()
    """The range of the deviation of each sync from the regular time.

    With an interval of 15 minutes and a jitter of 1 minute, 14 to 16 minutes pass
    between two syncs.
    """
    missed_syncs: float = 0.0
    """The share of syncs that do not happen, 0 to 1, chosen at random."""
    correction_delay: timedelta | None = None
    """House time after which readings are corrected without a new timestamp.

    Until then, powers are 10 % too high. None for readings that are right at once.
    """
    vehicle_report_step: int | None = None
    """Makes electric vehicles report only changes, rather than at each sync.

    Reported are the cable, start and end of charging, and the battery level whenever it
    crosses a multiple of this step, in percent.
    """
    charge_rate_leftover_w: int = 0
    """The `charge_rate_w` of an electric vehicle that is not charging."""
    history_names_units: bool = True
    """Whether time series name their units; else `units` is `{}`."""
    history_gap_days: int = 0
    """The days before yesterday, at this time, of which time series have no data."""

"""Options for behavior that Podero's documents leave open."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(eq=False, repr=False)
class Behavior:
    """Options for behavior that Podero's documents leave open.

    Every attribute can be set at any time, and holds from the next request on.
    """

    form_tokens_only: bool = False
    """Whether the token endpoint accepts only form bodies, rather than only JSON."""
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

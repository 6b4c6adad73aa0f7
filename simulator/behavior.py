"""What the documents leave open, and tests may choose."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(eq=False, repr=False)
class Behaviour:
    """How the cloud behaves where the documents leave it open."""

    form_tokens_only: bool = False
    """Whether the token endpoint takes form bodies only, rather than JSON only."""
    decimals_as_text: bool = True
    """Whether decimals are JSON strings such as "21.50", rather than numbers."""
    boost_errors_in_detail: bool = False
    """Whether a 409 has `state` and `reason` inside `detail`, not at the top."""
    boost_delay: float = 8.0
    """Seconds of wall time from a requested boost to an ongoing one."""
    boost_stalls: bool = False
    """Whether a requested boost never starts."""
    boost_refusal: str | None = None
    """Why every boost is refused: `no_active_session` or `internal_error`."""
    sync_interval: timedelta = timedelta(minutes=5)
    """House time between two readings of the makers' clouds."""

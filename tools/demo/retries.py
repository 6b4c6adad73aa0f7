"""Retries and timeouts of tests and tools."""

from collections.abc import Callable
from dataclasses import dataclass
import time

PAUSE_SECONDS = 0.3
LOOK_SECONDS = 0.1


@dataclass(slots=True)
class Retries:
    """Number of attempts, and the factor of all timeouts.

    Retries are needed only if the simulated cloud fails at random."""

    tries: int = 1
    timeout_factor: int = 1

    def expect_failures(self) -> None:
        """Retry failed requests, and wait longer."""
        self.tries, self.timeout_factor = 25, 30

    @property
    def are_needed(self) -> bool:
        """Return whether the cloud fails at random."""
        return self.tries > 1

    def until[T](self, attempt: Callable[[], T], done: Callable[[T], bool]) -> T:
        """Repeat an attempt until it succeeds. Return the last result."""
        for _ in range(self.tries - 1):
            if done(result := attempt()):
                return result
            time.sleep(PAUSE_SECONDS)
        return attempt()

    def wait[T](self, look: Callable[[], T], seconds: float) -> T:
        """Call `look` until the result is true or the time is up. Return it."""
        deadline = time.monotonic() + seconds * self.timeout_factor
        while not (seen := look()) and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        return seen


RETRIES = Retries()

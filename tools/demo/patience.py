"""How often somebody tries, and how long they wait, before they call it broken."""

from collections.abc import Callable
from dataclasses import dataclass
import time

PAUSE_SECONDS = 0.3
LOOK_SECONDS = 0.1


@dataclass(slots=True)
class Patience:
    """Nothing has to be tried twice, unless the cloud is made to fail at random."""

    tries: int = 1
    longer: int = 1

    def with_failures(self) -> None:
        """Expect to be told to try again, and readings to be gone for a while."""
        self.tries, self.longer = 25, 30

    @property
    def expects_failures(self) -> bool:
        """Whether the cloud is made to fail at random."""
        return self.tries > 1

    def until[T](self, attempt: Callable[[], T], done: Callable[[T], bool]) -> T:
        """Try until it is done, at most as often as this patience lasts."""
        for _ in range(self.tries - 1):
            if done(result := attempt()):
                return result
            time.sleep(PAUSE_SECONDS)
        return attempt()

    def wait[T](self, look: Callable[[], T], seconds: float) -> T:
        """Look until there is something to see, at most for so long.

        Returns what was seen last: something, or what stands for nothing.
        """
        deadline = time.monotonic() + seconds * self.longer
        while not (seen := look()) and time.monotonic() < deadline:
            time.sleep(LOOK_SECONDS)
        return seen


PATIENCE = Patience()

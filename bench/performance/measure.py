"""How long something takes: wall and CPU time, one thing beside the other."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
import gc
from statistics import median
from time import perf_counter, process_time
from typing import Final

type Act = Callable[[], Awaitable[object]]
type Prepare = Callable[[int], None]

WARM_UP: Final = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """What something takes, in ms; the CPU time is that of the whole process."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Series:
    """What the same took several times, in the order of the rounds."""

    costs: list[Cost] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """The median of the wall times."""
        return median(one.wall for one in self.costs)

    @property
    def cpu(self) -> float:
        """The median of the CPU times."""
        return median(one.cpu for one in self.costs)

    def beside(self, floor: Series) -> Cost:
        """Return how many times the floor it is, as the median over the rounds.

        Who shares the machine disturbs both of a round alike.
        """
        pairs = list(zip(self.costs, floor.costs, strict=True))
        return Cost(
            median(ours.wall / bare.wall for ours, bare in pairs),
            median(ours.cpu / bare.cpu for ours, bare in pairs),
        )


@contextmanager
def clean() -> Iterator[None]:
    """Keep what is there already out of the way of the garbage collector."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


async def cost(act: Act) -> Cost:
    """Measure once."""
    wall, cpu = perf_counter(), process_time()
    await act()
    return Cost((perf_counter() - wall) * 1e3, (process_time() - cpu) * 1e3)


async def side_by_side(
    acts: Mapping[str, Act],
    rounds: int,
    prepare: Prepare | None = None,
    *,
    is_fixed: bool = False,
) -> dict[str, Series]:
    """Measure in turns, A B, then B A unless the order is fixed.

    Before each round, which has a number, there may be something to prepare.
    """
    series = {name: Series() for name in acts}
    with clean():
        for number in range(WARM_UP + rounds):
            if prepare is not None:
                prepare(number)
            order = list(acts) if is_fixed or number % 2 else list(acts)[::-1]
            for name in order:
                measured = await cost(acts[name])
                if number >= WARM_UP:
                    series[name].costs.append(measured)
    return series

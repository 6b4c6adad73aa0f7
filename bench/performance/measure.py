"""Measurement of wall and CPU times."""

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
    """Times in ms. The CPU time is that of the process."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Series:
    """Times of several rounds, in order."""

    costs: list[Cost] = field(default_factory=list)

    @property
    def wall(self) -> float:
        """Return the median of the wall times."""
        return median(cost.wall for cost in self.costs)

    @property
    def cpu(self) -> float:
        """Return the median of the CPU times."""
        return median(cost.cpu for cost in self.costs)

    def beside(self, baseline: Series) -> Cost:
        """Return the ratio to the baseline, as the median over the rounds.

        Other processes affect both times of a round.
        """
        pairs = list(zip(self.costs, baseline.costs, strict=True))
        return Cost(
            median(ours.wall / bare.wall for ours, bare in pairs),
            median(ours.cpu / bare.cpu for ours, bare in pairs),
        )


@contextmanager
def clean() -> Iterator[None]:
    """Exclude existing objects from garbage collection."""
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
    """Measure alternately: A B, then B A unless the order is fixed.

    `prepare` is called before each round with its number.
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

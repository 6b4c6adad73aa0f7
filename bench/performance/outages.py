"""Simulate 10,000 homes that lose the cloud together."""

from collections.abc import Iterator, Sequence

from bench import fleet
from bench.outages import SCENARIOS
from bench.performance.cloud import CloudProcess
from bench.performance.row import Row

SEED = 1


def measure(_cloud: CloudProcess, _sizes: Sequence[int]) -> Iterator[Row]:
    """Compare the busiest second after each outage with the usual rate."""
    for scenario in SCENARIOS.values():
        result = fleet.run(scenario, scenario.homes, SEED)
        yield Row(
            what=f"Busiest second after an outage: {scenario.name}",
            size=f"{scenario.homes:,} homes",
            figure=result.peak,
            baseline=result.steady,
            unit="/s",
            most=scenario.limit,
        )

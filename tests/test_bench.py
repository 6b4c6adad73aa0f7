"""The benches at their smallest, so that they go on working."""

import pytest

from tests.bench import endurance, fleet
from tests.bench.__main__ import BENCHES, main
from tests.bench.homeowner import Outcome
from tests.bench.outages import SCENARIOS


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """The benches have a Home Assistant and a time of their own."""


def test_benches_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in BENCHES)
    assert main(["nonsense"]) == 2


def test_few_homes_return_out_of_step() -> None:
    result = fleet.run(SCENARIOS["503"], homes=50, number=1)

    assert result.is_good
    assert 0 < result.outage < result.steady < result.peak


def test_homes_that_return_in_step_are_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("custom_components.podero.pace.uniform", lambda low, _: low)
    result = fleet.run(SCENARIOS["date"], homes=50, number=1)

    assert not result.is_good


def test_a_home_endures_some_hours() -> None:
    result = endurance.run(days=0.1, faults=0.02, number=1)

    assert result.problems == []
    assert result.faults > 0
    assert result.outcomes[Outcome.DONE] > 0

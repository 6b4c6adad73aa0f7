"""The benches at their smallest, so that they go on working."""

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
import pytest

from bench import endurance, fleet
from bench.__main__ import BENCHES, main
from bench.command_runner import Outcome, outcome_of
from bench.commands import Command, Json, has_values
from bench.outages import SCENARIOS
from bench.resource_usage import Counts, grown
from bench.write_log import Write
from tools.gateway import MISSING, is_installed


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """The benches have a Home Assistant and a time of their own."""


@pytest.mark.parametrize("name", BENCHES)
def test_simulations_tell_what_they_do(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main([name, "--help"])
    assert f"scripts/bench {name}" in capsys.readouterr().out


def test_without_a_name_performance_is_measured(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    listed = capsys.readouterr().out
    assert all(name in listed for name in ("--plot", *BENCHES))


@pytest.mark.usefixtures("socket_enabled")
@pytest.mark.skipif(not is_installed(), reason=MISSING)
def test_the_gateway_is_compared_with_an_nginx_without_checks(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["gateway", "--rounds", "1", "--seconds", "1"]) == 0
    table = capsys.readouterr().out
    assert all(name in table for name in ("| nginx without checks", "| The gateway"))


def test_few_homes_return_out_of_step() -> None:
    result = fleet.run(SCENARIOS["503"], homes=50, number=1)

    assert result.is_good
    assert 0 < result.outage < result.steady < result.peak


def test_homes_that_return_in_step_are_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "custom_components.podero.coordinator.backoff.uniform", lambda low, _: low
    )
    result = fleet.run(SCENARIOS["date"], homes=50, number=1)

    assert not result.is_good


def test_a_home_endures_some_hours() -> None:
    result = endurance.run(days=0.08, faults=0.02, number=1)
    if result.problems == ["It grows: objects in memory, thousands"]:
        # Home Assistant compiles a schema once it has been used for a while, which may
        # happen now if other tests used it before. What leaks grows again.
        result = endurance.run(days=0.08, faults=0.02, number=1)

    assert result.problems == []
    assert result.faults > 0
    assert result.outcomes[Outcome.DONE] > 0


def test_what_grows_is_noticed() -> None:
    days: list[Counts] = [{"tasks": 2 + day, "issues": day % 2} for day in range(3)]

    assert grown(days) == ["tasks"]


OFF, ON = {"flag": False}, {"flag": True}
SENT, LOST = Write("/device", ON), Write("/device", ON, answer_lost=True)


@pytest.mark.parametrize(
    ("error", "writes", "after", "outcome"),
    [
        (None, [SENT], ON, Outcome.DONE),
        (None, [], OFF, Outcome.UNCLEAR),
        (HomeAssistantError(), [], OFF, Outcome.FAILED),
        (HomeAssistantError(), [SENT], OFF, Outcome.FAILED),
        (HomeAssistantError(), [SENT], ON, Outcome.UNCLEAR),
        (HomeAssistantError(), [LOST], ON, Outcome.REPLY_LOST),
        (ServiceValidationError(), [], OFF, Outcome.REFUSED),
        (ServiceValidationError(), [SENT], ON, Outcome.UNCLEAR),
    ],
)
def test_what_becomes_of_a_command_is_told(
    error: HomeAssistantError | None, writes: list[Write], after: Json, outcome: Outcome
) -> None:
    command = Command("switch.turn_on", {}, has_values(flag=True))

    assert outcome_of(command, error, writes, OFF, after) is outcome

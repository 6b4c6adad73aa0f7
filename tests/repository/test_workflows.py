"""What the workflows may do, and that they do what is said of them."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

import pytest

from tests.repository.test_rules import ROOT, Tree, read_json, read_yaml

WORKFLOWS = ROOT / ".github" / "workflows"
WORKFLOW_FILES = sorted(WORKFLOWS.glob("*"))
EACH_WORKFLOW = pytest.mark.parametrize(
    "path", WORKFLOW_FILES, ids=lambda path: path.name
)


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """These tests read files: they need no Home Assistant."""


def commands(job: Tree) -> str:
    """Return what a job runs."""
    return "\n".join(step.get("run", "") for step in job["steps"])


def occasions(workflow: dict[str | bool, Any]) -> Any:
    """Return when a workflow runs; YAML reads the key "on" as true."""
    return workflow.get("on") or workflow[True]


def test_workflows_are_there() -> None:
    names = {path.stem for path in WORKFLOW_FILES}
    assert names == {"lint", "nightly", "release", "test", "validate"}


@EACH_WORKFLOW
def test_workflow_may_do_little_and_not_for_long(path: Path) -> None:
    workflow = read_yaml(path)
    assert workflow["permissions"] == {}
    assert workflow["concurrency"]["group"]
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 60
        publishes = (path.stem, name) == ("release", "publish")
        allowed = {"contents": "write"} if publishes else {"contents": "read"}
        assert job["permissions"] == allowed


def pins(path: Path) -> Iterator[tuple[str, str]]:
    """Walk the actions of a workflow, each with what it is pinned to."""
    for line in path.read_text("utf-8").splitlines():
        if "uses:" in line:
            pinned = re.search(r"uses: ([\w./-]+)@([0-9a-f]{40} # \S+)$", line)
            assert pinned, line
            yield pinned[1], pinned[2]


def test_workflows_pin_their_actions_to_the_same_commits() -> None:
    pinned = {pin for path in WORKFLOW_FILES for pin in pins(path)}
    assert pinned
    assert len(pinned) == len(dict(pinned))


@EACH_WORKFLOW
def test_workflow_runs_nothing_that_strangers_wrote(path: Path) -> None:
    workflow = read_yaml(path)
    assert "pull_request_target" not in occasions(workflow)
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_release_attaches_what_the_store_asks_for() -> None:
    name = read_json(ROOT / "hacs.json")["filename"]
    jobs = read_yaml(WORKFLOWS / "release.yaml")["jobs"]
    assert f'gh release create "$TAG" {name} ' in commands(jobs["publish"])
    for job in jobs.values():
        assert f'scripts/pack {name} --tag "$TAG"' in commands(job)


def test_release_is_tested_before_it_is_published() -> None:
    workflow = read_yaml(WORKFLOWS / "release.yaml")
    assert occasions(workflow) == {"push": {"tags": ["v*"]}}
    test, publish = workflow["jobs"]["test"], workflow["jobs"]["publish"]
    assert publish["needs"] == "test"
    replaced, tested = (
        commands(test).index(part)
        for part in ("unzip -q podero.zip -d custom_components/podero", "scripts/test")
    )
    assert replaced < tested
    # What may publish runs none of the packages that the tests need.
    assert set(re.findall(r"scripts/\w+", commands(publish))) == {"scripts/pack"}
    assert "sha256sum --check" in commands(publish)


def test_every_night_meets_the_newest_home_assistant() -> None:
    workflow = read_yaml(WORKFLOWS / "nightly.yaml")
    assert occasions(workflow)["schedule"]
    [job] = workflow["jobs"].values()
    assert 'scripts/newest "$TESTS"' in commands(job)
    assert job["strategy"]["matrix"]["tests"] == ["test", "e2e"]

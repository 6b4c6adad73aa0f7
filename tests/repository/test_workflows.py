"""The workflows cannot be used to run foreign code or to publish anything else."""

from pathlib import Path
import re

import pytest

from tests.repository.files import ROOT, read_json, read_yaml

WORKFLOWS = ROOT / ".github" / "workflows"
EACH_WORKFLOW = pytest.mark.parametrize(
    "path", sorted(WORKFLOWS.glob("*")), ids=lambda path: path.name
)


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Replace the fixture of all other tests: these need no Home Assistant."""


@EACH_WORKFLOW
def test_workflow_has_no_more_permissions_than_it_needs(path: Path) -> None:
    workflow = read_yaml(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        publishes = (path.stem, name) == ("release", "publish")
        allowed = {"contents": "write"} if publishes else {"contents": "read"}
        assert job["permissions"] == allowed


@EACH_WORKFLOW
def test_workflow_pins_its_actions_to_commits(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text("utf-8"))
    assert used
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # \S+", action) for action in used)


@EACH_WORKFLOW
def test_workflow_runs_no_text_of_strangers(path: Path) -> None:
    text, workflow = path.read_text("utf-8"), read_yaml(path)
    assert "pull_request_target" not in text
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_release_publishes_the_tested_archive_that_the_store_downloads() -> None:
    name = read_json(ROOT / "hacs.json")["filename"]
    jobs = read_yaml(WORKFLOWS / "release.yaml")["jobs"]
    test, publish = (
        "\n".join(step.get("run", "") for step in jobs[job]["steps"])
        for job in ("test", "publish")
    )
    assert jobs["publish"]["needs"] == "test"
    assert f'scripts/pack {name} --tag "$TAG"' in test
    # This job may publish: it runs no package that the tests need.
    assert set(re.findall(r"scripts/\w+", publish)) == {"scripts/pack"}
    assert "sha256sum --check" in publish
    assert f'gh release create "$TAG" {name} ' in publish

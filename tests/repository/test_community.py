"""What those find who want to help, or need some."""

import re

from awesomeversion import AwesomeVersion
import pytest

from tests.repository.test_rules import REPOSITORY, ROOT, english, read_yaml


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """These tests read files: they need no Home Assistant."""


def test_community_finds_what_it_looks_for() -> None:
    for name in ("CODE_OF_CONDUCT", "CONTRIBUTING", "SECURITY"):
        assert len((ROOT / f"{name}.md").read_text("utf-8")) > 500, name
    assert "CODE_OF_CONDUCT.md" in (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def test_reports_come_with_diagnostics_and_without_secrets() -> None:
    form = read_yaml(ROOT / ".github/ISSUE_TEMPLATE/bug.yaml")
    fields = {part["id"]: part for part in form["body"] if "id" in part}
    assert fields.keys() >= {"diagnostics", "home_assistant", "integration", "log"}
    assert "Download diagnostics" in fields["diagnostics"]["attributes"]["description"]
    assert "Never paste your client secret" in form["body"][0]["attributes"]["value"]
    config = read_yaml(ROOT / ".github/ISSUE_TEMPLATE/config.yml")
    assert config["blank_issues_enabled"] is False
    for link in config["contact_links"]:
        page = link["url"].removeprefix(f"{REPOSITORY}/blob/main/")
        assert page == link["url"] or (ROOT / page).exists()


def test_reports_are_about_environments_that_there_are() -> None:
    form = read_yaml(ROOT / ".github/ISSUE_TEMPLATE/bug.yaml")
    [field] = [part for part in form["body"] if part.get("id") == "environment"]
    texts = english()["selector"]["environment"]["options"]
    assert set(field["attributes"]["options"]) == set(texts.values())


def test_dependencies_are_kept_up_to_date() -> None:
    updates = read_yaml(ROOT / ".github/dependabot.yaml")["updates"]
    kinds = {update["package-ecosystem"] for update in updates}
    assert kinds == {"github-actions", "pip"}


def test_changelog_tells_of_what_comes_and_what_there_is() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## \[(.+?)\](.*)$", text, re.MULTILINE)
    assert headings[0] == ("Unreleased", "")
    versions = [AwesomeVersion(version) for version, _ in headings[1:]]
    assert versions == sorted(versions, reverse=True)
    for version, date in headings:
        assert f"\n[{version}]: {REPOSITORY}/" in text
        assert version == "Unreleased" or re.fullmatch(r" - \d{4}-\d\d-\d\d", date)

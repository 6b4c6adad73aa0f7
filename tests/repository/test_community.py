"""Files for people who want to help or need help."""

import re

from awesomeversion import AwesomeVersion
import pytest

from tests.repository.files import REPOSITORY, ROOT, read_yaml, texts


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Replace the fixture of all other tests: these need no Home Assistant."""


def test_bug_reports_ask_for_diagnostics_and_warn_of_secrets() -> None:
    form = read_yaml(ROOT / ".github/ISSUE_TEMPLATE/bug.yaml")
    fields = {part["id"]: part for part in form["body"] if "id" in part}
    assert fields.keys() >= {"diagnostics", "home_assistant", "integration", "log"}
    assert "client secret" in form["body"][0]["attributes"]["value"]
    environments = texts()["selector"]["environment"]["options"].values()
    assert set(fields["environment"]["attributes"]["options"]) == set(environments)


def test_links_of_the_issue_forms_lead_somewhere() -> None:
    config = read_yaml(ROOT / ".github/ISSUE_TEMPLATE/config.yml")
    for link in config["contact_links"]:
        page = link["url"].removeprefix(f"{REPOSITORY}/blob/main/")
        assert page == link["url"] or (ROOT / page).exists()


def test_changelog_lists_releases_in_order_with_date_and_link() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## \[(.+?)\](.*)$", text, re.MULTILINE)
    assert headings[0] == ("Unreleased", "")
    versions = [AwesomeVersion(version) for version, _ in headings[1:]]
    assert versions == sorted(versions, reverse=True)
    for version, date in headings:
        assert f"\n[{version}]: {REPOSITORY}/" in text
        assert version == "Unreleased" or re.fullmatch(r" - \d{4}-\d\d-\d\d", date)

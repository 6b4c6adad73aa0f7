"""Tests of the links, examples, and figures in the documents."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util.yaml import parse_yaml
import pytest

from tests.automations import automate
from tests.conftest import Home
from tests.test_requests import LISTS_A_DAY, OTHERS_A_DAY, TOKENS_A_DAY

ROOT: Final = Path(__file__).parents[2]
DOCS: Final = ROOT / "docs"
README: Final = ROOT / "README.md"
PAGES: Final = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.glob("*.md"))]
ENGLISH: Final[dict[str, Any]] = json.loads(
    (ROOT / "custom_components/podero/translations/en.json").read_text("utf-8")
)
LINK: Final = re.compile(r'(?:\]\(|src=")([^)"\s]+)')
FENCED: Final = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
LANGUAGES: Final = {
    "de": "German",
    "en": "English",
    "et": "Estonian",
    "fr": "French",
    "hu": "Hungarian",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "sv": "Swedish",
}
# Scripts that only the other scripts start.
INNER_SCRIPTS: Final = {"python", "setup", "unpack", "uv"}


def prose(page: Path) -> str:
    """Return a page without its examples."""
    return FENCED.sub("", page.read_text("utf-8"))


def links(page: Path) -> Iterator[tuple[Path, str]]:
    """Walk the links of a page into the repository, each with its anchor."""
    for link in LINK.findall(prose(page)):
        if "://" not in link:
            path, _, anchor = link.partition("#")
            yield ((page.parent / path).resolve() if path else page), anchor


def anchors(page: Path) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a page."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    words = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {word.replace(" ", "-") for word in words}


def tables(page: str) -> Iterator[list[str]]:
    """Walk the rows of the tables of a page in docs."""
    for line in prose(DOCS / page).splitlines():
        if line.startswith("|"):
            yield [cell.strip() for cell in line.strip("|").split("|")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_link_targets_exist(page: Path) -> None:
    for target, anchor in links(page):
        assert target.exists(), target
        assert not anchor or anchor in anchors(target), f"{target}#{anchor}"


def test_readme_links_to_every_page() -> None:
    found = {target for target, _ in links(README)}
    assert not {page for page in PAGES if page.parent == DOCS} - found


def test_every_image_is_used() -> None:
    shown = {target for page in PAGES for target, _ in links(page)}
    assert not {*(DOCS / "images").iterdir()} - shown


def test_readme_names_the_minimum_home_assistant_version() -> None:
    floor = json.loads((ROOT / "hacs.json").read_text("utf-8"))["homeassistant"]
    assert f"Home Assistant {floor.rpartition('.')[0]} or newer" in prose(README)


def test_readme_names_every_language() -> None:
    files = (ROOT / "custom_components/podero/translations").glob("*.json")
    assert {path.stem for path in files} == LANGUAGES.keys()
    assert set(LANGUAGES.values()) <= set(re.findall(r"\w+", prose(README)))


def test_readme_explains_every_field_of_setup_and_options() -> None:
    steps = {**ENGLISH["config"]["step"], **ENGLISH["options"]["step"]}
    fields = {name for step in steps.values() for name in step.get("data", {}).values()}
    explained = set(
        re.findall(r"^\| ([^|]+) \| [^|]{30,}", prose(README), re.MULTILINE)
    )
    assert not fields - explained


@pytest.mark.parametrize(
    "example", re.findall(r"```yaml\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
)
async def test_examples_of_the_readme_work(
    hass: HomeAssistant, home: Home, example: str
) -> None:
    automation = parse_yaml(example)
    assert isinstance(automation, dict)
    await automate(hass, automation)
    named = set(re.findall(r"\w+\.(?:solar_inverter|energy_contract|car)_\w+", example))
    assert named
    await home.poll()
    assert not {entity for entity in named if hass.states.get(entity) is None}


def test_page_lists_the_counted_requests_per_day() -> None:
    documented = {
        row[1].strip("`"): int(row[2])
        for row in tables("how-it-works.md")
        if row[-1].isdigit()
    }
    assert documented == LISTS_A_DAY | OTHERS_A_DAY | {"/oauth2/token/": TOKENS_A_DAY}


def test_every_setup_error_is_explained() -> None:
    page = " ".join(prose(DOCS / "troubleshooting.md").split())
    for message in ENGLISH["config"]["error"].values():
        first_sentence = re.split(r"(?<=[.!?]) ", message)[0]
        assert f"*{first_sentence}*" in page


def test_every_repair_is_explained() -> None:
    titles = [issue["title"] for issue in ENGLISH["issues"].values()]
    explained = {row[0].strip("*") for row in tables("troubleshooting.md")}
    assert {re.sub(r"\{\w+\}:?", "…", title) for title in titles} <= explained


def test_every_script_is_documented() -> None:
    documented = set(
        re.findall(r"^\| `scripts/(\w+)` ", prose(DOCS / "developing.md"), re.MULTILINE)
    )
    assert (
        documented
        == {path.name for path in (ROOT / "scripts").iterdir()} - INNER_SCRIPTS
    )


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "docs/developing.md"])
def test_named_files_exist(page: str) -> None:
    text = prose(ROOT / page)
    named = set(re.findall(r"`((?:\w+/)*\w+\.(?:py|yaml|json|toml))`", text))
    places = (ROOT, ROOT / "custom_components/podero")
    assert len(named) > 2
    assert not {
        name for name in named if not any((place / name).exists() for place in places)
    }

"""Test all blueprints and docs/blueprints.md."""

import json
from pathlib import Path
import re
from typing import Any
from urllib.parse import quote

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint import Blueprint
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import selector
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from tests.blueprints.automation import (
    BLUEPRINTS,
    ENGLISH,
    FILES,
    GERMAN,
    afresh,
    assist,
    automate,
    choices,
    say,
)
from tests.conftest import Home
from tests.repository.files import REPOSITORY, ROOT

PAGE = (ROOT / "docs" / "blueprints.md").read_text("utf-8")
SECTIONS = PAGE.split("\n## ")
# The list of blueprints truncates longer names.
LONGEST_NAME = 45
IMPORT = "https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url="


def load(path: Path) -> Blueprint:
    return Blueprint(
        load_yaml_dict(str(path)),
        path=path.name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


def source(path: Path) -> str:
    return f"{REPOSITORY}/blob/main/{path.relative_to(ROOT).as_posix()}"


def test_blueprints_require_the_minimum_home_assistant_version(
    subtests: pytest.Subtests,
) -> None:
    store = json.loads((ROOT / "hacs.json").read_text("utf-8"))
    for path in FILES:
        with subtests.test(path.stem):
            blueprint = load(path)
            assert not blueprint.validate()
            oldest = blueprint.metadata["homeassistant"]["min_version"]
            assert oldest == store["homeassistant"]


def test_source_url_is_the_url_of_the_file(subtests: pytest.Subtests) -> None:
    for path in FILES:
        with subtests.test(path.stem):
            assert load(path).metadata["source_url"] == source(path)


def test_forms_have_names_and_descriptions_or_defaults(
    subtests: pytest.Subtests,
) -> None:
    for path in FILES:
        with subtests.test(path.stem):
            blueprint = load(path)
            assert blueprint.name.startswith("Podero: ")
            assert len(blueprint.name) <= LONGEST_NAME
            assert blueprint.metadata["description"]
            for key, field in blueprint.inputs.items():
                assert field["name"], key
                choose: Any = selector(field["selector"])
                if "default" in field:
                    choose(field["default"])
                else:
                    assert field["description"], key


def test_collapsed_fields_have_defaults(subtests: pytest.Subtests) -> None:
    for path in FILES:
        with subtests.test(path.stem):
            for key, section in load(path).metadata["input"].items():
                for name, field in section.get("input", {}).items():
                    assert "default" in field, f"{key}: {name}"


def test_page_has_a_section_for_each_blueprint(subtests: pytest.Subtests) -> None:
    for path in FILES:
        with subtests.test(path.stem):
            title = load(path).name.removeprefix("Podero: ")
            [section] = re.findall(
                rf"^## {title}\n(.*?)(?=^## |\Z)",
                PAGE,
                re.DOTALL | re.MULTILINE | re.IGNORECASE,
            )
            assert f"]({IMPORT}{quote(source(path), safe='')})" in section


def test_page_imports_only_these_blueprints() -> None:
    assert PAGE.count(IMPORT) == len(FILES)


async def test_home_assistant_lists_all_blueprints(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "automation", {})
    found = await async_get_blueprints(hass).async_get_blueprints()
    assert found.keys() == {
        path.relative_to(BLUEPRINTS / "automation").as_posix() for path in FILES
    }
    assert all(isinstance(blueprint, Blueprint) for blueprint in found.values())


# Sentences


def sentences() -> list[tuple[str, str, str]]:
    """Return the sentences of the page: the blueprint, the language, and the text."""
    found = []
    for section in SECTIONS:
        rows = re.findall(r"^\| (.+) \| (.+) \|$", section, re.MULTILINE)[1:]
        if rows:
            [name] = re.findall(r"%2F(\w+)\.yaml", section)
            for english, german in rows:
                found += [(name, ENGLISH, english), (name, GERMAN, german)]
    return found


def groups() -> list[tuple[str, str, list[str]]]:
    """Return the sentences grouped by blueprint and language."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, language, text in sentences():
        found.setdefault((name, language), []).append(text)
    return [(*key, texts) for key, texts in found.items()]


@pytest.mark.usefixtures("settled")
@pytest.mark.parametrize(
    ("name", "language", "texts"),
    groups(),
    ids=[f"{name}-{language}" for name, language, _ in groups()],
)
async def test_sentences_of_the_page_are_understood(
    home: Home, name: str, language: str, texts: list[str], subtests: pytest.Subtests
) -> None:
    await assist(home.hass)
    await home.wait(2)
    await automate(home.hass, name, **choices(home)[name])
    for text in texts:
        with subtests.test(text):
            async with afresh(home):
                answer = await say(home.hass, text, language)
                assert answer
                assert not re.search(r"Sorry|Entschuldigung|not work", answer)
                assert not re.search(r"nicht geklappt|understand|verstanden", answer)
                assert not re.search(r"Done|Erledigt", answer)


def test_page_has_sentences() -> None:
    assert len(sentences()) == 62

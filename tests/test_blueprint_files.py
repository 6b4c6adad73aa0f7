"""Blueprints are installed and kept up to date, unless somebody changed them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint import Blueprint
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.podero import blueprint_files
from custom_components.podero.const import DOMAIN
from tests.conftest import Home

STORED = f"{DOMAIN}.blueprints"
PACKAGED = blueprint_files.PACKAGED
PATHS = [path.relative_to(PACKAGED).as_posix() for path in PACKAGED.rglob("*.yaml")]
AWAY = "automation/podero/away_when_everybody_left.yaml"
CALENDAR = "automation/podero/away_from_calendar.yaml"
# They are said, in both languages.
NOT_TRANSLATED = {"what_you_say"}


@pytest.fixture(autouse=True)
async def folder(hass: HomeAssistant, tmp_path: Path) -> Path:
    """Give the folder of all blueprints, with automations set up."""
    hass.config.config_dir = str(tmp_path)
    assert await async_setup_component(hass, "automation", {})
    return tmp_path / "blueprints"


@pytest.fixture
def package(tmp_path: Path) -> Iterator[Path]:
    """Replace the packaged blueprints by two that can be changed."""
    package = tmp_path / "package" / "blueprints"
    (package / "automation" / "podero").mkdir(parents=True)
    for path in (AWAY, CALENDAR):
        (package / path).write_text((PACKAGED / path).read_text("utf-8"), "utf-8")
    with patch.object(blueprint_files, "PACKAGED", package):
        yield package


def installed(folder: Path) -> set[str]:
    """Return the files that are there, except for those of Home Assistant."""
    found = (folder / "automation" / "podero").rglob("*")
    return {path.relative_to(folder).as_posix() for path in found}


def read(folder: Path) -> dict[str, bytes]:
    """Return the files that are packaged, as they are in a folder."""
    return {path: (folder / path).read_bytes() for path in PATHS}


def release(file: Path) -> str:
    """Change a packaged blueprint, and return its new text."""
    text = file.read_text("utf-8").replace("mode: ", "max_exceeded: silent\nmode: ")
    file.write_text(text, "utf-8")
    return text


async def restart(home: Home) -> None:
    await home.hass.config_entries.async_reload(home.entry.entry_id)
    await home.hass.async_block_till_done()


async def remove(home: Home) -> None:
    await home.hass.config_entries.async_remove(home.entry.entry_id)
    await home.hass.async_block_till_done()


async def test_all_blueprints_are_installed_and_home_assistant_has_its_own(
    home: Home, folder: Path
) -> None:
    assert installed(folder) == {*PATHS}
    assert read(folder) == read(PACKAGED)
    found = await async_get_blueprints(home.hass).async_get_blueprints()
    assert {f"automation/{path}" for path in found} > {*PATHS}
    assert all(isinstance(blueprint, Blueprint) for blueprint in found.values())


async def test_unchanged_blueprint_is_updated_with_its_automations(
    new_home: Home, folder: Path, package: Path
) -> None:
    assert await new_home.set_up()
    person = {"alias": "Away", "use_blueprint": automation_of(AWAY)}
    with patch("homeassistant.config.async_hass_config_yaml") as config:
        config.return_value = {"automation": [person]}
        await new_home.hass.services.async_call("automation", "reload", blocking=True)
        text = release(package / AWAY)
        await restart(new_home)
    assert (folder / AWAY).read_text("utf-8") == text
    blueprint = await async_get_blueprints(new_home.hass).async_get_blueprint(
        AWAY.removeprefix("automation/")
    )
    assert blueprint.data["max_exceeded"] == "silent"
    state = new_home.hass.states.get("automation.away")
    assert state is not None
    assert state.state == STATE_ON


def automation_of(path: str) -> dict[str, Any]:
    return {
        "path": path.removeprefix("automation/"),
        "input": {"heat_pumps": ["a device"]},
    }


async def test_blueprint_that_a_person_changed_or_deleted_stays_so(
    new_home: Home, folder: Path, package: Path
) -> None:
    assert await new_home.set_up()
    (folder / AWAY).write_text("mine", "utf-8")
    (folder / CALENDAR).unlink()
    for path in (AWAY, CALENDAR):
        release(package / path)
    await restart(new_home)
    assert (folder / AWAY).read_text("utf-8") == "mine"
    assert installed(folder) == {AWAY}
    await remove(new_home)
    assert (folder / AWAY).read_text("utf-8") == "mine"


async def test_file_of_a_person_with_the_same_name_is_kept(
    new_home: Home, folder: Path, package: Path
) -> None:
    (folder / AWAY).parent.mkdir()
    (folder / AWAY).write_text("mine", "utf-8")
    # This one is what would be installed, as after the restoration of a backup.
    text = (package / CALENDAR).read_text("utf-8")
    (folder / CALENDAR).write_text(text, "utf-8")
    assert await new_home.set_up()
    await remove(new_home)
    assert installed(folder) == {AWAY}


async def test_last_home_takes_the_blueprints_with_it(
    home: Home, neighbor: Home, folder: Path, hass_storage: dict[str, Any]
) -> None:
    assert hass_storage[STORED]["data"].keys() == {*PATHS}
    await remove(neighbor)
    assert installed(folder) == {*PATHS}
    await remove(home)
    assert not (folder / "automation" / "podero").exists()
    assert (folder / "automation" / "homeassistant").exists()
    assert STORED not in hass_storage


async def test_blueprint_in_use_stays_when_the_last_home_is_removed(
    home: Home, folder: Path
) -> None:
    with patch(
        "homeassistant.components.automation.automations_with_blueprint",
        side_effect=lambda _, path: [path] if AWAY.endswith(path) else [],
    ):
        await remove(home)
    assert installed(folder) == {AWAY}


async def test_folder_that_cannot_be_written_does_not_stop_the_home(
    new_home: Home, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with patch.object(Path, "write_text", side_effect=PermissionError("read-only")):
        assert await new_home.set_up()
    assert "Error installing the blueprints: read-only" in caplog.text
    await restart(new_home)
    assert installed(folder) == {*PATHS}


async def test_without_automations_nothing_is_installed(
    new_home: Home, folder: Path
) -> None:
    new_home.hass.config.components.remove("automation")
    assert await new_home.set_up()
    assert installed(folder) == set()


# In German


def texts(tree: Any) -> dict[str, Any]:
    """Return the texts of a form."""
    if not isinstance(tree, dict):
        return {}
    found = {key: tree[key] for key in ("name", "description") if key in tree}
    inputs = {
        key: texts(field)
        for key, field in tree.get("input", {}).items()
        if key not in NOT_TRANSLATED
    }
    return {**found, **({"input": inputs} if inputs else {})}


def without_texts(tree: Any) -> Any:
    """Return the rest of a form."""
    if isinstance(tree, list):
        return [*map(without_texts, tree)]
    if not isinstance(tree, dict):
        return tree
    skipped = {"name", "description", "title", "message"}
    return {key: without_texts(tree[key]) for key in tree if key not in skipped}


def same_keys(one: Any, other: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(other, dict):
        return isinstance(one, str) and isinstance(other, str) and one != other
    return one.keys() == other.keys() and all(
        (key == "name" and one[key] == other[key] == "Pause")
        or same_keys(one[key], other[key])
        for key in one
    )


@pytest.mark.parametrize("language", ["de", "de-CH"])
async def test_forms_are_in_german(
    new_home: Home, folder: Path, language: str, subtests: pytest.Subtests
) -> None:
    new_home.hass.config.language = language
    assert await new_home.set_up()
    for path in PATHS:
        with subtests.test(path):
            english = load_yaml_dict(str(PACKAGED / path))
            german = load_yaml_dict(str(folder / path))
            assert same_keys(texts(english["blueprint"]), texts(german["blueprint"]))
            assert without_texts(english) == without_texts(german)
            Blueprint(
                german,
                path=path,
                expected_domain="automation",
                schema=AUTOMATION_BLUEPRINT_SCHEMA,
            )


async def test_other_language_is_followed(new_home: Home, folder: Path) -> None:
    assert await new_home.set_up()
    english = (folder / AWAY).read_text("utf-8")
    new_home.hass.config.language = "de"
    await restart(new_home)
    assert "Wärmepumpe" in (folder / AWAY).read_text("utf-8")
    new_home.hass.config.language = "en"
    await restart(new_home)
    assert (folder / AWAY).read_text("utf-8") == english

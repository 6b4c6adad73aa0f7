"""Test all blueprints and docs/blueprints.md."""

import json
from pathlib import Path
import re
from typing import Any

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.automation.helpers import async_get_blueprints
from homeassistant.components.blueprint import Blueprint
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.selector import selector
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict
import pytest

from tests.blueprints.automation import BLUEPRINTS, FILES, device_id
from tests.conftest import Home
from tests.repository.files import ROOT

PAGE = (ROOT / "docs" / "blueprints.md").read_text("utf-8")
# The list of blueprints truncates longer names.
LONGEST_NAME = 45
TITLES = {
    heading.casefold() for heading in re.findall(r"^## (.+)$", PAGE, re.MULTILINE)
}
# The devices that a field offers.
DEVICES = {
    "heat_pumps": {"heat_pump"},
    "car": {"electric_vehicle"},
    "cars": {"electric_vehicle"},
    "devices": {"heat_pump", "electric_vehicle", "solar_inverter"},
}


def load(path: Path) -> Blueprint:
    return Blueprint(
        load_yaml_dict(str(path)),
        path=path.name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


def title(path: Path) -> str:
    return load(path).name.removeprefix("Podero: ").casefold()


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
            assert title(path) in TITLES


def test_page_has_only_these_blueprints() -> None:
    assert {*map(title, FILES)} == TITLES


async def test_home_assistant_lists_all_blueprints(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, "automation", {})
    found = await async_get_blueprints(hass).async_get_blueprints()
    assert found.keys() == {
        path.relative_to(BLUEPRINTS / "automation").as_posix() for path in FILES
    }
    assert all(isinstance(blueprint, Blueprint) for blueprint in found.values())


@pytest.mark.usefixtures("entity_registry_enabled_by_default")
async def test_devices_to_choose_are_of_the_right_kind(
    home: Home, subtests: pytest.Subtests
) -> None:
    await home.wait(5)
    entities = er.async_entries_for_config_entry(
        er.async_get(home.hass), home.entry.entry_id
    )
    kinds = {
        device_id(home, getattr(home.cloud, kind)): kind for kind in DEVICES["devices"]
    }
    for path in FILES:
        for name in load(path).inputs.keys() & DEVICES.keys():
            with subtests.test(path.stem):
                [needed] = load(path).inputs[name]["selector"]["device"]["entity"]
                offered = {
                    kinds.get(entity.device_id or "")
                    for entity in entities
                    if entity.domain in needed["domain"]
                    and entity.original_device_class
                    in needed.get("device_class", [entity.original_device_class])
                }
                assert offered == DEVICES[name]

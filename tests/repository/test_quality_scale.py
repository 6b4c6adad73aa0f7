"""The rules of Home Assistant's quality scale, and what the code says to them."""

import ast
from collections.abc import Iterator
from importlib import import_module
import inspect
from pathlib import Path
import re
import tomllib
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.podero.condition import CONDITIONS
from custom_components.podero.config_flow import PoderoConfigFlow
from custom_components.podero.const import DOMAIN, PLATFORMS
from custom_components.podero.trigger import TRIGGERS
from tests.repository.quality_rules import DOCUMENTS, MAY_BE_EXEMPT, TIERS
from tests.repository.test_rules import (
    INTEGRATION,
    ROOT,
    code,
    english,
    read_json,
    services,
)
from tools.entity_page import declared

# How many of the entities of a platform may write at once. The coordinator writes one
# after the other; where rapid changes have to meet there, nothing may wait before.
PARALLEL_UPDATES: Final = {
    "binary_sensor": 0,
    "button": 1,
    "calendar": 0,
    "climate": 0,
    "datetime": 1,
    "number": 0,
    "select": 1,
    "sensor": 0,
    "switch": 1,
    "time": 1,
    "water_heater": 0,
}
# What has a unit, and no device class that would fit.
WITHOUT_DEVICE_CLASS: Final = {"charge_target_max"}
TRANSLATED: Final = re.compile(
    r"HomeAssistantError|ServiceValidationError|UpdateFailed|ConfigEntry\w+"
)


def rules() -> dict[str, Any]:
    """Read what is said to each rule."""
    tree = parse_yaml((INTEGRATION / "quality_scale.yaml").read_text("utf-8"))
    assert isinstance(tree, dict)
    assert tree.keys() == {"rules"}
    found: dict[str, Any] = tree["rules"]
    return {
        name: {"status": said} if isinstance(said, str) else said
        for name, said in found.items()
    }


def section(page: str, heading: str) -> str:
    """Return what stands below a heading, up to the next of its rank."""
    text = re.sub(r"^#(?=.*\n)", "§", (ROOT / page).read_text("utf-8"))
    assert re.search(rf"^[§#]+ {re.escape(heading)}$", text, re.MULTILINE), heading
    below = re.split(rf"^[§#]+ {re.escape(heading)}$", text, flags=re.MULTILINE)[1]
    return re.split(r"^## ", below, flags=re.MULTILINE)[0]


def modules() -> Iterator[ast.Module]:
    """Walk the modules of the integration."""
    for path in sorted(INTEGRATION.rglob("*.py")):
        yield ast.parse(path.read_text("utf-8"))


def test_all_rules_are_there_in_order_of_their_tiers() -> None:
    assert list(rules()) == " ".join(TIERS.values()).split()
    assert len(rules()) == 54


def test_each_rule_is_done_or_exempt_with_a_reason() -> None:
    for name, said in rules().items():
        assert said.keys() <= {"status", "comment"}, name
        assert said["status"] in {"done", "exempt"}, name
        assert said["status"] == "done" or len(said["comment"]) > 40, name
    exempt = {name for name, said in rules().items() if said["status"] == "exempt"}
    assert exempt <= MAY_BE_EXEMPT


def test_files_that_are_named_exist() -> None:
    for name, said in rules().items():
        for path in re.findall(r"[\w./-]+\.(?:md|py)\b", said.get("comment", "")):
            assert any((place / path).exists() for place in (ROOT, INTEGRATION)), name


def test_manifest_claims_no_more() -> None:
    claimed = read_json(INTEGRATION / "manifest.json").get("quality_scale", "bronze")
    assert claimed in TIERS


# The documents


def test_documents_are_known() -> None:
    assert {name for name in rules() if name.startswith("docs-")} == DOCUMENTS.keys()


@pytest.mark.parametrize(
    ("page", "heading"),
    [place for places in DOCUMENTS.values() for place in places.items()],
)
def test_document_has_something_below_its_heading(page: str, heading: str) -> None:
    assert len(section(page, heading)) > 150


def test_actions_are_explained_field_by_field() -> None:
    page = (ROOT / "docs/actions.md").read_text("utf-8")
    for name, action in services().items():
        translate_errors = section("docs/actions.md", f"`{DOMAIN}.{name}`").split(
            "### "
        )[0]
        assert f"action: {DOMAIN}.{name}" in page
        for field in (action or {}).get("fields") or {}:
            assert f"`{field}`" in translate_errors, f"{name}: {field}"


@pytest.mark.parametrize(
    ("kind", "known"), [("triggers", TRIGGERS), ("conditions", CONDITIONS)]
)
def test_triggers_and_conditions_are_explained(
    kind: str, known: dict[str, object]
) -> None:
    for key in known:
        name = english()[kind][key]["name"]
        translate_errors = section("docs/automations.md", name).split("### ")[0]
        assert f"`{DOMAIN}.{key}`" in translate_errors
        assert "```yaml" in translate_errors


# The code


async def test_actions_are_there_without_a_home(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert hass.services.async_services_for_domain(DOMAIN).keys() == services().keys()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platform_says_how_much_may_happen_at_once(platform: str) -> None:
    module = import_module(f"custom_components.podero.{platform}")
    assert PARALLEL_UPDATES[platform] == module.PARALLEL_UPDATES


def entity_classes() -> set[type[Entity]]:
    """Return the classes of the entities."""
    found: set[type[Entity]] = set()
    for path in INTEGRATION.rglob("*.py"):
        parts = path.relative_to(INTEGRATION.parents[1]).with_suffix("").parts
        module = import_module(".".join(parts).removesuffix(".__init__"))
        for _, one in inspect.getmembers(module, inspect.isclass):
            if issubclass(one, Entity) and one.__module__ == module.__name__:
                found.add(one)
    return found


def test_entities_have_names_of_their_own_below_that_of_the_device() -> None:
    assert len(entity_classes()) >= len(PLATFORMS)
    for one in entity_classes():
        assert getattr(one, "_attr_has_entity_name", False), one


def test_entities_have_a_translation_and_a_device_class_where_there_is_one() -> None:
    texts = english()["entity"]
    for _, platform, description in declared():
        assert texts[platform][description.key]["name"]
        unit = getattr(description, "native_unit_of_measurement", None)
        if unit is not None and description.key not in WITHOUT_DEVICE_CLASS:
            assert description.device_class, description.key


def test_no_icon_and_no_name_stands_in_the_code() -> None:
    assert not re.search(r"_attr_icon|\bicon=|mdi:|_attr_name\b", code())


def test_errors_that_people_read_are_translated() -> None:
    raised = [
        node.exc
        for module in modules()
        for node in ast.walk(module)
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    checked = 0
    for call in raised:
        if TRANSLATED.fullmatch(ast.unparse(call.func)):
            given = ast.unparse(call)
            assert not call.args, given
            assert "**translation_of(" in given or "translation_key=" in given, given
            checked += 1
    assert checked > 10


def test_what_a_home_needs_is_kept_with_its_entry() -> None:
    assert "entry.runtime_data = " in code()
    assert "hass.data[" not in code()


def test_client_is_given_the_session_and_knows_nothing_of_home_assistant() -> None:
    client = "".join(
        path.read_text("utf-8") for path in (INTEGRATION / "api").rglob("*.py")
    )
    assert "homeassistant" not in client
    assert "ClientSession(" not in code()
    assert "requests" not in re.findall(r"^(?:import|from) (\w+)", client, re.MULTILINE)


def test_flow_has_the_steps_that_the_rules_ask_for() -> None:
    for step in ("user", "reauth", "reauth_confirm", "reconfigure"):
        assert inspect.iscoroutinefunction(
            getattr(PoderoConfigFlow, f"async_step_{step}")
        )


@pytest.mark.parametrize(
    ("module", "names"),
    [
        ("__init__", ["async_unload_entry", "async_remove_config_entry_device"]),
        (
            "diagnostics",
            [
                "async_get_config_entry_diagnostics",
                "async_get_device_diagnostics",
            ],
        ),
        ("repairs", ["async_create_fix_flow"]),
    ],
)
def test_module_has_what_home_assistant_asks_for(module: str, names: list[str]) -> None:
    tree = ast.parse((INTEGRATION / f"{module}.py").read_text("utf-8"))
    functions = {node.name for node in tree.body if hasattr(node, "name")}
    assert {*names} <= functions


def test_there_is_no_dependency() -> None:
    assert read_json(INTEGRATION / "manifest.json")["requirements"] == []


def test_tests_and_types_are_as_strict_as_is_said() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert tools["mypy"]["strict"]
    assert tools["coverage"]["run"]["branch"]
    assert tools["coverage"]["run"]["source"] == ["custom_components/podero"]
    assert tools["coverage"]["report"]["fail_under"] == 100


def test_no_rule_that_home_assistant_itself_goes_by_is_missing() -> None:
    components = Path(inspect.getfile(HomeAssistant)).parent / "components"
    shipped: set[str] = set()
    for path in components.glob("*/quality_scale.yaml"):
        tree = parse_yaml(path.read_text("utf-8"))
        assert isinstance(tree, dict)
        shipped |= tree["rules"].keys()
    assert shipped == rules().keys()

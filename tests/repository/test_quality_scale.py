"""quality_scale.yaml agrees with the code and with the documents."""

import ast
from importlib import import_module
import inspect
from pathlib import Path
import re
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity import Entity
from homeassistant.setup import async_setup_component
import pytest

from custom_components.podero.condition import CONDITIONS
from custom_components.podero.const import DOMAIN, PLATFORMS
from custom_components.podero.trigger import TRIGGERS
from tests.repository.files import INTEGRATION, ROOT, code, read_yaml, services, texts
from tools.entity_page import declared

MAY_BE_EXEMPT: Final = {"discovery", "discovery-update-info"}
# Entities with a unit that no device class fits.
WITHOUT_DEVICE_CLASS: Final = {"charge_target_max", "next_charge_level"}
TRANSLATED: Final = re.compile(
    r"HomeAssistantError|ServiceValidationError|UpdateFailed|ConfigEntry\w+"
)


def rules() -> dict[str, dict[str, str]]:
    """Return the status and comment of each rule."""
    found: dict[str, Any] = read_yaml(INTEGRATION / "quality_scale.yaml")["rules"]
    return {
        name: {"status": rule} if isinstance(rule, str) else rule
        for name, rule in found.items()
    }


def section(page: str, heading: str) -> str:
    """Return the text below a heading, up to the next heading."""
    text = (ROOT / page).read_text("utf-8")
    below = re.split(rf"^#+ {re.escape(heading)}$", text, flags=re.MULTILINE)[1]
    return re.split(r"^##+ ", below, flags=re.MULTILINE)[0]


def test_each_rule_is_done_or_exempt_with_a_reason() -> None:
    for name, rule in rules().items():
        assert rule["status"] in {"done", "exempt"}, name
        assert rule["status"] == "done" or len(rule["comment"]) > 40, name
    exempt = {name for name, rule in rules().items() if rule["status"] == "exempt"}
    assert exempt <= MAY_BE_EXEMPT


def test_all_rules_that_home_assistant_follows_are_listed() -> None:
    components = Path(inspect.getfile(HomeAssistant)).parent / "components"
    followed: set[str] = set()
    for path in components.glob("*/quality_scale.yaml"):
        followed |= read_yaml(path)["rules"].keys()
    assert followed == rules().keys()


def test_files_that_are_named_exist() -> None:
    for name, rule in rules().items():
        for path in re.findall(r"[\w./-]+\.(?:md|py)\b", rule.get("comment", "")):
            assert any((place / path).exists() for place in (ROOT, INTEGRATION)), name


# The documents


def test_actions_are_documented_with_all_fields() -> None:
    for name, action in services().items():
        documented = section("docs/actions.md", f"`{DOMAIN}.{name}`")
        assert f"action: {DOMAIN}.{name}" in documented
        for field in (action or {}).get("fields") or {}:
            assert f"`{field}`" in documented, f"{name}: {field}"


@pytest.mark.parametrize(
    ("part", "known"), [("triggers", TRIGGERS), ("conditions", CONDITIONS)]
)
def test_triggers_and_conditions_are_documented_with_an_example(
    part: str, known: dict[str, object]
) -> None:
    for key in known:
        documented = section("docs/automations.md", texts()[part][key]["name"])
        assert f"`{DOMAIN}.{key}`" in documented
        assert "```yaml" in documented


# The code


async def test_actions_exist_without_a_home(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    assert hass.services.async_services_for_domain(DOMAIN).keys() == services().keys()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_platform_sets_parallel_updates(platform: str) -> None:
    module = import_module(f"custom_components.podero.{platform}")
    assert module.PARALLEL_UPDATES in {0, 1}


def entity_classes() -> set[type[Entity]]:
    """Return the classes of the entities."""
    found: set[type[Entity]] = set()
    for path in INTEGRATION.rglob("*.py"):
        parts = path.relative_to(INTEGRATION.parents[1]).with_suffix("").parts
        module = import_module(".".join(parts).removesuffix(".__init__"))
        for _, entity in inspect.getmembers(module, inspect.isclass):
            if issubclass(entity, Entity) and entity.__module__ == module.__name__:
                found.add(entity)
    return found


def test_entities_have_names_below_that_of_the_device() -> None:
    assert len(entity_classes()) >= len(PLATFORMS)
    for entity in entity_classes():
        assert getattr(entity, "_attr_has_entity_name", False), entity


def test_entities_have_a_name_and_those_with_a_unit_a_device_class() -> None:
    names = texts()["entity"]
    for _, platform, description in declared():
        assert names[platform][description.key]["name"]
        unit = getattr(description, "native_unit_of_measurement", None)
        if unit is not None and description.key not in WITHOUT_DEVICE_CLASS:
            assert description.device_class, description.key


def test_code_contains_no_icon_and_no_name() -> None:
    assert not re.search(r"_attr_icon|\bicon=|mdi:|_attr_name\b", code())


def test_errors_that_people_read_are_translated() -> None:
    raised = [
        node.exc
        for path in INTEGRATION.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    errors = [call for call in raised if TRANSLATED.fullmatch(ast.unparse(call.func))]
    assert len(errors) > 10
    for call in errors:
        source = ast.unparse(call)
        assert not call.args, source
        assert "**translation_of(" in source or "translation_key=" in source, source


def test_client_takes_its_session_and_imports_nothing_from_home_assistant() -> None:
    client = "".join(
        path.read_text("utf-8") for path in (INTEGRATION / "api").rglob("*.py")
    )
    assert "homeassistant" not in client
    outside = "".join(
        path.read_text("utf-8")
        for path in INTEGRATION.rglob("*.py")
        if INTEGRATION / "api" not in path.parents
    )
    assert "ClientSession(" not in outside
    assert outside.count("Podero(\n        shared.session,\n") == 1
    assert outside.count("Podero(") == 1

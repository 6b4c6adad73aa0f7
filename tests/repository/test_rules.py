"""What reading the repository tells: the rules of Home Assistant and of its store.

The workflow "Validate" asks the real judges, hassfest and the HACS action. These tests
know most of their rules, and need no network.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
import json
from pathlib import Path
import re
from string import Formatter
import struct
import tomllib
from typing import Any
from urllib.parse import urlparse

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import Platform, __version__ as home_assistant_version
from homeassistant.util.yaml import parse_yaml
import pytest

from custom_components.podero.condition import CONDITIONS
from custom_components.podero.trigger import TRIGGERS

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "podero"
BRAND = INTEGRATION / "brand"
REPOSITORY = "https://github.com/podero-home-assistant/podero"

type Tree = dict[str, Any]


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """These tests read files: they need no Home Assistant, unlike all others."""


# Reading


def without_duplicates(pairs: list[tuple[str, Any]]) -> Tree:
    tree = dict(pairs)
    assert len(tree) == len(pairs), f"a key twice in {[key for key, _ in pairs]}"
    return tree


def read_json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"), object_pairs_hook=without_duplicates)


def read_yaml(path: Path) -> Any:
    return parse_yaml(path.read_text("utf-8"))


def read_if_there(path: Path, read: Callable[[Path], Any]) -> Tree:
    tree: Tree = (read(path) or {}) if path.exists() else {}
    return tree


def english() -> Tree:
    tree: Tree = read_json(INTEGRATION / "translations" / "en.json")
    return tree


def icons() -> Tree:
    return read_if_there(INTEGRATION / "icons.json", read_json)


def services() -> Tree:
    return read_if_there(INTEGRATION / "services.yaml", read_yaml)


def offers(kind: str) -> Tree:
    """Read the triggers or conditions; what begins with a dot is shared by several."""
    found = read_if_there(INTEGRATION / f"{kind}.yaml", read_yaml)
    return {key: item for key, item in found.items() if not key.startswith(".")}


def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Walk the values of a tree, each with the path to it."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield from leaves(value, (*path, key))
    else:
        yield ".".join(path), tree


def keys(tree: Any) -> Iterator[str]:
    """Walk the keys of a tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from keys(value)


def from_root(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def files(*endings: str) -> list[Path]:
    """Find the files of the repository, not those of its environments and caches."""
    parts = ("custom_components", "tests", "blueprints", "docs", ".github")
    found = [path for part in parts for path in (ROOT / part).rglob("*")]
    found += ROOT.glob("*.*")
    return sorted(path for path in found if path.suffix in endings)


def code() -> str:
    """Read all code of the integration."""
    paths = sorted(INTEGRATION.rglob("*.py"))
    return "\n".join(path.read_text("utf-8") for path in paths)


@pytest.mark.parametrize("path", files(".json"), ids=from_root)
def test_json_can_be_read(path: Path) -> None:
    read_json(path)


@pytest.mark.parametrize("path", files(".yaml", ".yml"), ids=from_root)
def test_yaml_can_be_read(path: Path) -> None:
    read_yaml(path)


# The manifest

MANIFEST_REQUIRED = {
    "codeowners",
    "documentation",
    "domain",
    "iot_class",
    "issue_tracker",
    "name",
    "version",
}
MANIFEST_ALLOWED = MANIFEST_REQUIRED | {
    "after_dependencies",
    "categories",
    "config_flow",
    "connectivity",
    "dependencies",
    "import_executor",
    "integration_type",
    "loggers",
    "preview_features",
    "quality_scale",
    "requirements",
    "single_config_entry",
}


@pytest.fixture
def manifest() -> Tree:
    tree: Tree = read_json(INTEGRATION / "manifest.json")
    return tree


def test_manifest_has_the_keys_in_order(manifest: Tree) -> None:
    assert MANIFEST_REQUIRED <= manifest.keys() <= MANIFEST_ALLOWED
    rest = sorted(manifest.keys() - {"domain", "name"})
    assert list(manifest) == ["domain", "name", *rest]


def test_manifest_is_that_of_this_folder(manifest: Tree) -> None:
    assert manifest["domain"] == INTEGRATION.name
    assert manifest["config_flow"] is (INTEGRATION / "config_flow.py").exists()


def test_manifest_has_values_that_home_assistant_knows(manifest: Tree) -> None:
    assert manifest["iot_class"] == "cloud_polling"
    assert manifest.get("integration_type", "hub") in {"device", "hub", "service"}
    scales = {"bronze", "silver", "gold", "platinum", "custom"}
    assert manifest.get("quality_scale", "custom") in scales


def test_manifest_links_lead_to_this_repository(manifest: Tree) -> None:
    documentation = urlparse(manifest["documentation"])
    assert documentation.scheme == "https"
    assert documentation.netloc != "www.home-assistant.io"
    assert manifest["documentation"].startswith(REPOSITORY)
    assert manifest["issue_tracker"] == f"{REPOSITORY}/issues"


def test_manifest_names_owners(manifest: Tree) -> None:
    assert manifest["codeowners"]
    for owner in manifest["codeowners"]:
        assert re.fullmatch(r"@[A-Za-z0-9-]+(/[A-Za-z0-9_.-]+)?", owner)


def test_manifest_pins_what_it_requires(manifest: Tree) -> None:
    for requirement in manifest.get("requirements", []):
        assert re.fullmatch(r"[A-Za-z0-9_.\[\]-]+==[0-9][A-Za-z0-9.]*", requirement)


def test_version_is_one_that_is_loaded_and_the_same_everywhere(manifest: Tree) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert manifest["version"] == project["version"]
    AwesomeVersion(manifest["version"], ensure_strategy=[AwesomeVersionStrategy.SEMVER])


# The store

HACS_KEYS: dict[str, type] = {
    "content_in_root": bool,
    "country": list,
    "filename": str,
    "hacs": str,
    "hide_default_branch": bool,
    "homeassistant": str,
    "name": str,
    "persistent_directory": str,
    "zip_release": bool,
}


@pytest.fixture
def hacs() -> Tree:
    tree: Tree = read_json(ROOT / "hacs.json")
    return tree


def test_store_entry_has_known_keys_only(hacs: Tree) -> None:
    assert "name" in hacs
    for key, value in hacs.items():
        assert type(value) is HACS_KEYS[key], key


def test_store_entry_names_countries(hacs: Tree) -> None:
    countries = hacs["country"]
    assert countries == sorted(set(countries))
    assert all(re.fullmatch("[A-Z]{2}", country) for country in countries)


def test_store_entry_names_an_archive_of_the_integration(hacs: Tree) -> None:
    assert hacs["zip_release"]
    assert hacs["filename"] == f"{INTEGRATION.name}.zip"


def test_store_entry_asks_for_a_home_assistant_that_the_tests_run_on(
    hacs: Tree,
) -> None:
    floor = hacs["homeassistant"]
    assert AwesomeVersion(floor).valid
    assert floor.split(".")[:2] == home_assistant_version.split(".")[:2]


def test_repository_has_one_integration_and_a_license() -> None:
    folders = {path.parent for path in ROOT.glob("custom_components/*/manifest.json")}
    assert folders == {INTEGRATION}
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License\n")


# The brand


def png(path: Path) -> tuple[int, int, int]:
    """Read width, height and kind of colours from the header of an image."""
    head = path.read_bytes()[:26]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert head[12:16] == b"IHDR"
    width, height, _depth, colours = struct.unpack(">IIBB", head[16:26])
    return width, height, colours


def test_brand_has_the_images_that_home_assistant_serves() -> None:
    assert {path.name for path in BRAND.iterdir()} == {
        f"{dress}{image}{size}.png"
        for dress in ("", "dark_")
        for image in ("icon", "logo")
        for size in ("", "@2x")
    }


@pytest.mark.parametrize("dress", ["", "dark_"])
def test_icon_is_a_square_of_the_right_size(dress: str) -> None:
    assert png(BRAND / f"{dress}icon.png")[:2] == (256, 256)
    assert png(BRAND / f"{dress}icon@2x.png")[:2] == (512, 512)


@pytest.mark.parametrize("dress", ["", "dark_"])
def test_logo_is_wide_and_of_the_right_height(dress: str) -> None:
    width, height, _ = png(BRAND / f"{dress}logo.png")
    assert 128 <= height <= 256
    assert width > height
    assert png(BRAND / f"{dress}logo@2x.png")[:2] == (2 * width, 2 * height)


@pytest.mark.parametrize(
    "path", sorted(BRAND.glob("*.png")), ids=lambda path: path.name
)
def test_brand_images_are_transparent_and_small(path: Path) -> None:
    truecolour_with_alpha = 6
    assert png(path)[2] == truecolour_with_alpha
    assert path.stat().st_size < 30_000


# The texts

LANGUAGES = sorted((INTEGRATION / "translations").glob("*.json"))
EACH_LANGUAGE = pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)

KEY = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")
HTML = re.compile(r"<[a-z/!]", re.IGNORECASE)
URL = re.compile(
    r"((https?|ftps?|mqtts?)://|www\.)[a-z0-9.-]+\.[a-z]{2,5}", re.IGNORECASE
)
WITHOUT_PLACEHOLDERS = re.compile(
    r"entity\..+\.(state\..+|state_attributes\..+|unit_of_measurement)"
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@EACH_LANGUAGE
def test_language_says_what_english_says(path: Path) -> None:
    expected = {key: placeholders(text) for key, text in leaves(english())}
    said = {key: placeholders(text) for key, text in leaves(read_json(path))}
    assert said == expected


@EACH_LANGUAGE
def test_texts_can_be_shown(path: Path) -> None:
    for key, text in leaves(read_json(path)):
        assert isinstance(text, str), key
        assert text, key
        assert text == text.strip(), key
        assert not HTML.search(text), key
        assert not URL.search(text), f"{key}: addresses come as placeholders"
        # References between texts work in Home Assistant itself only.
        assert "[%" not in text, key
        assert not re.search(r"'\{\w+\}'", text), f"{key}: quoted placeholder"
        assert all(name.isidentifier() for name in placeholders(text)), key
        if WITHOUT_PLACEHOLDERS.fullmatch(key):
            assert not placeholders(text), key


def test_keys_of_texts_are_well_formed() -> None:
    wrong = [key for key in keys(english()) if not KEY.fullmatch(key)]
    assert not wrong


def flows(tree: Tree) -> Iterator[Tree]:
    """Walk the dialogs: set-up, options and those of repairs."""
    yield from (tree[kind] for kind in ("config", "options") if kind in tree)
    for issue in tree.get("issues", {}).values():
        if "fix_flow" in issue:
            yield issue["fix_flow"]


def test_descriptions_of_fields_have_a_field() -> None:
    for flow in flows(english()):
        for step in flow["step"].values():
            for part in (step, *step.get("sections", {}).values()):
                assert (
                    part.get("data_description", {}).keys()
                    <= part.get("data", {}).keys()
                )


def test_fields_of_the_set_up_are_described() -> None:
    for name, step in english()["config"]["step"].items():
        assert step.get("data_description", {}).keys() == step.get("data", {}).keys(), (
            name
        )


def test_problems_and_errors_have_their_texts() -> None:
    for name, issue in english().get("issues", {}).items():
        assert issue["title"], name
        assert len({"description", "fix_flow"} & issue.keys()) == 1, name
    for name, error in english().get("exceptions", {}).items():
        assert set(error) == {"message"}, name


def test_actions_have_texts_and_an_icon() -> None:
    texts = english().get("services", {})
    assert texts.keys() == services().keys() == icons().get("services", {}).keys()
    for name, action in services().items():
        assert {"name", "description"} <= texts[name].keys(), name
        fields = (action or {}).get("fields") or {}
        sections = {key: field for key, field in fields.items() if "fields" in field}
        flat = {key: field for key, field in fields.items() if key not in sections}
        for section in sections.values():
            flat |= section["fields"]
        assert texts[name].get("sections", {}).keys() == sections.keys(), name
        assert texts[name].get("fields", {}).keys() == flat.keys(), name
        for key, text in texts[name].get("fields", {}).items():
            assert {"name", "description"} <= text.keys(), f"{name}: {key}"


@pytest.mark.parametrize(
    ("kind", "known"), [("trigger", TRIGGERS), ("condition", CONDITIONS)]
)
def test_triggers_and_conditions_have_a_form_texts_and_an_icon(
    kind: str, known: dict[str, Any]
) -> None:
    forms, texts = offers(f"{kind}s"), english()[f"{kind}s"]
    pictures = icons()[f"{kind}s"]
    assert forms.keys() == known.keys() == texts.keys() == pictures.keys()
    for key, form in forms.items():
        assert all(item["integration"] == "podero" for item in form["target"]["entity"])
        assert pictures[key].keys() == {kind}, key
        assert texts[key].keys() == {"name", "description", "fields"}, key
        assert texts[key]["fields"].keys() == form["fields"].keys(), key
        for name, text in texts[key]["fields"].items():
            assert text.keys() == {"name", "description"}, f"{key}: {name}"


def test_selectors_have_texts() -> None:
    texts = english().get("selector", {})
    described = [services(), offers("triggers"), offers("conditions")]
    for item in (item for part in described for item in part.values()):
        for key, value in leaves(item):
            if key.endswith("translation_key"):
                assert value in texts, key
        for field in ((item or {}).get("fields") or {}).values():
            select = field.get("selector", {}).get("select") or {}
            if "translation_key" in select:
                options = texts[select["translation_key"]]["options"]
                assert options.keys() == set(select["options"])


def test_entities_with_texts_and_icons_exist() -> None:
    named: Tree = english()["entity"]
    platforms = {str(platform) for platform in Platform}
    for part in (named, icons().get("entity", {})):
        assert part.keys() <= platforms
        for platform, entities in part.items():
            modules = [*INTEGRATION.glob(f"{platform}.py")]
            modules += (INTEGRATION / platform).glob("*.py")
            source = "".join(path.read_text("utf-8") for path in modules)
            unused = [key for key in entities if f'"{key}"' not in source]
            assert not unused, f"nothing in {platform}.py is called so"


def test_errors_and_problems_with_texts_exist() -> None:
    source = code()
    for kind in ("exceptions", "issues"):
        unused = [key for key in english().get(kind, {}) if f'"{key}"' not in source]
        assert not unused, kind


def test_texts_that_the_code_names_exist() -> None:
    texts = english()
    known = {*keys(texts.get("entity", {})), *keys(icons().get("entity", {}))}
    for kind in ("device", "exceptions", "issues", "selector"):
        known |= texts.get(kind, {}).keys()
    named = set(re.findall(r'translation_key="(\w+)"', code()))
    assert not named - known


# The icons


def test_icons_are_those_of_home_assistant() -> None:
    used = {icon for _, icon in leaves(icons())}
    assert all(re.fullmatch(r"mdi:[a-z0-9-]+", icon) for icon in used)
    frontend = pytest.importorskip("hass_frontend")
    listed = Path(frontend.where()) / "static" / "mdi" / "iconList.json"
    known = {f"mdi:{icon['name']}" for icon in json.loads(listed.read_text("utf-8"))}
    assert not used - known


def test_icons_of_states_differ_from_the_default() -> None:
    for platform, entities in icons().get("entity", {}).items():
        for key, icon in entities.items():
            for parts in (icon, *icon.get("state_attributes", {}).values()):
                same = [
                    state
                    for state, value in parts.get("state", {}).items()
                    if value == parts.get("default")
                ]
                assert not same, f"{platform}.{key}"


def test_ranges_of_icons_ascend() -> None:
    for platform, entities in icons().get("entity", {}).items():
        for key, icon in entities.items():
            steps = [float(step) for step in icon.get("range", {})]
            assert all(low < high for low, high in pairwise(steps)), f"{platform}.{key}"

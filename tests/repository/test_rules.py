"""Rules of Home Assistant and HACS that their own validators do not check.

The workflow "Validate" runs these validators: hassfest and the HACS action.
"""

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
import re
import struct
import tomllib

from awesomeversion import AwesomeVersion, AwesomeVersionStrategy
from homeassistant.const import __version__ as home_assistant_version
import pytest

from custom_components.podero.condition import CONDITIONS
from custom_components.podero.trigger import TRIGGERS
from tests.repository.files import (
    INTEGRATION,
    REPOSITORY,
    ROOT,
    Tree,
    code,
    declarations,
    icons,
    keys,
    leaves,
    read_json,
    services,
    texts,
)

BRAND = INTEGRATION / "brand"
PNG_WITH_ALPHA = 6


@pytest.fixture(autouse=True)
def _custom_integrations() -> None:
    """Replace the fixture of all other tests: these need no Home Assistant."""


def pyproject() -> Tree:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def test_environments_need_no_compiler() -> None:
    options = pyproject()["tool"]["uv"]["pip"]
    assert options["only-binary"] == [":all:"]
    for package in options["no-binary"]:
        with suppress(PackageNotFoundError):
            wheel = distribution(package).read_text("WHEEL")
            assert wheel is not None
            assert "Root-Is-Purelib: true" in wheel, package


# The manifest and the entry in the store


def test_version_is_valid_and_the_same_everywhere() -> None:
    version = read_json(INTEGRATION / "manifest.json")["version"]
    assert version == pyproject()["project"]["version"]
    AwesomeVersion(version, ensure_strategy=[AwesomeVersionStrategy.SEMVER])


def test_manifest_links_lead_to_this_repository() -> None:
    manifest = read_json(INTEGRATION / "manifest.json")
    assert manifest["documentation"].startswith(REPOSITORY)
    assert manifest["issue_tracker"] == f"{REPOSITORY}/issues"


def test_integration_requires_no_package() -> None:
    assert read_json(INTEGRATION / "manifest.json")["requirements"] == []


def test_store_entry_names_an_archive_of_the_integration() -> None:
    store = read_json(ROOT / "hacs.json")
    assert store["zip_release"]
    assert store["filename"] == f"{INTEGRATION.name}.zip"


def test_store_entry_asks_for_a_home_assistant_that_the_tests_run_on() -> None:
    floor = read_json(ROOT / "hacs.json")["homeassistant"]
    assert AwesomeVersion(floor).valid
    assert floor.split(".")[:2] == home_assistant_version.split(".")[:2]


# The brand


def png(path: Path) -> tuple[int, int, int]:
    """Read the width, height, and color type from the header of an image."""
    head = path.read_bytes()[:26]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert head[12:16] == b"IHDR"
    width, height, _depth, color_type = struct.unpack(">IIBB", head[16:26])
    return width, height, color_type


@pytest.mark.parametrize("theme", ["", "dark_"])
@pytest.mark.parametrize(("suffix", "scale"), [("", 1), ("@2x", 2)])
def test_brand_images_have_the_sizes_that_home_assistant_serves(
    theme: str, suffix: str, scale: int
) -> None:
    icon, logo = (BRAND / f"{theme}{name}{suffix}.png" for name in ("icon", "logo"))
    assert png(icon) == (256 * scale, 256 * scale, PNG_WITH_ALPHA)
    width, height, color_type = png(logo)
    assert 128 * scale <= height <= 256 * scale
    assert width > height
    assert color_type == PNG_WITH_ALPHA


# What the code names, the texts and the icons


@pytest.mark.parametrize(
    ("name", "known"), [("trigger", TRIGGERS), ("condition", CONDITIONS)]
)
def test_triggers_and_conditions_of_the_code_have_fields_texts_and_icons(
    name: str, known: dict[str, object]
) -> None:
    declared, named = declarations(f"{name}s"), texts()[f"{name}s"]
    assert known.keys() == declared.keys() == named.keys() == icons()[f"{name}s"].keys()
    for key, declaration in declared.items():
        fields = declaration.get("fields", {})
        assert named[key].get("fields", {}).keys() == fields.keys(), key


def test_actions_have_texts_and_icons() -> None:
    assert texts()["services"].keys() == services().keys()
    assert icons()["services"].keys() == services().keys()
    for name, action in services().items():
        fields = (action or {}).get("fields", {})
        assert texts()["services"][name].get("fields", {}).keys() == fields.keys(), name


def test_selectors_have_texts() -> None:
    described = [services(), declarations("triggers"), declarations("conditions")]
    for item in (item for part in described for item in part.values()):
        for field in ((item or {}).get("fields") or {}).values():
            select = field.get("selector", {}).get("select") or {}
            if "translation_key" in select:
                options = texts()["selector"][select["translation_key"]]["options"]
                assert options.keys() == set(select["options"])


def test_entities_with_texts_and_icons_exist() -> None:
    for part in (texts()["entity"], icons()["entity"]):
        for platform, entities in part.items():
            modules = [*INTEGRATION.glob(f"{platform}.py")]
            modules += (INTEGRATION / platform).glob("*.py")
            source = "".join(path.read_text("utf-8") for path in modules)
            unused = [key for key in entities if f'"{key}"' not in source]
            assert not unused, f"{platform} has no entity with this key"


def test_errors_and_issues_with_texts_exist() -> None:
    source = code()
    for part in ("exceptions", "issues"):
        unused = [key for key in texts()[part] if f'"{key}"' not in source]
        assert not unused, part


def test_texts_that_the_code_names_exist() -> None:
    known = {*keys(texts()["entity"]), *keys(icons()["entity"])}
    for part in ("device", "exceptions", "issues", "selector"):
        known |= texts().get(part, {}).keys()
    named = set(re.findall(r'translation_key="(\w+)"', code()))
    assert not named - known


def test_icons_are_those_of_home_assistant() -> None:
    frontend = pytest.importorskip("hass_frontend")
    listed = read_json(Path(frontend.where()) / "static" / "mdi" / "iconList.json")
    known = {f"mdi:{icon['name']}" for icon in listed}
    assert not {icon for _, icon in leaves(icons())} - known

"""The archive of a release is what the store and Home Assistant take."""

from pathlib import Path
from types import ModuleType
from zipfile import ZipFile

from homeassistant.core import HomeAssistant
from homeassistant.loader import Integration
import pytest

from custom_components.podero.const import DOMAIN
from tools import release_archive
from tools.release_archive import PACKAGE, main


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """Give a packed release_archive."""
    path = tmp_path / "podero.zip"
    assert main([str(path)]) == 0
    return path


@pytest.fixture
def changelog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a changelog of its own, in which nothing is told."""
    monkeypatch.setattr(release_archive, "ROOT", tmp_path)
    path = tmp_path / "CHANGELOG.md"
    path.write_text("# Changelog\n", "utf-8")
    return path


def test_archive_has_the_files_of_the_integration_at_its_root(packed: Path) -> None:
    with ZipFile(packed) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        for name in names:
            assert opened.read(name) == (PACKAGE / name).read_bytes()
    assert {"__init__.py", "manifest.json", "brand/icon.png", "api/client.py"} <= {
        *names
    }
    files = {path for path in PACKAGE.rglob("*") if path.is_file()}
    assert len(names) == len([file for file in files if file.suffix != ".pyc"])


def test_archive_is_the_same_each_time(packed: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.zip"
    assert main([str(again)]) == 0
    assert again.read_bytes() == packed.read_bytes()


async def test_archive_can_be_loaded(
    hass: HomeAssistant, packed: Path, tmp_path: Path
) -> None:
    root = tmp_path / "custom_components"
    with ZipFile(packed) as opened:
        opened.extractall(root / DOMAIN)
    package = ModuleType("custom_components")
    package.__path__ = [str(root)]
    integration = Integration.resolve_from_root(hass, package, DOMAIN)
    assert integration is not None
    assert integration.version == release_archive.version()
    assert integration.config_flow


def test_right_tag_is_packed_with_what_is_new(changelog: Path, tmp_path: Path) -> None:
    version = release_archive.version()
    changelog.write_text(
        f"""# Changelog

## [Unreleased]

## [{version}] - 2026-11-21

### Added

- Something.

## [0.0.1] - 2026-11-20

- Something else.

[Unreleased]: https://example.com
""",
        "utf-8",
    )
    path, notes = tmp_path / "podero.zip", tmp_path / "notes.md"
    assert main([str(path), "--tag", f"v{version}", "--notes", str(notes)]) == 0
    assert path.exists()
    assert notes.read_text("utf-8") == "### Added\n\n- Something.\n"


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("v99.0.0", "The tag is v99.0.0, but by the manifest it is v"),
        (release_archive.version(), "but by the manifest it is v"),
        (f"v{release_archive.version()}", "CHANGELOG.md does not tell what is new in "),
    ],
)
def test_wrong_tag_is_not_packed(
    changelog: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    tag: str,
    reason: str,
) -> None:
    path = tmp_path / "podero.zip"
    assert main([str(path), "--tag", tag]) == 1
    assert reason in capsys.readouterr().err
    assert not path.exists()

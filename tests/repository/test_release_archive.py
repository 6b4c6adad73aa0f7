"""HACS and Home Assistant can use the archive of a release."""

from pathlib import Path
import subprocess
from types import ModuleType
from zipfile import ZipFile

from homeassistant.core import HomeAssistant
from homeassistant.loader import Integration
import pytest

from custom_components.podero.const import DOMAIN
from tools import release_archive
from tools.release_archive import PACKAGE, ArchiveError, main, pack


@pytest.fixture
def packed(tmp_path: Path) -> Path:
    """Return a packed archive."""
    path = tmp_path / "podero.zip"
    assert main([str(path)]) == 0
    return path


@pytest.fixture
def changelog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace the changelog with an empty one."""
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


def test_archive_has_only_tracked_files(tmp_path: Path) -> None:
    package = tmp_path / "podero"
    package.mkdir()
    for name in ("tracked.py", "untracked.py", "ignored.log"):
        (package / name).write_text("", "utf-8")
    (package / ".gitignore").write_text("*.log\n", "utf-8")
    subprocess.run(["git", "init", "--quiet"], cwd=package, check=True)
    subprocess.run(["git", "add", "tracked.py"], cwd=package, check=True)

    pack(tmp_path / "podero.zip", package)

    with ZipFile(tmp_path / "podero.zip") as opened:
        assert opened.namelist() == ["tracked.py"]


def test_folder_without_git_is_not_packed(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="git cannot list the files"):
        pack(tmp_path / "podero.zip", tmp_path)
    assert not (tmp_path / "podero.zip").exists()


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
        ("v99.0.0", "The tag is v99.0.0, but the manifest requires v"),
        (release_archive.version(), "but the manifest requires v"),
        (f"v{release_archive.version()}", "CHANGELOG.md has no section about "),
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

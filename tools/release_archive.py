"""Packs the archive that a release attaches, which HACS downloads. Run scripts/pack.

It needs only Python's standard library and git.
"""

import argparse
import json
from pathlib import Path
import re
import subprocess
import sys
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "custom_components" / "podero"
# A fixed time, so that the same files always make the same archive.
TIMESTAMP = (1980, 1, 1, 0, 0, 0)


class ArchiveError(Exception):
    """The release cannot be packed. The message says why."""


def version() -> str:
    """Return the version in the manifest."""
    manifest = json.loads((PACKAGE / "manifest.json").read_text("utf-8"))
    return str(manifest["version"])


def notes(changelog: str) -> str:
    """Return the section of the changelog about the version in the manifest.

    Raises:
        ArchiveError: the changelog has no such section.

    """
    heading = rf"^## \[{re.escape(version())}\].*\n"
    *_, rest = re.split(heading, changelog, maxsplit=1, flags=re.MULTILINE)
    if rest == changelog:
        raise ArchiveError(f"CHANGELOG.md has no section about {version()}.")
    return re.split(r"^(?:## |\[)", rest, maxsplit=1, flags=re.MULTILINE)[0].strip()


def check_tag(tag: str) -> None:
    """Check that a tag matches the version in the manifest.

    Raises:
        ArchiveError: the tag does not match.

    """
    expected = f"v{version()}"
    if tag != expected:
        raise ArchiveError(f"The tag is {tag}, but the manifest requires {expected}.")


def tracked_files(folder: Path) -> list[Path]:
    """Return the files of a folder that git tracks, sorted.

    Raises:
        ArchiveError: git cannot list them.

    """
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z"], cwd=folder, capture_output=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as err:
        reason = getattr(err, "stderr", b"").decode() or str(err)
        raise ArchiveError(f"git cannot list the files: {reason.strip()}") from err
    return sorted(folder / name for name in listed.stdout.decode().split("\0") if name)


def pack(archive: Path, package: Path) -> None:
    """Write the tracked files of the integration to the root of an archive.

    Raises:
        ArchiveError: git cannot list the files.

    """
    paths = tracked_files(package)
    with ZipFile(archive, "w") as packed:
        for path in paths:
            info = ZipInfo(path.relative_to(package).as_posix(), TIMESTAMP)
            info.external_attr = 0o644 << 16
            packed.writestr(info, path.read_bytes(), ZIP_DEFLATED)


def main(arguments: list[str]) -> int:
    """Pack the archive. Return 1 if the tag or the changelog does not match."""
    parser = argparse.ArgumentParser("scripts/pack", description="Pack a release.")
    parser.add_argument("archive", type=Path, help="the archive to write")
    parser.add_argument("--tag", help="check first that this tag matches the version")
    parser.add_argument("--notes", type=Path, help="write the release notes here")
    options = parser.parse_args(arguments)
    try:
        if options.tag is not None:
            check_tag(options.tag)
        if options.tag is not None or options.notes is not None:
            text = notes((ROOT / "CHANGELOG.md").read_text("utf-8"))
        if options.notes is not None:
            options.notes.write_text(f"{text}\n", "utf-8")
        pack(options.archive, PACKAGE)
    except ArchiveError as err:
        sys.stderr.write(f"{err}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

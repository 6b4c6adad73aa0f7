"""The archive that a release attaches, for the store. Run it with scripts/pack.

It needs nothing but Python's own library: a release is packed on a bare machine.
"""

import argparse
import json
from pathlib import Path
import re
import sys
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "custom_components" / "podero"
# The same files make the same archive, whenever and wherever it is packed.
NO_TIME = (1980, 1, 1, 0, 0, 0)


class ArchiveError(Exception):
    """What keeps a release from being packed."""


def version() -> str:
    """Return the version of the manifest."""
    manifest = json.loads((PACKAGE / "manifest.json").read_text("utf-8"))
    return str(manifest["version"])


def notes(changelog: str) -> str:
    """Return what a changelog tells of the version.

    Raises:
        ArchiveError: it does not tell anything.

    """
    heading = rf"^## \[{re.escape(version())}\].*\n"
    *_, told = re.split(heading, changelog, maxsplit=1, flags=re.MULTILINE)
    if told == changelog:
        raise ArchiveError(f"CHANGELOG.md does not tell what is new in {version()}.")
    return re.split(r"^(?:## |\[)", told, maxsplit=1, flags=re.MULTILINE)[0].strip()


def check_tag(tag: str) -> None:
    """See that a tag is that of the manifest's version.

    Raises:
        ArchiveError: it is not.

    """
    wanted = f"v{version()}"
    if tag != wanted:
        raise ArchiveError(f"The tag is {tag}, but by the manifest it is {wanted}.")


def pack(archive: Path) -> None:
    """Write the archive: the files of the integration, at its root."""
    paths = sorted(path for path in PACKAGE.rglob("*") if path.is_file())
    with ZipFile(archive, "w") as packed:
        for path in paths:
            if "__pycache__" not in path.parts:
                info = ZipInfo(path.relative_to(PACKAGE).as_posix(), NO_TIME)
                info.external_attr = 0o644 << 16
                packed.writestr(info, path.read_bytes(), ZIP_DEFLATED)


def main(arguments: list[str]) -> int:
    """Pack; 1 where the tag or the changelog is not right."""
    parser = argparse.ArgumentParser("scripts/pack", description="Pack a release.")
    parser.add_argument("archive", type=Path, help="the archive to write")
    parser.add_argument("--tag", help="see that this is the tag of the version, first")
    parser.add_argument("--notes", type=Path, help="write what is new to this file")
    options = parser.parse_args(arguments)
    try:
        if options.tag is not None:
            check_tag(options.tag)
        if options.tag is not None or options.notes is not None:
            told = notes((ROOT / "CHANGELOG.md").read_text("utf-8"))
    except ArchiveError as err:
        sys.stderr.write(f"{err}\n")
        return 1
    if options.notes is not None:
        options.notes.write_text(f"{told}\n", "utf-8")
    pack(options.archive)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Names made safe for dialogs and language models.

Names come from users and from Podero, and may contain anything.
"""

from typing import Final

MAX_NAME_LENGTH: Final = 80

_WITHOUT_MARKUP = str.maketrans("`[]<>", "'()()")


def sanitize_name(name: str, max_length: int = MAX_NAME_LENGTH) -> str:
    """Return a name as one line of printable characters, shortened if it is long."""
    line = " ".join(name.split())
    line = "".join(character for character in line if character.isprintable())
    return line if len(line) <= max_length else f"{line[: max_length - 1].rstrip()}…"


def sanitize_markdown(name: str) -> str:
    """Return a name that is neither code, a link, an image nor HTML in Markdown."""
    return sanitize_name(name).translate(_WITHOUT_MARKUP)


def code_span(name: str) -> str:
    """Return a name as code in Markdown: an e-mail address does not become a link."""
    return f"`{sanitize_markdown(name)}`"

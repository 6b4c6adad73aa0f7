"""Runs the gateway of deploy/nginx in front of a simulated cloud."""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
import hmac
import json
import os
from pathlib import Path
from pwd import getpwuid
import secrets
import shutil
import signal
import socket
import time
from typing import Self

from tools.demo.process import HOST, ROOT, Process, free_port

SOURCE = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
NJS = Path("/usr/share/nginx/modules-available/mod-http-js.conf")
MISSING = "Needs nginx and njs: apt-get install nginx libnginx-mod-http-js"
START_SECONDS = 30
TOKEN_SECONDS = 900


def is_installed() -> bool:
    """Return whether nginx and its module njs are on this machine."""
    return NGINX is not None and NJS.exists()


class Gateway:
    """An nginx with the configuration of deploy/nginx, in a folder of its own.

    ``organization`` has the keys org_id, client_id and client_secret. ``secrets`` has
    the client secret of each home by its user ID. ``changes`` are further texts to
    replace in the configuration and in gateway.js, each of which must be there.
    ``core`` is the only processor core that it may use. With a ``certificate``, a file
    that also has its key, it speaks TLS with homes and with the cloud, which must have
    the same certificate.
    """

    def __init__(
        self,
        folder: Path,
        cloud_url: str,
        organization: Mapping[str, str],
        *,
        changes: Mapping[str, str] | None = None,
        core: int | None = None,
        certificate: Path | None = None,
    ) -> None:
        """Initialize the gateway; start() writes its files."""
        self.folder = folder
        self.port = free_port()
        self.url = f"{'https' if certificate else 'http'}://{HOST}:{self.port}"
        self.organization = {**organization, "signing_key": secrets.token_hex(32)}
        self.secrets: dict[str, str] = {}
        self._token_port = free_port()
        self._cloud = cloud_url.partition("://")[2]
        self._certificate = certificate
        self._changes = dict(changes or {})
        self.process = Process(
            "nginx",
            [
                *(() if core is None else ("taskset", "-c", str(core))),
                *(str(NGINX), "-e", str(folder / "start.log")),
                *("-c", str(folder / "nginx.conf")),
                *("-g", "daemon off;"),
            ],
            log=folder / "output.log",
        )

    def __enter__(self) -> Self:
        """Start it and wait until it listens."""
        try:
            self.start()
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Write its files and start it without waiting for it."""
        self.write()
        self.process.start()

    def wait_until_ready(self) -> None:
        """Wait until it listens.

        Raises:
            StartError: It does not.
        """
        self.process.wait_until(self._is_listening, START_SECONDS)

    def stop(self) -> None:
        """Stop it."""
        self.process.stop()

    def add_homes(self, user_ids: Iterable[str]) -> None:
        """Make a client secret for each home."""
        self.secrets |= {user_id: secrets.token_hex(32) for user_id in user_ids}

    def access(self, user_id: str) -> dict[str, str]:
        """Return what the dialog that adds the integration asks for."""
        return {
            "environment": "custom",
            "base_url": self.url,
            "client_id": user_id,
            "client_secret": self.secrets[user_id],
            "org_id": self.organization["org_id"],
        }

    def credential(self, user_id: str) -> str:
        """Return what the list of homes has of a home."""
        return sha256(f"{user_id}:{self.secrets[user_id]}".encode()).hexdigest()

    def make_token(
        self,
        user_id: str,
        *,
        expires: int | None = None,
        org_id: str | None = None,
        key: str | None = None,
        credential: str | None = None,
    ) -> str:
        """Return a token of a home as gateway.js makes it, except for what is given.

        ``expires`` is in seconds since 1970.
        """
        if expires is None:
            expires = int(time.time()) + TOKEN_SECONDS
        signed = (
            "token",
            org_id or self.organization["org_id"],
            user_id,
            str(expires),
            credential or self.credential(user_id),
        )
        signing_key = key or self.organization["signing_key"]
        mac = hmac.digest(signing_key.encode(), "\n".join(signed).encode(), sha256)
        return f"{user_id}.{expires}.{urlsafe_b64encode(mac).decode().rstrip('=')}"

    def write(self) -> None:
        """Write the configuration, the organization and the list of homes.

        Raises:
            LookupError: A text that is to be replaced is not there.
        """
        for name in ("cache", "log", "podero", "temp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        files = {
            name: (SOURCE / name).read_text() for name in ("nginx.conf", "gateway.js")
        }
        for old, new in (self._adaptations() | self._changes).items():
            if not any(old in text for text in files.values()):
                raise LookupError(old)
            files = {name: text.replace(old, new) for name, text in files.items()}
        for name, text in files.items():
            (self.folder / name).write_text(text)
        organization = self.folder / "podero" / "organization.json"
        organization.write_text(json.dumps(self.organization))
        organization.chmod(0o600)
        self.write_homes()

    def write_homes(self) -> None:
        """Write the list of homes."""
        lines = [
            f'"{user_id}" "{self.credential(user_id)}";\n' for user_id in self.secrets
        ]
        (self.folder / "podero" / "homes.map").write_text("".join(lines))

    def reload(self) -> None:
        """Let nginx read its files again, as ``systemctl reload nginx`` does."""
        os.kill(int((self.folder / "nginx.pid").read_text()), signal.SIGHUP)

    def output(self) -> bytes:
        """Return everything that nginx has written: logs, cache, and other files."""
        folders = [self.folder / name for name in ("log", "cache", "temp")]
        files = [path for folder in folders for path in folder.rglob("*")]
        files += self.folder.glob("*.log")
        return b"".join(path.read_bytes() for path in files if path.is_file())

    def leaks(self, output: bytes, *others: str) -> list[str]:
        """Return the secrets that an output contains, including others that are given.

        They are those of the organization and of the homes, also as they are sent.
        """
        pairs = [
            (self.organization["client_id"], self.organization["client_secret"]),
            *self.secrets.items(),
        ]
        encoded = [b64encode(":".join(pair).encode()).decode() for pair in pairs]
        searched = [secret for _, secret in pairs] + encoded
        searched += [self.organization["signing_key"], *others]
        return [secret for secret in searched if secret.encode() in output]

    def _adaptations(self) -> dict[str, str]:
        """Return what is different from an installation, by what it replaces."""
        folder = self.folder
        temporary = "".join(
            f"    {name}_temp_path {folder}/temp/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        texts = {
            "/etc/nginx/modules-enabled/*.conf": str(NJS),
            "user www-data;": f"user {getpwuid(os.getuid()).pw_name};",
            "/run/nginx.pid": f"{folder}/nginx.pid",
            "/var/log/nginx/": f"{folder}/log/",
            "/var/lib/nginx/podero": f"{folder}/cache",
            "/etc/nginx/gateway.js": f"{folder}/gateway.js",
            "/etc/podero/": f"{folder}/podero/",
            "server app.podero.com:443;": f"server {self._cloud};",
            "listen 443 ssl;": f"listen {HOST}:{self.port} ssl;",
            "127.0.0.1:8079": f"{HOST}:{self._token_port}",
            "http {\n": f"http {{\n{temporary}",
        }
        if self._certificate:
            return texts | {
                f"{folder}/podero/certificate.pem": str(self._certificate),
                f"{folder}/podero/certificate.key": str(self._certificate),
                "/etc/ssl/certs/ca-certificates.crt": str(self._certificate),
            }
        return texts | {
            "Host app.podero.com;": f"Host {self._cloud};",
            "https://podero/": "http://podero/",
            f"{self.port} ssl;": f"{self.port};",
            "        ssl_": "        # ssl_",
        }

    def _is_listening(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

"""The installation of the gateway as its README describes it."""

from collections.abc import AsyncIterator
import json
from pathlib import Path
import re
import ssl
import subprocess

from aiohttp import ClientSession, web
import pytest

from simulator import Cloud
from tools.gateway import MISSING, SOURCE, Gateway, is_installed

from .answers import status, status_of, until_answered
from .conftest import HomeClient, organization_of

README = (SOURCE / "README.md").read_text()
DOCUMENT = (SOURCE.parents[1] / "docs" / "suppliers.md").read_text()
CONFIGURATION = "".join(
    (SOURCE / name).read_text() for name in ("nginx.conf", "gateway.js")
)
MAX_LINES = 300
ID = "00000000-0000-4000-8000-000000000001"
PROMISES = {
    "at most 64 KiB": "client_max_body_size 64k;",
    "after 15 minutes": "TOKEN_SECONDS = 900;",
    "5 requests per second": "zone=home:16m rate=5r/s;",
    "60 at once": "limit_req zone=home burst=60 nodelay;",
    "6 actions per minute": "zone=action:16m rate=6r/m;",
    "http://127.0.0.1:8079/status": "listen 127.0.0.1:8079;",
    "`/var/log/nginx/podero.log`": "access_log /var/log/nginx/podero.log ",
    "`podero-error.log`": "error_log /var/log/nginx/podero-error.log ",
    "`deleted_at`": "'deleted_at'",
    "`lifecycle_state`": "'lifecycle_state'",
    "`device_model`": "'device_model'",
    "`owner`": "'owner'",
}


def commands(heading: str) -> str:
    """Return the commands below a heading of the README."""
    section = README.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^( *)```sh\n(.*?)^ *```$", section, re.DOTALL | re.MULTILINE)
    return "".join(
        re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in blocks
    )


def run(script: str, folder: Path, user_id: str = ID) -> str:
    """Run commands in a folder instead of /etc/podero, without a service."""
    script = script.replace("/etc/podero", str(folder)).replace(ID, user_id)
    script = script.replace("nginx -t && systemctl reload nginx\n", "")
    return subprocess.run(
        ["bash", "-euc", script], capture_output=True, text=True, check=True
    ).stdout


def test_the_files_of_the_organization_are_for_root_alone(tmp_path: Path) -> None:
    folder = tmp_path / "podero"
    script = commands("Install")
    run(script[script.index("umask") : script.index("\nEND\n") + 5], folder)
    organization = json.loads((folder / "organization.json").read_text())
    used = set(re.findall(r"\borganization\.(\w+)", CONFIGURATION)) - {"json"}
    assert organization.keys() == used
    assert re.fullmatch("[0-9a-f]{64}", organization["signing_key"])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


async def test_homes_are_added_and_revoked_with_the_commands(
    gateway: Gateway, home: HomeClient, cloud: Cloud, session: ClientSession
) -> None:
    folder = gateway.folder / "podero"
    new = cloud.organization.empty_home.id
    printed = [run(commands("Add a home"), folder, new) for _ in range(2)]
    client_id, secret = re.findall(r": (.*)", printed[1])
    gateway.reload()
    client = HomeClient(gateway, session, new)
    await until_answered(lambda: status(client.ask_for_token(client_id, secret)), 200)
    old = printed[0].split()[-1]
    assert (await client.ask_for_token(client_id, old)).status == 401
    assert await status_of(home, "/heat-pumps") == 200

    run(commands("Revoke a home"), folder, new)
    gateway.reload()
    await until_answered(lambda: status(client.ask_for_token(client_id, secret)), 401)
    assert await status_of(home, "/heat-pumps") == 200


@pytest.mark.parametrize("promise", PROMISES)
def test_figures_and_names_are_those_of_the_configuration(promise: str) -> None:
    assert promise in DOCUMENT
    assert PROMISES[promise] in CONFIGURATION


def test_an_engineer_reads_it_in_ten_minutes() -> None:
    lines = [line.strip() for line in CONFIGURATION.splitlines()]
    code = [line for line in lines if line and not line.startswith(("#", "//"))]
    assert len(code) <= MAX_LINES


@pytest.fixture
def certificate(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Return a file with a certificate for a name, and with its key."""
    name: str = request.param
    both, public = tmp_path / "certificate.pem", tmp_path / "public.pem"
    command = (
        "openssl req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 1"
        f" -subj /CN=test -addext subjectAltName=DNS:{name}"
        f" -keyout {both} -out {public}"
    )
    subprocess.run(command.split(), capture_output=True, check=True)
    both.write_text(both.read_text() + public.read_text())
    return both


@pytest.fixture
async def tls_gateway(
    cloud: Cloud, socket_enabled: None, tmp_path: Path, certificate: Path
) -> AsyncIterator[Gateway]:
    """Run the gateway and the cloud with a certificate."""
    if not is_installed():
        pytest.skip(MISSING)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    runner = web.AppRunner(cloud.app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    gateway = Gateway(
        tmp_path / "gateway",
        f"https://127.0.0.1:{runner.addresses[0][1]}",
        organization_of(cloud),
        certificate=certificate,
    )
    gateway.add_homes([cloud.home.id])
    with gateway:
        yield gateway
    await runner.cleanup()


@pytest.mark.parametrize(
    ("certificate", "expected"),
    [("app.podero.com", 200), ("podero.example.com", 503)],
    indirect=["certificate"],
)
async def test_podero_has_to_prove_its_name(
    tls_gateway: Gateway, cloud: Cloud, session: ClientSession, expected: int
) -> None:
    home = HomeClient(tls_gateway, session, cloud.home.id)
    home.token = (await home.ask_for_token(ssl=False)).json["access_token"]
    assert (await home.get("/heat-pumps", ssl=False)).status == expected

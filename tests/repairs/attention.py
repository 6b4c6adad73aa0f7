"""Devices that need their owner, and what is started for them at the cloud."""

from aiohttp import ClientSession

from simulator import Request
from simulator.devices import Device
from tests.conftest import Home

DEVICES = ["heat_pump", "electric_vehicle", "solar_inverter"]


OPTIMIZATION = "switch.solar_inverter_optimization"


TERMS = "https://podero.example.com/terms"


def device_of(home: Home, name: str) -> Device:
    device = getattr(home.cloud, name)
    assert isinstance(device, Device)
    return device


def path_of(home: Home, device: Device) -> str:
    user = f"/org/{home.cloud.org_id}/users/{home.cloud.home.id}"
    return f"{user}/{device.device_type}/{device.id}"


def lapse(device: Device, **fields: object) -> None:
    """Let a connection lapse without an action."""
    device.update(is_authenticated=False, connection_status="error", **fields)


def posted(home: Home) -> list[Request]:
    """Return what was started at the cloud."""
    return [
        request
        for request in home.cloud.requests
        if request.method == "POST" and request.path != "/oauth2/token/"
    ]


async def visit(session: ClientSession, link: str) -> str | None:
    """Follow a link as the browser does; return where it leads on."""
    async with session.get(link, allow_redirects=False) as response:
        assert response.status in (200, 302)
        return response.headers.get("Location")

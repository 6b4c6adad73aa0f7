"""The integration's client behind the gateway."""

from collections.abc import Awaitable
from datetime import UTC, datetime, timedelta
from inspect import iscoroutinefunction
from typing import Any

from aiohttp import ClientSession
import pytest

from custom_components.podero.api import (
    ElectricVehicle,
    HeatPump,
    Podero,
    PoderoAuthenticationError,
    PoderoNotFoundError,
    SolarInverter,
)
from simulator import Cloud
from tools.gateway import Gateway

from .answers import until_answered

PAGE = "https://home-assistant.example.com"


def client_of(
    gateway: Gateway, session: ClientSession, user_id: str, **access: str
) -> Podero:
    access = gateway.access(user_id) | {"user_id": user_id} | access
    return Podero(
        session,
        base_url=access["base_url"],
        client_id=access["client_id"],
        client_secret=access["client_secret"],
        org_id=access["org_id"],
        user_id=access["user_id"],
    )


async def test_each_method_of_the_client_passes(
    gateway: Gateway, session: ClientSession, cloud: Cloud
) -> None:
    # A car that charges already, as by plan at night, refuses a boost.
    cloud.controls.unplug(cloud.electric_vehicle.id)
    cloud.controls.raise_action(cloud.heat_pump.id)
    client = client_of(gateway, session, cloud.home.id)
    now = datetime.now(UTC)
    then = now - timedelta(days=30)
    (heat_pump,) = await client.devices(HeatPump)
    (car,) = await client.devices(ElectricVehicle)
    (solar_inverter,) = await client.devices(SolarInverter)
    (action,) = await client.actions(heat_pump)
    schedule = await client.charge_schedule(car)
    calls: dict[str, Awaitable[Any]] = {
        "user": client.user(cloud.home.id),
        "users": client.users(),
        "devices": client.devices(HeatPump),
        "update": client.update(solar_inverter, {"is_smart_optimization_active": True}),
        "building": client.building(next(iter(cloud.home.buildings))),
        "cancel_boost": client.cancel_boost(car),
        "boost": client.boost(car),
        "charge_schedule": client.charge_schedule(car),
        "set_charge_schedule": client.set_charge_schedule(car, schedule),
        "current_session": client.current_session(car),
        "charging_sessions": client.charging_sessions(car, then, now),
        "savings": client.savings(heat_pump, then, now),
        "history": client.history(heat_pump, then, now),
        "energy_contracts": client.energy_contracts(),
        "actions": client.actions(heat_pump),
        "start": client.start(action, return_url=PAGE, language="en"),
        "sign_in": client.sign_in(solar_inverter, return_url=PAGE),
    }

    replies = {name: await call for name, call in calls.items()}

    # Whatever is new here needs a line in deploy/nginx/nginx.conf, too.
    assert replies.keys() == {
        name
        for name, method in vars(Podero).items()
        if iscoroutinefunction(method) and not name.startswith("_")
    }
    assert [user.id for user in replies["users"]] == [cloud.home.id]
    assert replies["start"]
    assert replies["sign_in"]
    # Without the header fill-missing, a time without data is an error.
    before = now - timedelta(days=3000)
    await client.history(heat_pump, before, before + timedelta(days=1))


async def test_a_revoked_home_is_to_ask_for_new_credentials(
    gateway: Gateway, session: ClientSession, cloud: Cloud
) -> None:
    client = client_of(gateway, session, cloud.home.id)
    await client.devices(HeatPump)
    gateway.add_homes([cloud.home.id])
    gateway.write_homes()
    gateway.reload()

    async def is_revoked() -> bool:
        try:
            await client.devices(HeatPump)
        except PoderoAuthenticationError:
            return True
        return False

    await until_answered(is_revoked, wanted=True)
    assert await client_of(gateway, session, cloud.home.id).devices(HeatPump)


async def test_another_organization_is_unknown(
    gateway: Gateway, session: ClientSession, cloud: Cloud
) -> None:
    client = client_of(gateway, session, cloud.home.id, org_id=cloud.home.id)
    with pytest.raises(PoderoNotFoundError):
        await client.users()
    assert await client_of(gateway, session, cloud.home.id).users()

"""What the clouds of other integrations answer, as their clients read it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
import time
from typing import Any, Final, get_args

import orjson

from bench.performance.virtual_day import START

type Bodies = dict[str, bytes]

DEVICES: Final = 3


def ohme(syncs: int = 0) -> Bodies:
    """Return a charger with a car that is charging; the client knows no second one."""
    begins = int(START.timestamp() * 1000)
    rule = {"id": "rule", "targetPercent": 80, "targetTime": 25_200}
    session = {
        "mode": "SMART_CHARGE",
        "chargerStatus": {"online": True},
        "power": {"watt": 7000 + syncs % 7, "amp": 30 + syncs % 7, "volt": 230},
        "batterySoc": {"wh": 1000 + syncs % 7, "percent": 50 + syncs % 7},
        "appliedRule": {**rule, "preconditioningEnabled": True},
        "allSessionSlots": [
            {
                "startTimeMs": begins + 3_600_000 * hour,
                "endTimeMs": begins + 3_600_000 * (hour + 1),
                "watts": 7000,
            }
            for hour in range(4)
        ],
    }
    device = {
        "id": "charger",
        "modelTypeDisplayName": "Ohme Home Pro",
        "firmwareVersionLabel": "v2",
        "modelCapabilities": {"solar": True, "solarModes": ["ZERO_EXPORT"]},
        "optionalSettings": {"lockButtons": False, "solarMode": "IGNORE"},
    }
    account = {
        "cars": [{"id": "car", "name": "Car"}],
        "userSettings": {"chargeSettings": [{"enabled": True, "value": 20}]},
        "chargeDevices": [device],
        "tariff": None,
    }
    names = ("idToken", "refreshToken", "id_token", "refresh_token")
    token = dict.fromkeys(names, "e30.e30.e30")
    return _bodies(
        {
            "/identitytoolkit/v3/relyingparty/verifyPassword": token,
            "/v1/token": token,
            "/v1/users/me/account": account,
            "/v1/chargeSessions": [session],
            "/v1/chargeSessions/nextSessionInfo": {"rule": rule},
        }
    )


def watts(syncs: int = 0) -> Bodies:
    """Return thermostats."""
    devices = [
        {
            "deviceId": f"thermostat-{number}",
            "deviceName": f"Room {number}",
            "deviceType": "thermostat",
            "interface": "homeassistant.components.THERMOSTAT",
            "roomName": f"Room {number}",
            "isOnline": True,
            "currentTemperature": 20.0 + syncs % 7 / 10,
            "setpoint": 21.0,
            "thermostatMode": "Comfort",
            "hvacAction": "Heating",
            "minAllowedTemperature": 5,
            "maxAllowedTemperature": 30,
            "temperatureUnit": "C",
        }
        for number in range(DEVICES)
    ]
    api = "/api/integrations/home-assistant"
    return _bodies(
        {
            f"{api}/discover": {"devices": devices, "deviceStates": []},
            f"{api}/report": {"deviceStates": devices},
        }
    )


def melcloud_home(syncs: int = 0) -> Bodies:
    """Return heat pumps with hot water."""
    settings = {
        "Power": "True",
        "InStandbyMode": "False",
        "OperationMode": "Heating",
        "OperationModeZone1": "HeatRoomTemperature",
        "SetTemperatureZone1": "21",
        "RoomTemperatureZone1": f"{20 + syncs % 7 / 10}",
        "HasZone2": "False",
        "SetTankWaterTemperature": "50",
        "TankWaterTemperature": f"{45 + syncs % 7}",
        "ForcedHotWaterMode": "False",
        "HasCoolingMode": "False",
        "IsInError": "False",
    }
    limits = {
        "hasHotWater": True,
        "hasZone2": False,
        "hasHalfDegrees": True,
        "minSetTankTemperature": 40,
        "maxSetTankTemperature": 60,
        "minSetTemperature": 10,
        "maxSetTemperature": 30,
        "hasMeasuredEnergyConsumption": True,
    }
    protection = {"enabled": True, "min": 8, "max": 12, "active": False}
    units = [
        {
            "id": f"unit-{number}",
            "givenDisplayName": f"Heat pump {number}",
            "rssi": -60 - syncs % 7,
            "settings": [
                {"name": name, "value": value} for name, value in settings.items()
            ],
            "capabilities": limits,
            "frostProtection": protection,
            "overheatProtection": protection,
        }
        for number in range(DEVICES)
    ]
    building = {
        "id": "building",
        "name": "Home",
        "airToAirUnits": [],
        "airToWaterUnits": units,
    }
    used = [{"time": "2026-03-18 00:00:00.000000000", "value": "1.5"}]
    energy = {"measureData": [{"type": "energy", "values": used}]}
    return _bodies(
        {
            "/context": {"id": "user", "buildings": [building]},
            **{f"/telemetry/telemetry/energy/{unit['id']}": energy for unit in units},
        }
    )


def weheat(syncs: int = 0) -> Bodies:
    """Return heat pumps, made of what the client's models declare."""
    models = import_module("weheat.models")
    log = _example(models.RawHeatpumpLogAndIsOnlineDto, syncs)
    log |= {"state": 70, "isOnline": True, "dhwControlMethod": 1}
    energy = _example(models.TotalEnergyAggregate, 0)
    pumps = [
        _example(models.ReadAllHeatPumpDto, 0)
        | {"id": f"pump-{number}", "serialNumber": f"SN{number}", "dhwType": 1}
        | {"name": f"Heat pump {number}", "model": 1, "boilerType": 1, "state": 3}
        for number in range(DEVICES)
    ]
    page = _example(models.pagination_metadata.PaginationMetadata, 0)
    bodies: dict[str, object] = {
        "/third_party/api/v1/heat-pumps": {"data": pumps, "metadata": page}
    }
    for pump in pumps:
        path = f"/third_party/api/v1/heat-pumps/{pump['id']}"
        detail = _example(models.ReadHeatPumpDto, 0) | pump
        bodies[path] = detail
        bodies[f"{path}/logs/latest"] = {**log, "heatPumpId": pump["id"]}
        bodies[f"/third_party/api/v1/energy-logs/{pump['id']}/total"] = {
            **energy,
            "heatPumpId": pump["id"],
        }
    return _bodies(bodies)


def _example(model: Any, syncs: int) -> dict[str, Any]:
    """Return an object with a value for each field of a model."""
    return {
        field.alias or name: _value(field.annotation, syncs)
        for name, field in model.model_fields.items()
    }


def _value(annotation: Any, syncs: int) -> Any:
    inner = _inner(annotation)
    text = " ".join(map(str, inner)).lower()
    if "datetime" in text:
        return (START + timedelta(minutes=5 * syncs)).isoformat()
    if "float" in text:
        return 20.5 + syncs % 7
    if "bool" in text:
        return True
    if "int" in text:
        return 1
    return "text" if "str" in text else None


def _inner(annotation: Any) -> Iterable[Any]:
    yield annotation
    for one in get_args(annotation):
        yield from _inner(one)


def _bodies(objects: Mapping[str, object]) -> Bodies:
    return {path: orjson.dumps(body) for path, body in objects.items()}


def oauth(domain: str) -> dict[str, Any]:
    """Return the data of a config entry whose token is good for long."""
    token = {
        "access_token": "token",
        "refresh_token": "token",
        "token_type": "Bearer",
        "expires_in": 10**8,
        "expires_at": max(time.time(), datetime.now(UTC).timestamp()) + 10**8,
    }
    return {"auth_implementation": domain, "token": token}

"""Updates of devices."""

from uuid import uuid4

import pytest

from simulator import Cloud
from simulator.clock import ManualTime
from simulator.device_fields import DeviceType

from .client import Client, device_of
from .documented_fields import documented_fields


@pytest.mark.parametrize(
    ("device_type", "name", "sent", "kept"),
    [
        (DeviceType.HEAT_PUMP, "is_smart_optimization_active", False, False),
        (DeviceType.HEAT_PUMP, "is_smart_optimization_active", "off", False),
        (DeviceType.HEAT_PUMP, "is_pause_power_active", 1, True),
        (DeviceType.HEAT_PUMP, "price_zone", "DE_LU", "DE_LU"),
        (DeviceType.HEAT_PUMP, "lifecycle_state", "error", "error"),
        (DeviceType.HEAT_PUMP, "lifecycle_error", None, None),
        (DeviceType.HEAT_PUMP, "pause_power_until", None, None),
        (
            DeviceType.HEAT_PUMP,
            "pause_power_until",
            "2026-01-20T22:00:00+02:00",
            "2026-01-20T20:00:00Z",
        ),
        (
            DeviceType.HEAT_PUMP,
            "pause_power_until",
            "2026-01-20T22:00:00.500Z",
            "2026-01-20T22:00:00.500Z",
        ),
        (DeviceType.HEAT_PUMP, "optimization_score", 12.5, 12.5),
        (DeviceType.HEAT_PUMP, "comment", "a" * 300, "a" * 300),
        (
            DeviceType.HEAT_PUMP,
            "last_monitoring_executed_at",
            "2026-01-20T10:00:00Z",
            "2026-01-20T10:00:00Z",
        ),
        (DeviceType.HEAT_PUMP, "is_inverter_forced_mode_enabled", True, True),
        (DeviceType.HEAT_PUMP, "is_trading_enabled", True, True),
        (DeviceType.HEAT_PUMP, "actual_steering_state", "steered", "steered"),
        (DeviceType.HEAT_PUMP, "indoor_target_temperature_offset", 1.5, "1.50"),
        (DeviceType.HEAT_PUMP, "dhw_standard_temperature", "50.255", "50.26"),
        (DeviceType.HEAT_PUMP, "is_hot_water_heating_enabled", None, None),
        (DeviceType.HEAT_PUMP, "is_space_heating_enabled", False, False),
        (DeviceType.HEAT_PUMP, "is_pool_heating_enabled", True, True),
        (DeviceType.HEAT_PUMP, "is_space_cooling_enabled", True, True),
        (DeviceType.HEAT_PUMP, "heating_policy_name", "Winter", "Winter"),
        (DeviceType.HEAT_PUMP, "maximum_temperature_limit", 23, "23.00"),
        (DeviceType.HEAT_PUMP, "minimum_temperature_limit", None, None),
        (DeviceType.HEAT_PUMP, "minimum_dhw_temperature_limit", 40.0, "40.00"),
        (DeviceType.HEAT_PUMP, "is_heating_policy_enabled", False, False),
        (
            DeviceType.HEAT_PUMP,
            "away_mode_start",
            "2026-01-22T08:00:00",
            "2026-01-22T08:00:00Z",
        ),
        (DeviceType.HEAT_PUMP, "away_mode_end", None, None),
        (DeviceType.HEAT_PUMP, "is_away_mode_enabled", False, False),
        (DeviceType.HEAT_PUMP, "away_mode_minimum_temperature_limit", 15.5, "15.50"),
        (DeviceType.HEAT_PUMP, "away_mode_minimum_dhw_temperature_limit", 38, "38.00"),
        (DeviceType.HEAT_PUMP, "optimization_level", "Max", "Max"),
        (DeviceType.ELECTRIC_VEHICLE, "is_smart_optimization_active", False, False),
        (DeviceType.ELECTRIC_VEHICLE, "is_charge_policy_enabled", False, False),
        (DeviceType.ELECTRIC_VEHICLE, "charge_deadline_at", "06:30", "06:30:00"),
        (DeviceType.ELECTRIC_VEHICLE, "charge_deadline_at", "06:30:00", "06:30:00"),
        (DeviceType.ELECTRIC_VEHICLE, "minimum_charge_limit", "80", 80),
        (DeviceType.SOLAR_INVERTER, "is_smart_optimization_active", False, False),
        (DeviceType.SOLAR_INVERTER, "solar_power_rating_kw", 10.2, 10.2),
        (DeviceType.SOLAR_INVERTER, "is_battery_connected", False, False),
        (DeviceType.SOLAR_INVERTER, "battery_capacity_kwh", 12, 12.0),
        (DeviceType.SOLAR_INVERTER, "min_battery_charge", 25, 25.0),
        (DeviceType.SOLAR_INVERTER, "max_battery_charge", 95.5, 95.5),
    ],
)
async def test_writable_fields_change(
    client: Client, device_type: DeviceType, name: str, sent: object, kept: object
) -> None:
    device = device_of(client.cloud, device_type)

    answer = await client.put(device, {name: sent})

    assert answer.status == 200
    assert answer.json.keys() == documented_fields(device_type)
    assert answer.json[name] == kept
    assert (await client.get(client.path(device))).json[name] == kept


@pytest.mark.parametrize(
    ("device_type", "name", "sent", "problem"),
    [
        (DeviceType.HEAT_PUMP, "is_smart_optimization_active", None, "bool_type"),
        (DeviceType.HEAT_PUMP, "is_smart_optimization_active", "maybe", "bool_parsing"),
        (DeviceType.HEAT_PUMP, "is_pause_power_active", None, "bool_type"),
        (DeviceType.HEAT_PUMP, "is_inverter_forced_mode_enabled", None, "bool_type"),
        (DeviceType.HEAT_PUMP, "is_trading_enabled", 2, "bool_type"),
        (DeviceType.HEAT_PUMP, "price_zone", "XX", "enum"),
        (DeviceType.HEAT_PUMP, "price_zone", None, "enum"),
        (DeviceType.HEAT_PUMP, "lifecycle_state", "a" * 21, "string_too_long"),
        (DeviceType.HEAT_PUMP, "lifecycle_state", None, "string_type"),
        (DeviceType.HEAT_PUMP, "actual_steering_state", "a" * 21, "string_too_long"),
        (DeviceType.HEAT_PUMP, "comment", "a" * 301, "string_too_long"),
        (DeviceType.HEAT_PUMP, "comment", 5, "string_type"),
        (DeviceType.HEAT_PUMP, "heating_policy_name", "a" * 101, "string_too_long"),
        (DeviceType.HEAT_PUMP, "optimization_level", "a" * 11, "string_too_long"),
        (DeviceType.HEAT_PUMP, "building_id", "home", "uuid_parsing"),
        (DeviceType.HEAT_PUMP, "building_id", 5, "uuid_type"),
        (
            DeviceType.HEAT_PUMP,
            "pause_power_until",
            "soon",
            "datetime_from_date_parsing",
        ),
        (DeviceType.HEAT_PUMP, "away_mode_start", True, "datetime_type"),
        (DeviceType.HEAT_PUMP, "maximum_temperature_limit", "warm", "decimal_parsing"),
        (DeviceType.HEAT_PUMP, "maximum_temperature_limit", True, "decimal_type"),
        (DeviceType.HEAT_PUMP, "maximum_temperature_limit", "nan", "finite_number"),
        (DeviceType.HEAT_PUMP, "optimization_score", "high", "float_parsing"),
        (DeviceType.HEAT_PUMP, "device_model", [], "model_attributes_type"),
        (DeviceType.ELECTRIC_VEHICLE, "charge_deadline_at", "late", "time_parsing"),
        (DeviceType.ELECTRIC_VEHICLE, "charge_deadline_at", None, "time_type"),
        (DeviceType.ELECTRIC_VEHICLE, "minimum_charge_limit", 101, "less_than_equal"),
        (DeviceType.ELECTRIC_VEHICLE, "minimum_charge_limit", -1, "greater_than_equal"),
        (DeviceType.ELECTRIC_VEHICLE, "minimum_charge_limit", 50.5, "int_from_float"),
        (DeviceType.ELECTRIC_VEHICLE, "minimum_charge_limit", "full", "int_parsing"),
        (DeviceType.ELECTRIC_VEHICLE, "minimum_charge_limit", None, "int_type"),
        (DeviceType.SOLAR_INVERTER, "min_battery_charge", 100.5, "less_than_equal"),
        (DeviceType.SOLAR_INVERTER, "solar_power_rating_kw", None, "float_type"),
    ],
)
async def test_invalid_values_are_refused(
    client: Client, device_type: DeviceType, name: str, sent: object, problem: str
) -> None:
    device = device_of(client.cloud, device_type)
    before = device.fields

    also = {"is_smart_optimization_active": False}
    answer = await client.put(device, {**also, name: sent})

    assert answer.status == 422
    (item,) = answer.json["detail"]
    assert item["loc"][:3] == ["body", "data", name]
    assert item["type"] == problem
    assert item["msg"]
    assert device.fields == before


@pytest.mark.parametrize(
    ("device_type", "name"),
    [
        (DeviceType.HEAT_PUMP, "pause_power_active"),
        (DeviceType.HEAT_PUMP, "indoor_actual_temperature"),
        (DeviceType.HEAT_PUMP, "nonsense"),
        (DeviceType.ELECTRIC_VEHICLE, "charge_target_max"),
        (DeviceType.ELECTRIC_VEHICLE, "comment"),
        (DeviceType.SOLAR_INVERTER, "battery_policy"),
    ],
)
async def test_unknown_keys_are_ignored(
    client: Client, cloud: Cloud, device_type: DeviceType, name: str
) -> None:
    before = device_of(cloud, device_type).fields

    answer = await client.put(device_of(cloud, device_type), {name: 1})

    assert answer.status == 200
    assert device_of(cloud, device_type).fields == before


@pytest.mark.parametrize(
    ("body", "status"), [("{", 400), ("", 400), ("[]", 422), ("5", 422)]
)
async def test_a_body_must_be_an_object(
    client: Client, cloud: Cloud, body: str, status: int
) -> None:
    answer = await client.call("PUT", client.path(cloud.electric_vehicle), data=body)

    assert answer.status == status
    if status == 400:
        assert answer.json == {"detail": "Cannot parse request body"}
    else:
        assert answer.json["detail"][0]["loc"] == ["body", "data"]


async def test_updates_are_partial_and_have_timestamps(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    before = cloud.heat_pump.fields
    wall.tick(seconds=70)

    answer = await client.put(cloud.heat_pump, {"maximum_temperature_limit": 23.5})

    changed = {
        name for name, value in cloud.heat_pump.fields.items() if value != before[name]
    }
    assert changed == {
        "maximum_temperature_limit",
        "updated_at",
        "heating_policy_last_updated_at",
    }
    assert answer.json["heating_policy_last_updated_at"] == "2026-01-20T19:01:10Z"
    away = await client.put(cloud.heat_pump, {"is_away_mode_enabled": False})
    assert away.json["away_mode_last_updated_at"] == "2026-01-20T19:01:10Z"
    car = await client.put(cloud.electric_vehicle, {"minimum_charge_limit": 60})
    assert car.json["charge_policy_last_updated_at"] == "2026-01-20T19:01:10Z"


async def test_device_model_and_building(client: Client, cloud: Cloud) -> None:
    (home,) = cloud.home.buildings
    model = {
        "manufacturer": "Nibe",
        "model": "S2125-8",
        "cloud_service_id": home,
        "device_type": {"short_name": "hp_atw", "long_name": "Heat Pump"},
    }

    changed = await client.put(
        cloud.heat_pump, {"device_model": model, "building_id": None}
    )
    back = await client.put(cloud.heat_pump, {"building_id": home})
    elsewhere = await client.put(cloud.heat_pump, {"building_id": str(uuid4())})

    assert changed.json["device_model"]["model"] == "S2125-8"
    assert changed.json["device_model"]["cloud_service"] == home
    assert changed.json["device_model"]["device_type"]["long_name"] == "Heat Pump"
    assert changed.json["building"] is None
    assert back.json["building"] == home
    assert elsewhere.status == 404


async def test_a_deleted_device_is_listed_only_on_request(
    client: Client, cloud: Cloud
) -> None:
    await client.put(cloud.heat_pump, {"deleted_at": "2026-01-20T19:00:00Z"})

    listed = f"{client.home}/heat-pumps"
    assert (await client.get(listed)).json == []
    assert len((await client.get(f"{listed}?include_deleted=true")).json) == 1
    path = client.path(cloud.heat_pump)
    assert (await client.get(path)).status == 404
    assert (await client.get(f"{path}?include_deleted=true")).status == 200


async def test_a_connected_battery_needs_a_capacity(
    client: Client, cloud: Cloud
) -> None:
    (inverter,) = cloud.organization.devices_of(
        cloud.organization.large_home, DeviceType.SOLAR_INVERTER
    )

    refused = await client.put(inverter, {"is_battery_connected": True})
    accepted = await client.put(
        inverter, {"is_battery_connected": True, "battery_capacity_kwh": 5}
    )

    assert refused.status == 422
    assert accepted.status == 200


async def test_readings_change_at_a_sync_and_settings_immediately(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    before = cloud.heat_pump.fields
    assert before["current_mode"] is not None
    await client.put(cloud.heat_pump, {"is_smart_optimization_active": False})

    wall.tick(seconds=299)
    during = (await client.get(client.path(cloud.heat_pump))).json
    wall.tick(seconds=1)
    after = (await client.get(client.path(cloud.heat_pump))).json

    assert during["is_smart_optimization_active"] is False
    assert during["current_mode"] == before["current_mode"]
    assert during["current_state_last_updated_at"] == "2026-01-20T19:00:00Z"
    assert after["current_mode"] is None
    assert after["current_state_last_updated_at"] == "2026-01-20T19:05:00Z"

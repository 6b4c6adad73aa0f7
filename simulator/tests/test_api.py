"""The simulated cloud answers as Podero's documents say."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from aiohttp import ClientSession
import pytest

from simulator import Clock, Cloud
from simulator.client import Client, Wall
from simulator.device_fields import DECIMALS, DeviceType

COMMON = """
connection_status monitoring_status steering_status device_model owner created_at
updated_at price_zone id deleted_at lifecycle_state lifecycle_error building
pause_power_until is_pause_power_active external_device_id is_authenticated
is_smart_optimization_active optimization_score current_mode comment
current_state_last_updated_at last_monitoring_executed_at
is_inverter_forced_mode_enabled is_inverter_forced_mode_active
inverter_forced_mode_since is_trading_enabled actual_steering_state embeddable_url
authorization_url action_needed
"""
OWN = {
    DeviceType.HEAT_PUMP: """
indoor_target_temperature_offset dhw_standard_temperature is_hot_water_heating_enabled
is_space_heating_enabled is_pool_heating_enabled is_space_cooling_enabled
heating_policy_name maximum_temperature_limit minimum_temperature_limit
minimum_dhw_temperature_limit is_heating_policy_enabled heating_policy_last_updated_at
away_mode_start away_mode_end is_away_mode_enabled away_mode_minimum_temperature_limit
away_mode_minimum_dhw_temperature_limit away_mode_last_updated_at min_solar_power_w
operational_mode current_power_consumption_w inlet_temperature outlet_temperature
dhw_temperature outdoor_temperature indoor_actual_temperature indoor_target_temperature
consumption_last_day_kwh consumption_last_week_kwh consumption_last_month_kwh
consumption_last_updated_at optimization_level needs_gateway
temperature_delta_override_for_slight_change
temperature_delta_override_for_significant_change
""",
    DeviceType.ELECTRIC_VEHICLE: """
charge_target_min charge_target_max is_charge_policy_enabled
charge_policy_last_updated_at minimum_charge_limit charge_deadline_at is_plugged_in
is_charging is_fully_charged charge_rate_w charge_time_remaining battery_level
battery_capacity_kwh driving_range boost_state boost_for_next_session
""",
    DeviceType.SOLAR_INVERTER: """
solar_power_rating_kw battery_capacity_kwh is_battery_connected min_battery_charge
max_battery_charge current_solar_production_w household_consumption_w
current_power_to_grid_w battery_charge_discharge_power_w battery_charge_level_percent
solar_surplus_w
""",
}
EVERY_DAY = {
    day: {"charge_percentage": 70.0, "charge_deadline": "07:00:00"}
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
}


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def cloud(wall: Wall) -> Cloud:
    return Cloud(Clock(now=wall))


@pytest.fixture
async def client(cloud: Cloud, request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    request.getfixturevalue("socket_enabled")
    async with cloud.serve() as base_url, ClientSession() as session:
        yield await Client(cloud, base_url, session).log_in()


def device_of(cloud: Cloud, kind: DeviceType) -> Any:
    return cloud.organization.devices_of(cloud.home, kind)[0]


# Tokens


async def test_a_token_is_what_the_documents_show(client: Client) -> None:
    answer = await client.ask_for_token()

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    token = answer.json.pop("access_token")
    assert len(token) == 30
    assert answer.json == {
        "access_token": token,
        "expires_in": 36000,
        "token_type": "Bearer",
        "scope": "read write",
    }


@pytest.mark.parametrize(
    ("how", "status", "error"),
    [
        ({"secret": "wrong"}, 401, "invalid_client"),
        ({"headers": {}}, 401, "invalid_client"),
        ({"headers": {"Authorization": "Basic ?"}}, 401, "invalid_client"),
        ({"json": {"grant_type": "password"}}, 400, "unsupported_grant_type"),
        ({"json": []}, 400, "unsupported_grant_type"),
        (
            {"json": None, "data": {"grant_type": "client_credentials"}},
            400,
            "unsupported_grant_type",
        ),
    ],
)
async def test_bad_token_requests_are_refused(
    client: Client, how: dict[str, Any], status: int, error: str
) -> None:
    answer = await client.ask_for_token(**how)

    assert (answer.status, answer.json) == (status, {"error": error})


async def test_a_server_may_take_forms_only(client: Client, cloud: Cloud) -> None:
    cloud.behavior.form_tokens_only = True

    form = await client.ask_for_token(
        json=None, data={"grant_type": "client_credentials"}
    )
    as_json = await client.ask_for_token()

    assert form.status == 200
    assert as_json.json == {"error": "unsupported_grant_type"}


async def test_tokens_end(client: Client, cloud: Cloud, wall: Wall) -> None:
    wall.tick(seconds=35999)
    assert (await client.get(client.org)).status == 200
    wall.tick(seconds=1)
    late = await client.get(client.org)
    assert (late.status, late.json) == (401, {"detail": "Unauthorized"})

    await client.log_in()
    cloud.tokens.expire()
    assert (await client.get(client.org)).status == 401

    await client.log_in()
    cloud.tokens.revoke()
    assert (await client.get(client.org)).status == 401
    assert (await client.ask_for_token()).status == 401

    cloud.tokens.change_secret("new")
    assert (await client.ask_for_token(secret="new")).status == 200


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic {token}"])
async def test_only_a_good_bearer_gets_in(client: Client, header: str) -> None:
    headers = {"Authorization": header.format(token=client.token)}

    answer = await client.get(client.org, headers=headers)

    assert (answer.status, answer.json) == (401, {"detail": "Unauthorized"})


# Paths


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "{org}/", 404),
        ("GET", "{org}/nothing", 404),
        ("GET", "{home}/heat-pumps/", 404),
        ("GET", "{home}/wallboxes", 404),
        ("GET", "{home}/inverters/{inverter}/statistics", 404),
        ("POST", "{home}/heat-pumps/{heat_pump}/auth_session", 404),
        ("DELETE", "{home}/heat-pumps/{heat_pump}", 405),
        ("PATCH", "{home}/heat-pumps/{heat_pump}", 405),
        ("POST", "{home}/heat-pumps", 405),
        ("GET", "{home}/electric-vehicles/{car}/boost", 405),
    ],
)
async def test_what_is_not_documented_does_not_exist(
    client: Client, cloud: Cloud, method: str, path: str, status: int
) -> None:
    path = path.format(
        org=client.org,
        home=client.home,
        inverter=cloud.solar_inverter.id,
        heat_pump=cloud.heat_pump.id,
        car=cloud.electric_vehicle.id,
    )

    answer = await client.call(method, path)

    assert answer.status == status
    if status == 404:
        assert "<title>Not Found</title>" in answer.text
        assert answer.headers["Content-Type"].startswith("text/html")
    else:
        assert answer.text == "Method not allowed"
        assert answer.headers["Content-Type"].startswith("text/plain")


async def test_the_token_path_needs_its_slash(client: Client) -> None:
    url = f"{client.base_url}/oauth2/token"

    assert (await client.send("POST", url, json={})).status == 404
    assert (await client.send("GET", f"{url}/")).status == 405


async def test_ids_are_checked_before_they_are_looked_up(client: Client) -> None:
    other = await client.get(f"/org/{uuid4()}")
    stranger = await client.get(f"{client.org}/users/{uuid4()}/inverters")
    no_device = await client.get(f"{client.home}/inverters/{uuid4()}")
    malformed = await client.get("/org/mine/users/me")

    for answer in (other, stranger, no_device):
        assert (answer.status, answer.json) == (404, {"detail": "Not Found"})
    assert malformed.status == 422
    problems = malformed.json["detail"]
    assert [problem["loc"] for problem in problems] == [
        ["path", "org_id"],
        ["path", "user_id"],
    ]
    assert {problem["type"] for problem in problems} == {"uuid_parsing"}
    client.token = ""
    assert (await client.get("/org/mine")).status == 401


async def test_devices_are_found_only_with_their_owner(
    client: Client, cloud: Cloud
) -> None:
    path = client.path(cloud.heat_pump).replace(
        cloud.home.id, cloud.organization.large_home.id
    )

    assert (await client.get(path)).status == 404
    kinds = client.path(cloud.heat_pump).replace("heat-pumps", "inverters")
    assert (await client.get(kinds)).status == 404


# The organization


async def test_organization(client: Client, cloud: Cloud) -> None:
    organization = (await client.get(client.org)).json

    assert organization.keys() == {"name", "id", "description", "contact"}
    assert organization["id"] == cloud.org_id


async def test_users_tell_how_many_devices_they_have(
    client: Client, cloud: Cloud
) -> None:
    users = (await client.get(f"{client.org}/users")).json

    counts = {
        user["email"]: [
            user[f"num_{kind}"]
            for kind in ("heat_pumps", "electric_vehicles", "inverters", "wallboxes")
        ]
        for user in users
    }
    assert counts == {
        "home@example.com": [1, 1, 1, 0],
        "empty-home@example.com": [0, 0, 0, 0],
        "large-home@example.com": [2, 0, 1, 0],
        "staff@example.com": [0, 0, 0, 0],
        "admin@example.com": [0, 0, 0, 0],
    }
    assert [user["role"] for user in users] == ["user"] * 3 + ["staff", "admin"]
    assert (await client.get(client.home)).json == users[0]
    by_external_id = f"{client.org}/users/by-ext-id/{cloud.home.external_user_id}"
    assert (await client.get(by_external_id)).json == users[0]
    nobody = await client.get(f"{client.org}/users/by-ext-id/nobody")
    assert nobody.status == 404


async def test_deleted_users_are_seen_only_on_request(
    client: Client, cloud: Cloud
) -> None:
    cloud.organization.remove_user(cloud.home.id)

    listed = await client.get(f"{client.org}/users")
    all_of_them = await client.get(f"{client.org}/users?include_deleted=true")
    wrong = await client.get(f"{client.org}/users?include_deleted=perhaps")

    assert len(listed.json) == 4
    assert len(all_of_them.json) == 5
    assert (await client.get(client.home)).status == 404
    assert (await client.get(f"{client.home}?include_deleted=1")).status == 200
    assert wrong.json["detail"][0]["loc"] == ["query", "include_deleted"]


async def test_buildings(client: Client, cloud: Cloud) -> None:
    heat_pumps = await client.get(
        f"{client.org}/users/{cloud.organization.large_home.id}/heat-pumps"
    )
    names = []
    for heat_pump in heat_pumps.json:
        building = f"/buildings/{heat_pump['building']}"
        owner = f"{client.org}/users/{cloud.organization.large_home.id}"
        names.append((await client.get(owner + building)).json["name"])

    assert names == ["Main house", "Summer house"]
    assert (await client.get(f"{client.home}/buildings/{uuid4()}")).status == 404


async def test_energy_contracts_tell_the_prices_of_two_days(
    client: Client, cloud: Cloud
) -> None:
    (contract,) = (await client.get(f"{client.home}/energy-contracts")).json
    nothing = await client.get(
        f"{client.org}/users/{cloud.organization.empty_home.id}/energy-contracts"
    )

    assert contract["energy_contract_type"] == "spot_hourly"
    prices = contract["energy_prices"]
    assert [price["timestamp"] for price in prices[:2]] == [
        "2026-01-20T00:00:00+00:00",
        "2026-01-20T01:00:00+00:00",
    ]
    assert len(prices) == 48
    assert all(0 < price["price"] < 1 for price in prices)
    assert nothing.json == []


# Devices


@pytest.mark.parametrize("kind", DeviceType)
async def test_objects_are_complete(
    client: Client, cloud: Cloud, kind: DeviceType
) -> None:
    device = device_of(cloud, kind)

    (listed,) = (await client.get(f"{client.home}/{kind}")).json
    detail = (await client.get(client.path(device))).json

    assert listed.keys() == set((COMMON + OWN[kind]).split())
    assert detail == {**listed, "actions": []}
    assert listed["owner"] == {
        "id": cloud.home.id,
        "email": "home@example.com",
        "first_name": "Sample",
        "last_name": "Home",
        "external_id": "sample-home",
    }
    assert listed["inverter_forced_mode_since"] == "0001-01-01T00:00:00Z"
    assert listed["current_state_last_updated_at"] == "2026-01-20T19:00:00Z"


async def test_decimals_are_text_unless_told_otherwise(
    client: Client, cloud: Cloud
) -> None:
    as_text = (await client.get(client.path(cloud.heat_pump))).json
    cloud.behavior.decimals_as_text = False
    as_numbers = (await client.get(client.path(cloud.heat_pump))).json

    known = cloud.heat_pump.fields
    assert as_text["maximum_temperature_limit"] == "22.50"
    for name in DECIMALS:
        assert as_text[name] == f"{known[name]:.2f}"
        assert as_numbers[name] == known[name]


async def test_milliseconds_are_shown_only_where_there_are_any(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    wall.now = datetime(2026, 1, 20, 19, 0, 0, 250_000, tzinfo=UTC)

    answer = await client.put(cloud.heat_pump, {"comment": "warm"})

    assert answer.json["updated_at"] == "2026-01-20T19:00:00.250Z"


# Updates


@pytest.mark.parametrize(
    ("kind", "name", "sent", "kept"),
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
async def test_writable_fields_stick(
    client: Client, kind: DeviceType, name: str, sent: object, kept: object
) -> None:
    device = device_of(client.cloud, kind)

    answer = await client.put(device, {name: sent})

    assert answer.status == 200
    assert answer.json.keys() == set((COMMON + OWN[kind]).split())
    assert answer.json[name] == kept
    assert (await client.get(client.path(device))).json[name] == kept


@pytest.mark.parametrize(
    ("kind", "name", "sent", "problem"),
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
async def test_wrong_values_are_refused(
    client: Client, kind: DeviceType, name: str, sent: object, problem: str
) -> None:
    device = device_of(client.cloud, kind)
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
    ("kind", "name"),
    [
        (DeviceType.HEAT_PUMP, "pause_power_active"),
        (DeviceType.HEAT_PUMP, "indoor_actual_temperature"),
        (DeviceType.HEAT_PUMP, "nonsense"),
        (DeviceType.ELECTRIC_VEHICLE, "charge_target_max"),
        (DeviceType.ELECTRIC_VEHICLE, "comment"),
        (DeviceType.SOLAR_INVERTER, "battery_policy"),
    ],
)
async def test_unknown_keys_are_dropped_silently(
    client: Client, cloud: Cloud, kind: DeviceType, name: str
) -> None:
    before = device_of(cloud, kind).fields

    answer = await client.put(device_of(cloud, kind), {name: 1})

    assert answer.status == 200
    assert device_of(cloud, kind).fields == before


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


async def test_updates_are_partial_and_dated(
    client: Client, cloud: Cloud, wall: Wall
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


async def test_a_deleted_device_is_seen_only_on_request(
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


async def test_readings_wait_for_a_sync_but_settings_do_not(
    client: Client, cloud: Cloud, wall: Wall
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


# The car


async def boost(client: Client, method: str = "POST") -> tuple[int, object]:
    answer = await client.call(
        method, client.path(client.cloud.electric_vehicle, "/boost")
    )
    return answer.status, answer.json if answer.text else None


def boost_state(cloud: Cloud) -> tuple[str, bool]:
    fields = cloud.electric_vehicle.fields
    return fields["boost_state"], fields["boost_for_next_session"]


async def test_a_boost_starts_charging_and_ends_when_full(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    assert boost_state(cloud) == ("available", False)
    assert await boost(client) == (204, None)
    assert boost_state(cloud) == ("requested", False)
    in_flight = {"state": "requested", "reason": "already_charging"}
    assert await boost(client) == (409, in_flight)

    wall.tick(seconds=7.9)
    assert boost_state(cloud) == ("requested", False)
    wall.tick(seconds=0.1)
    assert boost_state(cloud) == ("ongoing", False)
    fields = cloud.electric_vehicle.fields
    assert fields["is_charging"]
    assert fields["charge_rate_w"] == 11000
    assert fields["current_state_last_updated_at"] == "2026-01-20T19:00:08Z"
    assert await boost(client) == (409, {**in_flight, "state": "ongoing"})
    assert await boost(client, "DELETE") == (204, None)
    assert boost_state(cloud) == ("ongoing", False)

    wall.tick(hours=4)
    fields = cloud.electric_vehicle.fields
    assert fields["is_fully_charged"]
    assert fields["battery_level"] == fields["charge_target_max"]
    assert boost_state(cloud) == ("unavailable", False)
    full = {"state": "unavailable", "reason": "fully_charged"}
    assert await boost(client) == (409, full)


async def test_a_boost_ends_with_the_cable(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    await boost(client)
    wall.tick(seconds=8)
    assert boost_state(cloud) == ("ongoing", False)

    cloud.controls.unplug(cloud.electric_vehicle.id)

    assert boost_state(cloud) == ("unavailable", False)
    assert not cloud.electric_vehicle.fields["is_charging"]


async def test_a_boost_waits_for_the_cable(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)

    assert await boost(client) == (204, None)
    assert await boost(client) == (204, None)
    assert boost_state(cloud) == ("unavailable", True)
    assert await boost(client, "DELETE") == (204, None)
    assert await boost(client, "DELETE") == (204, None)
    assert boost_state(cloud) == ("unavailable", False)

    await boost(client)
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    assert boost_state(cloud) == ("requested", False)
    wall.tick(seconds=8)
    assert boost_state(cloud) == ("ongoing", False)


async def test_an_armed_boost_of_a_full_car_just_goes(
    client: Client, cloud: Cloud
) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    await boost(client)
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 80)

    cloud.controls.plug_in(cloud.electric_vehicle.id)

    assert boost_state(cloud) == ("unavailable", False)


async def test_a_boost_of_a_car_that_got_full_never_starts(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    await boost(client)
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 80)
    assert boost_state(cloud) == ("requested", False)

    wall.tick(seconds=8)

    assert boost_state(cloud) == ("unavailable", False)


async def test_no_boost_while_it_charges_by_plan(client: Client, cloud: Cloud) -> None:
    cloud.controls.set_fields(
        cloud.electric_vehicle.id, is_smart_optimization_active=False
    )

    assert cloud.electric_vehicle.fields["is_charging"]
    charging = {"state": "unavailable", "reason": "already_charging"}
    assert await boost(client) == (409, charging)


async def test_boosts_may_stall_or_be_refused(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    cloud.behavior.boost_refusal = "no_active_session"
    cloud.behavior.boost_errors_in_detail = True
    refusal = {"state": "available", "reason": "no_active_session"}
    assert await boost(client) == (409, {"detail": refusal})

    cloud.behavior.boost_refusal = None
    cloud.behavior.boost_stalls = True
    await boost(client)
    wall.tick(hours=1)
    assert boost_state(cloud) == ("requested", False)
    cloud.behavior.boost_stalls = False
    assert boost_state(cloud) == ("ongoing", False)


async def test_a_week_of_charging(client: Client, cloud: Cloud) -> None:
    path = client.path(cloud.electric_vehicle, "/charge-policy")
    before = (await client.get(path)).json
    sunday = {"charge_percentage": 50, "charge_deadline": "10:00"}

    after = await client.call(
        "PUT", path, json={"timezone": "Europe/Berlin", "sun": sunday}
    )

    assert before["metadata"].keys() == {"electric_vehicle_id", "user_id", "error"}
    assert before["data"] == {**EVERY_DAY, "timezone": "Europe/Vienna"}
    assert after.json["data"] == {
        **EVERY_DAY,
        "sun": {"charge_percentage": 50.0, "charge_deadline": "10:00:00"},
        "timezone": "Europe/Berlin",
    }
    assert (await client.get(path)).json == after.json
    await client.put(cloud.electric_vehicle, {"minimum_charge_limit": 60})
    days = (await client.get(path)).json["data"]
    assert days["mon"]["charge_percentage"] == 60
    assert days["sun"]["charge_percentage"] == 50


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"timezone": "Vienna"}, "value_error"),
        ({"mon": None}, "model_attributes_type"),
        ({"mon": {"charge_percentage": 50}}, "missing"),
        (
            {"mon": {"charge_percentage": 101, "charge_deadline": "07:00"}},
            "less_than_equal",
        ),
    ],
)
async def test_a_wrong_week_is_refused(
    client: Client, cloud: Cloud, body: object, problem: str
) -> None:
    path = client.path(cloud.electric_vehicle, "/charge-policy")

    answer = await client.call("PUT", path, json=body)

    assert answer.status == 422
    assert answer.json["detail"][0]["type"] == problem


async def test_sessions(client: Client, cloud: Cloud) -> None:
    path = client.path(cloud.electric_vehicle, "/sessions")
    days = "?from=2026-01-05&to=2026-01-18"

    everything = (await client.get(path + days)).json
    page = (await client.get(f"{path}{days}&limit=2&offset=1")).json
    current = (await client.get(f"{path}/current")).json["session"]

    assert everything["total"] == len(everything["items"]) >= 10
    assert page["items"] == everything["items"][1:3]
    for item in everything["items"]:
        assert item.keys() == current.keys()
        assert "2026-01-05" <= item["plug_in_time"] < item["unplug_time"]
        assert item["final_soc_pct"] >= item["initial_soc_pct"]
    assert current["unplug_time"] is current["final_soc_pct"] is None
    assert current["desired_charging_start_time"] > "2026-01-20T19:00:00Z"
    assert current["desired_charging_end_time"] <= current["charge_deadline"]
    cloud.controls.unplug(cloud.electric_vehicle.id)
    assert (await client.get(f"{path}/current")).json == {"session": None}
    today = (await client.get(f"{path}?from=2026-01-20&to=2026-01-20")).json
    assert today["items"][0]["id"] == current["id"]


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("", "missing"),
        ("?from=2026-01-05&to=then", "date_from_datetime_parsing"),
        ("?from=2026-01-05&to=2026-01-06&limit=201", "less_than_equal"),
        ("?from=2026-01-05&to=2026-01-06&offset=-1", "greater_than_equal"),
    ],
)
async def test_wrong_session_queries_are_refused(
    client: Client, cloud: Cloud, query: str, problem: str
) -> None:
    answer = await client.get(client.path(cloud.electric_vehicle, f"/sessions{query}"))

    assert answer.status == 422
    assert answer.json["detail"][0]["type"] == problem


# History


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (
            DeviceType.HEAT_PUMP,
            """price inlet_temp_act hot_water_temp estimated_consumption
            simulated_consumption unoptimized_consumption
            estimated_consumption_filtered""",
        ),
        (
            DeviceType.ELECTRIC_VEHICLE,
            """price battery_level is_charging is_plugged_in is_at_optimized_location
            estimated_consumption unoptimized_consumption""",
        ),
        (DeviceType.SOLAR_INVERTER, "price solar_production_wh grid_export_wh"),
    ],
)
async def test_time_series(
    client: Client, cloud: Cloud, kind: DeviceType, names: str
) -> None:
    path = client.path(device_of(cloud, kind), "/data")

    last_day = (await client.get(path)).json["data"]
    prices = (await client.get(f"{path}?resolution=1HOUR&keywords=price")).json["data"]

    assert len(last_day) == 96
    assert [row["time"] for row in last_day[:2]] == [
        "2026-01-19T19:00:00Z",
        "2026-01-19T19:15:00Z",
    ]
    for row in last_day:
        assert row.keys() == {"time", *names.split()}
        assert None not in row.values()
    assert len(prices) == 24
    for row in prices:
        assert row["price"] > 0
        assert {value for name, value in row.items() if name not in {"time", "price"}}


async def test_gaps_are_filled_on_request(client: Client, cloud: Cloud) -> None:
    beyond = "?from_datetime=2026-01-20T18:30:00Z&to_datetime=2026-01-20T20:00:00Z"
    ahead = "?from_datetime=2026-01-21T00:00:00Z&to_datetime=2026-01-21T01:00:00Z"
    fill = {"fill-missing": "true"}

    async def times(device: Any, query: str, **how: Any) -> list[str]:
        answer = await client.get(client.path(device, f"/data{query}"), **how)
        assert answer.status == 200
        return [row["time"][11:16] for row in answer.json["data"]]

    assert await times(cloud.electric_vehicle, beyond) == ["18:30", "18:45"]
    filled = ["18:30", "18:45", "19:00", "19:15", "19:30", "19:45"]
    assert await times(cloud.electric_vehicle, beyond, headers=fill) == filled
    assert await times(cloud.electric_vehicle, ahead, headers=fill) == ["00:00"]
    assert await times(cloud.heat_pump, ahead, headers=fill) == []
    nothing = await client.get(client.path(cloud.electric_vehicle, f"/data{ahead}"))
    assert nothing.status == 400


@pytest.mark.parametrize(
    ("rest", "where"),
    [
        ("/data?resolution=1QUARTER", ["query", "resolution"]),
        ("/data?from_datetime=then", ["query", "from_datetime"]),
        ("/savings?to=2026-01-20", ["query", "from"]),
        (
            "/savings?from=2026-01-01&to=2026-01-20&resolution=1HOUR",
            ["query", "resolution"],
        ),
        ("/statistics?resolution=1DAY,15MIN", ["query", "resolution"]),
    ],
)
async def test_wrong_history_queries_are_refused(
    client: Client, cloud: Cloud, rest: str, where: list[str]
) -> None:
    answer = await client.get(client.path(cloud.heat_pump, rest))

    assert answer.status == 422
    assert answer.json["detail"][0]["loc"] == where


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (DeviceType.HEAT_PUMP, "heat_pump"),
        (DeviceType.ELECTRIC_VEHICLE, "electric_vehicle"),
        (DeviceType.SOLAR_INVERTER, "inverter"),
    ],
)
async def test_savings(
    client: Client, cloud: Cloud, kind: DeviceType, own: str
) -> None:
    query = "?from=2026-01-01T00:00:00Z&to=2026-01-31T00:00:00Z"
    path = client.path(device_of(cloud, kind), f"/savings{query}")

    monthly = (await client.get(path)).json
    daily = (await client.get(f"{path}&resolution=1DAY")).json["data"]

    assert monthly["metadata"].keys() == {"requested_at", "query", "units", "error"}
    (month,) = monthly["data"]
    assert month["period"] == {
        "start_period": "2026-01-01T00:00:00Z",
        "end_period": "2026-02-01T00:00:00Z",
    }
    assert month["savings"]["total"] > 0
    assert 0 < month["savings"]["percentage"] < 100
    blocks = {"heat_pump", "electric_vehicle", "inverter"}
    assert [name for name in blocks if month[name] is not None] == [own]
    assert len(daily) == 20
    total = sum(day["consumption"]["total"] for day in daily)
    assert total == pytest.approx(month["consumption"]["total"], abs=20)


async def test_statistics(client: Client, cloud: Cloud) -> None:
    path = client.path(cloud.heat_pump, "/statistics")

    usual = (await client.get(path)).json["data"]
    chosen = await client.get(f"{path}?resolution=1WEEK,1QUARTER&keywords=consumption")

    assert {row["resolution"] for row in usual} == {"1DAY"}
    assert len(usual) > 7
    resolutions = [row["resolution"] for row in chosen.json["data"]]
    assert resolutions == ["1WEEK"] * 6 + ["1QUARTER"] * 2
    assert all(row["savings"] is None for row in chosen.json["data"])
    assert all(row["consumption"]["total"] > 0 for row in chosen.json["data"])


# Actions


async def test_an_action_is_resolved_by_its_link(client: Client, cloud: Cloud) -> None:
    cloud.controls.raise_action(cloud.solar_inverter.id)
    assert cloud.solar_inverter.fields["action_needed"]
    (action,) = (await client.get(client.path(cloud.solar_inverter))).json["actions"]
    assert action["code"] == "reauthenticate"
    link = action["resolution_link"]
    assert link["required_parameters"] == ["successUrl", "cancelUrl"]
    body = {"successUrl": "http://example.com/done", "cancelUrl": "http://example.com"}
    bearer = {"Authorization": f"Bearer {client.token}"}

    without_bearer = await client.send("POST", link["url"], json=body)
    resolved = await client.send("POST", link["url"], json=body, headers=bearer)
    signed_in = await client.send("GET", resolved.json["redirect_url"])

    assert without_bearer.status == 401
    assert signed_in.status == 302
    assert signed_in.headers["Location"] == "http://example.com/done"
    detail = (await client.get(client.path(cloud.solar_inverter))).json
    assert (detail["action_needed"], detail["actions"]) == (False, [])
    again = await client.send("GET", resolved.json["redirect_url"])
    assert again.status == 404


async def test_an_outcome_is_reported_without_a_token(
    client: Client, cloud: Cloud, wall: Wall
) -> None:
    cloud.controls.raise_action(cloud.electric_vehicle.id)
    (action,) = (await client.get(client.path(cloud.electric_vehicle))).json["actions"]
    url = action["resolution_link"]["url"].replace("/resolve", "/state")

    failed = await client.send("POST", url, json={"state": "fail"})
    assert failed.json.keys() == {"action_id"}
    assert cloud.electric_vehicle.fields["action_needed"]
    wrong = await client.send("POST", f"{url}0", json={"state": "success"})
    assert wrong.status == 403
    strange = await client.send("POST", url, json={"state": "perhaps"})
    assert strange.status == 422
    wall.tick(hours=1)
    too_late = await client.send("POST", url, json={"state": "success"})
    assert too_late.status == 403

    (action,) = (await client.get(client.path(cloud.electric_vehicle))).json["actions"]
    url = action["resolution_link"]["url"].replace("/resolve", "/state")
    assert (await client.send("POST", url, json={"state": "success"})).status == 200
    assert not cloud.electric_vehicle.fields["action_needed"]
    assert (await client.send("POST", url, json={"state": "success"})).status == 404


@pytest.mark.parametrize(
    "kind", [DeviceType.ELECTRIC_VEHICLE, DeviceType.SOLAR_INVERTER]
)
async def test_signing_in_again(client: Client, cloud: Cloud, kind: DeviceType) -> None:
    device = device_of(cloud, kind)
    cloud.controls.raise_action(device.id)
    assert device.fields["is_authenticated"] is False

    answer = await client.call("POST", client.path(device, "/auth_session"), json={})
    page = await client.send("GET", answer.json["authentication_url"])

    assert answer.json.keys() == {"authentication_url", "device_id", "session_id"}
    assert answer.json["device_id"] == device.id
    assert "is connected" in page.text
    assert device.fields["is_authenticated"] is True

"""Boosts."""

from simulator import Cloud
from simulator.clock import ManualTime

from .client import Client


async def boost(client: Client, method: str = "POST") -> tuple[int, object]:
    answer = await client.call(
        method, client.path(client.cloud.electric_vehicle, "/boost")
    )
    return answer.status, answer.json if answer.text else None


def boost_state(cloud: Cloud) -> tuple[str, bool]:
    fields = cloud.electric_vehicle.fields
    return fields["boost_state"], fields["boost_for_next_session"]


async def test_a_boost_starts_charging_and_ends_when_full(
    client: Client, cloud: Cloud, wall: ManualTime
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


async def test_a_boost_ends_when_unplugged(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    await boost(client)
    wall.tick(seconds=8)
    assert boost_state(cloud) == ("ongoing", False)

    cloud.controls.unplug(cloud.electric_vehicle.id)

    assert boost_state(cloud) == ("unavailable", False)
    assert not cloud.electric_vehicle.fields["is_charging"]


async def test_a_boost_is_armed_while_unplugged(
    client: Client, cloud: Cloud, wall: ManualTime
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


async def test_an_armed_boost_of_a_full_car_is_cleared(
    client: Client, cloud: Cloud
) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    await boost(client)
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 80)

    cloud.controls.plug_in(cloud.electric_vehicle.id)

    assert boost_state(cloud) == ("unavailable", False)


async def test_a_boost_of_a_car_that_became_full_never_starts(
    client: Client, cloud: Cloud, wall: ManualTime
) -> None:
    await boost(client)
    cloud.controls.set_battery_level(cloud.electric_vehicle.id, 80)
    assert boost_state(cloud) == ("requested", False)

    wall.tick(seconds=8)

    assert boost_state(cloud) == ("unavailable", False)


async def test_a_boost_is_refused_while_charging(client: Client, cloud: Cloud) -> None:
    cloud.controls.set_fields(
        cloud.electric_vehicle.id, is_smart_optimization_active=False
    )

    assert cloud.electric_vehicle.fields["is_charging"]
    charging = {"state": "unavailable", "reason": "already_charging"}
    assert await boost(client) == (409, charging)


async def test_a_boost_can_stall_or_be_refused(
    client: Client, cloud: Cloud, wall: ManualTime
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

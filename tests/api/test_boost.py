"""Boosts of electric vehicles."""

import pytest

from custom_components.podero.api import (
    ElectricVehicle,
    Podero,
    PoderoBoostRefusedError,
    PoderoRejectedError,
    PoderoResponseError,
    PoderoServerError,
)
from simulator import Cloud
from tests.api.conftest import only


async def test_what_must_not_be_done_twice_is_not_sent_again(
    client: Podero, cloud: Cloud
) -> None:
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    failing = cloud.faults.fail("POST", "*/boost", status=503)
    with pytest.raises(PoderoServerError):
        await client.boost(car)
    assert failing.hits == 1
    failing.stop()
    await client.boost(car)


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_page_is_no_answer_to_a_boost(
    client: Podero, cloud: Cloud, method: str
) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    ask = client.boost if method == "POST" else client.cancel_boost
    failing = cloud.faults.fail(method, "*/boost", status=200, body="<html></html>")
    with pytest.raises(PoderoResponseError):
        await ask(car)
    failing.stop()
    await ask(car)


async def test_boost_and_cancel(client: Podero, cloud: Cloud) -> None:
    cloud.controls.unplug(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    await client.boost(car)
    car = only(await client.devices(ElectricVehicle))
    assert car.boost_for_next_session is True
    await client.cancel_boost(car)
    car = only(await client.devices(ElectricVehicle))
    assert car.boost_for_next_session is False


@pytest.mark.parametrize("in_detail", [False, True])
async def test_a_refused_boost_says_why(
    client: Podero, cloud: Cloud, in_detail: bool
) -> None:
    cloud.behavior.boost_errors_in_detail = in_detail
    cloud.controls.plug_in(cloud.electric_vehicle.id)
    car = only(await client.devices(ElectricVehicle))
    await client.boost(car)
    with pytest.raises(PoderoBoostRefusedError) as refused:
        await client.boost(car)
    assert refused.value.reason == "already_charging"


async def test_a_refused_boost_may_say_nothing(client: Podero, cloud: Cloud) -> None:
    car = only(await client.devices(ElectricVehicle))
    cloud.faults.fail("POST", "*/boost", status=409, body="<html>Conflict</html>")
    with pytest.raises(PoderoBoostRefusedError) as refused:
        await client.boost(car)
    assert refused.value.reason is None


async def test_a_boost_may_be_rejected_otherwise(client: Podero, cloud: Cloud) -> None:
    car = only(await client.devices(ElectricVehicle))
    failure = cloud.faults.fail("POST", "*/boost", status=422)
    with pytest.raises(PoderoRejectedError):
        await client.boost(car)
    failure.stop()
    await client.boost(car)

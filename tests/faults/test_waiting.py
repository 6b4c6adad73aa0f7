"""A cloud that asks to wait is left in peace, for just as long."""

from unittest.mock import patch

import pytest

from .endpoint import Endpoint
from .endpoints import DEVICES, SETTINGS, TOKEN
from .site import WORKS, Site
from .uses import read_week

HEAT_PUMPS, HEAT_PUMP, NEW_TOKEN = DEVICES[0], SETTINGS[0], TOKEN[0]
DATE = "Wed, 18 Mar 2026 09:02:02 GMT"
WITH_A_CLOCK_OF_ITS_OWN = {
    "Date": "Tue, 18 Mar 2025 20:00:31 GMT",
    "Retry-After": "Tue, 18 Mar 2025 20:02:01 GMT",
}


@pytest.mark.parametrize("endpoint", [HEAT_PUMPS, HEAT_PUMP, NEW_TOKEN], ids=str)
@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"Retry-After": "90"}, 90),
        (429, {"Retry-After": DATE}, 90),
        (429, WITH_A_CLOCK_OF_ITS_OWN, 90),
        (429, {}, 60),
        (503, {"Retry-After": "90"}, 90),
    ],
)
async def test_nothing_is_sent_until_the_time_is_over(
    site: Site, endpoint: Endpoint, status: int, headers: dict[str, str], seconds: int
) -> None:
    with patch("custom_components.podero.PLATFORMS", HEAT_PUMPS.platforms):
        assert await site.set_up()
    if endpoint is NEW_TOKEN:
        site.cloud.tokens.expire()
    struck = site.cloud.faults.fail(
        endpoint.method, endpoint.path, status=status, headers=headers, times=1
    )
    await site.poll()
    if endpoint is HEAT_PUMP:
        assert await endpoint.use(site) == "rate limited"
    assert struck.hits == 1

    site.cloud.requests.clear()
    assert await read_week(site) == "rate limited"
    for _ in range(seconds - 1):
        await site.wait(1)
    assert await read_week(site) == "rate limited"
    assert not site.cloud.requests

    await site.wait(2)
    assert await read_week(site) == WORKS
    if endpoint is HEAT_PUMPS:
        # Chance has it that polls are resumed half a minute later.
        await site.wait(27)
        assert not any(
            request.path.endswith("/heat-pumps") for request in site.cloud.requests
        )
    await site.let_pass(60)
    assert site.available() >= site.entities_of(site.cloud.solar_inverter.id)

"""A home with credentials of its own, at the gateway of deploy/nginx."""

from typing import Any

import pytest

from tools.demo.api import Api
from tools.demo.home import DOMAIN, Home, wait_until_loaded
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import HEAT_PUMP, SimulatedCloud

REVOKED_SECONDS = 60


@pytest.fixture(autouse=True)
def _with_gateway(pytestconfig: pytest.Config) -> None:
    if not pytestconfig.getoption("--gateway"):
        pytest.skip("Needs --gateway")


def test_home_asks_for_new_credentials_once_it_is_revoked(
    api: Api, cloud: SimulatedCloud, home: Home, entry: dict[str, Any]
) -> None:
    gateway = cloud.gateway
    assert gateway is not None
    switch = home.entity(HEAT_PUMP, "switch", "is_smart_optimization_active")

    gateway.add_homes([cloud.home_id])
    gateway.write_homes()
    gateway.reload()
    (flow,) = RETRIES.wait(lambda: reauthentications(api), REVOKED_SECONDS)
    assert flow["context"]["entry_id"] == entry["entry_id"]

    credentials = gateway.access(cloud.home_id)
    answer = api.continue_flow(
        flow["flow_id"],
        {key: credentials[key] for key in ("client_id", "client_secret")},
    )
    assert (answer["type"], answer["reason"]) == ("abort", "reauth_successful")
    wait_until_loaded(api)
    api.wait_for(switch, "on".__eq__)


def reauthentications(api: Api) -> list[dict[str, Any]]:
    flows: list[dict[str, Any]] = api.command("config_entries/flow/progress")
    return [
        flow
        for flow in flows
        if flow["handler"] == DOMAIN and flow["context"]["source"] == "reauth"
    ]

"""Prices and past energy in a real Home Assistant."""

from typing import Any

import pytest

from tools.demo.api import Api
from tools.demo.home import DOMAIN, Home, wait_until_loaded
from tools.demo.retries import RETRIES
from tools.demo.simulated_cloud import ELECTRIC_VEHICLE, SimulatedCloud

SECONDS = 30
SWITCHES = {"energy_dashboard": True, "import_history": False}
# Those that the simulated cloud leaves out of wholesale prices.
FEES = {"price_fees": 0.13, "price_tax": 20}
DURATION = {"duration": "02:00:00"}


def act(api: Api, action: str, **data: Any) -> Any:
    """Use an action and return its response."""
    return api.command(
        "call_service",
        domain=DOMAIN,
        service=action,
        service_data=data,
        return_response=True,
    )["response"]


def set_options(api: Api, entry: dict[str, Any], **options: Any) -> None:
    """Change the options, which reloads the home."""
    path = "/api/config/config_entries/options/flow"
    flow = api.post(path, {"handler": entry["entry_id"]})
    done = api.post(f"{path}/{flow['flow_id']}", {**SWITCHES, **options})
    assert done["type"] == "create_entry", done
    wait_until_loaded(api)


def priced(api: Api, home: Home, name: str, *, in_dashboard: bool) -> bool:
    """Whether the price has a name, and is that of the grid in the dashboard."""
    assert home.price is not None
    attributes = api.state(home.price)["attributes"]
    [grid] = [
        source
        for source in api.command("energy/get_prefs")["energy_sources"]
        if source["type"] == "grid"
    ]
    expected = home.price if in_dashboard else None
    has_name = bool(attributes["friendly_name"] == name)
    return has_name and grid["entity_energy_price"] == expected


def problems_of_prices(api: Api, home: Home) -> list[Any]:
    """Return what Home Assistant says is wrong with prices in the dashboard."""
    return [
        problem
        for kind in api.command("energy/validate").values()
        for of in kind
        for problem in of
        if "price" in problem["type"] or str(home.price) in str(problem)
    ]


def test_wholesale_prices_become_what_the_owner_pays(
    api: Api, cloud: SimulatedCloud, home: Home, entry: dict[str, Any]
) -> None:
    assert RETRIES.wait(lambda: Home(api, cloud).price is not None, SECONDS)
    home = Home(api, cloud)
    before = act(api, "get_prices")
    assert len(before["prices"]) >= 24
    assert before["currency"] == "EUR"
    window = act(api, "find_cheapest_window", **DURATION)
    pieces = act(api, "find_cheapest_window", **DURATION, split=True)
    assert pieces["cost"] <= window["cost"]

    wholesale = {"includes_external_components": False}
    cloud.control("set_energy_contracts", contracts=[wholesale])
    api.call_service("homeassistant.update_entity", entity_id=home.price)
    name = "Energy contract Wholesale price"
    assert RETRIES.wait(lambda: priced(api, home, name, in_dashboard=False), SECONDS)
    assert not problems_of_prices(api, home)

    set_options(api, entry, **FEES)
    name = "Energy contract Price"
    assert RETRIES.wait(lambda: priced(api, home, name, in_dashboard=True), SECONDS)
    assert not problems_of_prices(api, home)
    after = act(api, "get_prices")
    assert [row["price"] for row in after["prices"]] == pytest.approx(
        [row["price"] for row in before["prices"]], abs=1e-3
    )
    assert home.price is not None
    cheap = home.price.replace("sensor.", "binary_sensor.").replace(
        "_price", "_cheap_now"
    )
    assert api.state(cheap)["state"] in ("on", "off")


def test_past_energy_without_a_unit(
    api: Api, cloud: SimulatedCloud, home: Home, entry: dict[str, Any]
) -> None:
    cloud.control("set_behavior", history_names_units=False, history_gap_days=7)
    set_options(api, entry, import_history=True)

    def imported(device_type: str) -> bool:
        device_id = home.device_ids[device_type].replace("-", "_")
        return any(
            device_id in statistic["statistic_id"] and statistic["source"] == DOMAIN
            for statistic in api.command("recorder/list_statistic_ids")
        )

    assert RETRIES.wait(lambda: imported("heat-pumps"), SECONDS)
    assert RETRIES.wait(lambda: imported(ELECTRIC_VEHICLE), SECONDS)
    assert not [
        issue
        for issue in api.command("repairs/list_issues")["issues"]
        if issue["domain"] == DOMAIN
    ]

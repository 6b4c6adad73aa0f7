"""Dashboard of the demo, with Home Assistant's own cards.

Missing entities are left out.
"""

from typing import Any

from tools.demo.api import Api
from tools.demo.dashboard import electric_vehicle, sections
from tools.demo.dashboard.cards import Card
from tools.demo.energy import energy_preferences
from tools.demo.home import Home
from tools.demo.texts import Texts

URL_PATH = "sample-home"
CHARGING_PATH = "charging"
ICON = "mdi:home-lightning-bolt"


def save_dashboard(api: Api, home: Home, texts: Texts) -> None:
    """Create the dashboard and make it the default."""
    known = {board["url_path"] for board in api.command("lovelace/dashboards/list")}
    if URL_PATH not in known:
        api.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title=texts.home,
            icon=ICON,
        )
    api.command("energy/save_prefs", **energy_preferences(home, texts))
    api.command(
        "lovelace/config/save", url_path=URL_PATH, config=dashboard(home, texts)
    )
    api.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


def dashboard(home: Home, texts: Texts) -> dict[str, Any]:
    """Return the configuration of the dashboard."""
    return {
        "views": [
            _view(
                texts.home,
                "home",
                _section(sections.energy(home, texts)),
                _section(sections.heating(home, texts)),
                _section(sections.last_day(home, texts)),
                _section(electric_vehicle.car(home, texts), row_span=2),
                _section(sections.money(home, texts)),
            ),
            _view(
                texts.charging,
                CHARGING_PATH,
                _section(electric_vehicle.charging(home, texts)),
                _section(electric_vehicle.charging_plan(home, texts)),
                _section(electric_vehicle.price(home, texts)),
                _section(electric_vehicle.charged(home, texts)),
            ),
        ]
    }


def _view(title: str, path: str, *shown: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "sections",
        "title": title,
        "path": path,
        "max_columns": 2,
        "sections": [section for section in shown if section["cards"]],
    }


def _section(cards: list[Card], **place: int) -> dict[str, Any]:
    return {"type": "grid", "cards": cards} | place

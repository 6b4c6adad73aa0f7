"""The dashboard of the sample home, made of Home Assistant's own cards.

An entity that the integration does not have (yet) is left out.
"""

from typing import Any

from tools.demo.api import Api
from tools.demo.dashboard import car_sections, sections
from tools.demo.dashboard.cards import Card
from tools.demo.energy import energy_preferences
from tools.demo.home import Home
from tools.demo.words import Words

URL_PATH = "sample-home"
CHARGING_PATH = "charging"
ICON = "mdi:home-lightning-bolt"


def save_dashboard(api: Api, home: Home, words: Words) -> None:
    """Make the dashboard and let it be what everybody sees first."""
    known = {board["url_path"] for board in api.command("lovelace/dashboards/list")}
    if URL_PATH not in known:
        api.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title=words.home,
            icon=ICON,
        )
    api.command("energy/save_prefs", **energy_preferences(home, words))
    api.command(
        "lovelace/config/save", url_path=URL_PATH, config=dashboard(home, words)
    )
    api.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


def dashboard(home: Home, words: Words) -> dict[str, Any]:
    """The configuration of the dashboard."""
    return {
        "views": [
            _view(
                words.home,
                "home",
                _section(sections.energy(home, words)),
                _section(sections.heating(home, words)),
                _section(sections.last_day(home, words)),
                _section(car_sections.car(home, words), row_span=2),
                _section(sections.money(home, words)),
            ),
            _view(
                words.charging,
                CHARGING_PATH,
                _section(car_sections.charging(home, words)),
                _section(car_sections.charging_plan(home, words)),
                _section(car_sections.price(home, words)),
                _section(car_sections.charged(home, words)),
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

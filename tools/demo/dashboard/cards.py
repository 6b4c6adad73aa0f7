"""Configurations of Home Assistant's cards."""

from typing import Any

type Card = dict[str, Any]

# The colors of Home Assistant's energy cards.
SOLAR = "orange"
CONSUMPTION = "primary"
BATTERY = "pink"
GRID = "deep-purple"
HEAT = "deep-orange"
CAR_GREEN = "green"
PRICE = "blue"


def heading(title: str, icon: str, *badges: str | None) -> Card:
    """Return a heading with entities as badges."""
    return {
        "type": "heading",
        "heading": title,
        "icon": icon,
        "badges": [
            {"type": "entity", "entity": entity, "show_state": True, "show_icon": True}
            for entity in badges
            if entity
        ],
    }


def tile(entity: str | None, name: str, **looks: Any) -> Card | None:
    """Return a tile card."""
    if entity is None:
        return None
    return {"type": "tile", "entity": entity, "name": name} | looks


def switch(entity: str | None, name: str, icon: str) -> Card | None:
    """Return a tile card whose icon toggles a switch."""
    return tile(entity, name, icon=icon, color="primary")


def hourly(chart_type: str, *graphed: tuple[str | None, str, str], rows: int) -> Card:
    """Return a graph of hourly values of the last day."""
    return {
        "type": "statistics-graph",
        "chart_type": chart_type,
        "period": "hour",
        "days_to_show": 1,
        "stat_types": ["mean"],
        "entities": [
            {"entity": entity, "name": name, "color": color}
            for entity, name, color in graphed
            if entity
        ],
        "hide_legend": len(graphed) == 1,
        "grid_options": {"columns": "full", "rows": rows},
    }


def present(*cards: Card | None) -> list[Card]:
    """Return the cards that exist."""
    return [card for card in cards if card]

"""Fills the template of a dashboard with the entities of a home."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

type Config = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """An entity to show; its key is its platform and its translation key."""

    key: str
    entity_id: str
    # The name of its device, which no other device has.
    device: str
    # Only if the user renamed the entity.
    name: str | None = None


@dataclass(frozen=True, kw_only=True)
class Scope:
    """The entities that a section is about: those of a home or of one device.

    A type of card that is in ``limits`` shows only the entities that are there.
    """

    entities: Sequence[Found]
    texts: Mapping[str, str]
    limits: Mapping[str, frozenset[str]]
    is_admin: bool
    is_device: bool = False

    def find(self, key: str | None, device: str | None = None) -> list[Found]:
        """Return the entities of a key, or of a whole platform."""
        return [
            found
            for found in self.entities
            if key in (found.key, found.key.partition(".")[0])
            and device in (None, found.device)
        ]

    def devices(self) -> list[Scope]:
        """Return the scope of each device."""
        return [
            replace(self, entities=[*entities], is_device=True)
            for _, entities in groupby(self.entities, attrgetter("device"))
        ]

    def limited(self, card_type: str) -> Scope:
        """Return the scope of a type of card."""
        if (limit := self.limits.get(card_type)) is None:
            return self
        entities = [found for found in self.entities if found.entity_id in limit]
        return replace(self, entities=entities)

    def name(self, found: Found, text: str | None) -> str:
        """Return the shortest name that can be understood in this scope."""
        if found.name is not None:
            return found.name
        if text is None and not self.is_device:
            return found.device
        name = self.texts[text or found.key]
        several = len(self.find(found.key)) > 1
        return f"{name} · {found.device}" if several else name


def fill(template: Config, homes: Sequence[tuple[str, Scope]]) -> Config:
    """Return the configuration of a dashboard of homes, which have titles."""
    views: list[Config] = []
    for number, (home, scope) in enumerate(homes):
        for view in template["views"]:
            sections = [
                section
                for part in view["sections"]
                for section in _sections(part, scope)
            ]
            title = scope.texts[view["title"]]
            if sections:
                views.append(
                    {
                        "type": "sections",
                        "title": f"{home}: {title}" if len(homes) > 1 else title,
                        "path": view["path"] + (f"-{number + 1}" if number else ""),
                        "max_columns": 3,
                        "dense_section_placement": True,
                        "sections": sections,
                    }
                )
    return {"views": views or [{"type": "sections", "sections": []}]}


def _sections(part: Config, scope: Scope) -> Iterator[Config]:
    """Return a section of the home, or one for each device that it is about."""
    scopes = scope.devices() if part.get("for") == "device" else [scope]
    filled = [(each, [*_cards(part["cards"], each)]) for each in scopes]
    filled = [(each, cards) for each, cards in filled if cards]
    for each, cards in filled:
        device = each.entities[0].device
        title = each.texts[part["heading"]] if "heading" in part else device
        if "heading" in part and len(filled) > 1:
            title = f"{title} · {device}"
        heading: Config = {"type": "heading", "heading": title, "icon": part["icon"]}
        if badges := [
            {"type": "entity", "entity": found.entity_id}
            for key in part.get("badges", ())
            for found in each.find(key)
        ]:
            heading["badges"] = badges
        path = part.get("path") or (scope.is_admin and part.get("admin_path"))
        if path:
            heading["tap_action"] = {"action": "navigate", "navigation_path": path}
        headings = [] if cards[0]["type"] == "heading" else [heading]
        section: Config = {"type": "grid", "cards": [*headings, *cards]}
        if "column_span" in part:
            section["column_span"] = part["column_span"]
        # A heading without cards would be left.
        conditions = [card.get("visibility") for card in cards]
        if all(conditions):
            both = [{"condition": "and", "conditions": each} for each in conditions]
            section["visibility"] = [{"condition": "or", "conditions": both}]
        yield section


def _cards(templates: Iterable[Config], home: Scope) -> Iterator[Config]:
    """Return the cards that have something to show."""
    for template in templates:
        if "cards" in template:
            for device in home.devices():
                yield from _cards(template["cards"], replace(device, is_device=False))
            continue
        scope = home.limited(template["type"])
        if scope.find(template.get("unless")):
            continue
        if "if" in template and not scope.find(template["if"]):
            continue
        card = {
            key: scope.texts[value] if key in ("content", "heading") else value
            for key, value in template.items()
            if key not in ("if", "unless")
        }
        if "title" in card:
            card["title"] = home.entities[0].device
        yield from _filled(card, scope, home)


def _filled(card: Config, scope: Scope, home: Scope) -> Iterable[Config]:
    """Return a card for its entities, of which there may be none."""
    if "entity" in card:
        return _with_entity(card, scope)
    if "entities" in card:
        entities = [*_entities(card["entities"], scope)]
        return [card | {"entities": entities}] if entities else []
    if "content" in card:
        alert = f'<ha-alert alert-type="error">{card["content"]}</ha-alert>'
        card = card | {"content": alert}
    if "visibility" in card:
        conditions = _conditions(card["visibility"], home, None)
        card = card | {"visibility": conditions} if conditions else {}
    return [card] if card and scope.entities else []


def _with_entity(card: Config, scope: Scope) -> Iterator[Config]:
    """Return the card for each entity of its key."""
    for found in scope.find(card["entity"]):
        filled = {
            **card,
            "entity": found.entity_id,
            "name": scope.name(found, card.get("name")),
        }
        if "attribute" in card:
            attribute = f"state_attr({found.entity_id!r}, {card['attribute']!r})"
            filled = {key: card[key] for key in card.keys() - {"entity", "attribute"}}
            filled["content"] = f"{{{{ {attribute} or '' }}}}"
        if "visibility" in card:
            conditions = _conditions(card["visibility"], scope, found.device)
            filled.pop("visibility")
            filled |= {"visibility": conditions} if conditions else {}
        if "features" in card:
            filled["features"] = [
                feature | {"action_name": scope.texts[feature["action_name"]]}
                if "action_name" in feature
                else feature
                for feature in card["features"]
            ]
        yield filled


def _entities(items: Iterable[Config | str], scope: Scope) -> Iterator[Config | str]:
    """Return the entities of a card, with or without names."""
    for item in items:
        if isinstance(item, str):
            yield from (found.entity_id for found in scope.find(item))
        else:
            yield from _with_entity(item, scope)


def _conditions(
    conditions: Iterable[Config], scope: Scope, device: str | None
) -> list[Config]:
    """Return the conditions about entities that exist, of a device or of all."""
    filled: list[Config] = []
    for condition in conditions:
        if "conditions" in condition:
            parts = _conditions(condition["conditions"], scope, device)
            filled += [condition | {"conditions": parts}] if parts else []
        else:
            filled += [
                condition | {"entity": found.entity_id}
                for found in scope.find(condition["entity"], device)
            ]
    return filled

"""Somebody who tries everything there is, and looks at what became of it."""

import asyncio
from collections import Counter
from enum import StrEnum
from random import Random
from typing import Any

from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er

from bench.household import Household
from bench.wishes import AWAY_OFF, OF_ENTITY, Json, Wish, of_car, of_heat_pump
from bench.witness import Write
from custom_components.podero.const import DOMAIN
from simulator import Device

OF_DEVICE = {"heat-pumps": of_heat_pump, "electric-vehicles": of_car}
BOOST = ("boost", "boost_for_next_session")


class Outcome(StrEnum):
    """What became of a command."""

    DONE = "took effect"
    REFUSED = "refused before anything was sent"
    FAILED = "failed with an error, nothing changed"
    REPLY_LOST = "failed with an error, the reply to the change was lost"
    NOT_HANDED_OVER = "not handed over: the entity was unavailable"
    IN_BETWEEN = "in between"


class Homeowner:
    """Gives commands through Home Assistant's services."""

    def __init__(self, home: Household, dice: Random) -> None:
        self._home = home
        self._dice = dice
        self.outcomes: Counter[Outcome] = Counter()
        self.services: Counter[str] = Counter()
        self.in_between: list[str] = []

    async def act(self) -> None:
        """Give any command that there is, and note what became of it."""
        target, device, wish, is_available = self._wish()
        before = self._view(device)
        first = len(self._home.witness.writes)
        error = await self._call(target, wish)
        writes = [
            write
            for write in self._home.witness.writes[first:]
            if device.id in write.path and not _is_tidying(write, wish)
        ]
        after = self._view(device)
        outcome = judge(wish, error, writes, before, after, is_available=is_available)
        self.outcomes[outcome] += 1
        self.services[wish.service] += 1
        if outcome is Outcome.IN_BETWEEN:
            sent = [(write.body, write.answer_lost) for write in writes]
            self.in_between.append(
                f"{wish.service} {wish.data} on {target}: {error!r}, carried out {sent}"
            )

    async def _call(
        self, target: dict[str, str], wish: Wish
    ) -> HomeAssistantError | None:
        domain, service = wish.service.split(".")
        *_, result = await asyncio.gather(
            *(
                self._home.hass.services.async_call(
                    domain,
                    service,
                    {**data, **target},
                    blocking=True,
                    return_response=service.startswith("get_"),
                )
                for data in (*wish.hasty, wish.data)
            ),
            return_exceptions=True,
        )
        if isinstance(result, HomeAssistantError):
            return result
        if isinstance(result, BaseException):
            raise result
        return None

    def _wish(self) -> tuple[dict[str, str], Device, Wish, bool]:
        """Return a target, its device, what is wanted, and whether it can be had."""
        hass, cloud, dice = self._home.hass, self._home.cloud, self._dice
        entry_id = self._home.entry.entry_id
        entities = [
            entity
            for entity in er.async_entries_for_config_entry(
                er.async_get(hass), entry_id
            )
            if entity.domain in OF_ENTITY and hass.states.get(entity.entity_id)
        ]
        devices = {
            known.id: cloud.organization.device(identifier)
            for known in dr.async_entries_for_config_entry(dr.async_get(hass), entry_id)
            if (identifier := dict(known.identifiers)[DOMAIN]) != cloud.home.id
        }
        able = [
            key for key, device in devices.items() if device.device_type in OF_DEVICE
        ]
        chosen = dice.randrange(len(entities) + 5 * len(able))
        if chosen >= len(entities):
            device_id = dice.choice(able)
            device = devices[device_id]
            return (
                {"device_id": device_id},
                device,
                OF_DEVICE[device.device_type](dice),
                True,
            )
        entity = entities[chosen]
        state = hass.states.get(entity.entity_id)
        assert state is not None
        device_id, _, key = entity.unique_id.partition("_")
        wish = OF_ENTITY[entity.domain](key, state.attributes, dice)
        is_available = state.state != STATE_UNAVAILABLE
        return (
            {"entity_id": entity.entity_id},
            cloud.organization.device(device_id),
            wish,
            is_available,
        )

    def _view(self, device: Device) -> Json:
        """Return all of a device as the cloud has it, also what it does not show."""
        site = self._home.cloud.organization.household_of(device)
        fields: dict[str, Any] = device.fields
        week = (
            site.charge_policy.week(fields) if "minimum_charge_limit" in fields else {}
        )
        boost = site.boost
        return {
            **fields,
            **week,
            "timezone": site.charge_policy.timezone,
            "boost": boost.armed or boost.requested_at is not None or boost.ongoing,
        }


def _is_tidying(write: Write, wish: Wish) -> bool:
    """Whether a change is that of the integration, which clears what has passed."""
    return write.body == AWAY_OFF and not wish.is_done(AWAY_OFF)


def judge(
    wish: Wish,
    error: HomeAssistantError | None,
    writes: list[Write],
    before: Json,
    after: Json,
    *,
    is_available: bool = True,
) -> Outcome:
    """Tell what became of a wish, given the device before and after."""
    names = {
        name
        for write in writes
        for name in (write.body if isinstance(write.body, dict) else BOOST)
    }
    is_changed = any(before[name] != after[name] for name in names)
    if error is None and not is_available:
        return Outcome.IN_BETWEEN if writes else Outcome.NOT_HANDED_OVER
    if error is None:
        return Outcome.DONE if wish.is_done(after) else Outcome.IN_BETWEEN
    if isinstance(error, ServiceValidationError) and (wish.hasty or not writes):
        return Outcome.REFUSED
    if not is_changed:
        return Outcome.FAILED
    if all(write.answer_lost for write in writes):
        return Outcome.REPLY_LOST
    return Outcome.IN_BETWEEN

"""Runs random commands and checks their outcome in the simulated cloud."""

import asyncio
from collections import Counter
from enum import StrEnum
from random import Random
from typing import Any

from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity_platform import async_get_platforms

from bench.commands import (
    AWAY_OFF,
    ENTITY_COMMANDS,
    Command,
    Json,
    car_command,
    heat_pump_command,
)
from bench.simulated_home import SimulatedHome
from bench.write_log import Write
from custom_components.podero.const import DOMAIN
from simulator import Device

DEVICE_COMMANDS = {"heat-pumps": heat_pump_command, "electric-vehicles": car_command}
BOOST = ("boost", "boost_for_next_session")


class Outcome(StrEnum):
    """Outcome of a command."""

    DONE = "took effect"
    REFUSED = "refused before anything was sent"
    FAILED = "failed with an error, nothing changed"
    REPLY_LOST = "failed with an error, the reply to the change was lost"
    NOT_SENT = "not handed over: the entity was unavailable"
    UNCLEAR = "in between"


class CommandRunner:
    """Calls Home Assistant's services for random entities and devices."""

    def __init__(self, home: SimulatedHome, dice: Random) -> None:
        self._home = home
        self._dice = dice
        self.outcomes: Counter[Outcome] = Counter()
        self.services: Counter[str] = Counter()
        self.unclear: list[str] = []

    async def run_random_command(self) -> None:
        """Run a random command and record its outcome."""
        target, device, command, is_available = self._choose()
        before = self._view(device)
        first = len(self._home.write_log.writes)
        error = await self._call(target, command)
        writes = [
            write
            for write in self._home.write_log.writes[first:]
            if device.id in write.path and not _is_expired_away_mode(write, command)
        ]
        after = self._view(device)
        outcome = outcome_of(
            command, error, writes, before, after, is_available=is_available
        )
        self.outcomes[outcome] += 1
        self.services[command.service] += 1
        if outcome is Outcome.UNCLEAR:
            applied = [(write.body, write.answer_lost) for write in writes]
            self.unclear.append(
                f"{command.service} {command.data} on {target}: {error!r}, {applied=}"
            )

    async def _call(
        self, target: dict[str, str], command: Command
    ) -> HomeAssistantError | None:
        domain, service = command.service.split(".")
        *_, result = await asyncio.gather(
            *(
                self._home.hass.services.async_call(
                    domain,
                    service,
                    {**data, **target},
                    blocking=True,
                    return_response=service.startswith("get_"),
                )
                for data in (*command.superseded, command.data)
            ),
            return_exceptions=True,
        )
        if isinstance(result, HomeAssistantError):
            return result
        if isinstance(result, BaseException):
            raise result
        return None

    def _choose(self) -> tuple[dict[str, str], Device, Command, bool]:
        """Return a target, its device, a command, and whether it is available."""
        hass, cloud, dice = self._home.hass, self._home.cloud, self._dice
        entry_id = self._home.entry.entry_id
        entities = [
            entity
            for entity in er.async_entries_for_config_entry(
                er.async_get(hass), entry_id
            )
            if entity.domain in ENTITY_COMMANDS and hass.states.get(entity.entity_id)
        ]
        devices = {
            known.id: cloud.organization.device(identifier)
            for known in dr.async_entries_for_config_entry(dr.async_get(hass), entry_id)
            if (identifier := dict(known.identifiers)[DOMAIN]) != cloud.home.id
        }
        able = [
            key
            for key, device in devices.items()
            if device.device_type in DEVICE_COMMANDS
        ]
        chosen = dice.randrange(len(entities) + 5 * len(able))
        if chosen >= len(entities):
            device_id = dice.choice(able)
            device = devices[device_id]
            return (
                {"device_id": device_id},
                device,
                DEVICE_COMMANDS[device.device_type](dice),
                True,
            )
        entity = entities[chosen]
        state = hass.states.get(entity.entity_id)
        assert state is not None
        device_id, _, key = entity.unique_id.partition("_")
        command = ENTITY_COMMANDS[entity.domain](key, state.attributes, dice)
        return (
            {"entity_id": entity.entity_id},
            cloud.organization.device(device_id),
            command,
            self._is_available(entity.entity_id),
        )

    def _is_available(self, entity_id: str) -> bool:
        """Return whether Home Assistant hands commands over to an entity.

        The state of a button that has no effect is unavailable, unlike the entity.
        """
        return any(
            platform.entities[entity_id].available
            for platform in async_get_platforms(self._home.hass, DOMAIN)
            if entity_id in platform.entities
        )

    def _view(self, device: Device) -> Json:
        """Return the fields of a device in the cloud, with its schedule and boost."""
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


def _is_expired_away_mode(write: Write, command: Command) -> bool:
    """Return whether the integration itself cleared an expired away mode."""
    return write.body == AWAY_OFF and not command.is_applied(AWAY_OFF)


def outcome_of(
    command: Command,
    error: HomeAssistantError | None,
    writes: list[Write],
    before: Json,
    after: Json,
    *,
    is_available: bool = True,
) -> Outcome:
    """Return the outcome of a command from the device before and after it."""
    names = {
        name
        for write in writes
        for name in (write.body if isinstance(write.body, dict) else BOOST)
    }
    is_changed = any(before[name] != after[name] for name in names)
    if error is None and not is_available:
        return Outcome.UNCLEAR if writes else Outcome.NOT_SENT
    if error is None:
        return Outcome.DONE if command.is_applied(after) else Outcome.UNCLEAR
    if isinstance(error, ServiceValidationError) and (command.superseded or not writes):
        return Outcome.REFUSED
    if not is_changed:
        return Outcome.FAILED
    if all(write.answer_lost for write in writes):
        return Outcome.REPLY_LOST
    return Outcome.UNCLEAR

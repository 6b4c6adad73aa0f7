"""Clients that act like Google Home and Alexa with a manual setup."""

from http import HTTPStatus
from typing import Any

from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import Home

type Tree = dict[str, Any]


class Google:
    """A Google Home client with a manual setup."""

    def __init__(self, home: Home, get_client: ClientSessionGenerator) -> None:
        self._home = home
        self._get_client = get_client

    async def connect(self, *shown: str) -> None:
        """Connect the home and expose additional entities."""
        config = {
            "project_id": "home",
            "entity_config": {entity_id: {"expose": True} for entity_id in shown},
        }
        assert await async_setup_component(
            self._home.hass, "google_assistant", {"google_assistant": config}
        )
        await self._home.hass.async_block_till_done()

    async def _ask(self, intent: str, **payload: Any) -> Tree:
        client = await self._get_client()
        response = await client.post(
            "/api/google_assistant",
            json={
                "requestId": "1",
                "inputs": [{"intent": f"action.devices.{intent}", "payload": payload}],
            },
        )
        assert response.status == HTTPStatus.OK
        await self._home.hass.async_block_till_done()
        answer: Tree = (await response.json())["payload"]
        return answer

    async def devices(self) -> dict[str, Tree]:
        """Return the discovered devices by entity ID."""
        return {item["id"]: item for item in (await self._ask("SYNC"))["devices"]}

    async def state(self, entity_id: str) -> Tree:
        """Return the state of an entity."""
        answer = await self._ask("QUERY", devices=[{"id": entity_id}])
        state: Tree = answer["devices"][entity_id]
        return state

    async def command(self, entity_id: str, command: str, **params: Any) -> str:
        """Execute a command and return the result."""
        execution = [
            {"command": f"action.devices.commands.{command}", "params": params}
        ]
        order = {"devices": [{"id": entity_id}], "execution": execution}
        [done] = (await self._ask("EXECUTE", commands=[order]))["commands"]
        return str(done["status"])


class Alexa:
    """An Alexa client with a manual setup."""

    def __init__(self, home: Home, get_client: ClientSessionGenerator) -> None:
        self._home = home
        self._get_client = get_client

    async def connect(self, *shown: str) -> None:
        """Connect the home and expose these entities, or those exposed by default."""
        only = {"filter": {"include_entities": list(shown)}} if shown else {}
        assert await async_setup_component(
            self._home.hass, "alexa", {"alexa": {"smart_home": only}}
        )

    async def _ask(
        self, name: str, instance: str | None = None, **directive: Any
    ) -> Tree:
        namespace, _, name = name.rpartition(".")
        header = {
            "namespace": namespace,
            "name": name,
            "messageId": "1",
            "payloadVersion": "3",
            "instance": instance,
        }
        client = await self._get_client()
        response = await client.post(
            "/api/alexa/smart_home",
            json={"directive": {"header": header, "payload": {}, **directive}},
        )
        assert response.status == HTTPStatus.OK
        await self._home.hass.async_block_till_done()
        event: Tree = (await response.json())["event"]
        return event

    async def devices(self) -> dict[str, Tree]:
        """Return the discovered devices by entity ID."""
        event = await self._ask("Alexa.Discovery.Discover")
        return {
            item["endpointId"].replace("#", "."): item
            for item in event["payload"]["endpoints"]
        }

    async def command(
        self, entity_id: str, name: str, instance: str | None = None, **payload: Any
    ) -> str:
        """Execute a command and return the result."""
        event = await self._ask(
            f"Alexa.{name}",
            instance,
            endpoint={"endpointId": entity_id.replace(".", "#")},
            payload=payload,
        )
        return str(event["header"]["name"])

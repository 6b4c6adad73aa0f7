"""Google and Alexa, as they ask a Home Assistant that was connected by hand."""

from http import HTTPStatus
from typing import Any

from homeassistant.setup import async_setup_component
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import Home

type Tree = dict[str, Any]


class Google:
    """Google, which a home is connected to by hand."""

    def __init__(self, home: Home, get_client: ClientSessionGenerator) -> None:
        self._home = home
        self._get_client = get_client

    async def connect(self, *shown: str) -> None:
        """Connect the home, and show more of it than by itself."""
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
        """Return what appears, by entity."""
        return {one["id"]: one for one in (await self._ask("SYNC"))["devices"]}

    async def state(self, entity_id: str) -> Tree:
        """Return what is told of an entity."""
        answer = await self._ask("QUERY", devices=[{"id": entity_id}])
        state: Tree = answer["devices"][entity_id]
        return state

    async def command(self, entity_id: str, command: str, **params: Any) -> str:
        """Let something be done; return what came of it."""
        execution = [
            {"command": f"action.devices.commands.{command}", "params": params}
        ]
        order = {"devices": [{"id": entity_id}], "execution": execution}
        [done] = (await self._ask("EXECUTE", commands=[order]))["commands"]
        return str(done["status"])


class Alexa:
    """Alexa, which a home is connected to by hand."""

    def __init__(self, home: Home, get_client: ClientSessionGenerator) -> None:
        self._home = home
        self._get_client = get_client

    async def connect(self, *shown: str) -> None:
        """Connect the home, and show these entities, or what is shown by itself."""
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
        """Return what appears, by entity."""
        event = await self._ask("Alexa.Discovery.Discover")
        return {
            one["endpointId"].replace("#", "."): one
            for one in event["payload"]["endpoints"]
        }

    async def command(
        self, entity_id: str, name: str, instance: str | None = None, **payload: Any
    ) -> str:
        """Let something be done; return what came of it."""
        event = await self._ask(
            f"Alexa.{name}",
            instance,
            endpoint={"endpointId": entity_id.replace(".", "#")},
            payload=payload,
        )
        return str(event["header"]["name"])

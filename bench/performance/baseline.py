"""The baseline of a poll: the same requests without the integration."""

import asyncio
from typing import Any

from aiohttp import ClientSession
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
import orjson

from bench.performance.cloud import LISTS, TOKEN, TOKEN_PATH

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


class Baseline:
    """Requests the lists with the session that all integrations share."""

    def __init__(self, hass: HomeAssistant, base_url: str) -> None:
        self._session: ClientSession = async_get_clientsession(hass)
        self._token = f"{base_url}{TOKEN_PATH}"
        self._lists = [f"{base_url}{path}" for path in LISTS.values()]

    async def poll(self) -> list[Any]:
        """Request the three lists concurrently and parse the JSON."""
        return await asyncio.gather(*map(self._get, self._lists))

    async def first_requests(self) -> list[Any]:
        """Request a token, then the lists."""
        async with self._session.post(self._token, json={}) as response:
            orjson.loads(await response.read())
        return await self.poll()

    async def _get(self, url: str) -> Any:
        async with self._session.get(url, headers=HEADERS) as response:
            return orjson.loads(await response.read())

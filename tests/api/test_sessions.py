"""The list of charging sessions, which the cloud sends in pages."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
import pytest

from custom_components.podero.api import (
    ChargingSession,
    ElectricVehicle,
    Podero,
    PoderoResponseError,
)
from simulator import Cloud

CAR = ElectricVehicle(id="the-car")
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = datetime(2027, 1, 1, tzinfo=UTC)

type Query = Mapping[str, str]


def session(number: int, **fields: Any) -> dict[str, Any]:
    start = SINCE + timedelta(hours=number)
    return {"id": f"session-{number}", "plug_in_time": start.isoformat(), **fields}


def starts(sessions: Sequence[ChargingSession]) -> list[int]:
    return [
        (session.plug_in_time - SINCE) // timedelta(hours=1)
        for session in sessions
        if session.plug_in_time is not None
    ]


class Pages:
    """A cloud that answers each request with what a test makes of its query."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.queries: list[Query] = []

    def page(self, query: Query) -> Any:
        offset, limit = int(query["offset"]), int(query["limit"])
        items = self.items[offset:][:limit]
        return {"total": len(self.items), "items": items}

    async def answer(self, request: web.Request) -> web.Response:
        if request.path == "/oauth2/token/":
            return web.json_response({"access_token": "token", "expires_in": 36000})
        self.queries.append(request.query)
        return web.json_response(self.page(request.query))

    async def sessions(self) -> list[ChargingSession]:
        """Return what the client makes of the pages."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.answer)
        async with (
            TestServer(app) as server,
            Podero(
                base_url=str(server.make_url("")).rstrip("/"),
                client_id="id",
                client_secret="secret",
                org_id="org",
                user_id="user",
            ) as client,
        ):
            return await client.charging_sessions(CAR, SINCE, UNTIL)


@pytest.fixture
def pages(socket_enabled: None) -> Pages:
    return Pages()


async def test_all_pages_are_requested(pages: Pages) -> None:
    pages.items = [session(number) for number in reversed(range(450))]
    assert starts(await pages.sessions()) == list(range(450))
    assert [query["offset"] for query in pages.queries] == ["0", "200", "400"]


async def test_a_cloud_that_sends_smaller_pages(pages: Pages) -> None:
    pages.items = [session(number) for number in range(120)]
    whole = pages.page
    pages.page = lambda query: whole({**query, "limit": "50"})  # type: ignore[method-assign]
    assert starts(await pages.sessions()) == list(range(120))
    assert [query["offset"] for query in pages.queries] == ["0", "50", "100"]


@pytest.mark.parametrize("total", [None, "450", 1.5, True])
async def test_a_cloud_that_does_not_say_how_many_there_are(
    pages: Pages, total: Any
) -> None:
    pages.items = [session(number) for number in range(250)]
    whole = pages.page
    pages.page = lambda query: {**whole(query), "total": total}  # type: ignore[method-assign]
    assert starts(await pages.sessions()) == list(range(250))
    assert [query["offset"] for query in pages.queries] == ["0", "200", "250"]


async def test_a_total_that_is_too_high_ends_with_an_empty_page(pages: Pages) -> None:
    pages.items = [session(number) for number in range(3)]
    whole = pages.page
    pages.page = lambda query: {**whole(query), "total": 7}  # type: ignore[method-assign]
    assert starts(await pages.sessions()) == [0, 1, 2]
    assert len(pages.queries) == 2


async def test_a_page_that_repeats_is_an_error(pages: Pages) -> None:
    pages.items = [session(number) for number in range(250)]
    whole = pages.page
    pages.page = lambda query: whole({**query, "offset": "0"})  # type: ignore[method-assign]
    with pytest.raises(PoderoResponseError, match="repeat"):
        await pages.sessions()
    assert len(pages.queries) == 2
    pages.page = whole  # type: ignore[method-assign]
    assert len(await pages.sessions()) == 250


async def test_pages_that_never_end_are_an_error(pages: Pages) -> None:
    def page(query: Query) -> Any:
        offset = int(query["offset"])
        numbers = range(offset, offset + 2)
        return {"total": 10**9, "items": [session(number) for number in numbers]}

    whole = pages.page
    pages.page = page  # type: ignore[method-assign]
    with pytest.raises(PoderoResponseError, match="do not end"):
        await pages.sessions()
    assert len(pages.queries) == 50
    pages.items, pages.page = [session(1)], whole  # type: ignore[method-assign]
    assert starts(await pages.sessions()) == [1]


async def test_a_list_that_changes_between_two_pages_is_read_again(
    pages: Pages,
) -> None:
    pages.items = [session(number) for number in reversed(range(300))]
    whole = pages.page

    def page(query: Query) -> Any:
        # Without reading again, 100 would be missing.
        if len(pages.queries) == 2:
            del pages.items[:1]
        return whole(query)

    pages.page = page  # type: ignore[method-assign]
    assert starts(await pages.sessions()) == list(range(299))
    assert [query["offset"] for query in pages.queries] == ["0", "200", "0", "200"]


async def test_a_session_that_is_on_two_pages_counts_once(pages: Pages) -> None:
    pages.items = [session(number) for number in range(201)]
    pages.items.insert(200, session(199, energy_charged_kwh=7))
    found = await pages.sessions()
    assert starts(found) == list(range(201))
    assert found[199].energy_charged_kwh == 7


async def test_a_bad_item_costs_only_itself(pages: Pages) -> None:
    pages.items = [None, 7, {"id": "x"}, session(3), {"plug_in_time": "later"}]
    assert starts(await pages.sessions()) == [3]
    pages.items = [None] * 200 + [session(3)]
    assert starts(await pages.sessions()) == [3]


async def test_the_period_is_cut_to_the_second(client: Podero, cloud: Cloud) -> None:
    car = ElectricVehicle(id=cloud.electric_vehicle.id)
    now = cloud.clock.wall
    found = await client.charging_sessions(car, now - timedelta(days=30), now)
    assert len(found) > 5
    assert cloud.requests[-1].query == {
        "from": "2026-02-16",
        "to": "2026-03-18",
        "limit": "200",
        "offset": "0",
    }
    first, second, *_ = (session.plug_in_time for session in found)
    assert first is not None
    assert second is not None
    assert await client.charging_sessions(car, first, second) == found[:1]
    late = first + timedelta(seconds=1)
    assert await client.charging_sessions(car, late, second) == []


async def test_a_session_has_what_the_cloud_knows(client: Podero, cloud: Cloud) -> None:
    car = ElectricVehicle(id=cloud.electric_vehicle.id)
    now = cloud.clock.wall
    *_, last = await client.charging_sessions(car, now - timedelta(days=30), now)
    assert last.id is not None
    assert last.end == last.unplug_time is not None
    assert last.initial_soc_pct is not None
    assert last.final_soc_pct is not None
    assert last.initial_soc_pct < last.final_soc_pct
    assert last.is_at_home is True


@pytest.mark.parametrize("body", ["[]", "null", "{}", '{"items": null}'])
async def test_an_answer_that_is_no_page(
    client: Podero, cloud: Cloud, body: str
) -> None:
    car = ElectricVehicle(id=cloud.electric_vehicle.id)
    now = cloud.clock.wall
    cloud.faults.fail("GET", "*/sessions", status=200, body=body, times=1)
    with pytest.raises(PoderoResponseError):
        await client.charging_sessions(car, now - timedelta(days=30), now)
    assert await client.charging_sessions(car, now - timedelta(days=30), now)

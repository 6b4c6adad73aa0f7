"""Routes of time series, statistics, savings and charging sessions.

Podero: get heat pump data, get statistics, get savings data, list completed charging
sessions.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Final

from aiohttp import web

from .device_fields import DeviceType
from .devices import Device
from .json_format import Json, RefusalError, timestamp, unprocessable
from .organization import Organization
from .periods import calendar, past, shift
from .reports import DATA, UNITS, monthly_savings, period_report, session_json
from .routing import USER, Routes, answer, device_of, query_of
from .schema import (
    Check,
    boolean,
    day,
    integer,
    moment,
    one_of,
    text,
    validated,
    within,
)

_DATA_RESOLUTIONS: Final = ("15MIN", "1HOUR", "1DAY", "1WEEK", "1MONTH")
_RESOLUTIONS: Final = ("1DAY", "1WEEK", "1MONTH", "1QUARTER", "1YEAR")
_DATA: Final[dict[str, Check]] = {
    "from_datetime": moment,
    "to_datetime": moment,
    "resolution": one_of(*_DATA_RESOLUTIONS),
    "keywords": text(),
}
_STATISTICS: Final[dict[str, Check]] = {"resolution": text(), "keywords": text()}
_SAVINGS: Final[dict[str, Check]] = {
    "from": moment,
    "to": moment,
    "resolution": one_of(*_RESOLUTIONS),
}
_SESSIONS: Final[dict[str, Check]] = {"from": day, "to": day}
_PAGE: Final[dict[str, Check]] = {
    "limit": within(integer, 1, 200),
    "offset": within(integer, 0, 10**9),
}
_MOST_ROWS: Final = 40_000
_EARLIEST: Final = datetime(1970, 1, 5, tzinfo=UTC)


def history_routes(organization: Organization) -> Routes:
    """Yield the method, the path and the handler of each route."""
    for device_type in DeviceType:
        device = f"{USER}/{device_type}/{{device_id}}"
        yield "GET", f"{device}/data", partial(_data, organization, device_type)
        yield "GET", f"{device}/savings", partial(_savings, organization, device_type)
    yield (
        "GET",
        f"{USER}/{DeviceType.HEAT_PUMP}/{{device_id}}/statistics",
        partial(_statistics, organization),
    )
    sessions = f"{USER}/{DeviceType.ELECTRIC_VEHICLE}/{{device_id}}/sessions"
    yield "GET", sessions, partial(_sessions, organization)
    yield "GET", f"{sessions}/current", partial(_current_session, organization)


async def _data(
    organization: Organization, device_type: DeviceType, request: web.Request
) -> web.Response:
    """Return a time series, with null for keywords that were not requested."""
    device = device_of(organization, request, device_type)
    query = query_of(request, _DATA)
    header = {"fill-missing": request.headers.get("fill-missing", "false")}
    fill = validated({"fill-missing": boolean}, header, where=("header",))[
        "fill-missing"
    ]
    resolution = query.get("resolution", "15MIN")
    end = (
        _moment(query["to_datetime"])
        if "to_datetime" in query
        else organization.clock.wall
    )
    start = (
        _moment(query["from_datetime"])
        if "from_datetime" in query
        else end - timedelta(days=1)
    )
    behavior = organization.behavior
    gap_end = organization.clock.wall - timedelta(days=1)
    gap_start = gap_end - timedelta(days=behavior.history_gap_days)
    house, build = organization.household_of(device).house, DATA[device_type]
    found = {
        period.start: build(period.rows, house.history)
        for period in past(house, organization.clock, start, end, resolution)
        if not gap_start <= period.start < gap_end
    }
    if not found and not fill:
        raise RefusalError(400, {"detail": "No data available"})
    nothing: Json = dict.fromkeys(build(house.history.rows[-1:], house.history))
    asked = query["keywords"].split(",") if "keywords" in query else list(nothing)
    if found and fill:
        times = list(islice(calendar(start, end, resolution), _MOST_ROWS))
    elif fill and device_type is DeviceType.ELECTRIC_VEHICLE:
        times = [start]
    else:
        times = list(found)
    rows = [
        {
            "time": timestamp(time),
            **nothing,
            **{name: row[name] for name in asked if name in row},
        }
        for time in times
        for row in (found.get(time, nothing),)
    ]
    metadata = {
        "from_datetime": timestamp(start),
        "to_datetime": timestamp(end),
        "resolution": resolution,
        "units": UNITS if behavior.history_names_units else {},
    }
    return answer({"metadata": metadata, "data": device.raw_rows("data", rows)})


async def _savings(
    organization: Organization, device_type: DeviceType, request: web.Request
) -> web.Response:
    device = device_of(organization, request, device_type)
    edges = {name: check for name, check in _SAVINGS.items() if name != "resolution"}
    query = query_of(request, edges, required=True) | query_of(
        request, {"resolution": _SAVINGS["resolution"]}
    )
    resolution = query.get("resolution", "1MONTH")
    start, end = _moment(query["from"]), _moment(query["to"])
    if device.savings is not None and resolution == "1MONTH":
        rows = monthly_savings(device.savings, start, end)
    else:
        rows = _reports(organization, device, start, end, resolution)
    rows = device.raw_rows("savings", rows)
    return answer({"metadata": _metadata(organization, query), "data": rows})


async def _statistics(organization: Organization, request: web.Request) -> web.Response:
    device = device_of(organization, request, DeviceType.HEAT_PUMP)
    query = query_of(request, _STATISTICS)
    keywords = query.get("keywords", "savings,consumption").split(",")
    rows: list[Json] = []
    for resolution in query.get("resolution", "1DAY").split(","):
        if resolution not in _RESOLUTIONS:
            one_of_them = {
                "type": "enum",
                "loc": ["query", "resolution"],
                "msg": f"Unknown resolution {resolution}",
            }
            raise unprocessable(one_of_them)
        rows += _reports(
            organization, device, _EARLIEST, organization.clock.wall, resolution
        )
    for row in rows:
        row.update(
            {name: None for name in ("savings", "consumption") if name not in keywords}
        )
    rows = device.raw_rows("statistics", rows)
    return answer({"metadata": _metadata(organization, query), "data": rows})


def _reports(
    organization: Organization,
    device: Device,
    start: datetime,
    end: datetime,
    resolution: str,
) -> list[Json]:
    household = organization.household_of(device)
    house, sessions = household.house, household.sessions
    return [
        period_report(
            device.device_type, period, resolution, sessions, shift(organization.clock)
        )
        for period in past(house, organization.clock, start, end, resolution)
    ]


def _metadata(organization: Organization, query: Json) -> Json:
    requested_at = timestamp(organization.clock.wall)
    return {"requested_at": requested_at, "query": query, "units": UNITS, "error": None}


async def _sessions(organization: Organization, request: web.Request) -> web.Response:
    """Return the completed sessions that began on the requested days, newest first."""
    device = device_of(organization, request, DeviceType.ELECTRIC_VEHICLE)
    days = query_of(request, _SESSIONS, required=True)
    page = {"limit": 50, "offset": 0} | query_of(request, _PAGE)
    sessions = organization.household_of(device).sessions
    items = device.corrected_sessions(
        session_json(device.id, session, organization.clock)
        for session in reversed(sessions)
    )
    items = [
        item
        for item in items
        if days["from"] <= item["plug_in_time"][:10] <= days["to"]
    ]
    shown = items[page["offset"] :][: page["limit"]]
    shown = device.raw_rows("sessions", shown)
    return answer({"total": len(items), "items": shown})


async def _current_session(
    organization: Organization, request: web.Request
) -> web.Response:
    device = device_of(organization, request, DeviceType.ELECTRIC_VEHICLE)
    session = organization.household_of(device).house.car.session
    shown = (
        None
        if session is None
        else session_json(device.id, session, organization.clock)
    )
    return answer({"session": shown})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)

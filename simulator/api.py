"""The application with the paths of the real cloud, and its middlewares."""

from http import HTTPStatus
import json
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from .account import account_routes
from .clock import Clock
from .device_routes import device_routes
from .faults import Faults
from .history_routes import history_routes
from .json_format import NOT_FOUND_PAGE, Json, RefusalError
from .organization import Organization
from .requests import Request, Requests
from .tokens import Tokens

PREFIX: Final = "/api/partners/v2.0"
TOKEN_PATH: Final = "/oauth2/token/"
_UNRECORDED: Final = ("/_control", "/connect/")
_SECRETS: Final = frozenset({"secret", "client_secret", "client_assertion"})


def make_app(
    organization: Organization, tokens: Tokens, faults: Faults, requests: Requests
) -> web.Application:
    """Return an application with the paths of the real cloud."""
    app = web.Application(
        middlewares=[
            _record(requests, organization.clock),
            _fail(faults),
            _refuse,
            _authenticate(tokens, organization.clock),
        ],
        client_max_size=64 * 2**20,
    )
    app.router.add_post(TOKEN_PATH, _token(tokens, organization))
    for routes in (account_routes, device_routes, history_routes):
        for method, path, handler in routes(organization):
            app.router.add_route(method, handler_path(path), handler)
    return app


def handler_path(path: str) -> str:
    """Return the path on the server; sign-in pages are outside the API."""
    return path if path.startswith("/connect/") else PREFIX + path


def _api_path(request: web.Request) -> str:
    return request.path.removeprefix(PREFIX) or "/"


def _record(requests: Requests, clock: Clock) -> Middleware:
    """Record every request of the API, and the status of its answer."""

    @web.middleware
    async def record(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(_UNRECORDED):
            return await handler(request)
        query = {
            name: "***" if name in _SECRETS else value
            for name, value in request.query.items()
        }
        entry = Request(
            request.method,
            _api_path(request),
            query,
            await _body(request),
            clock.wall,
        )
        requests.record(entry)
        response = await handler(request)
        if request.transport is not None and not request.transport.is_closing():
            entry.status = response.status
        return response

    return record


async def _body(request: web.Request) -> object:
    """Return the JSON or form body without secrets; None for other bodies."""
    body: object = None
    if request.content_type == "application/x-www-form-urlencoded":
        body = dict(await request.post())
    elif raw := await request.read():
        try:
            body = json.loads(raw)
        except ValueError:
            return None
    if isinstance(body, dict):
        return {name: value for name, value in body.items() if name not in _SECRETS}
    return body


def _fail(faults: Faults) -> Middleware:
    """Apply failures before any other processing of a request."""

    @web.middleware
    async def fail(request: web.Request, handler: Handler) -> web.StreamResponse:
        failure = None
        if not request.path.startswith(_UNRECORDED):
            failure = faults.matching(request.method, _api_path(request))
        if failure is None:
            return await handler(request)
        return await failure.answer(request, handler)

    return fail


@web.middleware
async def _refuse(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn refusals into the answers of the framework."""
    try:
        return await handler(request)
    except RefusalError as refusal:
        return web.json_response(refusal.body, status=refusal.status)
    except web.HTTPNotFound:
        return web.Response(status=404, text=NOT_FOUND_PAGE, content_type="text/html")
    except web.HTTPMethodNotAllowed as wrong:
        headers = {"Allow": wrong.headers["Allow"]}
        return web.Response(status=405, text="Method not allowed", headers=headers)


def _authenticate(tokens: Tokens, clock: Clock) -> Middleware:
    """Require a valid token, except where the URL itself contains the secret."""

    @web.middleware
    async def authenticate(
        request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        routed = request.match_info.http_exception is None
        path = _api_path(request)
        open_to_all = path.startswith("/cues/") and path.endswith("/state")
        if routed and request.path.startswith(PREFIX) and not open_to_all:
            tokens.check(request.headers.get("Authorization", ""), clock.wall)
        return await handler(request)

    return authenticate


def _token(tokens: Tokens, organization: Organization) -> Handler:
    async def token(request: web.Request) -> web.Response:
        """Grant a token; the grant type is only found in a supported body."""
        behavior = organization.behavior
        is_form = request.content_type == "application/x-www-form-urlencoded"
        is_accepted = behavior.token_body in ("both", "form" if is_form else "json")
        if not is_accepted and behavior.token_body_status != HTTPStatus.BAD_REQUEST:
            detail = f"Unsupported media type '{request.content_type}' in request."
            raise RefusalError(behavior.token_body_status, {"detail": detail})
        body = await _body(request) if is_accepted else None
        answer: Json = tokens.grant(
            request.headers.get("Authorization", ""),
            body.get("grant_type") if isinstance(body, dict) else None,
            organization.clock.wall,
            behavior.basic_is_form_encoded,
        )
        headers = {"Cache-Control": "no-store", "Pragma": "no-cache"}
        return web.json_response(answer, status=HTTPStatus.OK, headers=headers)

    return token

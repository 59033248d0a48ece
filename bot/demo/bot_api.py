"""
The bot's side over HTTP: ``/bot{token}/{method}`` and ``/file/bot{token}/{path}``.

JSON, form, multipart and query parameters, GET and POST, as Telegram takes them.
"""

import asyncio
import hmac
import inspect
import json
from collections import deque

from aiohttp import web

from bot.demo.errors import ApiError, bad_request
from bot.demo.faults import Fault, Faults
from bot.demo.methods.table import METHODS
from bot.demo.params import Params, Upload, typed
from bot.demo.state import Json, Value
from bot.demo.world import World

UNAUTHORIZED = ApiError(401, "Unauthorized")
NOT_FOUND = ApiError(404, "Not Found")
Calls = deque[tuple[str, Json]]


class BotApi:
    """Answers the bot; keeps the last calls for tests, and forces faults on request."""

    def __init__(self, world: World, *, faults: Faults, calls: Calls) -> None:
        self._world = world
        self._faults = faults
        self._calls = calls

    def routes(self) -> list[web.RouteDef]:
        """Return the two routes."""
        return [
            web.route("*", "/bot{token:[^/]*}/{method}", self.call),
            web.get("/file/bot{token:[^/]*}/{path:.+}", self.download),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        name = request.match_info["method"]
        try:
            self._check(request.match_info["token"])
            params = await _params(request)
            self._calls.append((name, params.values))
            fault = self._faults.take(name, params.get("chat_id"))
            return await self._faulty(request, name, params, fault)
        except ApiError as error:
            return _refusal(error)
        except web.HTTPRequestEntityTooLarge:
            return _refusal(ApiError(413, "Request Entity Too Large"))

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Hand out a file that getFile named."""
        try:
            self._check(request.match_info["token"])
        except ApiError as error:
            return _refusal(error)
        stem = request.match_info["path"].rpartition("/")[2].partition(".")[0]
        kept = self._world.files.find(stem)
        if kept is None or kept.path.as_posix() != request.match_info["path"]:
            return _refusal(NOT_FOUND)
        return web.FileResponse(self._world.files.folder / kept.path)

    def _check(self, token: str) -> None:
        if not hmac.compare_digest(token.encode(), self._world.token.encode()):
            raise UNAUTHORIZED

    async def _faulty(
        self, request: web.Request, name: str, params: Params, fault: Fault | None
    ) -> web.StreamResponse:
        if fault is None:
            return _result(await self._act(name, params))
        await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            return _dropped(request)
        if fault.status is not None:
            return _forced(fault, fault.status)
        result = await self._act(name, params)
        if fault.drop == "after":
            return _dropped(request)
        return _result(result)

    async def _act(self, name: str, params: Params) -> Value:
        method = METHODS.get(name.lower())
        if method is None:
            raise NOT_FOUND
        result = method(self._world, params)
        return await result if inspect.isawaitable(result) else result


async def _params(request: web.Request) -> Params:
    raw: Json = dict(request.query)
    files: dict[str, Upload] = {}
    if request.content_type == "application/json":
        raw |= _object(await request.read())
    else:
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                mime = value.content_type or "application/octet-stream"
                data = value.file.read()
                files[name] = Upload(name=value.filename, mime=mime, data=data)
            else:
                raw[name] = value
    return typed(raw, files)


def _object(body: bytes) -> Json:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise bad_request("can't parse JSON object")
    return found


def _result(result: object) -> web.Response:
    return web.json_response({"ok": True, "result": result})


def _refusal(error: ApiError) -> web.Response:
    body: Json = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return web.json_response(body, status=error.code)


def _forced(fault: Fault, status: int) -> web.Response:
    if fault.body is not None:
        return web.Response(status=status, text=fault.body, content_type="text/html")
    return _refusal(
        ApiError(status, fault.description or f"Forced {status}", dict(fault.parameters or {}))
    )


def _dropped(request: web.Request) -> web.Response:
    """Close the connection; what is returned reaches nobody."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()

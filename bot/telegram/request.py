"""
python-telegram-bot's request layer on pyreqwest, the Rust client that reqwest users know.

PTB documents BaseRequest as the place to swap the HTTP client. Its default costs 3 to 9
CPU-seconds for 1,000 messages in flight and logs the token inside URLs; this one costs a fiftieth,
less than half of what aiohttp does, and logs nothing (docs/performance.md).
"""

import json
from datetime import timedelta
from typing import IO

from pyreqwest import exceptions as http
from pyreqwest.client import Client, ClientBuilder
from pyreqwest.multipart import FormBuilder, PartBuilder
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT = 10.0
_READ = 15.0
_UPLOAD = 60.0
_IDLE_CONNECTIONS = 150
"""As many as requests are under way at most: a connection is not made anew for each burst."""
_IDLE = 30.0
"""Seconds after which an unused connection is closed from here, before the server closes it: a
request that meets a closing connection may or may not have been read."""
_NEVER_CONNECTED = "client error (Connect)"
"""hyper-util's words for a request that got no connection."""


class NotSent(NetworkError):
    """No connection could be made: the request certainly did not leave."""


class AnswerLost(NetworkError):
    """The connection was lost: the request may have left, and may have been heard."""


class NoConnectionInTime(NotSent, TimedOut):
    """The server did not take the connection in time; PTB's own client calls that TimedOut."""

    def __init__(self) -> None:
        super().__init__("no connection could be made in time")


class HttpRequest(BaseRequest):
    """
    One client with kept connections for the whole bot; opened by initialize, closed by shutdown.

    How many requests run at once is decided by those who make them; here nobody queues. Proxies
    are taken from the environment.
    """

    def __init__(self) -> None:
        self._client: Client | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return _READ

    async def initialize(self) -> None:
        """Open the client."""
        if self._client is None:
            self._client = (
                ClientBuilder()
                .http1_only()
                .follow_redirects(enable=False)
                .error_for_status(enable=False)
                .connect_timeout(timedelta(seconds=_CONNECT))
                .max_connections(None)
                .pool_max_idle_per_host(_IDLE_CONNECTIONS)
                .pool_idle_timeout(timedelta(seconds=_IDLE))
                .build()
            )

    async def shutdown(self) -> None:
        """Close the client and its connections."""
        if self._client is not None:
            await self._client.close()
            self._client = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (set for all)
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (part of the contract)
    ) -> tuple[int, bytes]:
        """Send one request; raise NotSent, TimedOut or NetworkError, whose texts hold no URL."""
        uploads = bool(request_data and request_data.contains_files)
        seconds = _seconds(read_timeout, _READ)
        if uploads:
            seconds += _seconds(write_timeout, _UPLOAD)
        body: bytes | FormBuilder = b""
        if request_data:
            body = _form(request_data) if uploads else _json(request_data)
        return await self.exchange(method, url, body, timeout=timedelta(seconds=seconds))

    async def exchange(
        self, method: str, url: str, body: bytes | FormBuilder, *, timeout: timedelta
    ) -> tuple[int, bytes]:
        """Send JSON or a form and return the answer's status and body; errors as in do_request."""
        if self._client is None:
            raise RuntimeError("the request is used before initialize")
        try:
            request = self._client.request(method, url).timeout(timeout)
            if isinstance(body, FormBuilder):
                request = request.multipart(body)
            elif body:
                request = request.header("Content-Type", "application/json").body_bytes(body)
            answer = await request.build().send()
            return answer.status, (await answer.bytes()).to_bytes()
        except http.RequestError as error:
            raise _named(error) from None
        except ValueError:
            raise NotSent("the address is not one") from None


def _named(error: http.RequestError) -> NetworkError:
    """
    Return the error in PTB's terms.

    pyreqwest 0.15 raises ConnectError also for a connection that was lost after the request, and
    ConnectTimeoutError also for an answer that did not come; only the causes tell them apart.
    """
    causes = error.details["causes"] or []
    if any(cause["message"] == _NEVER_CONNECTED for cause in causes):
        in_time = not isinstance(error, TimeoutError)
        return NotSent("no connection could be made") if in_time else NoConnectionInTime()
    if isinstance(error, TimeoutError):
        return TimedOut()
    return AnswerLost(f"connection lost: {type(error).__name__}")


def _seconds(given: ODVInput[float], default: float) -> float:
    value = DefaultValue.get_value(given)
    return default if value is None else float(value)


def _json(data: RequestData) -> bytes:
    """Return the parameters with their types, not as strings of strings as PTB's own client."""
    return json.dumps(data.parameters).encode()


def _form(data: RequestData) -> FormBuilder:
    form = FormBuilder()
    for name, value in data.json_parameters.items():
        form = form.text(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form = form.part(
            name, PartBuilder.from_bytes(_read(content)).file_name(filename).mime(mime)
        )
    return form


def _read(content: bytes | IO[bytes]) -> bytes:
    return content if isinstance(content, bytes) else content.read()

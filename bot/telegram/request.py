"""
python-telegram-bot's request layer on aiohttp.

PTB documents BaseRequest as the place to swap the HTTP client. Its default costs 3 to 9
CPU-seconds for 1,000 messages in flight and logs the token inside URLs; aiohttp does neither.
"""

from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECT = 10.0
_READ = 15.0
_UPLOAD = 60.0


class NotSent(NetworkError):
    """No connection could be made: the request certainly did not leave."""


class AiohttpRequest(BaseRequest):
    """One keep-alive session for the whole bot; opened by initialize, closed by shutdown."""

    def __init__(self, *, connections: int = 64) -> None:
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer."""
        return _READ

    async def initialize(self) -> None:
        """Open the session."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=True)

    async def shutdown(self) -> None:
        """Close the session and its connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 (part of the contract)
    ) -> tuple[int, bytes]:
        """Send one request; raise NotSent, TimedOut or NetworkError, whose texts hold no URL."""
        uploads = bool(request_data and request_data.contains_files)
        longest = _seconds(read_timeout, _READ) + (
            _seconds(write_timeout, _UPLOAD) if uploads else 0
        )
        timeout = aiohttp.ClientTimeout(
            sock_connect=_seconds(connect_timeout, _CONNECT), sock_read=longest
        )
        body: dict[str, Any] = {}
        if request_data:
            body = {"data": _form(request_data)} if uploads else {"json": _plain(request_data)}
        return await self.exchange(method, url, timeout=timeout, **body)

    async def exchange(
        self, method: str, url: str, *, timeout: aiohttp.ClientTimeout, **body: Any
    ) -> tuple[int, bytes]:
        """Send one request and return its status and body; errors as in do_request."""
        if self._session is None:
            raise RuntimeError("the request is used before initialize")
        try:
            async with self._session.request(method, url, timeout=timeout, **body) as answer:
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"no connection: {type(error).__name__}") from None
        except TimeoutError:
            raise TimedOut from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"connection lost: {type(error).__name__}") from None


def _seconds(given: ODVInput[float], default: float) -> float:
    value = DefaultValue.get_value(given)
    return default if value is None else float(value)


def _plain(data: RequestData) -> dict[str, Any]:
    return data.parameters


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form

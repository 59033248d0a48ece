"""Calls that need no objects built from their answers: the bulk lane and the intake."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from pyreqwest.multipart import FormBuilder, PartBuilder

from bot.telegram.request import HttpRequest

_NEW_MESSAGE = re.compile(rb'\{"ok":true,"result":\{"message_id":(\d{1,18})[,}]')
"""So every answer to a send begins. To read no further costs a tenth of parsing it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the Bot API said: *code* is 200 or its error_code."""

    code: int
    result: Any = None
    description: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Tell whether the call did what it should."""
        return self.code == HTTPStatus.OK


class BotApi:
    """Raw Bot API calls with JSON in and out."""

    def __init__(self, *, api_url: str, token: str, request: HttpRequest) -> None:
        self._base = f"{api_url.rstrip('/')}/bot{token}"
        self._request = request

    async def call(self, method: str, body: Mapping[str, Any], *, timeout: float) -> Answer:
        """Call *method* and wait *timeout* seconds at most; raises as HttpRequest.exchange."""
        encoded = json.dumps(body).encode()
        return answer(*await self.post(method, encoded, timeout=timedelta(seconds=timeout)))

    async def post(self, method: str, body: bytes, *, timeout: timedelta) -> tuple[int, bytes]:
        """Call *method* with a body that is JSON already, and return what came back unread."""
        return await self._request.exchange("POST", f"{self._base}/{method}", body, timeout=timeout)

    async def upload(
        self,
        method: str,
        fields: Mapping[str, Any],
        *,
        part: str,
        name: str,
        content: bytes,
        timeout: timedelta,
    ) -> tuple[int, bytes]:
        """Call *method* with a file as its *part*, and return what came back unread."""
        form = FormBuilder()
        for field_name, value in fields.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            form = form.text(field_name, text)
        form = form.part(part, PartBuilder.from_bytes(content).file_name(name))
        return await self._request.exchange("POST", f"{self._base}/{method}", form, timeout=timeout)


def new_message_id(raw: bytes) -> int | None:
    """Return the id of the message that was sent, if the answer begins as such answers do."""
    found = _NEW_MESSAGE.match(raw)
    return int(found[1]) if found else None


def answer(code: int, raw: bytes) -> Answer:
    """Read what came back; what is not a Bot API answer is a bad gateway's."""
    try:
        said = json.loads(raw)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        bad_gateway = code if code != HTTPStatus.OK else HTTPStatus.BAD_GATEWAY
        return Answer(code=int(bad_gateway), description="not a Bot API answer")
    if said.get("ok"):
        return Answer(code=HTTPStatus.OK, result=said.get("result"))
    return Answer(
        code=int(said.get("error_code", code)),
        description=str(said.get("description", "")),
        parameters=said.get("parameters") or {},
    )

"""Health, metrics and the webhook; and logs that never tell the token."""

import json
import logging

import aiohttp
import pytest

from bot.logs import set_up_logging
from bot.settings import Log
from bot.web.server import WebServer
from tests.bot.town import NEIGHBOUR, words


@pytest.fixture
async def web(unused_port):
    taken, parts = [], {"database": True, "telegram": True}

    async def take(updates):
        taken.extend(updates)

    async def ready():
        return parts

    server = WebServer(ready=ready, take=take, secret="s3cret")
    await server.start("127.0.0.1", unused_port)
    async with aiohttp.ClientSession(f"http://127.0.0.1:{unused_port}") as http:
        yield http, taken, parts
    await server.stop()


@pytest.fixture
def unused_port():
    import socket

    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


async def test_health_readiness_and_metrics(web):
    http, _, parts = web
    async with http.get("/healthz") as answer:
        assert answer.status == 200
    async with http.get("/readyz") as answer:
        assert answer.status == 200
    parts["telegram"] = False
    async with http.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (503, {"database": True, "telegram": False})
    async with http.get("/metrics") as answer:
        assert "littlehands" in await answer.text()


async def test_only_a_signed_update_is_taken(web):
    http, taken, _ = web
    header = "X-Telegram-Bot-Api-Secret-Token"
    for secret, body, status in [
        (None, b'{"update_id": 1}', 403),
        ("wrong", b'{"update_id": 1}', 403),
        ("s3cret", b"not json", 400),
        ("s3cret", b"[]", 400),
        ("s3cret", b'{"update_id": 1}', 200),
    ]:
        headers = {header: secret} if secret else {}
        async with http.post("/telegram", data=body, headers=headers) as answer:
            assert answer.status == status
    assert taken == [{"update_id": 1}]


async def test_the_whole_bot_works_by_webhook(town_with, unused_port):
    town = await town_with(web={"port": unused_port})
    telegram = town.settings().telegram.model_dump()
    hook = {"public_url": f"http://127.0.0.1:{unused_port}", "secret": "s3cret"}
    town._changes["telegram"] = telegram | {"mode": "webhook", "webhook": hook}
    await town.app.stop()
    town.serves_web = True
    await town.start_app()
    assert "/menu" in await town.say(NEIGHBOUR, "hello")
    assert words((await town.heard(NEIGHBOUR))[-1])
    async with (
        aiohttp.ClientSession() as http,
        http.get(f"http://127.0.0.1:{unused_port}/readyz") as answer,
    ):
        assert answer.status == 200


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_log_line_never_holds_the_token(capsys, style):
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    set_up_logging(Log(format=style), secrets=("1:secret", ""))
    try:
        raise ValueError("https://api/bot1:secret/getMe")
    except ValueError:
        logging.getLogger("x").exception("at %s", "bot1:secret")
    line = capsys.readouterr().err
    root.handlers, root.level = kept, level
    assert "1:secret" not in line
    assert "***" in line
    if style == "json":
        assert json.loads(line)["level"] == "error"

"""The HTTP client behind PTB: what is certain not to have left, what may have, and no token told."""

import asyncio
import io
import socket
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut

import bot.telegram.request as module
from bot.telegram.request import HttpRequest, NotSent
from tests.bot.town import NEIGHBOUR, TOKEN

OK = b'HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{"ok":true}'


@pytest.fixture
async def request_():
    request = HttpRequest()
    await request.initialize()
    await request.initialize()
    yield request
    await request.shutdown()
    await request.shutdown()


@asynccontextmanager
async def server(*answers):
    """Answer the requests in turn: bytes, or None to hang up; the last one for ever."""
    left, heads, writers = list(answers), [], []

    async def handle(reader, writer):
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = (
                int(head.lower().split(b"content-length: ")[1].split(b"\r")[0])
                if b"ontent-" in head
                else 0
            )
            heads.append(head + await reader.readexactly(length))
            answer = left.pop(0) if len(left) > 1 else left[0]
            if answer is None:
                writer.close()
                return
            writer.write(answer)

    async def guarded(reader, writer):
        writers.append(writer)
        try:
            await handle(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    running = await asyncio.start_server(guarded, "127.0.0.1", 0)
    host, port = running.sockets[0].getsockname()
    yield f"http://{host}:{port}/bot1:secret/x", heads
    for writer in writers:
        writer.close()
        await asyncio.gather(writer.wait_closed(), return_exceptions=True)
    running.close()


async def failure(request, url, seconds=5.0):
    with pytest.raises(NetworkError) as error:
        await request.do_request(url, "POST", read_timeout=seconds)
    assert "secret" not in f"{error.value!r} {error.value}"
    return type(error.value)


async def test_before_it_is_opened_it_is_not_to_be_used():
    with pytest.raises(RuntimeError):
        await HttpRequest().do_request("http://127.0.0.1:1/bot1:secret/x", "POST")


@pytest.mark.parametrize("host", ["127.0.0.1:1", "no.such.host.invalid"])
async def test_without_a_server_nothing_was_sent(request_, host):
    assert await failure(request_, f"http://{host}/bot1:secret/x") is NotSent


async def test_a_server_that_does_not_take_the_connection_in_time_was_sent_nothing(monkeypatch):
    monkeypatch.setattr(module, "_CONNECT", 0.3)
    request = HttpRequest()
    await request.initialize()
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen(0)
        callers = [socket.socket() for _ in range(4)]
        for caller in callers:
            caller.setblocking(False)
            caller.connect_ex(deaf.getsockname())
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/bot1:secret/x"
        assert await failure(request, url) is NotSent
        for caller in callers:
            caller.close()
    await request.shutdown()


async def test_an_answer_that_does_not_come_is_a_timeout(request_):
    async with server(b"") as (url, heads):
        assert await failure(request_, url, 0.3) is TimedOut
        assert len(heads) == 1


@pytest.mark.parametrize("broken", [None, OK[:20], OK[:-3], b"no HTTP at all\r\n\r\n"])
async def test_a_connection_that_breaks_after_the_request_left_may_have_sent_it(request_, broken):
    async with server(OK, broken) as (url, heads):
        assert await request_.do_request(url, "POST") == (200, b'{"ok":true}')
        assert await failure(request_, url, 0.5) in {NetworkError, TimedOut}
        assert len(heads) == 2, "a request that may have been acted upon is not repeated unseen"


async def test_a_kept_connection_that_the_server_closed_is_replaced(request_):
    closes = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
    async with server(closes) as (url, heads):
        for _ in range(5):
            assert (await request_.do_request(url, "POST"))[0] == 200
        assert len(heads) == 5


async def test_json_and_uploads_arrive_as_they_were_given(request_):
    async with server(OK) as (url, heads):
        await request_.exchange("POST", url, b'{"a":1}', timeout=timedelta(seconds=5))
        assert b"application/json" in heads[0]
        assert heads[0].endswith(b'{"a":1}')


@pytest.fixture
async def raw_bot(town, request_):
    await town.say(NEIGHBOUR, "/help")
    bot = Bot(
        TOKEN, base_url=f"{town.chat.url}/bot", request=request_, get_updates_request=request_
    )
    await bot.initialize()
    return bot


async def test_ptb_sends_files_through_it(raw_bot):
    for content in (b"\x89PNG fake", io.BytesIO(b"fake")):
        sent = await raw_bot.send_document(
            NEIGHBOUR, content, filename="kitap 书.bin", caption="书"
        )
        assert sent.document.file_name == "kitap 书.bin"
        assert sent.caption == "书"


@pytest.mark.parametrize(
    ("status", "error"), [(400, BadRequest), (403, Forbidden), (502, NetworkError)]
)
async def test_ptb_raises_what_it_raises_with_its_own_client(town, raw_bot, status, error):
    town.chat.faults.add(method="sendMessage", status=status)
    with pytest.raises(error):
        await raw_bot.send_message(NEIGHBOUR, "x")

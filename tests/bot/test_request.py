"""The HTTP client behind PTB: what is certain not to have left, what may have, and no token told."""

import asyncio
import email
import gzip
import io
import json
import socket
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from telegram import Bot, InputFile, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut
from telegram.request import HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

import bot.telegram.request as module
from bot.telegram.request import AnswerLost, HttpRequest, NoConnectionInTime, NotSent
from tests.bot.town import NEIGHBOUR, TOKEN, until

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
async def server(*answers, hang_up=False, pause=0.0, reads=True):
    """Answer the requests in turn: bytes, or None to hang up; the last one for ever."""
    left, heads, writers = list(answers), [], []

    async def handle(reader, writer):
        await asyncio.sleep(0 if reads else 60)
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
            await asyncio.sleep(pause)
            writer.write(answer)
            if hang_up:
                writer.close()
                return

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
        assert await failure(request, url) is NoConnectionInTime
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
        assert await failure(request_, url, 0.5) in {AnswerLost, NetworkError, TimedOut}
        assert len(heads) == 2, "a request that may have been acted upon is not repeated unseen"


async def test_a_kept_connection_that_the_server_closed_without_a_word_is_replaced(request_):
    async with server(OK, hang_up=True) as (url, heads):
        for _ in range(20):
            assert (await request_.do_request(url, "POST"))[0] == 200
            await asyncio.sleep(0.01)
        assert len(heads) == 20


async def test_a_kept_connection_that_the_server_announced_to_close_is_replaced(request_):
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


def answer(status, body=b"", *headers, length=True):
    lines = [f"HTTP/1.1 {status} Whatever", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def refusal(status, description, **parameters):
    said = {"ok": False, "error_code": status, "description": description}
    if parameters:
        said["parameters"] = parameters
    return answer(status, json.dumps(said).encode())


DONE = b'{"ok":true,"result":{"message_id":5}}'
HTML = b"<html><body>502 Bad Gateway \xd9\x87</body></html>"
CASES = {
    "done": answer(200, DONE),
    "done, in pieces": answer(
        200, b"5\r\n" + DONE[:5] + b"\r\n%x\r\n" % len(DONE[5:]) + DONE[5:] + b"\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked", length=False),
    "done, compressed": answer(200, gzip.compress(DONE), "Content-Encoding: gzip"),
    "done, other success": answer(201, DONE),
    "no JSON": answer(200, b"<html>"),
    "no UTF-8": answer(200, b'{"ok":true,"result":"\xff"}'),
    "nothing": answer(200),
    "400": refusal(400, "Bad Request: can't parse entities"),
    "401": refusal(401, "Unauthorized"),
    "403": refusal(403, "Forbidden: bot was blocked by the user"),
    "404": refusal(404, "Not Found"),
    "409": refusal(409, "Conflict: terminated by other getUpdates request"),
    "413": refusal(413, "Request Entity Too Large"),
    "429": refusal(429, "Too Many Requests: retry after 7", retry_after=7),
    "429 without seconds": refusal(429, "Too Many Requests"),
    "moved": refusal(400, "Bad Request: upgraded", migrate_to_chat_id=-1005),
    "odd parameters": refusal(400, "Bad Request", colour="red"),
    "500": refusal(500, "Internal Server Error"),
    "502 with HTML": answer(502, HTML),
    "504 with nothing": answer(504),
    "599": answer(599, b"{}"),
    "elsewhere": answer(302, b"", "Location: http://127.0.0.1:1/"),
}  # fmt: skip


async def outcome(kind, url, **how):
    request = kind()
    await request.initialize()
    try:
        return await request.post(url, **how)
    except Exception as error:
        return type(error), str(error)
    finally:
        await request.shutdown()


@pytest.mark.parametrize("case", CASES)
async def test_every_answer_means_what_it_means_to_ptbs_own_client(case):
    async with server(CASES[case]) as (url, heads):
        ours, theirs = [await outcome(kind, url) for kind in (HttpRequest, HTTPXRequest)]
        assert len(heads) == 2
    assert ours == theirs


TRUE = answer(200, b'{"ok":true,"result":true}')
BOTH = pytest.mark.parametrize("kind", [HttpRequest, HTTPXRequest])


@BOTH
@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1", "http://[::1]:1", "http://[::zz]", "http://no such", "ftp://host",
     "http://no.such.host.invalid", "http://127.0.0.1:99999", "host", "http://"],
)  # fmt: skip
async def test_an_address_where_nobody_answers_is_a_network_error_without_the_token(kind, address):
    error, said = await outcome(kind, f"{address}/bot1:secret/x")
    assert issubclass(error, NetworkError)
    if kind is HttpRequest:
        assert "secret" not in said


@BOTH
async def test_a_longer_wait_may_be_asked_for_by_a_single_call(kind):
    async with server(TRUE, pause=0.4) as (url, _):
        error, _ = await outcome(kind, url, read_timeout=0.1)
        assert error is TimedOut
        assert await outcome(kind, url, read_timeout=5) is True


@BOTH
async def test_a_server_that_does_not_read_is_a_timeout(kind):
    upload = RequestData([RequestParameter.from_input("photo", InputFile(bytes(30_000_000)))])
    async with server(TRUE, reads=False) as (url, _):
        error, _ = await outcome(
            kind, url, request_data=upload, read_timeout=0.2, write_timeout=0.2
        )
    assert error is TimedOut


@BOTH
async def test_a_request_that_is_cancelled_leaves_the_client_in_order(kind):
    request = kind()
    await request.initialize()
    async with server(b"", TRUE) as (url, heads):
        waiting = asyncio.create_task(request.post(url))
        await until(lambda: heads)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert await request.post(url) is True
    await request.shutdown()


@BOTH
async def test_after_the_end_nothing_is_sent_and_it_may_be_opened_again(kind):
    request = kind()
    await request.initialize()
    await request.shutdown()
    async with server(TRUE) as (url, heads):
        with pytest.raises(NetworkError, match="RuntimeError"):
            await request.post(url)
        assert not heads
        await request.initialize()
        assert await request.post(url) is True
    await request.shutdown()


@BOTH
async def test_the_end_in_the_middle_of_a_request_is_a_network_error(kind):
    request = kind()
    await request.initialize()
    async with server(b"") as (url, heads):
        waiting = asyncio.create_task(request.post(url))
        await until(lambda: heads)
        await request.shutdown()
        with pytest.raises(NetworkError):
            await asyncio.wait_for(waiting, 5)


@BOTH
async def test_a_proxy_is_taken_from_the_environment(kind, monkeypatch):
    async with server(TRUE) as (url, heads):
        monkeypatch.setenv("http_proxy", url.partition("/bot")[0])
        assert await outcome(kind, "http://api.invalid/bot1:secret/x") is True
        assert b"http://api.invalid/bot1:secret/x HTTP/1.1" in heads[0]
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    error, _ = await outcome(kind, "http://api.invalid/bot1:secret/x")
    assert issubclass(error, NetworkError)


def parts(raw):
    """Return the parts of a form: name, file's name, type, content."""
    head, _, body = raw.partition(b"\r\n\r\n")
    kind = next(it for it in head.split(b"\r\n") if it.lower().startswith(b"content-type"))
    form = email.message_from_bytes(kind + b"\r\n\r\n" + body)
    return sorted(
        (part.get_param("name", header="content-disposition"), part.get_filename(),
         part.get_content_type() if part.get_filename() else "", part.get_payload(decode=True))
        for part in form.get_payload()
    )  # fmt: skip


async def test_several_files_are_uploaded_as_ptbs_own_client_does():
    media = [
        InputMediaPhoto(b"\x89PNG one", caption="书", filename="one.png"),
        InputMediaDocument(io.BytesIO(b"two" * 1_000_000), filename="two.bin"),
    ]
    sent = []
    for kind in (HttpRequest, HTTPXRequest):
        async with server(answer(200, b'{"ok":true,"result":[]}')) as (url, heads):
            request = kind()
            await request.initialize()
            bot = Bot(TOKEN, base_url=f"{url}/bot", request=request)
            await bot.send_media_group(5, media)
            await request.shutdown()
            sent.append(parts(heads[0]))
    ours, theirs = sent
    assert ours == theirs
    assert b"attach://" in {name: content for name, _, _, content in ours}["media"]
    assert [len(content) for *_, content in ours if len(content) > 1_000] == [3_000_000]

"""How a bot gets what happened."""

import asyncio

import pytest
from aiohttp import web

from tests.bot.demo.conftest import Line, Opener


async def test_an_update_stays_until_a_higher_offset_confirms_it(line: Line):
    await line.say(2001, "one")
    await line.say(2001, "two")
    first = await line.updates()
    again = await line.updates(offset=first[1]["update_id"])

    assert [each["message"]["text"] for each in first] == ["one", "two"]
    assert [each["message"]["text"] for each in again] == ["two"]
    assert await line.updates(offset=first[1]["update_id"] + 1) == []


async def test_a_negative_offset_keeps_only_the_last_updates(line: Line):
    for text in "abc":
        await line.say(2001, text)

    assert [each["message"]["text"] for each in await line.updates(offset=-1)] == ["c"]
    assert [each["message"]["text"] for each in await line.updates()] == ["c"]


async def test_a_limit_bounds_the_answer(line: Line):
    for text in "abc":
        await line.say(2001, text)

    assert len(await line.updates(limit=2)) == 2


async def test_a_long_poll_answers_as_soon_as_something_happens(line: Line):
    poll = asyncio.create_task(line.updates(timeout=20))
    await asyncio.sleep(0.05)
    await line.say(2001, "now")
    async with asyncio.timeout(2):
        assert (await poll)[0]["message"]["text"] == "now"


async def test_a_long_poll_ends_empty_after_its_timeout(line: Line):
    async with asyncio.timeout(3):
        assert await line.updates(timeout=1) == []


async def test_a_second_poll_ends_the_first_with_a_conflict(line: Line):
    older = asyncio.create_task(line.bot("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    newer = asyncio.create_task(line.bot("getUpdates", timeout=20))
    ended = await older
    await line.say(2001, "for the newer")

    assert ended.status == 409
    assert ended.reason.startswith("Conflict: terminated by other getUpdates request")
    assert (await newer).result[0]["message"]["text"] == "for the newer"


async def test_only_allowed_kinds_are_queued_and_the_choice_is_remembered(line: Line):
    await line.updates(allowed_updates=["callback_query"])
    await line.say(2001, "not asked for")

    assert await line.updates() == []
    info = (await line.bot("getWebhookInfo")).result
    assert info["allowed_updates"] == ["callback_query"]
    await line.updates(allowed_updates=[])
    await line.say(2001, "asked for")
    assert len(await line.updates()) == 1


async def test_stopping_the_server_lets_a_waiting_poll_go(open_line: Opener):
    line = await open_line()
    poll = asyncio.create_task(line.updates(timeout=30))
    await asyncio.sleep(0.05)
    await open_line()

    assert await poll == []


async def test_an_unconfirmed_update_survives_a_restart_and_its_number_is_not_used_again(
    open_line: Opener,
):
    line = await open_line()
    await line.say(2001, "before")
    before = (await line.updates())[0]
    line = await open_line()
    assert await line.updates() == [before]
    await line.updates(offset=before["update_id"] + 1)
    line = await open_line()
    await line.say(2001, "after")

    assert (await line.updates())[0]["update_id"] == before["update_id"] + 1


async def test_polling_is_refused_while_a_webhook_is_set(line: Line):
    await line.bot("setWebhook", url="https://example.org/hook")

    answer = await line.bot("getUpdates")
    assert answer.status == 409
    assert "webhook is active" in answer.reason
    await line.bot("deleteWebhook", drop_pending_updates=True)
    assert await line.updates() == []


async def test_a_webhook_address_must_be_one(line: Line):
    assert (await line.bot("setWebhook", url="ftp://example.org")).status == 400


@pytest.fixture
async def hook(line: Line):
    """An address that refuses the first update once and then takes all."""
    taken: list[tuple[str, dict]] = []
    both = asyncio.Event()
    refused: list[int] = []

    async def take(request: web.Request) -> web.Response:
        if not refused:
            refused.append(1)
            return web.Response(status=500)
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        taken.append((secret, await request.json()))
        if len(taken) == 2:
            both.set()
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", taken, both
    await runner.cleanup()


async def test_a_webhook_gets_each_update_with_its_secret_until_it_takes_it(line: Line, hook):
    address, taken, both = hook
    await line.bot("setWebhook", url=address, secret_token="s3cret")
    await line.say(2001, "one")
    await line.say(2001, "two")
    async with asyncio.timeout(8):
        await both.wait()

    assert [(secret, each["message"]["text"]) for secret, each in taken] == [
        ("s3cret", "one"),
        ("s3cret", "two"),
    ]
    info = (await line.bot("getWebhookInfo")).result
    assert info["url"] == address
    assert "500" in info["last_error_message"]

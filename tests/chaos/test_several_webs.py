"""Two webs on one database: what Telegram was told is stored is handled, once and in order."""

import asyncio
import random
import time
from collections import Counter

import aiohttp
import pytest
import sqlalchemy as sa

from bot.store import tables as t
from tests.chaos.machines import eventually, started, started_webhook
from tests.chaos.program import SECRET
from tests.chaos.scene import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]
HEADER = "X-Telegram-Bot-Api-Secret-Token"
TAKEN_UP_SECONDS = 10
OPEN = sa.select(sa.func.count()).where(t.inbox.c.done_at.is_(None))


@pytest.fixture
async def post():
    """Post an update as Telegram does, and return the status of the answer."""
    async with aiohttp.ClientSession(headers={HEADER: SECRET}) as session:

        async def post_one(address, update, **more):
            async with session.post(address, json=update, **more) as answer:
                return answer.status

        yield post_one


async def is_stored(it, update):
    mine = sa.select(sa.func.count()).where(t.inbox.c.update_id == update["update_id"])
    return await it.place.value(mine) == 1


async def are_open(it, count):
    return await it.place.value(OPEN) == count


async def test_each_update_is_handled_once_and_a_chat_keeps_its_order_whoever_takes_it_in(
    scene, post
):
    """Each is posted to both webs, those of a chat in any order while the first is under way."""
    it = await scene("postgresql", people=8, rule="skip", due=False)
    it.telegram.slow = dict.fromkeys(range(1, 9), 2.0)
    webs = await asyncio.gather(*(started_webhook(it, per_second=100) for _ in range(2)))
    addresses = [address for _, address in webs]
    chance = random.Random(7)

    async def both(update):
        order = chance.sample(addresses, 2)
        statuses = await asyncio.gather(*(post(address, update) for address in order))
        assert statuses == [200, 200]
        assert await is_stored(it, update)

    languages = ["ug", "zh", "en", "ug", "en", "zh"]
    first, *others = [
        [it.telegram.press(chat, f"set:language:{language}") for chat in range(1, 9)]
        and it.telegram.for_webhook()
        for language in languages
    ]
    await asyncio.gather(*map(both, first))
    later = [update for turn in others for update in turn]
    chance.shuffle(later)
    await asyncio.gather(*map(both, later))
    it.telegram.slow = {}
    await eventually(lambda: are_open(it, 0), seconds=20)
    for chat in range(1, 9):
        edits = [edit.message_id for edit in it.telegram.edits if edit.chat_id == chat]
        assert edits == sorted(edits)
        assert len(edits) == len(set(edits)) == len(languages)
    spoken = sa.select(sa.func.count()).where(t.subscriber.c.language == "zh")
    assert await it.place.value(spoken) == 8


async def test_nothing_is_acknowledged_before_it_is_stored_or_without_the_secret(scene, post):
    it = await scene("postgresql", people=2, rule="skip", due=False)
    _, address = await started_webhook(it, per_second=28)
    it.telegram.say(1, "/help")
    it.telegram.say(2, "/help")
    one, two = it.telegram.for_webhook()
    for wrong in ("", "whisper2", "Whisper"):
        assert await post(address, one, headers={HEADER: wrong}) == 403
    assert not await is_stored(it, one)
    with it.place.held("LOCK TABLE inbox IN SHARE MODE"):
        posting = asyncio.create_task(post(address, two))
        await asyncio.sleep(1)
        assert not posting.done()
    assert await posting == 200
    await until(lambda: len(it.pushed) == 1, it)
    assert it.pushed[0].chat_id == 2


async def test_what_a_killed_web_had_in_hand_is_handled_by_the_other(scene, post):
    it = await scene("postgresql", people=12, rule="skip", due=False)
    it.telegram.slow = dict.fromkeys(range(1, 7), 30.0)
    webs = await asyncio.gather(*(started_webhook(it, per_second=100) for _ in range(2)))
    (dies, address), (_, other) = webs
    for chat in [*range(1, 13), *range(1, 7)]:
        it.telegram.say(chat, "/help")
    updates = it.telegram.for_webhook()
    statuses = await asyncio.gather(*(post(address, update) for update in updates))
    assert set(statuses) == {200}
    await until(lambda: len(it.pushed) == 12, it)
    await eventually(lambda: are_open(it, 12), seconds=5)
    await dies.kill()
    killed_at, it.telegram.slow = time.monotonic(), {}
    it.telegram.say(1, "/help")
    (late,) = it.telegram.for_webhook()
    assert await post(other, late) == 200
    await eventually(lambda: are_open(it, 0), seconds=TAKEN_UP_SECONDS)
    assert time.monotonic() - killed_at < TAKEN_UP_SECONDS
    answers = Counter(post.chat_id for post in it.pushed)
    assert answers == {1: 4, **dict.fromkeys(range(2, 7), 3), **dict.fromkeys(range(7, 13), 1)}


async def test_of_two_webs_one_polls_and_when_it_stands_still_or_is_gone_the_other_does(scene):
    it = await scene("postgresql", people=30, rule="skip", due=False)
    (one,) = await started(it, "web", per_second=100)
    await until(lambda: it.telegram.calls["getUpdates"] > 0, it)
    (two,) = await started(it, "web", per_second=100)
    await say(it, range(1, 6))
    it.telegram.say(6, "/help")
    one.freeze()
    await say(it, range(7, 11))
    assert conflicts(it) == 0, "who stands still polls no more"
    one.thaw()
    await say(it, range(11, 16))
    it.telegram.say(16, "/help")
    await two.kill()
    await say(it, range(17, 21))
    await until(lambda: {6, 16} <= chats(it).keys(), it, seconds=TAKEN_UP_SECONDS)
    await asyncio.sleep(2)
    assert chats(it).keys() == set(range(1, 21))
    assert chats(it).total() <= 20 + 2, "what was being answered may be said twice"
    assert conflicts(it) == 0


async def say(it, people):
    """Let people ask for help; return when each has an answer, in ten seconds at most."""
    for chat in people:
        it.telegram.say(chat, "/help")
    await until(lambda: chats(it).keys() >= set(people), it, seconds=TAKEN_UP_SECONDS)


def chats(it):
    return Counter(post.chat_id for post in it.pushed)


def conflicts(it):
    return [code for _, code in it.telegram.refusals].count(409)

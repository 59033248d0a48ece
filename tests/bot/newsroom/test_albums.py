"""An album and its words are two requests: whatever happens between them, both come once."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.store.deliveries import Deliveries
from bot.telegram.api import BotApi
from bot.telegram.request import NotSent
from bot.telegram.sender import TelegramSender
from bot.views.message import Message
from content.bulletins.media import Media
from scheduler.outcomes import Failed, Moved, Sent, Settlement, TryLater, Unknown
from tests.bot.test_sender import row
from tests.bot.test_store import NOW, add, address, chat, claim, db, scheduled, taken  # noqa: F401
from tests.bot.uploads import gallery

FILES = tuple(Media(kind="photo", file_id=name) for name in "ab")
SHOWN = Message(html="Look", media=FILES)
BUSY = 429, b'{"ok":false,"error_code":429,"parameters":{"retry_after":5}}'
REFUSED = 400, b'{"ok":false,"error_code":400,"description":"Bad Request: can\'t parse entities"}'


class Chat:
    """Shows what reached it; the texts meet *faults* first: answers or exceptions."""

    def __init__(self, *faults):
        self.faults, self.shown, self.asked = list(faults), [], []

    async def exchange(self, method, url, body, *, timeout):
        name, body = url.rpartition("/")[2], json.loads(body)
        self.asked.append(name)
        if name == "sendMessage" and self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return fault
        return 200, json.dumps({"ok": True, "result": self._do(name, body)}).encode()

    def _do(self, name, body):
        if name == "deleteMessages":
            self.shown = [it for it in self.shown if it not in body["message_ids"]]
            return True
        ids = [len(self.asked) * 10 + n for n in range(len(body.get("media", [1])))]
        self.shown += ids
        found = [{"message_id": it} for it in ids]
        return found if name == "sendMediaGroup" else found[0]


def sender(chat):
    api = BotApi(api_url="http://x", token="1:x", request=chat)
    return TelegramSender(api, gallery=gallery())


@pytest.mark.parametrize(
    ("fault", "meant"),
    [
        (NotSent("no route"), TryLater(album=(10, 11))),
        (BUSY, TryLater(seconds=5, album=(10, 11))),
        ((200, b""), Unknown(album=(10, 11))),
    ],
)
async def test_after_a_fault_between_them_only_the_words_are_sent_again(fault, meant):
    chat = Chat(fault)
    came = await sender(chat).send(row(), SHOWN)
    assert came == meant
    assert chat.shown == [10, 11]
    again = await sender(chat).send(replace(row(), album=came.album), SHOWN)
    assert again == Sent(message_id=30, album=(10, 11))
    assert chat.shown == [10, 11, 30]


@pytest.mark.parametrize("earlier", [(), (3, 4)])
async def test_files_whose_words_are_refused_are_taken_back(earlier):
    chat = Chat(REFUSED)
    chat.shown += earlier
    it = replace(row(), album=earlier)
    assert await sender(chat).send(it, SHOWN) == Failed(cause="rejected")
    assert chat.shown == []


@pytest.mark.parametrize(
    ("deed", "album", "message", "weight"),
    [
        ("send", (), SHOWN, 3),
        ("send", (3, 4), SHOWN, 1),
        ("edit", (), SHOWN, 1),
        ("recall", (3, 4), SHOWN, 1),
        ("send", (), Message(html="x", media=FILES[:1]), 1),
        ("send", (), Message(html="x"), 1),
    ],
)
def test_an_album_weighs_its_files_and_its_words(deed, album, message, weight):
    assert sender(Chat()).weight(replace(row(deed), album=album), message) == weight


@pytest.mark.parametrize(
    ("outcome", "kept"),
    [
        (TryLater(seconds=5, album=(11, 12)), (11, 12)),
        (TryLater(album=(11, 12)), (11, 12)),
        (Unknown(album=(11, 12)), (11, 12)),
        (TryLater(), ()),
    ],
)
async def test_an_album_that_arrived_is_remembered_until_its_words_come(db, outcome, kept):  # noqa: F811
    deliveries = await one_waits(db)
    assert (await tried(deliveries, outcome)).album == kept
    assert (await tried(deliveries, TryLater())).album == kept
    assert (await tried(deliveries, Moved(chat_id=-7))).album == ()


async def one_waits(db):  # noqa: F811
    await add(db, chat(1))
    await scheduled(db)
    await taken(db)
    return Deliveries(db)


async def tried(deliveries, outcome):
    """Let the only row leave and be put back; return it as it is claimed again."""
    (it,) = await claim(deliveries, NOW, 20)
    await deliveries.exchange([], [it])
    await deliveries.exchange([Settlement(row=it, outcome=outcome, retry_at=NOW)], [])
    (again,) = await claim(deliveries, NOW + timedelta(seconds=1), 20)
    await deliveries.release([again])
    return again

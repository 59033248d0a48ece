"""The bulk lane: what leaves, what an answer means, and what is paid for."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.settings import Settings
from bot.telegram.api import BotApi
from bot.telegram.sender import TelegramSender
from bot.views.message import Message, button
from scheduler.outcomes import Failed, Row, Sent, TryLater, Unknown
from tests.bot.uploads import gallery

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HELLO = Message(html="<b>hello</b>", rows=((button("Leave", "leave"),),))


DONE = b'{"ok":true,"result":{"message_id":7,"chat":{}}}'


def refused(says):
    said = {"ok": False, "error_code": 400, "description": f"Bad Request: {says}"}
    return json.dumps(said).encode()


class Recorder:
    """Takes every request and gives the same answer to each."""

    def __init__(self, status, raw):
        self.bodies, self.answer = [], (status, raw)

    async def exchange(self, method, url, body, *, timeout):
        self.bodies.append((url.rpartition("/")[2], json.loads(body)))
        return self.answer


def sender(status=200, raw=DONE, *, paid=False):
    recorder = Recorder(status, raw)
    api = BotApi(api_url="http://x", token="1:x", request=recorder)
    return TelegramSender(api, gallery=gallery(), paid=paid), recorder


def row(deed="send"):
    message_id = None if deed == "send" else 9
    return Row(id=1, occurrence_id=1, subscriber_id=1, chat_id=5, language="en", deed=deed,
               crash_rule="resend", expires_at=NOW + timedelta(days=1), message_id=message_id)  # fmt: skip


async def sent(paid, deed="send"):
    it, recorder = sender(paid=paid)
    await it.send(row(deed), HELLO)
    ((method, body),) = recorder.bodies
    return method, body


@pytest.mark.parametrize(
    ("status", "raw", "meant"),
    [
        (200, DONE, Sent(message_id=7)),
        (200, b' { "ok" : true, "result" : { "chat": {}, "message_id": 7 } }', Sent(message_id=7)),
        (200, b'{"ok":true,"result":{"message_id":7.5}}', Sent(message_id=7)),
        (200, b"", Unknown()),
        (200, b"<html>a proxy's word</html>", Unknown()),
        (502, b"<html>Bad Gateway</html>", TryLater()),
        (429, b'{"ok":false,"error_code":429,"parameters":{"retry_after":7}}', TryLater(seconds=7)),
        (403, b'{"ok":false,"error_code":403,"description":"Forbidden"}', Failed(cause="blocked")),
    ],
)
async def test_what_came_back_is_read_no_further_than_needed_and_rightly(status, raw, meant):
    it, _ = sender(status, raw)
    assert await it.send(row(), HELLO) == meant


@pytest.mark.parametrize(
    "says",
    ["VOICE_MESSAGES_FORBIDDEN", "CHAT_ADMIN_REQUIRED", "CHAT_RESTRICTED", "TOPIC_CLOSED",
     "CHAT_SEND_PHOTOS_FORBIDDEN", "CHAT_SEND_POLL_FORBIDDEN", "CHAT_SEND_PLAIN_FORBIDDEN",
     "not enough rights to send photos to the chat"],
)  # fmt: skip
async def test_what_one_chat_does_not_allow_is_not_wrong_for_all(says):
    it, _ = sender(400, refused(says))
    assert await it.send(row(), HELLO) == Failed(cause="not_allowed")


@pytest.mark.parametrize("says", ["can't parse entities", "wrong file identifier", "POLL_INVALID"])
async def test_what_no_chat_would_take_is_rejected(says):
    it, _ = sender(400, refused(says))
    assert await it.send(row(), HELLO) == Failed(cause="rejected")


async def test_each_message_leaves_as_its_own_words_however_many_there_are():
    it, recorder = sender()
    for n in [*range(200), *range(200)]:
        await it.send(row(), Message(html=f"number {n}"))
    assert [body["text"] for _, body in recorder.bodies[:200]] == [
        f"number {n}" for n in range(200)
    ]
    assert recorder.bodies[:200] == recorder.bodies[200:]


async def test_a_pushed_message_is_paid_for_only_if_the_configuration_says_so():
    method, free = await sent(paid=False)
    assert method == "sendMessage"
    assert "allow_paid_broadcast" not in free
    _, paid = await sent(paid=True)
    assert paid == free | {"allow_paid_broadcast": True}


@pytest.mark.parametrize("deed", ["edit", "recall"])
async def test_what_is_edited_or_recalled_is_never_paid_for(deed):
    _, body = await sent(paid=True, deed=deed)
    assert "allow_paid_broadcast" not in body


@pytest.mark.parametrize(
    ("per_second", "paid", "warns"), [(30, False, 0), (31, False, 1), (950, True, 0)]
)
async def test_a_rate_that_telegram_does_not_give_for_free_is_warned_of_once(
    tmp_path, caplog, per_second, paid, warns
):
    settings = Settings.model_validate(
        {
            "telegram": {"token": "1:test"},
            "database": f"sqlite:///{tmp_path / 'x.db'}",
            "delivery": {"messages_per_second": per_second, "paid_broadcast": paid},
        }
    )
    app = App(settings, now=lambda: NOW, web=False)
    assert caplog.text.count("paid_broadcast") == warns
    assert app.parts.delivery._sender._extra == (b'"allow_paid_broadcast":true,' if paid else b"")
    await app.parts.database.close()

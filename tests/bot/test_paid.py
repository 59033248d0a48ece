"""More than thirty messages a second are paid for: only if the configuration says so."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import App
from bot.settings import Settings
from bot.telegram.api import BotApi
from bot.telegram.sender import TelegramSender
from bot.views.message import Message, button
from scheduler.outcomes import Row, Sent

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HELLO = Message(html="<b>hello</b>", rows=((button("Leave", "leave"),),))


class Recorder:
    """Takes every request and answers that it was done."""

    def __init__(self):
        self.bodies = []

    async def exchange(self, method, url, body, *, timeout):
        self.bodies.append((url.rpartition("/")[2], json.loads(body)))
        return 200, b'{"ok":true,"result":{"message_id":7,"chat":{}}}'


async def sent(paid, deed="send"):
    recorder = Recorder()
    api = BotApi(api_url="http://x", token="1:x", request=recorder)
    message_id = None if deed == "send" else 9
    row = Row(id=1, occurrence_id=1, subscriber_id=1, chat_id=5, language="en", deed=deed,
              crash_rule="resend", expires_at=NOW + timedelta(days=1), message_id=message_id)  # fmt: skip
    assert await TelegramSender(api, paid=paid).send(row, HELLO) == Sent(message_id=message_id or 7)
    ((method, body),) = recorder.bodies
    return method, body


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

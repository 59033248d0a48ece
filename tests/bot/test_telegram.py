"""Talking to Telegram: every kind of answer, the pace, and updates that are odd."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.telegram.api import Answer, BotApi
from bot.telegram.intake import lane_of, nameless
from bot.telegram.request import HttpRequest
from bot.telegram.sender import TelegramSender
from bot.telegram.verdicts import outcome
from bot.views.message import Message, button, split
from scheduler.outcomes import Failed, Moved, Row, Sent, TryLater, Unknown
from tests.bot.town import NEIGHBOUR, TOKEN, until, words
from tests.bot.uploads import gallery


def refusal(code, description="", **parameters):
    return Answer(code=code, description=description, parameters=parameters)


def row(chat_id=NEIGHBOUR, **changes):
    given = {"id": 1, "occurrence_id": 1, "subscriber_id": 1, "chat_id": chat_id, "language": "en",
             "crash_rule": "resend", "expires_at": datetime.now(UTC)}  # fmt: skip
    return Row(**given | changes)


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (Answer(code=200, result={"message_id": 5}), Sent(message_id=5)),
        (refusal(429, retry_after=7), TryLater(seconds=7.0)),
        (refusal(403, "Forbidden: bot was blocked by the user"), Failed(cause="blocked")),
        (refusal(403, "Forbidden: user is deactivated"), Failed(cause="blocked")),
        (refusal(400, "Bad Request: chat not found"), Failed(cause="gone")),
        (refusal(400, "Bad Request: PEER_ID_INVALID"), Failed(cause="gone")),
        (refusal(400, "Bad Request: not enough rights to send"), Failed(cause="not_allowed")),
        (refusal(400, "Bad Request: TOPIC_CLOSED"), Failed(cause="not_allowed")),
        (refusal(400, "Bad Request: can't parse entities"), Failed(cause="rejected")),
        (refusal(400, "group chat was upgraded", migrate_to_chat_id=-100), Moved(chat_id=-100)),
        (refusal(502), TryLater()),
        (refusal(401, "Unauthorized"), TryLater(seconds=60.0)),
    ],
)
def test_each_answer_means_one_outcome(answer, meant):
    assert outcome(answer, row()) == meant


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        (Answer(code=200, result=True), Sent(message_id=9)),
        (refusal(400, "Bad Request: message is not modified: …"), Sent(message_id=9)),
        (refusal(400, "Bad Request: message to edit not found"), Failed(cause="missing")),
        (refusal(400, "Bad Request: message can't be deleted"), Failed(cause="missing")),
        (refusal(403, "Forbidden: bot was blocked by the user"), Failed(cause="blocked")),
    ],
)
def test_an_answer_to_an_edit_or_a_recall_means_one_outcome(answer, meant):
    assert outcome(answer, row(deed="edit", message_id=9)) == meant


@pytest.fixture
async def sender(town):
    request = HttpRequest()
    await request.initialize()
    await town.say(NEIGHBOUR, "/help")
    api = BotApi(api_url=town.chat.url, token=TOKEN, request=request)
    yield TelegramSender(api, gallery=gallery())
    await request.shutdown()


async def test_a_connection_lost_after_the_request_is_unknown_and_a_broken_gateway_is_not(
    town, sender
):
    message = Message(html="<b>x</b>", rows=((button("y", "z"),),))
    assert isinstance(await sender.send(row(), message), Sent)
    town.chat.faults.add(method="sendMessage", drop="after")
    assert await sender.send(row(), message) == Unknown()
    town.chat.faults.add(method="sendMessage", status=502, body="<html>Bad Gateway</html>")
    assert await sender.send(row(), message) == TryLater()
    with pytest.raises(TypeError):
        await sender.send(row(), "text")


async def test_what_was_sent_can_be_edited_and_taken_back(town, sender):
    before = len(await town.heard(NEIGHBOUR))
    sent = await sender.send(row(), Message(html="frist"))
    edit = row(deed="edit", message_id=sent.message_id)
    assert await sender.send(edit, Message(html="first")) == sent
    assert words((await town.heard(NEIGHBOUR))[-1]) == "first"
    assert await sender.send(edit, Message(html="first")) == sent
    recall = row(deed="recall", message_id=sent.message_id)
    assert await sender.send(recall, Message(html="")) == sent
    assert len(await town.heard(NEIGHBOUR)) == before
    assert await sender.send(recall, Message(html="")) == Failed(cause="missing")


async def test_an_update_that_cannot_be_read_is_set_aside_and_the_next_is_handled(town):
    await town.app.parts.intake.take(
        [{"update_id": 900001, "message": {"message_id": "x", "chat": 5}}]
    )
    await town.app.parts.intake.take([{"update_id": 900002, "something_new": {"a": 1}}])
    assert "/menu" in await town.say(NEIGHBOUR, "hello")


async def test_an_update_that_comes_twice_is_handled_once(town):
    await town.say(NEIGHBOUR, "/help")
    update = {
        "update_id": 900003,
        "message": {"message_id": 99, "date": 1, "text": "/next", "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
                    "chat": {"id": NEIGHBOUR, "type": "private"}, "from": {"id": NEIGHBOUR, "is_bot": False, "first_name": "R"}},
    }  # fmt: skip
    count = len(await town.heard(NEIGHBOUR))
    await town.app.parts.intake.take([update])
    await town.app.parts.intake.take([update])
    await town.wait_for(NEIGHBOUR, count + 1)
    await asyncio.sleep(0.3)
    assert len(await town.heard(NEIGHBOUR)) == count + 1


def test_no_name_is_kept_of_an_update():
    update = {"update_id": 1, "callback_query": {"from": {"id": 5, "is_bot": False, "first_name": "A", "username": "b"},
              "message": {"chat": {"id": 7, "type": "group", "title": "Home"}, "text": "A"}}}  # fmt: skip
    kept = nameless(update)
    assert kept["callback_query"]["from"] == {"id": 5, "is_bot": False, "first_name": ""}
    assert kept["callback_query"]["message"]["chat"] == {"id": 7, "type": "group"}
    assert lane_of(update) == 7
    assert lane_of({"update_id": 1}) == 0


async def test_a_fault_in_a_handler_is_an_apology_and_not_silence(town, monkeypatch):
    async def fail(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("bot.store.learners.Learners.of", fail)
    assert "on our side" in await town.say(NEIGHBOUR, "/today")


async def test_broken_content_is_told_to_the_team_and_the_old_keeps_serving(town_with, tmp_path):
    import shutil

    from tests.bot.town import EDITOR, LIBRARY

    shutil.copytree(LIBRARY, tmp_path / "lib")
    town = await town_with(
        content={"reports": [tmp_path / "lib/reports"], "lessons": [tmp_path / "lib/lessons"]}
    )
    await town.say(EDITOR, "/help")
    report = tmp_path / "lib/reports/awat-2024/report.yaml"
    report.write_text(
        report.read_text(encoding="utf-8").replace("value: 43.58", "value: many"), encoding="utf-8"
    )
    await town.app.parts.content.look()

    async def told():
        return any("report.yaml:" in words(m) for m in await town.heard(EDITOR))

    await until(told)
    assert "43.58" in await town.say(NEIGHBOUR, "/figures")
    await town.app.parts.housekeeping.clean_up()


def test_a_long_text_is_cut_between_paragraphs_and_its_buttons_come_last():
    parts = split("\n\n".join("x" * 900 for _ in range(12)), ((button("a", "b"),),))
    assert len(parts) == 3
    assert all(len(p.html) <= 4096 for p in parts)
    assert [bool(p.rows) for p in parts] == [False, False, True]

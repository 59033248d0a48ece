"""Forums: a message lands in the topic that it names."""

import pytest

from tests.bot.demo.conftest import Line
from tests.bot.demo.pictures import png

FORUM = -1002000000001


async def test_a_persons_message_carries_its_topic(line: Line):
    sent = await line.say(2003, "/today", chat=FORUM, topic=2)
    heard = (await line.updates())[0]["message"]

    assert heard == sent
    assert (heard["message_thread_id"], heard["is_topic_message"]) == (2, True)
    assert heard["chat"]["is_forum"] is True
    assert heard["message_id"] > 4


async def test_without_a_topic_or_in_the_general_one_a_message_names_none(line: Line):
    for topic in (None, 1):
        sent = await line.say(2003, "/today", chat=FORUM, topic=topic)
        assert "message_thread_id" not in sent


async def test_what_the_bot_sends_lands_in_the_topic_it_names(line: Line):
    here = {"chat_id": FORUM, "message_thread_id": 2}
    sent = [
        (await line.bot("sendMessage", **here, text="x")).result,
        (await line.bot("sendPoll", **here, question="x", options=["a", "b"])).result,
        (await line.upload("sendPhoto", {"photo": ("a.png", png(2, 2))}, **here)).result,
    ]

    assert {each["message_thread_id"] for each in sent} == {2}
    assert all(each["is_topic_message"] for each in sent)
    assert (await line.bot("sendChatAction", **here, action="typing")).result is True


async def test_an_answer_stays_in_the_topic_of_what_it_answers(line: Line):
    asked = await line.say(2003, "/today", chat=FORUM, topic=3)
    reply = {"message_id": asked["message_id"]}
    sent = (await line.bot("sendMessage", chat_id=FORUM, text="x", reply_parameters=reply)).result
    back = await line.say(2003, "thanks", chat=FORUM, reply_to=sent["message_id"])

    assert (sent["message_thread_id"], back["message_thread_id"]) == (3, 3)


async def test_an_edit_leaves_a_message_in_its_topic(line: Line):
    sent = (await line.bot("sendMessage", chat_id=FORUM, message_thread_id=2, text="x")).result
    edited = await line.bot(
        "editMessageText", chat_id=FORUM, message_id=sent["message_id"], text="y"
    )

    assert edited.result["message_thread_id"] == 2


@pytest.mark.parametrize(
    ("chat", "topic", "reason"),
    [
        (FORUM, 99, "message thread not found"),
        (FORUM, 1, "message thread not found"),
        (FORUM, 4, "TOPIC_CLOSED"),
        (-3001, 2, "message thread not found"),
    ],
)
@pytest.mark.parametrize(
    ("method", "content"),
    [
        ("sendMessage", {"text": "x"}),
        ("sendPoll", {"question": "x", "options": ["a", "b"]}),
        ("sendChatAction", {"action": "typing"}),
    ],
)
async def test_a_topic_that_cannot_be_written_in_is_refused(
    line: Line, method: str, content: dict, chat: int, topic: int, reason: str
):
    answer = await line.bot(method, chat_id=chat, message_thread_id=topic, **content)

    assert (answer.status, answer.reason) == (400, f"Bad Request: {reason}")


@pytest.mark.parametrize(
    ("person", "topic", "status"),
    [(2003, 99, 404), (2003, 4, 409), (1001, 4, 201), (2003, "x", 400)],
)
async def test_people_write_in_topics_that_are_there_and_open(
    line: Line, person: int, topic: object, status: int
):
    body = {"from": person, "text": "x", "topic": topic}

    assert (await line.post(f"/api/chats/{FORUM}/messages", **body))[0] == status


async def test_the_page_is_told_the_topics(line: Line):
    _, body = await line.get(f"/api/chats/{FORUM}/messages?as=2003")

    assert [(each["id"], each["closed"]) for each in body["chat"]["topics"]] == [
        (2, False),
        (3, False),
        (4, True),
    ]
    assert (await line.bot("getChat", chat_id=FORUM)).result["is_forum"] is True

"""Changing and deleting what was sent."""

import pytest

from tests.bot.demo.conftest import Line

KEYS = {"inline_keyboard": [[{"text": "Tap", "callback_data": "x"}]]}
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)


@pytest.fixture
async def sent(met: Line) -> Line:
    """A line whose message 2 is the bot's, with a button."""
    await met.bot(
        "sendMessage", chat_id=2003, text="<b>x</b>", parse_mode="HTML", reply_markup=KEYS
    )
    return met


async def test_an_edit_changes_text_and_takes_the_keyboard_away(sent: Line):
    edited = (await sent.bot("editMessageText", chat_id=2003, message_id=2, text="y")).result

    assert edited["text"] == "y"
    assert edited["edit_date"]
    assert "reply_markup" not in edited
    assert "entities" not in edited


async def test_an_edit_that_changes_nothing_is_refused(sent: Line):
    same = {"text": "<b>x</b>", "parse_mode": "HTML", "reply_markup": KEYS}
    answer = await sent.bot("editMessageText", chat_id=2003, message_id=2, **same)

    assert (answer.status, answer.reason) == (400, NOT_MODIFIED)


async def test_an_edited_message_edited_to_the_same_is_refused_again(sent: Line):
    for _ in range(2):
        answer = await sent.bot("editMessageText", chat_id=2003, message_id=2, text="y")

    assert answer.reason == NOT_MODIFIED


async def test_a_keyboard_can_change_alone(sent: Line):
    edited = await sent.bot("editMessageReplyMarkup", chat_id=2003, message_id=2)

    assert edited.result["text"] == "x"
    assert "reply_markup" not in edited.result
    again = await sent.bot("editMessageReplyMarkup", chat_id=2003, message_id=2)
    assert again.reason == NOT_MODIFIED


@pytest.mark.parametrize(
    ("method", "message", "reason"),
    [
        ("editMessageText", 9, "message to edit not found"),
        ("editMessageText", 1, "message can't be edited"),
        ("editMessageCaption", 2, "there is no caption in the message to edit"),
        ("editMessageMedia", 9, "message to edit not found"),
        ("deleteMessage", 9, "message to delete not found"),
        ("setMessageReaction", 9, "message to react not found"),
    ],
)
async def test_what_cannot_be_changed_is_refused(
    sent: Line, method: str, message: int, reason: str
):
    answer = await sent.bot(method, chat_id=2003, message_id=message, text="y")

    assert (answer.status, answer.reason) == (400, f"Bad Request: {reason}")


async def test_a_deleted_message_is_gone_and_its_number_is_not_used_again(sent: Line):
    assert (await sent.bot("deleteMessage", chat_id=2003, message_id=2)).result is True
    following = await sent.bot("sendMessage", chat_id=2003, text="z")
    _, chat = await sent.get("/api/chats/2003/messages?as=2003")

    assert following.result["message_id"] == 3
    assert [each["message_id"] for each in chat["messages"]] == [1, 3]


async def test_a_message_older_than_two_days_cannot_be_deleted(sent: Line):
    await sent.post("/api/clock", minutes=48 * 60 + 1)

    answer = await sent.bot("deleteMessage", chat_id=2003, message_id=2)
    assert answer.reason == "Bad Request: message can't be deleted for everyone"


async def test_several_messages_are_deleted_and_the_missing_skipped(sent: Line):
    assert (await sent.bot("deleteMessages", chat_id=2003, message_ids=[1, 2, 50])).result is True
    _, chat = await sent.get("/api/chats/2003/messages?as=2003")
    assert chat["messages"] == []
    assert (await sent.bot("deleteMessages", chat_id=2003, message_ids=[])).status == 400


async def test_a_reaction_is_shown_on_the_page(sent: Line):
    thumb = [{"type": "emoji", "emoji": "👍"}]
    answer = await sent.bot("setMessageReaction", chat_id=2003, message_id=1, reaction=thumb)
    _, chat = await sent.get("/api/chats/2003/messages?as=2003")

    assert answer.result is True
    assert chat["messages"][0]["reactions"] == ["👍"]
    two = await sent.bot("setMessageReaction", chat_id=2003, message_id=1, reaction=thumb * 2)
    assert two.status == 400

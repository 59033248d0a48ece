"""What people say: how a message of theirs gets into a chat, and their taps on buttons."""

import re

from bot.demo.errors import PeopleError
from bot.demo.messages import Stored
from bot.demo.params import FAR
from bot.demo.posting import authorship, compose, publish
from bot.demo.rooms import PRESENT
from bot.demo.spans import settle
from bot.demo.state import Json
from bot.demo.world import World

MOST_DATA_BYTES = 64
ANSWER_SECONDS = 3.0
GENERAL = 1


def write(
    world: World,
    chat: int,
    person: int,
    text: object,
    *,
    entities: object = None,
    reply_to: object = None,
    topic: object = None,
) -> Json:
    """Write *text* as *person* or channel; *entities* are found by themselves unless given."""
    if not isinstance(text, str) or not text.strip():
        raise PeopleError(400, "The message is empty.")
    if entities is not None and not isinstance(entities, list):
        raise PeopleError(400, "Entities must be a list.")
    plain, found = settle(text, [])
    spans = found if entities is None else entities
    content = {"text": plain} | ({"entities": spans} if spans else {})
    return say(world, chat, person, {**placed(world, chat, person, reply_to, topic), **content})


def say(world: World, chat: int, person: int, content: Json) -> Json:
    """Put *content* into *chat* as *person*, or as the channel, and let the bot hear it."""
    may_write(world, chat, person)
    if world.rooms.standing(chat) == "stranger":
        world.rooms.stand(chat, "member")
    body = compose(world, chat, world.rooms.user(person), content)
    publish(world, Stored(body=body, extra=authorship(world, chat, person)))
    world.messages.mark_seen(chat, person)
    if _heard(world, chat, body):
        world.updates.add("channel_post" if world.rooms.is_channel(chat) else "message", body)
    return body


def may_write(world: World, chat: int, person: int) -> None:
    """Refuse who blocked the bot, and who only reads a channel."""
    if chat not in world.rooms.groups and world.rooms.standing(chat) == "kicked":
        raise PeopleError(409, "You blocked the bot; unblock it to write to it.")
    if world.rooms.is_channel(chat) and not world.rooms.leads(chat, person):
        raise PeopleError(403, "Only administrators post in a channel.")


def placed(world: World, chat: int, person: int, reply_to: object, topic: object) -> Json:
    """Return the fields that say what a message replies to and in which topic it is."""
    reply = _reply(world, chat, reply_to)
    answered = reply.get("reply_to_message", {}).get("message_thread_id")
    number = int(str(topic)) if re.fullmatch(r"[0-9]{1,15}", str(topic)) else answered
    if topic not in {None, ""} and number is None:
        raise PeopleError(400, "The topic must be a number.")
    if number in {None, GENERAL} and (number is None or chat in world.rooms.groups):
        return reply
    found = world.rooms.topic(chat, number)
    if found is None:
        raise PeopleError(404, "There is no such topic here.")
    if found.closed and not world.rooms.leads(chat, person):
        raise PeopleError(409, "This topic is closed.")
    return {"message_thread_id": found.id, "is_topic_message": True, **reply}


def _reply(world: World, chat: int, reply_to: object) -> Json:
    if not re.fullmatch(r"[0-9]{1,15}", str(reply_to)):
        return {}
    found = world.messages.get(chat, int(str(reply_to)))
    if found is None:
        raise PeopleError(404, "The message you reply to is gone.")
    return {"reply_to_message": {k: v for k, v in found.body.items() if k != "reply_to_message"}}


def _heard(world: World, chat: int, body: Json) -> bool:
    """
    Tell whether the bot gets to read *body*.

    In a group a bot in privacy mode, Telegram's default, hears only commands
    that are not for another bot, and replies to itself; as an administrator, all.
    """
    if chat not in world.rooms.groups:
        return True
    if world.rooms.standing(chat) == "administrator":
        return True
    if world.rooms.is_channel(chat) or world.rooms.standing(chat) not in PRESENT:
        return False
    if body.get("reply_to_message", {}).get("from", {}).get("id") == world.bot["id"]:
        return True
    first = str(body.get("text", "")).split(maxsplit=1)[:1]
    if not first or not first[0].startswith("/"):
        return False
    _, _, addressee = first[0].partition("@")
    return addressee.lower() in {"", world.bot["username"].lower()}


async def press(world: World, chat: int, person: int, message: object, data: object) -> Json:
    """
    Tap a button as *person* and return the bot's answer: its text, show_alert, url.

    *data* is not compared with the buttons, since a forged client may send any.
    `answered` is false when the bot stayed silent for three seconds.
    """
    if chat not in world.rooms.groups:
        may_write(world, chat, person)
    if not isinstance(data, str) or not 1 <= len(data.encode()) <= MOST_DATA_BYTES:
        raise PeopleError(400, "The button's data must be 1 to 64 bytes of text.")
    found = _pressed(world, chat, message)
    query = world.queries.ask(person)
    world.updates.add(
        "callback_query",
        {
            "id": query,
            "from": world.rooms.user(person),
            "message": found.body,
            "chat_instance": str(abs(chat) * 7919),
            "data": data,
        },
    )
    answer = await world.queries.answered(query, seconds=ANSWER_SECONDS)
    return {"answered": answer is not None, **(answer or {})}


def _pressed(world: World, chat: int, message: object) -> Stored:
    known = isinstance(message, int) and abs(message) < FAR
    found = world.messages.get(chat, int(str(message))) if known else None
    if found is None or found.author != world.bot["id"]:
        raise PeopleError(404, "The message with this button is gone.")
    return found

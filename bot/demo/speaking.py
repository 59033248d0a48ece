"""What people do: write, send files, tap buttons, block the bot or let it back in."""

import re

from bot.demo.errors import DemoError, PeopleError
from bot.demo.messages import Stored
from bot.demo.params import FAR, Upload
from bot.demo.posting import compose, publish
from bot.demo.spans import settle
from bot.demo.state import Json
from bot.demo.world import World

MOST_DATA_BYTES = 64
ANSWER_SECONDS = 3.0


def write(
    world: World,
    chat: int,
    person: int,
    text: object,
    *,
    entities: object = None,
    reply_to: object = None,
) -> Json:
    """Write *text* as *person*; *entities* are found by themselves unless given."""
    if not isinstance(text, str) or not text.strip():
        raise PeopleError(400, "The message is empty.")
    if entities is not None and not isinstance(entities, list):
        raise PeopleError(400, "Entities must be a list.")
    plain, found = settle(text, [])
    spans = found if entities is None else entities
    content = {"text": plain} | ({"entities": spans} if spans else {})
    return _say(world, chat, person, {**_reply(world, chat, reply_to), **content})


def send_file(
    world: World, chat: int, person: int, *, kind: str, upload: Upload, about: Json
) -> Json:
    """Send a photo, voice, audio or document as *person*; *about* may hold caption, duration."""
    _not_shut_out(world, chat)
    caption, found = settle(str(about.get("caption", "")), [])
    length = {"duration": int(about["duration"])} if str(about.get("duration")).isdecimal() else {}
    try:
        kept = world.files.keep(kind, upload, length if kind in {"voice", "audio"} else {})
    except DemoError as refusal:
        raise PeopleError(400, f"This file cannot be sent as a {kind}: {refusal}.") from None
    content: Json = {kind: kept.media}
    if caption:
        content |= {"caption": caption} | ({"caption_entities": found} if found else {})
    return _say(world, chat, person, {**_reply(world, chat, about.get("reply_to")), **content})


def _say(world: World, chat: int, person: int, content: Json) -> Json:
    _not_shut_out(world, chat)
    if world.rooms.standing(chat) == "stranger":
        world.rooms.stand(chat, "member")
    body = compose(world, chat, world.rooms.user(person), content)
    publish(world, Stored(body=body))
    world.messages.mark_seen(chat, person)
    if _heard(world, chat, body):
        world.updates.add("message", body)
    return body


def _not_shut_out(world: World, chat: int) -> None:
    if chat not in world.rooms.groups and world.rooms.standing(chat) == "kicked":
        raise PeopleError(409, "You blocked the bot; unblock it to write to it.")


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
    that are not for another bot, and replies to itself.
    """
    if chat not in world.rooms.groups:
        return True
    if world.rooms.standing(chat) != "member":
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
    _not_shut_out(world, chat)
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
    if found is None or found.body["from"]["id"] != world.bot["id"]:
        raise PeopleError(404, "The message with this button is gone.")
    return found


def shut_out(world: World, chat: int, person: int) -> None:
    """Block the bot in a private chat, or remove it from a group."""
    _change(world, chat, person, "kicked")


def let_in(world: World, chat: int, person: int) -> None:
    """Unblock the bot in a private chat, or add it back to a group."""
    _change(world, chat, person, "member")


def _change(world: World, chat: int, person: int, status: str) -> None:
    old = world.rooms.standing(chat)
    before = "left" if old == "stranger" else old
    if old == status:
        return
    world.rooms.stand(chat, "kicked" if status == "kicked" else "member")
    if chat in world.rooms.groups:
        change = "left_chat_member" if status == "kicked" else "new_chat_members"
        who = world.bot if status == "kicked" else [world.bot]
        body = compose(world, chat, world.rooms.user(person), {change: who})
        publish(world, Stored(body=body))
        world.updates.add("message", body)
    tell_standing(world, chat, person, before, status)


def tell_standing(world: World, chat: int, person: int, before: str, after: str) -> None:
    """Tell the bot and the pages that the bot's standing in *chat* changed."""
    world.updates.add(
        "my_chat_member",
        {
            "chat": world.rooms.chat(chat),
            "from": world.rooms.user(person),
            "date": world.date,
            "old_chat_member": _bot_member(world, before),
            "new_chat_member": _bot_member(world, after),
        },
    )
    world.events.publish("standing", chat_id=chat, standing=after)


def _bot_member(world: World, status: str) -> Json:
    ban = {"until_date": 0} if status == "kicked" else {}
    return {"user": world.bot, "status": status, **ban}

"""What the bot puts into a chat: the checks, the message, the news of it."""

from bot.demo.errors import bad_request
from bot.demo.keyboards import inline_keyboard, reply_keyboard
from bot.demo.messages import Stored
from bot.demo.params import FAR, Params
from bot.demo.rich_text import parse_html
from bot.demo.spans import settle
from bot.demo.state import Json
from bot.demo.threads import in_thread, may_send
from bot.demo.world import World

MOST_TEXT = 4096
MOST_CAPTION = 1024


def body_text(params: Params) -> Json:
    """Return the call's `text` and `entities`, parsed and within Telegram's limits."""
    text, entities = _formatted(params, "text", "entities")
    if not text:
        raise bad_request("message text is empty")
    if len(text) > MOST_TEXT:
        raise bad_request("message is too long")
    return {"text": text} | ({"entities": entities} if entities else {})


def body_caption(params: Params) -> Json:
    """Return the call's `caption` and `caption_entities`, or nothing if it has no caption."""
    text, entities = _formatted(params, "caption", "caption_entities")
    if len(text) > MOST_CAPTION:
        raise bad_request("message caption is too long")
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": entities} if entities else {})


def _formatted(params: Params, text: str, entities: str) -> tuple[str, list[Json]]:
    source = params.get(text, "").replace("\r", "")
    mode = params.get("parse_mode", "").lower()
    if mode == "html":
        return settle(*parse_html(source))
    if mode:
        raise bad_request("unsupported parse_mode")
    return settle(source, [_entity(entity) for entity in params.get(entities) or []])


def _entity(entity: object) -> Json:
    shaped = dict(entity) if isinstance(entity, dict) else {}
    numbers = all(isinstance(shaped.get(key), int) for key in ("offset", "length"))
    if not numbers or not isinstance(shaped.get("type"), str):
        raise bad_request("can't parse MessageEntity")
    return shaped


def post(world: World, params: Params, content: Json) -> Json:
    """Put *content* into the call's chat as the bot's message, and return the message."""
    chat = world.rooms.reachable(params.get("chat_id"))
    return post_all(world, chat, params, [content])[0]


def post_all(world: World, chat: int, params: Params, contents: list[Json]) -> list[Json]:
    """Put several contents into *chat*, counted together against Telegram's limits."""
    markup = params.get("reply_markup")
    inline, keyboard = inline_keyboard(markup), reply_keyboard(markup)
    if keyboard and world.rooms.is_channel(chat):
        raise bad_request("inline keyboard expected")
    may_send(world, chat, contents)
    reply = _replied(world, chat, params.get("reply_parameters"))
    where = in_thread(world, chat, params, reply)
    kept = {"has_protected_content": True} if params.get("protect_content") else {}
    world.flood.admit(chat, messages=len(contents), paid=params.get("allow_paid_broadcast", False))
    sent = []
    for content in contents:
        body = compose(world, chat, world.bot, {**where, **reply, **kept, **content})
        if inline:
            body["reply_markup"] = inline
        extra = {"keyboard": keyboard} if keyboard else {}
        publish(world, Stored(body=body, extra=extra | authorship(world, chat, world.bot["id"])))
        sent.append(body)
    return sent


def compose(world: World, chat: int, sender: Json, content: Json) -> Json:
    """Return a new Bot API message of *sender*, or the channel, in *chat*; it takes the next id."""
    here = world.rooms.chat(chat)
    group = world.rooms.groups.get(chat)
    taken = max((topic.id for topic in group.topics), default=0) if group else 0
    return {
        "message_id": world.messages.next_id(chat, after=taken),
        **({"sender_chat": here} if world.rooms.is_channel(chat) else {"from": sender}),
        "chat": here,
        "date": world.date,
        **content,
    }


def authorship(world: World, chat: int, author: int) -> Json:
    """Return what remembers who wrote in *chat*, where the message itself does not say it."""
    return {"author": author} if world.rooms.is_channel(chat) else {}


def publish(world: World, stored: Stored, *, kind: str = "message") -> None:
    """Write a message down, new or edited, and tell the pages."""
    world.messages.put(stored)
    world.events.publish(kind, chat_id=stored.body["chat"]["id"], message=stored.page)


def _replied(world: World, chat: int, reply: Json | None) -> Json:
    """Return the message replied to, as the new message's field."""
    if not reply:
        return {}
    number = reply.get("message_id")
    if not isinstance(number, int) or abs(number) >= FAR:
        raise bad_request("can't parse ReplyParameters")
    found = world.messages.get(chat, number)
    if found:
        whole = {key: value for key, value in found.body.items() if key != "reply_to_message"}
        return {"reply_to_message": whole}
    if reply.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")

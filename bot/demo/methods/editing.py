"""Changing what was sent: edits, deletions, reactions."""

from collections.abc import Callable

from bot.demo.errors import bad_request
from bot.demo.keyboards import inline_keyboard
from bot.demo.messages import Stored
from bot.demo.params import FAR, Params
from bot.demo.posting import body_caption, body_text, publish
from bot.demo.state import Json
from bot.demo.world import World

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
DELETABLE_SECONDS = 48 * 3600
MEDIA = ("photo", "video", "voice", "audio", "document")
MOST_DELETED = 100


def edit_message_text(world: World, params: Params) -> Json:
    """Put another text, and the given keyboard or none, in a message's place."""
    return edit(world, params, _new_text)


def edit_message_caption(world: World, params: Params) -> Json:
    """Put another caption, and the given keyboard or none, under a file."""
    return edit(world, params, _new_caption)


def edit_message_reply_markup(world: World, params: Params) -> Json:
    """Put another inline keyboard under a message, or none."""
    return edit(world, params, lambda body, _: dict(body))


def edit(world: World, params: Params, change: Callable[[Json, Params], Json]) -> Json:
    """Put what *change* makes of the bot's message, and the given keyboard, in its place."""
    old = _editable(world, params)
    new = change(old.body, params)
    new.pop("reply_markup", None)
    if keyboard := inline_keyboard(params.get("reply_markup")):
        new["reply_markup"] = keyboard
    if new == old.body:
        raise bad_request(NOT_MODIFIED)
    new["edit_date"] = world.date
    publish(world, Stored(body=new, extra=old.extra), kind="edit")
    return new


def _editable(world: World, params: Params) -> Stored:
    chat = world.rooms.reachable(params.get("chat_id"))
    found = world.messages.get(chat, params.get("message_id", 0))
    if found is None:
        raise bad_request("message to edit not found")
    if found.author != world.bot["id"] or "forward_origin" in found.body:
        raise bad_request("message can't be edited")
    return found


def _new_text(body: Json, params: Params) -> Json:
    if "text" not in body:
        raise bad_request("there is no text in the message to edit")
    kept = {key: value for key, value in body.items() if key not in {"text", "entities"}}
    return kept | body_text(params)


def _new_caption(body: Json, params: Params) -> Json:
    if not any(kind in body for kind in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    dropped = {"caption", "caption_entities"}
    kept = {key: value for key, value in body.items() if key not in dropped}
    return kept | body_caption(params)


def delete_message(world: World, params: Params) -> bool:
    """Delete one message, within 48 hours of its sending by the demo's clock."""
    chat = world.rooms.reachable(params.get("chat_id"))
    number = params.get("message_id", 0)
    found = world.messages.get(chat, number)
    if found is None:
        raise bad_request("message to delete not found")
    if not _deletable(world, chat, found):
        raise bad_request("message can't be deleted for everyone")
    _forget(world, chat, number)
    return True


def delete_messages(world: World, params: Params) -> bool:
    """Delete up to a hundred messages; those that cannot be deleted are skipped."""
    chat = world.rooms.reachable(params.get("chat_id"))
    numbers = params.get("message_ids") or []
    if not 1 <= len(numbers) <= MOST_DELETED or any(
        not isinstance(n, int) or abs(n) >= FAR for n in numbers
    ):
        raise bad_request("message identifiers are not specified")
    for number in numbers:
        found = world.messages.get(chat, number)
        if found and _deletable(world, chat, found):
            _forget(world, chat, number)
    return True


def _deletable(world: World, chat: int, found: Stored) -> bool:
    """Tell whether the bot may: its own for 48 hours, others' as a group's administrator."""
    recent = bool(world.date - found.body["date"] <= DELETABLE_SECONDS)
    if found.author == world.bot["id"] or chat not in world.rooms.groups:
        return recent
    return world.rooms.standing(chat) == "administrator" and not world.rooms.is_channel(chat)


def _forget(world: World, chat: int, number: int) -> None:
    world.messages.delete(chat, number)
    world.events.publish("delete", chat_id=chat, message_id=number)


def set_message_reaction(world: World, params: Params) -> bool:
    """Put the bot's reaction on a message: one emoji, or none."""
    chat = world.rooms.reachable(params.get("chat_id"))
    found = world.messages.get(chat, params.get("message_id", 0))
    if found is None:
        raise bad_request("message to react not found")
    chosen = params.get("reaction") or []
    if len(chosen) > 1 or any(not isinstance(each, dict) for each in chosen):
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [each.get("emoji", "") for each in chosen]
    publish(world, Stored(body=found.body, extra={**found.extra, "reactions": emoji}), kind="edit")
    return True

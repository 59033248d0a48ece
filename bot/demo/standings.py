"""How the bot comes to stand otherwise in a chat: blocked, let in, promoted, muted."""

from bot.demo.errors import PeopleError
from bot.demo.members import bot_member
from bot.demo.messages import Stored
from bot.demo.posting import compose, publish
from bot.demo.rooms import PRESENT, Standing
from bot.demo.world import World

CHANGES: dict[str, Standing] = {
    "administrator": "administrator",
    "member": "member",
    "restricted": "restricted",
}


def shut_out(world: World, chat: int, person: int) -> None:
    """Block the bot in a private chat, or remove it from a group or a channel."""
    _lead(world, chat, person)
    _change(world, chat, person, "kicked")


def let_in(world: World, chat: int, person: int) -> None:
    """Unblock the bot in a private chat, or add it back to a group or a channel."""
    _lead(world, chat, person)
    if chat in world.rooms.groups and world.rooms.standing(chat) in PRESENT:
        return
    _change(world, chat, person, world.rooms.usual(chat))


def promote(world: World, chat: int, person: int, status: object) -> None:
    """Make the bot, as an administrator of *chat*, its administrator, plain or muted member."""
    after = CHANGES.get(str(status))
    if after is None:
        raise PeopleError(400, "The standing must be administrator, member or restricted.")
    if not world.rooms.leads(chat, person):
        raise PeopleError(403, "Only administrators of the chat may do this.")
    if after == "restricted" and world.rooms.is_channel(chat):
        raise PeopleError(400, "Nobody is muted in a channel, where only administrators post.")
    if world.rooms.standing(chat) not in PRESENT:
        raise PeopleError(409, "The bot is not in this chat.")
    _change(world, chat, person, after)


def _lead(world: World, chat: int, person: int) -> None:
    if world.rooms.is_channel(chat) and not world.rooms.leads(chat, person):
        raise PeopleError(403, "Only administrators of the channel may do this.")


def _change(world: World, chat: int, person: int, after: Standing) -> None:
    before = world.rooms.standing(chat)
    if before == after:
        return
    world.rooms.stand(chat, after)
    _say_so(world, chat, person, before, after)
    tell_standing(world, chat, person, before, after)


def _say_so(world: World, chat: int, person: int, before: Standing, after: Standing) -> None:
    """Let a group see that the bot came or went; a channel shows no such lines."""
    moved = (before in PRESENT) != (after in PRESENT)
    if not moved or chat not in world.rooms.groups or world.rooms.is_channel(chat):
        return
    gone = after not in PRESENT
    change = {"left_chat_member": world.bot} if gone else {"new_chat_members": [world.bot]}
    body = compose(world, chat, world.rooms.user(person), change)
    publish(world, Stored(body=body))
    world.updates.add("message", body)


def tell_standing(world: World, chat: int, person: int, before: str, after: str) -> None:
    """Tell the bot and the pages that the bot's standing in *chat* changed."""
    world.updates.add(
        "my_chat_member",
        {
            "chat": world.rooms.chat(chat),
            "from": world.rooms.user(person),
            "date": world.date,
            "old_chat_member": bot_member(world, chat, before),
            "new_chat_member": bot_member(world, chat, after),
        },
    )
    world.events.publish("standing", chat_id=chat, standing=after)

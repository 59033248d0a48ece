"""getChat, getChatMember and their kin, and leaving a group."""

from bot.demo.errors import bad_request
from bot.demo.members import bot_member, member
from bot.demo.messages import Stored
from bot.demo.params import Params
from bot.demo.posting import compose, publish
from bot.demo.standings import tell_standing
from bot.demo.state import Json
from bot.demo.world import World

GIFTS = {
    "unlimited_gifts": False,
    "limited_gifts": False,
    "unique_gifts": False,
    "premium_subscription": False,
    "gifts_from_channels": False,
}


def get_chat(world: World, params: Params) -> Json:
    """Return all about a chat that a ChatFullInfo must say."""
    chat = _met(world, params)
    return {
        **world.rooms.chat(chat),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": GIFTS,
    }


def get_chat_member(world: World, params: Params) -> Json:
    """Return how a person, or the bot, stands in a chat."""
    chat = _met(world, params)
    user = params.need("user_id", "invalid user_id specified")
    if user == world.bot["id"]:
        return bot_member(world, chat, world.rooms.standing(chat))
    if user not in world.rooms.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member(world, chat, user)


def get_chat_administrators(world: World, params: Params) -> list[Json]:
    """Return the creator, the other administrators, and the bot if it is one."""
    chat = _met(world, params)
    if chat not in world.rooms.groups:
        raise bad_request("there are no administrators in the private chat")
    leaders = [member(world, chat, each) for each in world.rooms.groups[chat].leaders]
    if world.rooms.standing(chat) != "administrator":
        return leaders
    return [*leaders, bot_member(world, chat, "administrator")]


def get_chat_member_count(world: World, params: Params) -> int:
    """Count the people and the bot."""
    chat = _met(world, params)
    return len(world.rooms.members(chat)) + 1


def leave_chat(world: World, params: Params) -> bool:
    """Leave a group by the bot's own will."""
    chat = world.rooms.reachable(params.get("chat_id"))
    if chat not in world.rooms.groups:
        raise bad_request("chat member status can't be changed in private chats")
    before = world.rooms.standing(chat)
    world.rooms.stand(chat, "left")
    if not world.rooms.is_channel(chat):
        gone = compose(world, chat, world.bot, {"left_chat_member": world.bot})
        publish(world, Stored(body=gone))
    tell_standing(world, chat, world.rooms.members(chat)[0], before, "left")
    return True


def _met(world: World, params: Params) -> int:
    """Return the id of a chat the bot has been in; strangers are not found."""
    chat = world.rooms.known(params.get("chat_id"))
    if world.rooms.standing(chat) == "stranger":
        raise bad_request("chat not found")
    if chat in world.rooms.groups:
        world.rooms.reachable(chat)
    return chat

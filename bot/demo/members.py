"""How somebody stands in a chat, as the Bot API's ChatMember says it."""

from bot.demo.state import Json
from bot.demo.world import World

RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)
IN_CHANNELS = ("can_post_messages", "can_edit_messages")
IN_GROUPS = ("can_pin_messages", "can_manage_topics")
BOTS = frozenset({"can_manage_chat", "can_post_messages"})
MUTED = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
    "can_edit_tag",
    "can_react_to_messages",
)


def bot_member(world: World, chat: int, status: str) -> Json:
    """Return the bot's ChatMember in *chat*, were its status *status*."""
    if status == "administrator":
        return _administrator(world, chat, world.bot, frozenset(BOTS | _of_group(world, chat)))
    return _plain(world.bot, "left" if status == "stranger" else status)


def member(world: World, chat: int, person: int) -> Json:
    """Return a person's ChatMember in *chat*."""
    user = world.rooms.user(person)
    if person not in world.rooms.members(chat):
        return _plain(user, "left")
    if not world.rooms.leads(chat, person):
        return _plain(user, "member")
    if world.rooms.members(chat)[0] == person:
        return {**_plain(user, "creator"), "is_anonymous": False}
    return _administrator(world, chat, user, frozenset({*RIGHTS, *IN_CHANNELS, *IN_GROUPS}))


def _of_group(world: World, chat: int) -> frozenset[str]:
    """Return what a bot made an administrator of a group may do beyond the least."""
    return frozenset() if world.rooms.is_channel(chat) else frozenset({"can_delete_messages"})


def _administrator(world: World, chat: int, user: Json, rights: frozenset[str]) -> Json:
    more = IN_CHANNELS if world.rooms.is_channel(chat) else IN_GROUPS
    return {
        "user": user,
        "status": "administrator",
        "can_be_edited": False,
        "is_anonymous": False,
        **{right: right in rights for right in (*RIGHTS, *more)},
    }


def _plain(user: Json, status: str) -> Json:
    found: Json = {"user": user, "status": status}
    if status == "restricted":
        found |= {"is_member": True, **dict.fromkeys(MUTED, False)}
    if status in {"kicked", "restricted"}:
        found["until_date"] = 0
    return found

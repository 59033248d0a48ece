"""Where in a chat the bot may put something: its rights, and the topics of a forum."""

from bot.demo.errors import bad_request
from bot.demo.params import Params
from bot.demo.state import Json
from bot.demo.world import World

NAMES = {
    "photo": "photos",
    "video": "videos",
    "audio": "music",
    "voice": "voice notes",
    "document": "documents",
    "poll": "polls",
}


def may_send(world: World, chat: int, contents: list[Json]) -> None:
    """Refuse what a muted bot, or one that is no administrator of a channel, may not send."""
    standing = world.rooms.standing(chat)
    if world.rooms.is_channel(chat) and standing != "administrator":
        raise bad_request("need administrator rights in the channel chat")
    if standing == "restricted":
        named = (NAMES[key] for content in contents for key in content if key in NAMES)
        what = next(named, "text messages")
        raise bad_request(f"not enough rights to send {what} to the chat")


def in_thread(world: World, chat: int, params: Params, reply: Json | None = None) -> Json:
    """Return the fields of a message in the topic that the call, or what it replies to, names."""
    answered = (reply or {}).get("reply_to_message", {})
    number = params.get("message_thread_id") or answered.get("message_thread_id")
    if not number:
        return {}
    topic = world.rooms.topic(chat, number)
    if topic is None:
        raise bad_request("message thread not found")
    if topic.closed:
        raise bad_request("TOPIC_CLOSED")
    return {"message_thread_id": topic.id, "is_topic_message": True}

"""Messages without a file: sendMessage, typing, and answers to taps."""

from bot.demo.errors import bad_request
from bot.demo.params import Params
from bot.demo.posting import body_text, post
from bot.demo.state import Json
from bot.demo.threads import in_thread
from bot.demo.world import World

MOST_ANSWER = 200
ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, params: Params) -> Json:
    """Send a text."""
    world.rooms.reachable(params.get("chat_id"))
    return post(world, params, body_text(params))


def send_chat_action(world: World, params: Params) -> bool:
    """Show that the bot is typing, or recording, or sending."""
    chat = world.rooms.reachable(params.get("chat_id"))
    action = params.get("action", "")
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    in_thread(world, chat, params)
    world.events.publish("typing", chat_id=chat, action=action)
    return True


def answer_callback_query(world: World, params: Params) -> bool:
    """Answer a tap: nothing, a toast of up to 200 characters, or an alert."""
    answer = params.chosen("text", "show_alert", "url")
    if len(answer.get("text", "")) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    world.queries.answer(params.get("callback_query_id", ""), answer)
    return True

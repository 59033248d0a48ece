"""sendPoll and stopPoll."""

from bot.demo.errors import bad_request
from bot.demo.keyboards import inline_keyboard
from bot.demo.messages import Stored
from bot.demo.params import Params
from bot.demo.polls import checked
from bot.demo.posting import post
from bot.demo.state import Json
from bot.demo.threads import may_send
from bot.demo.voting import refresh
from bot.demo.world import World


def send_poll(world: World, params: Params) -> Json:
    """Ask a question with two to twelve answers to tap on."""
    chat = world.rooms.reachable(params.get("chat_id"))
    poll, answer = checked(params.values, known=True)
    if world.rooms.is_channel(chat) and not poll["is_anonymous"]:
        raise bad_request("non-anonymous polls can't be sent to channel chats")
    may_send(world, chat, [{"poll": poll}])
    return post(world, params, {"poll": world.polls.make(world.bot["id"], poll, answer)})


def stop_poll(world: World, params: Params) -> Json:
    """Close a poll of the bot's own, with the given keyboard or none, and return it."""
    chat = world.rooms.reachable(params.get("chat_id"))
    found = world.messages.get(chat, params.get("message_id", 0))
    if found is None:
        raise bad_request("message with poll to stop not found")
    if "poll" not in found.body:
        raise bad_request("message is not a poll")
    if found.author != world.bot["id"] or "forward_origin" in found.body:
        raise bad_request("poll can't be stopped")
    if found.body["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    body = {key: value for key, value in found.body.items() if key != "reply_markup"}
    if keyboard := inline_keyboard(params.get("reply_markup")):
        body["reply_markup"] = keyboard
    world.messages.put(Stored(body=body, extra=found.extra))
    kept = world.polls.stop(body["poll"]["id"])
    refresh(world, kept)
    return kept.body

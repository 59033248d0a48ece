"""copyMessage and forwardMessage: content that is already somewhere, put elsewhere."""

from bot.demo.errors import bad_request
from bot.demo.messages import Stored
from bot.demo.params import Params
from bot.demo.posting import body_caption, post
from bot.demo.state import Json
from bot.demo.world import World

MEDIA = ("photo", "video", "voice", "audio", "document")
CONTENT = ("text", "entities", *MEDIA, "poll", "caption", "caption_entities")
ANSWER = ("correct_option_ids", "explanation")


def copy_message(world: World, params: Params) -> Json:
    """Send a message's content again, without a trace of where it came from."""
    content = _content(_source(world, params, "copy"), "message can't be copied")
    if "caption" in params and any(kind in content for kind in MEDIA):
        for key in ("caption", "caption_entities"):
            content.pop(key, None)
        content |= body_caption(params)
    if poll := content.get("poll"):
        content["poll"] = _asked_again(world, poll)
    return {"message_id": post(world, params, content)["message_id"]}


def forward_message(world: World, params: Params) -> Json:
    """Send a message again with where it came from; a poll takes its votes along."""
    found = _source(world, params, "forward")
    content = _content(found, "message can't be forwarded")
    bare = Params(values={k: v for k, v in params.values.items() if k != "reply_markup"})
    return post(world, bare, {"forward_origin": _origin(found), **content})


def _source(world: World, params: Params, purpose: str) -> Stored:
    world.rooms.reachable(params.get("chat_id"))
    source = world.rooms.known(params.get("from_chat_id"))
    found = world.messages.get(source, params.get("message_id", 0))
    if found is None:
        raise bad_request(f"message to {purpose} not found")
    return found


def _content(found: Stored, otherwise: str) -> Json:
    """Return what is in the message; a 400 if that is nothing, or may not leave its chat."""
    content = {key: found.body[key] for key in CONTENT if key in found.body}
    if not content or found.body.get("has_protected_content"):
        raise bad_request(otherwise)
    return content


def _origin(found: Stored) -> Json:
    """Return the MessageOrigin; one that was forwarded before keeps its first origin."""
    body = found.body
    if first := body.get("forward_origin"):
        return dict(first)
    if "sender_chat" in body:
        about = {"chat": body["sender_chat"], "message_id": body["message_id"]}
        return {"type": "channel", "date": body["date"], **about}
    return {"type": "user", "date": body["date"], "sender_user": body["from"]}


def _asked_again(world: World, poll: Json) -> Json:
    """Return a new poll of the bot with the same question; a quiz's answer must be known."""
    if poll["type"] == "quiz" and "correct_option_ids" not in poll:
        raise bad_request("message can't be copied")
    options = [{**option, "voter_count": 0} for option in poll["options"]]
    fresh = {**poll, "options": options, "total_voter_count": 0, "is_closed": False}
    fresh.pop("id")
    answer = {key: poll[key] for key in ANSWER if key in poll}
    return world.polls.make(world.bot["id"], fresh, answer)

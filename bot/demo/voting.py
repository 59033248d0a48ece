"""Votes in polls, and who hears of them."""

from bot.demo.errors import PeopleError
from bot.demo.messages import Stored
from bot.demo.params import FAR
from bot.demo.polls import Kept
from bot.demo.posting import publish
from bot.demo.state import Json
from bot.demo.world import World


def vote(world: World, chat: int, person: int, message: object, options: object) -> Json:
    """
    Vote as *person* for *options*, the numbers of the answers; none take the vote back.

    Return the Poll, and `chosen`. The bot hears of votes in polls that it sent.
    """
    known = isinstance(message, int) and abs(message) < FAR
    found = world.messages.get(chat, int(str(message))) if known else None
    if found is None or "poll" not in found.body:
        raise PeopleError(404, "The message with this poll is gone.")
    kept = world.polls.get(found.body["poll"]["id"])
    chosen = _chosen(kept.body, options)
    _may_vote(world, kept.body, person)
    changed = world.polls.vote(kept.body["id"], person, chosen)
    refresh(world, changed)
    if kept.owner == world.bot["id"] and not kept.body["is_anonymous"]:
        world.updates.add("poll_answer", _answer(world, changed.body, person, chosen))
    return {"poll": changed.body, "chosen": chosen}


def refresh(world: World, kept: Kept) -> None:
    """Show the changed poll in every message that holds it, and tell the bot that sent it."""
    for stored in world.messages.with_poll(kept.body["id"]):
        body = {**stored.body, "poll": kept.body}
        publish(world, Stored(body=body, extra=stored.extra), kind="edit")
    if kept.owner == world.bot["id"]:
        world.updates.add("poll", kept.body)


def _chosen(poll: Json, options: object) -> list[int]:
    count = len(poll["options"])
    if not isinstance(options, list) or any(
        type(each) is not int or not 0 <= each < count for each in options
    ):
        raise PeopleError(400, "Options must be a list of the answers' numbers, from 0.")
    chosen = sorted(set(options))
    if len(chosen) > 1 and not poll["allows_multiple_answers"]:
        raise PeopleError(400, "This poll takes only one answer.")
    return chosen


def _may_vote(world: World, poll: Json, person: int) -> None:
    if poll["is_closed"]:
        raise PeopleError(409, "This poll is closed.")
    if not poll["allows_revoting"] and world.polls.chosen(poll["id"], person):
        raise PeopleError(409, "Your answer to this poll is final.")


def _answer(world: World, poll: Json, person: int, chosen: list[int]) -> Json:
    return {
        "poll_id": poll["id"],
        "user": world.rooms.user(person),
        "option_ids": chosen,
        "option_persistent_ids": [poll["options"][each]["persistent_id"] for each in chosen],
    }

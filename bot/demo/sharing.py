"""What people send beside text: files, albums, polls."""

import secrets
from collections.abc import Sequence

from bot.demo.errors import DemoError, PeopleError
from bot.demo.params import Upload
from bot.demo.polls import checked
from bot.demo.spans import settle
from bot.demo.speaking import may_write, placed, say
from bot.demo.state import Json
from bot.demo.world import World

FILE_FIELDS = ("photo", "video", "voice", "audio", "document")
TOGETHER = ({"photo", "video"}, {"audio"}, {"document"})
MOST_TOGETHER = 10
LONG = frozenset({"video", "voice", "audio"})
MEASURES = ("duration", "width", "height")


def send_files(
    world: World, chat: int, person: int, *, files: Sequence[tuple[str, Upload]], about: Json
) -> list[Json]:
    """
    Send files, each with its kind, as *person*: one by itself, two to ten as an album.

    *about* may hold caption (which goes under the first), duration, width, height,
    reply_to and topic. Return the messages, each of which is an update of its own.
    """
    may_write(world, chat, person)
    _may_be_together([kind for kind, _ in files])
    place = placed(world, chat, person, about.get("reply_to"), about.get("topic"))
    contents = [{kind: _kept(world, kind, upload, about)} for kind, upload in files]
    contents[0] |= _caption(about)
    group = {"media_group_id": str(secrets.randbits(60))} if len(files) > 1 else {}
    return [say(world, chat, person, {**place, **group, **content}) for content in contents]


def send_poll(world: World, chat: int, person: int, *, asked: object, about: Json) -> Json:
    """
    Ask as *person*: *asked* holds question and options, and what else sendPoll takes.

    *about* may hold reply_to and topic.
    """
    may_write(world, chat, person)
    if not isinstance(asked, dict):
        raise PeopleError(400, "A poll must be an object with a question and options.")
    options = asked.get("options")
    if not isinstance(options, list):
        raise PeopleError(400, "A poll's options must be a list.")
    try:
        poll, answer = checked(asked, known=False)
    except DemoError as refusal:
        raise PeopleError(400, f"This poll cannot be sent: {refusal}.") from None
    if world.rooms.is_channel(chat) and not poll["is_anonymous"]:
        raise PeopleError(400, "In a channel polls are anonymous.")
    place = placed(world, chat, person, about.get("reply_to"), about.get("topic"))
    return say(world, chat, person, {**place, "poll": world.polls.make(person, poll, answer)})


def _may_be_together(kinds: list[str]) -> None:
    if not kinds:
        raise PeopleError(400, "Send a file as photo, video, voice, audio or document.")
    if len(kinds) > MOST_TOGETHER:
        raise PeopleError(400, "An album has at most ten files.")
    if len(kinds) > 1 and not any(set(kinds) <= together for together in TOGETHER):
        raise PeopleError(400, "An album has photos and videos, or documents, or audios.")


def _kept(world: World, kind: str, upload: Upload, about: Json) -> object:
    given = {key: int(about[key]) for key in MEASURES if str(about.get(key)).isdecimal()}
    wanted = MEASURES if kind == "video" else ("duration",) if kind in LONG else ()
    measures = {key: value for key, value in given.items() if key in wanted}
    try:
        return world.files.keep(kind, upload, measures).media
    except DemoError as refusal:
        raise PeopleError(400, f"This file cannot be sent as a {kind}: {refusal}.") from None


def _caption(about: Json) -> Json:
    text, found = settle(str(about.get("caption", "")), [])
    if not text:
        return {}
    return {"caption": text} | ({"caption_entities": found} if found else {})

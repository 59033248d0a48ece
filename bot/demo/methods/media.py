"""Messages with a file: photo, voice, audio, document, albums; getFile."""

import json
import secrets

from bot.demo.errors import bad_request
from bot.demo.files import MOST_DOWNLOAD_BYTES, Kept
from bot.demo.keyboards import inline_keyboard
from bot.demo.messages import Stored
from bot.demo.params import Params, typed
from bot.demo.posting import body_caption, post, post_all, publish
from bot.demo.state import Json
from bot.demo.world import World

DETAILS = {"voice": ("duration",), "audio": ("duration", "title", "performer")}
ALBUM = range(2, 11)
ALBUM_KINDS = ("photo", "audio", "document")


def send_photo(world: World, params: Params) -> Json:
    """Send a picture of up to 10 MB."""
    return _send(world, params, "photo")


def send_voice(world: World, params: Params) -> Json:
    """Send a voice message."""
    return _send(world, params, "voice")


def send_audio(world: World, params: Params) -> Json:
    """Send music or a recording with a title."""
    return _send(world, params, "audio")


def send_document(world: World, params: Params) -> Json:
    """Send any file of up to 50 MB."""
    return _send(world, params, "document")


def send_media_group(world: World, params: Params) -> list[Json]:
    """Send two to ten files of one kind as an album."""
    chat = world.rooms.reachable(params.get("chat_id"))
    media = _list(params.get("media"))
    if len(media) not in ALBUM:
        raise bad_request("wrong number of messages in the album: 2-10 expected")
    kinds = {_kind(each) for each in media}
    if len(kinds) > 1 or not kinds <= set(ALBUM_KINDS):
        raise bad_request("wrong media types in the album")
    group = {"media_group_id": str(secrets.randbits(60))}
    contents = [{**group, **_content(world, _kind(each), _item(each, params))} for each in media]
    return post_all(world, chat, params, contents)


def edit_message_media(world: World, params: Params) -> Json:
    """Put another file, caption and keyboard in a message's place."""
    chat = world.rooms.reachable(params.get("chat_id"))
    found = world.messages.get(chat, params.get("message_id", 0))
    if found is None:
        raise bad_request("message to edit not found")
    if found.body["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    media = params.get("media")
    media = json.loads(media) if isinstance(media, str) else media
    if not isinstance(media, dict) or _kind(media) not in ALBUM_KINDS:
        raise bad_request("can't parse InputMedia")
    kept = ("message_id", "from", "chat", "date", "reply_to_message")
    body = {key: found.body[key] for key in kept if key in found.body}
    body |= _content(world, _kind(media), _item(media, params)) | {"edit_date": world.date}
    if keyboard := inline_keyboard(params.get("reply_markup")):
        body["reply_markup"] = keyboard
    publish(world, Stored(body=body, extra=found.extra), kind="edit")
    return body


def get_file(world: World, params: Params) -> Json:
    """Say where to download a file of up to 20 MB."""
    kept = world.files.named(params.need("file_id", "invalid file_id"))
    size = kept.first["file_size"]
    if size > MOST_DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": kept.first["file_id"],
        "file_unique_id": kept.key,
        "file_size": size,
        "file_path": kept.path.as_posix(),
    }


def _send(world: World, params: Params, kind: str) -> Json:
    world.rooms.reachable(params.get("chat_id"))
    return post(world, params, _content(world, kind, params))


def _content(world: World, kind: str, params: Params) -> Json:
    caption = body_caption(params)
    return {kind: _kept(world, kind, params).media, **caption}


def _kept(world: World, kind: str, params: Params) -> Kept:
    """Take the file from the call: uploaded in its field, attached by name, or reused."""
    value = params.get(kind)
    name = value.removeprefix("attach://") if isinstance(value, str) else kind
    if upload := params.files.get(name):
        return world.files.keep(kind, upload, params.chosen(*DETAILS.get(kind, ())))
    if not value or not isinstance(value, str):
        raise bad_request(f"there is no {kind} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    return world.files.reuse(kind, value)


def _item(media: Json, params: Params) -> Params:
    """Return one InputMedia as if it were a call of its own."""
    item = typed({**media, _kind(media): media.get("media")})
    return Params(values=item.values, files=params.files)


def _kind(media: Json) -> str:
    return str(media.get("type"))


def _list(media: object) -> list[Json]:
    try:
        media = json.loads(media) if isinstance(media, str) else media
    except ValueError:
        raise bad_request("can't parse media JSON object") from None
    if not isinstance(media, list) or any(not isinstance(each, dict) for each in media):
        raise bad_request("can't parse media: expected an Array of Objects")
    return media

"""Messages with a file: photo, video, voice, audio, document, albums; getFile."""

import json
import secrets

from bot.demo.errors import bad_request
from bot.demo.files import MOST_DOWNLOAD_BYTES, Kept
from bot.demo.methods.editing import edit
from bot.demo.params import Params, typed
from bot.demo.posting import body_caption, post, post_all
from bot.demo.state import Json
from bot.demo.world import World

DETAILS = {
    "voice": ("duration",),
    "audio": ("duration", "title", "performer"),
    "video": ("duration", "width", "height"),
}
ALBUM = range(2, 11)
KINDS = ("photo", "video", "audio", "voice", "document")
REPLACED = frozenset({"text", "entities", "caption", "caption_entities", *KINDS})
TOGETHER = ({"photo", "video"}, {"audio"}, {"document"})


def send_photo(world: World, params: Params) -> Json:
    """Send a picture of up to 10 MB."""
    return _send(world, params, "photo")


def send_video(world: World, params: Params) -> Json:
    """Send a video of up to 50 MB."""
    return _send(world, params, "video")


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
    """Send an album: two to ten photos and videos, or documents, or audios; no keyboard."""
    chat = world.rooms.reachable(params.get("chat_id"))
    media = _list(params.get("media"))
    if len(media) not in ALBUM:
        raise bad_request("wrong number of messages in the album: 2-10 expected")
    kinds = {_kind(each) for each in media}
    if not kinds <= set().union(*TOGETHER):
        raise bad_request("wrong media types in the album")
    if alone := next((kind for kind in ("document", "audio") if {kind} < kinds), None):
        raise bad_request(f"{alone} can't be mixed with other media types")
    group = {"media_group_id": str(secrets.randbits(60))}
    contents = [{**group, **_content(world, _kind(each), _item(each, params))} for each in media]
    bare = Params(values={k: v for k, v in params.values.items() if k != "reply_markup"})
    return post_all(world, chat, bare, contents)


def edit_message_media(world: World, params: Params) -> Json:
    """Put another file, caption and keyboard in a message's place."""
    return edit(world, params, lambda body, _: _other_media(world, body, params))


def _other_media(world: World, body: Json, params: Params) -> Json:
    """Return *body* with the call's media in it; an album's part keeps to its album's kinds."""
    media = _list([_parsed(params.get("media"))])[0]
    kind = _kind(media)
    before = next((each for each in ("text", *KINDS) if each in body), None)
    if before is None or before == "voice":
        raise bad_request("message can't be edited")
    fitting = [each for each in TOGETHER if kind in each]
    if not fitting or ("media_group_id" in body and before not in fitting[0]):
        raise bad_request("can't parse InputMedia")
    kept = {key: value for key, value in body.items() if key not in REPLACED}
    return kept | _content(world, kind, _item(media, params))


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
    media = _parsed(media)
    if not isinstance(media, list) or any(not isinstance(each, dict) for each in media):
        raise bad_request("can't parse media: expected an Array of Objects")
    return media


def _parsed(media: object) -> object:
    try:
        return json.loads(media) if isinstance(media, str) else media
    except ValueError:
        raise bad_request("can't parse media JSON object") from None

"""Files, both ways."""

import struct

import pytest
from aiohttp import FormData

from bot.demo.files import MOST_BYTES, MOST_PHOTO_BYTES
from bot.demo.images import picture_size
from tests.bot.demo.conftest import TOKEN, Line, Opener
from tests.bot.demo.pictures import png


async def test_a_photo_comes_back_with_its_size_and_caption(met: Line):
    sent = await met.upload(
        "sendPhoto",
        {"photo": ("a.png", png(30, 20))},
        chat_id="2003",
        caption="<i>Look</i>",
        parse_mode="HTML",
    )

    size = sent.result["photo"][0]
    assert (size["width"], size["height"]) == (30, 20)
    assert sent.result["caption"] == "Look"
    assert sent.result["caption_entities"] == [{"type": "italic", "offset": 0, "length": 4}]


async def test_a_file_is_downloaded_by_the_path_getfile_names(met: Line):
    sent = await met.upload("sendDocument", {"document": ("my data.json", b"{}")}, chat_id="2003")
    document = sent.result["document"]
    found = (await met.bot("getFile", file_id=document["file_id"])).result
    async with met.http.get(f"{met.server.url}/file/bot{TOKEN}/{found['file_path']}") as answer:
        assert await answer.read() == b"{}"

    assert document["file_name"] == "my data.json"
    async with met.http.get(f"{met.server.url}/file/bot{TOKEN}/documents/../x") as answer:
        assert answer.status == 404
    async with met.http.get(f"{met.server.url}/file/botx/{found['file_path']}") as answer:
        assert answer.status == 401


async def test_a_file_can_be_sent_again_by_its_id(met: Line):
    first = await met.upload("sendVoice", {"voice": ("a.ogg", b"OggS")}, chat_id="2003", duration=3)
    again = await met.bot("sendVoice", chat_id=2003, voice=first.result["voice"]["file_id"])

    assert again.result["voice"] == first.result["voice"]
    assert first.result["voice"]["duration"] == 3


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("nonsense", "wrong file identifier/HTTP URL specified"),
        ("https://example.org/a.png", "failed to get HTTP URL content"),
        ("attach://missing", "wrong file identifier/HTTP URL specified"),
        (None, "there is no photo in the request"),
    ],
)
async def test_a_file_that_is_not_there_is_refused(met: Line, value: object, reason: str):
    answer = await met.bot("sendPhoto", chat_id=2003, photo=value)

    assert answer.reason == f"Bad Request: {reason}"


async def test_a_voice_cannot_be_sent_again_as_a_photo(met: Line):
    first = await met.upload("sendVoice", {"voice": ("a.ogg", b"OggS")}, chat_id="2003")
    answer = await met.bot("sendPhoto", chat_id=2003, photo=first.result["voice"]["file_id"])

    assert answer.reason == "Bad Request: can't use file of type Voice as Photo"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"not a picture", "IMAGE_PROCESS_FAILED"),
        (b"", "file must be non-empty"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_a_photo_must_be_a_picture(met: Line, data: bytes, reason: str):
    answer = await met.upload("sendPhoto", {"photo": ("a.png", data)}, chat_id="2003")

    assert (answer.status, answer.reason) == (400, f"Bad Request: {reason}")


async def test_a_photo_over_its_limit_is_refused(met: Line, monkeypatch):
    monkeypatch.setattr("bot.demo.files.MOST_PHOTO_BYTES", 50)
    answer = await met.upload("sendPhoto", {"photo": ("a.png", png(9, 9))}, chat_id="2003")

    assert answer.reason == "Bad Request: file is too big"


async def test_an_upload_over_the_servers_limit_is_refused(open_line: Opener, monkeypatch):
    monkeypatch.setattr("bot.demo.server.MOST_BYTES", 0)
    line = await open_line()
    files = {"document": ("big", bytes(1024 * 1024))}

    assert (await line.upload("sendDocument", files, chat_id="2003")).status == 413


def test_the_limits_are_telegrams():
    assert (MOST_PHOTO_BYTES, MOST_BYTES) == (10 * 1024**2, 50 * 1024**2)


@pytest.mark.parametrize("method", ["sendPhoto", "editMessageCaption"])
async def test_a_caption_has_1024_characters_at_most(met: Line, method: str):
    await met.upload("sendPhoto", {"photo": ("a.png", png(2, 2))}, chat_id="2003")
    answer = await met.upload(
        method,
        {"photo": ("a.png", png(2, 2))},
        chat_id="2003",
        message_id=2,
        caption="x" * 1025,
    )

    assert answer.reason == "Bad Request: message caption is too long"


async def test_a_caption_is_edited(met: Line):
    await met.upload("sendPhoto", {"photo": ("a.png", png(2, 2))}, chat_id="2003")
    edited = await met.bot("editMessageCaption", chat_id=2003, message_id=2, caption="new")
    text = await met.bot("editMessageText", chat_id=2003, message_id=2, text="new")

    assert edited.result["caption"] == "new"
    assert text.reason == "Bad Request: there is no text in the message to edit"


async def test_another_file_takes_a_messages_place(met: Line):
    await met.upload("sendPhoto", {"photo": ("a.png", png(2, 2))}, chat_id="2003", caption="old")
    edited = await met.upload(
        "editMessageMedia",
        {"fresh": ("b.png", png(5, 4))},
        chat_id="2003",
        message_id=2,
        media={"type": "photo", "media": "attach://fresh"},
    )

    assert edited.result["photo"][0]["width"] == 5
    assert "caption" not in edited.result


async def test_an_album_is_several_messages_of_one_group(met: Line):
    media = [
        {"type": "photo", "media": "attach://one", "caption": "first"},
        {"type": "photo", "media": "attach://two"},
    ]
    files = {"one": ("a.png", png(2, 2)), "two": ("b.png", png(3, 3))}
    sent = (await met.upload("sendMediaGroup", files, chat_id="2003", media=media)).result

    assert [each["photo"][0]["width"] for each in sent] == [2, 3]
    assert sent[0]["caption"] == "first"
    assert len({each["media_group_id"] for each in sent}) == 1


@pytest.mark.parametrize(
    "media",
    [
        [{"type": "photo", "media": "x"}],
        [{"type": "photo", "media": "x"}, {"type": "document", "media": "y"}],
        [{"type": "voice", "media": "x"}] * 2,
        "{",
        ["x", "y"],
    ],
)
async def test_an_album_telegram_would_refuse_is_refused(met: Line, media: object):
    assert (await met.bot("sendMediaGroup", chat_id=2003, media=media)).status == 400


@pytest.mark.parametrize(
    ("kind", "name", "data"),
    [("photo", "a.png", png(4, 4)), ("voice", "a.ogg", b"OggS"), ("document", "a.txt", b"hi")],
)
async def test_a_person_sends_a_file_and_the_bot_gets_it(
    line: Line, kind: str, name: str, data: bytes
):
    form = FormData({"from": "2001", "caption": "for you"})
    form.add_field(kind, data, filename=name)
    async with line.http.post(f"{line.server.url}/api/chats/2001/messages", data=form) as answer:
        assert answer.status == 201
    message = (await line.updates())[0]["message"]
    key = (message[kind][0] if kind == "photo" else message[kind])["file_unique_id"]

    assert message["caption"] == "for you"
    async with line.http.get(f"{line.server.url}/api/files/{key}") as answer:
        assert await answer.read() == data
        shown = "Content-Disposition" not in answer.headers
        assert shown == (kind == "photo")


async def test_a_file_that_cannot_be_a_photo_is_refused_in_a_sentence(line: Line):
    form = FormData({"from": "2001"})
    form.add_field("photo", b"text", filename="a.png")
    async with line.http.post(f"{line.server.url}/api/chats/2001/messages", data=form) as answer:
        assert answer.status == 400
        assert "photo" in (await answer.json())["error"]


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(7, 9), (7, 9)),
        (b"GIF89a" + struct.pack("<HH", 7, 9), (7, 9)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08" + struct.pack(">HH", 9, 7), (7, 9)),
        (b"RIFF....WEBPVP8X" + bytes(8) + b"\x06\0\0\x08\0\0", (7, 9)),
        (b"RIFF....WEBPVP8L" + bytes(5) + (6 | 8 << 14).to_bytes(4, "little") + bytes(5), (7, 9)),
        (b"RIFF....WEBPVP8 " + bytes(10) + struct.pack("<HH", 7, 9), (7, 9)),
        (b"RIFF....WEBP", None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"GIF", None),
    ],
)
def test_a_pictures_size_is_in_its_first_bytes(data: bytes, size: tuple[int, int] | None):
    assert picture_size(data) == size

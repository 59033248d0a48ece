"""Videos and albums, both ways; copies and forwards."""

import pytest

from tests.bot.demo.conftest import Line
from tests.bot.demo.pictures import png

CHANNEL = -1001000000001
VIDEO = b"\0\0\0\x18ftypmp42"


def picture(n: int) -> tuple[str, str, bytes]:
    return "photo", f"{n}.png", png(n, n)


async def test_a_video_comes_back_with_its_measures_and_is_played_in_place(met: Line):
    about = {"duration": 9, "width": 640, "height": 360, "caption": "Look"}
    sent = await met.upload("sendVideo", {"video": ("a.mp4", VIDEO)}, chat_id="2003", **about)
    video = sent.result["video"]

    assert (video["width"], video["height"], video["duration"]) == (640, 360, 9)
    assert sent.result["caption"] == "Look"
    async with met.http.get(f"{met.server.url}/api/files/{video['file_unique_id']}") as answer:
        assert await answer.read() == VIDEO
        assert answer.content_type == "video/mp4"
        assert "Content-Disposition" not in answer.headers
    again = await met.bot("sendVideo", chat_id=2003, video=video["file_id"])
    assert again.result["video"] == video


async def test_an_album_mixes_photos_and_videos_and_takes_no_keyboard(met: Line):
    media = [
        {"type": "photo", "media": "attach://one", "caption": "first"},
        {"type": "video", "media": "attach://two", "width": 4, "height": 3},
    ]
    files = {"one": ("a.png", png(2, 2)), "two": ("b.mp4", VIDEO)}
    keys = {"inline_keyboard": [[{"text": "Tap", "callback_data": "x"}]]}
    sent = await met.upload("sendMediaGroup", files, chat_id="2003", media=media, reply_markup=keys)

    assert [kind for each in sent.result for kind in ("photo", "video") if kind in each] == [
        "photo",
        "video",
    ]
    assert all("reply_markup" not in each for each in sent.result)


@pytest.mark.parametrize("other", ["document", "audio"])
async def test_documents_and_audios_are_only_among_themselves(met: Line, other: str):
    media = [{"type": "photo", "media": "x"}, {"type": other, "media": "y"}]
    answer = await met.bot("sendMediaGroup", chat_id=2003, media=media)

    assert answer.reason == f"Bad Request: {other} can't be mixed with other media types"


async def test_a_part_of_an_album_keeps_to_its_album(met: Line):
    media = [{"type": "photo", "media": f"attach://{name}"} for name in "ab"]
    files = {"a": ("a.png", png(2, 2)), "b": ("b.png", png(3, 3)), "c": ("c.mp4", VIDEO)}
    sent = (await met.upload("sendMediaGroup", files, chat_id="2003", media=media)).result
    place = {"chat_id": "2003", "message_id": sent[0]["message_id"]}

    def other(kind: str) -> dict:
        return {**place, "media": {"type": kind, "media": "attach://c"}}

    refused = await met.upload("editMessageMedia", files, **other("document"))
    edited = await met.upload("editMessageMedia", files, **other("video"))
    assert refused.status == 400
    assert edited.result["media_group_id"] == sent[0]["media_group_id"]
    assert "photo" not in edited.result


async def test_a_file_takes_a_texts_place(met: Line):
    sent = (await met.bot("sendMessage", chat_id=2003, text="x")).result
    edited = await met.upload(
        "editMessageMedia",
        {"new": ("a.png", png(2, 2))},
        chat_id="2003",
        message_id=sent["message_id"],
        media={"type": "photo", "media": "attach://new", "caption": "y"},
    )

    assert "text" not in edited.result
    assert edited.result["caption"] == "y"


async def test_a_persons_album_is_several_updates_of_one_group(met: Line):
    video = ("video", "a.mp4", VIDEO)
    status, body = await met.send_files(2003, picture(2), video, picture(3), caption="Three")
    heard = [each["message"] for each in await met.updates()]

    assert status == 201
    assert heard == body["messages"]
    assert body["message"] == heard[0]
    assert len({each["media_group_id"] for each in heard}) == 1
    assert [each.get("caption") for each in heard] == ["Three", None, None]
    assert [next(k for k in ("photo", "video") if k in each) for each in heard] == [
        "photo",
        "video",
        "photo",
    ]


async def test_a_single_video_is_no_album(met: Line):
    file = ("video", "a.mp4", VIDEO)
    _, body = await met.send_files(2003, file, duration="5", width="64", height="48")

    assert "messages" not in body
    assert "media_group_id" not in body["message"]
    assert body["message"]["video"]["width"] == 64


@pytest.mark.parametrize(
    "files",
    [
        [],
        [picture(2)] * 11,
        [picture(2), ("document", "a.txt", b"x")],
        [("voice", "a.ogg", b"x")] * 2,
        [picture(2), ("photo", "a.png", b"no picture")],
    ],
)
async def test_an_album_that_cannot_be_sent_is_refused_whole(met: Line, files: list):
    status, body = await met.send_files(2003, *files)

    assert status == 400
    assert body["error"].endswith(".")
    assert await met.updates() == []


async def test_a_forward_says_where_it_came_from_and_a_copy_does_not(met: Line):
    post = await met.say(1001, "Water is off", chat=CHANNEL)
    source = {"chat_id": 2003, "from_chat_id": CHANNEL, "message_id": post["message_id"]}
    forwarded = (await met.bot("forwardMessage", **source)).result
    copied = (await met.bot("copyMessage", **source)).result
    _, seen = await met.get("/api/chats/2003/messages?as=2003")

    assert forwarded["text"] == "Water is off"
    assert forwarded["forward_origin"]["chat"]["id"] == CHANNEL
    assert forwarded["forward_origin"]["message_id"] == post["message_id"]
    assert set(copied) == {"message_id"}
    assert "forward_origin" not in seen["messages"][-1]


async def test_protected_and_missing_messages_stay_where_they_are(met: Line):
    await met.bot("sendMessage", chat_id=2003, text="x", protect_content=True)
    source = {"chat_id": 2003, "from_chat_id": 2003}
    reasons = [
        (await met.bot(method, **source, message_id=message)).reason
        for method in ("forwardMessage", "copyMessage")
        for message in (2, 9)
    ]

    assert reasons == [
        "Bad Request: message can't be forwarded",
        "Bad Request: message to forward not found",
        "Bad Request: message can't be copied",
        "Bad Request: message to copy not found",
    ]


async def test_a_forward_cannot_be_edited(met: Line):
    await met.bot("forwardMessage", chat_id=2003, from_chat_id=2003, message_id=1)
    answer = await met.bot("editMessageText", chat_id=2003, message_id=2, text="x")

    assert answer.reason == "Bad Request: message can't be edited"

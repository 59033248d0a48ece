"""What editors do in the town's newsroom, in one line each."""

from aiohttp import FormData

from tests.bot.demo.pictures import png
from tests.bot.town import EDITOR, buttons, until, words

SAMPLES = {
    "photo": ("a.png", png(30, 20)),
    "video": ("a.mp4", b"\0\0\0\x18ftypmp42"),
    "voice": ("a.ogg", b"OggS"),
    "document": ("plan.pdf", b"%PDF-1.4"),
}


async def speak(town, who, language="en"):
    """Let a person be met in a language."""
    await town.say(who, "/language")
    await town.press(who, f"set:language:{language}")


async def send_files(town, who, *kinds, caption=""):
    """Send a file, or several as an album, as that person."""
    form = FormData()
    form.add_field("from", str(who))
    if caption:
        form.add_field("caption", caption)
    for kind in kinds:
        name, data = SAMPLES[kind]
        form.add_field(kind, data, filename=name)
    async with town.http.post(f"/api/chats/{who}/messages", data=form) as answer:
        found = await answer.json()
        assert answer.status < 400, found


async def send_poll(town, who, question, *options, **more):
    poll = {"question": question, "options": list(options), **more}
    await town.post(f"/api/chats/{who}/messages", {"from": who, "poll": poll})


async def draft(town, text, who=EDITOR, language="en"):
    """Write a draft; return the words of its card."""
    await speak(town, who, language)
    await town.say(who, "/post")
    return await town.say(who, text, answers=2)


async def heard(town, who, text, chat=None):
    """Return the messages with *text* that somebody has now."""
    found = await town.messages(who, chat)
    mine = [m for m in found if (m.get("from") or {}).get("id") == 1 or chat]
    return [m for m in mine if text in words(m)]


async def waits_for(town, who, text, chat=None, seconds=8):
    """Wait until somebody has a message with *text*, and return the last of them."""
    await until(lambda: heard(town, who, text, chat), seconds=seconds)
    return (await heard(town, who, text, chat))[-1]


async def last(town, who):
    return (await town.heard(who))[-1]


def labels(message):
    return [button["text"] for button in buttons(message)]


async def data_of(town, who, label):
    """Return the newest button whose label contains *label*: its message and its data."""
    for message in reversed(await town.heard(who)):
        for button in buttons(message):
            if label in button["text"]:
                return message["message_id"], button["callback_data"]
    raise AssertionError(f"no button {label!r}")


async def audited(town, act):
    """Return the audit's entries of an act, the newest first."""
    return [it for it in await town.app.parts.audit.latest(200) if it.act == act]

"""Groups, topics and channels in the town, in one line each."""

from datetime import timedelta

from bot.views.words import words as said_in
from content.bulletins.text import BulletinText
from scheduler.audience import Audience
from scheduler.drafts import addressed, with_section, written
from scheduler.handing_in import submitted
from scheduler.plans import Plan
from tests.bot.town import (
    CHANNEL,
    EDITOR,
    FAMILY,
    until,
    words,
)

LANGUAGES = ("zh", "ug", "en")
ADMINISTRATORS_ONLY = {
    language: said_in(language).plain("Only the administrators of this group can do that.")
    for language in LANGUAGES
}
CHANNELS_ONLY = "This button is for the channel's administrators."


async def kept(town, chat):
    return await town.app.parts.subscribers.get(chat)


async def publish(town, text, *, kinds=(), section=None):
    """Send a bulletin now, to these kinds of chats; return it."""
    now = town.clock.now()
    bulletins = town.app.parts.bulletins
    it = await bulletins.draft(EDITOR, now, zone="Asia/Urumqi")

    def ready(it):
        for language in LANGUAGES:
            it = written(it, BulletinText(title=text, html=text), language)
        audience = Audience(topics=frozenset({"notices"}), kinds=frozenset(kinds))
        it = with_section(addressed(it, audience), section) if section else addressed(it, audience)
        return submitted(
            it, plan=Plan(zone="Asia/Urumqi", at=now + timedelta(seconds=1)), approvals=0, now=now
        )

    await bulletins.change(it.id, ready, now=now)
    await town.push(minutes=1)
    await until(lambda: _is_sent(bulletins, it.id))
    return await bulletins.get(it.id)


async def _is_sent(bulletins, number):
    return (await bulletins.get(number)).state == "sent"


async def bulletins_in(town, who, chat, text):
    return [m for m in await town.heard(who, chat) if text in words(m)]


async def post(town, text, *, who=EDITOR, chat=CHANNEL, **more):
    """Write something and wait until the bot is through with it."""
    sent = await town.post(f"/api/chats/{chat}/messages", {"from": who, "text": text, **more})
    await until(town._handled)
    return sent


async def stand(town, standing, *, who=EDITOR, chat=CHANNEL):
    await town.post(f"/api/chats/{chat}/standing", {"from": who, "standing": standing})
    await until(town._handled)


def spoken_as(sender_chat, number, author=1087968824):
    return {
        "update_id": number,
        "message": {
            "message_id": 900,
            "date": 1,
            "text": "/stop",
            "entities": [{"type": "bot_command", "offset": 0, "length": 5}],
            "chat": {"id": FAMILY, "type": "group"},
            "from": {"id": author, "is_bot": True, "first_name": "Group"},
            "sender_chat": {"id": sender_chat, "type": "group"},
        },
    }


async def status_is(town, chat, status):
    return (await kept(town, chat)).status == status


def section_of(town):
    report = town.app.parts.shelf.edition.reports[0]
    return f"{report.slug}/{report.sections[1].id}"

"""What editors see: a draft, its times, the queue, a review, the final account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.views.message import Button, Message, button, in_rows
from bot.views.names import LANGUAGE_NAMES, ahead, moment, state_name, topic_name
from bot.views.sending import under_way
from bot.views.words import Words
from content.errors import ContentError
from content.languages import Language
from content.topics import BULLETIN_TOPICS
from scheduler.bulletins import UNDER_WAY, Bulletin


def ask_text(t: Words, language: Language) -> Message:
    """Ask for a text in one language."""
    text = t(
        "Send me the bulletin's text in {language}. Formatting is kept; {example} works too.",
        language=LANGUAGE_NAMES[language],
        example="<b>…</b>",
    )
    return Message(html=str(text), rows=((button(t.plain("Cancel"), "post", "quit"),),))


def dropped(t: Words) -> Message:
    """Say that writing was broken off."""
    return Message(html=str(t("Cancelled; nothing was changed.")))


def draft(t: Words, it: Bulletin, languages: tuple[Language, ...]) -> Message:
    """Show what a draft has and offer the next steps."""
    lines = [
        t("<b>Draft {id}</b> – above is what readers will see.", id=it.id),
        _readers(t, it),
    ]
    lines += [
        t(
            "No {missing} text: those readers get the {given} one.",
            missing=LANGUAGE_NAMES[each],
            given=LANGUAGE_NAMES[it.language_for(each)],
        )
        for each in languages
        if each not in it.texts
    ]
    toggles = [
        button(
            f"{'✅' if topic in it.audience.topics else '◻️'} {topic_name(t, topic)}",
            "post",
            "topic",
            it.id,
            it.version,
            topic,
        )
        for topic in BULLETIN_TOPICS
        if it.corrects is None
    ]
    texts = tuple(
        button(
            f"{'✏️' if each in it.texts else '➕'} {LANGUAGE_NAMES[each]}",
            "post",
            "text",
            it.id,
            it.version,
            each,
        )
        for each in languages
    )
    rows = (
        *in_rows(toggles, 2),
        texts,
        (
            button(t.plain("🚀 Send now"), "post", "now", it.id, it.version),
            button(t.plain("🕗 At a time"), "post", "when", it.id, it.version),
        ),
        (button(t.plain("Throw away"), "post", "drop", it.id, it.version),),
    )
    return Message(html=str(Markup("\n").join(lines)), rows=rows)


def _readers(t: Words, it: Bulletin) -> Markup:
    if it.corrects is None:
        return t("Topics: whoever chose one of them gets it.")
    return t(
        "It corrects bulletin {id}: where that was delivered, this takes the place of its text.",
        id=it.corrects,
    )


def ask_when(t: Words, it: Bulletin, now: datetime, zone: str) -> Message:
    """Offer times in the office's zone; another may be typed."""
    local = now.astimezone(ZoneInfo(zone))
    morning = (local + timedelta(days=1)).replace(hour=8, minute=0)
    evening = local.replace(hour=19, minute=30)
    offered = [local + timedelta(hours=1), *([evening] if evening > local else []), morning]
    rows = tuple(
        (button(f"{at:%H:%M} · {at:%m-%d}", "post", "at", it.id, it.version, f"{at:%Y%m%d%H%M}"),)
        for at in offered
    )
    lines = [
        t("When? Choose, or write a time like 2026-11-24 08:00 or 08:00."),
        t("It is {moment} now.", moment=moment(t, now, zone)),
    ]
    back = (button(t.plain("‹ Back"), "post", "show", it.id, it.version),)
    return Message(html=str(Markup("\n").join(lines)), rows=(*rows, back))


def handed_in(t: Words, it: Bulletin, *, now: datetime, zone: str, approvals: int) -> Message:
    """Confirm a bulletin with its time in words."""
    if it.at:
        when = t("{moment}, {ahead}", moment=moment(t, it.at, zone), ahead=ahead(t, it.at, now))
    else:
        when = t("at once")
    if it.state == "review":
        text = t(
            "Bulletin {id} waits for approval by {n} more; then it goes out: {when}.",
            id=it.id,
            n=approvals,
            when=when,
        )
    else:
        text = t("Bulletin {id} is scheduled: {when}.", id=it.id, when=when)
    cancel = button(t.plain("Cancel {id}", id=it.id), "queue", "cancel", it.id, it.version)
    return Message(html=str(text), rows=((cancel, button(t.plain("🗓 Queue"), "go", "queue")),))


def review(t: Words, it: Bulletin, *, zone: str) -> Message:
    """Ask an approver."""
    when = moment(t, it.at, zone) if it.at else t("at once")
    text = t("Please check bulletin {id} above. It would go out: {when}.", id=it.id, when=when)
    if it.corrects is not None:
        text += Markup("\n") + _readers(t, it)
    rows = (
        (button(t.plain("✅ Approve"), "review", "yes", it.id, it.version),),
        (button(t.plain("↩️ Send back"), "review", "back", it.id, it.version),),
    )
    return Message(html=str(text), rows=rows)


def queue(t: Words, waiting: Sequence[Bulletin], zone: str) -> Message:
    """List what waits and what is under way, with the buttons for each."""
    sent = (button(t.plain("📤 Sent last"), "sending", "latest"),)
    if not waiting:
        write = (button(t.plain("✏️ Write a bulletin"), "go", "post"),)
        return Message(html=str(t("Nothing waits.")), rows=(write, sent))
    blocks = [t("<b>Queue</b>")]
    rows: list[tuple[Button, ...]] = []
    for it in waiting:
        when = moment(t, it.at, zone) if it.at else t("at once")
        state = state_name(t, it.state)
        blocks.append(
            t(
                "<b>{id}</b> “{title}”\n{state}, {when}",
                id=it.id,
                title=it.title,
                state=state,
                when=when,
            )
        )
        if it.state in UNDER_WAY:
            rows.append(under_way(t, it.id, it.version, it.state))
        else:
            row = [button(t.plain("Cancel {id}", id=it.id), "queue", "cancel", it.id, it.version)]
            if it.state == "held":
                row.append(
                    button(
                        t.plain("Send {id} now", id=it.id), "queue", "release", it.id, it.version
                    )
                )
            rows.append(tuple(row))
    return Message(html=str(Markup("\n\n").join(blocks)), rows=(*rows, sent))


def skipped(t: Words, it: Bulletin, zone: str) -> Message:
    """Say that a bulletin is overdue and was not sent."""
    when = moment(t, it.at, zone) if it.at else t("at once")
    text = t(
        "Bulletin {id} “{title}” was due {when} while the bot was not running. It was not sent.",
        id=it.id,
        title=it.title,
        when=when,
    )
    return Message(html=str(text))


def held(t: Words, it: Bulletin, zone: str) -> Message:
    """Say that a bulletin is overdue, and ask."""
    when = moment(t, it.at, zone) if it.at else t("at once")
    text = t(
        "Bulletin {id} “{title}” was due {when} while the bot was not running. Send it now?",
        id=it.id,
        title=it.title,
        when=when,
    )
    rows = (
        (
            button(t.plain("Send {id} now", id=it.id), "queue", "release", it.id, it.version),
            button(t.plain("Cancel {id}", id=it.id), "queue", "cancel", it.id, it.version),
        ),
    )
    return Message(html=str(text), rows=rows)


def content_faults(t: Words, errors: Sequence[ContentError]) -> Message:
    """Say what is wrong with changed content files, and that the last good ones stay."""
    head = t("Content files have a fault; the last good version stays in use.")
    return Message(
        html=str(Markup("\n").join([head, *(Markup("• {}").format(str(e)) for e in errors[:5])]))
    )


def state_changed(t: Words, it: Bulletin) -> Message:
    """Say in one line what became of a bulletin."""
    state = state_name(t, it.state)
    return Message(
        html=str(t("Bulletin {id} “{title}”: {state}.", id=it.id, title=it.title, state=state))
    )


def ask_word(t: Words, it: Bulletin) -> Message:
    """Ask an approver why a bulletin goes back."""
    return Message(
        html=str(t("Write a word to the author: what should change in bulletin {id}?", id=it.id))
    )


def sent_back(t: Words, it: Bulletin, word: str) -> Message:
    """Tell the author that a bulletin is a draft again, and why."""
    text = t("Bulletin {id} “{title}” was sent back: {word}", id=it.id, title=it.title, word=word)
    return Message(
        html=str(text),
        rows=((button(t.plain("Open draft {id}", id=it.id), "post", "show", it.id, it.version),),),
    )

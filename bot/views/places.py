"""Chats that many share: who may set them up, which topic of a forum is bound, a channel's set-up."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Button, Message, button, in_rows
from bot.views.names import LANGUAGE_NAMES, listed, topic_name
from bot.views.words import Words
from content.languages import Language
from content.topics import BULLETIN_TOPICS
from scheduler.subscribers import Kind, Subscriber

PLACE = "place"
"""How the data of a channel's buttons begins; the channel's id and a step follow."""


def not_an_administrator(t: Words, kind: Kind) -> str:
    """Say whom a button or a command is for; in a channel also what a reader can do."""
    if kind == "group":
        return t.plain("Only the administrators of this group can do that.")
    return t.plain(
        "This button is for the channel's administrators. To see no more of this, leave or mute the channel."
    )


def cannot_tell(t: Words, _kind: Kind) -> str:
    """Say that Telegram did not tell who administers the chat."""
    return t.plain(
        "I cannot ask Telegram just now who the administrators are; please try again in a minute."
    )


def bound(t: Words) -> Message:
    """Confirm that messages come into the topic where this stands."""
    return Message(
        html=str(t("Bulletins come into this topic from now on.")),
        rows=((button(t.plain("⚙️ Settings"), "go", "settings"),),),
    )


def where(t: Words, it: Subscriber, here: int | None) -> Markup:
    """Say into which topic of a forum messages come, seen from the topic *here*."""
    if it.thread_id == here:
        return t("Bulletins come into this topic.")
    return t("Bulletins come into another topic; to get them here, write {start}.", start="/start")


def choose_language(
    spoken: Sequence[Words], chat_id: int, languages: tuple[Language, ...], title: str = ""
) -> Message:
    """Ask, in each of the languages *spoken*, for the language of a channel's bulletins."""
    questions = [t("Choose the language of the bulletins in this channel.") for t in spoken]
    choices = tuple(button(LANGUAGE_NAMES[each], PLACE, chat_id, each) for each in languages)
    return _titled(title, questions, (choices,))


def welcome(t: Words, chat_id: int, languages: tuple[Language, ...], title: str) -> Message:
    """Offer the set-up to who let the bot into a channel."""
    asked = choose_language([t], chat_id, languages)
    lines = [
        t("You have let me into this channel. It gets bulletins only if you want it to."),
        Markup(asked.html),
    ]
    return _titled(title, lines, asked.rows)


def choose_topics(t: Words, it: Subscriber, title: str = "") -> Message:
    """Offer the topics as toggles; cards are for people, not for channels."""
    toggles = [
        button(
            f"{'✅' if topic in it.topics else '◻️'} {topic_name(t, topic)}",
            PLACE,
            it.chat_id,
            topic,
        )
        for topic in BULLETIN_TOPICS
    ]
    last = (
        button(t.plain("All of it"), PLACE, it.chat_id, "all"),
        button(t.plain("Done"), PLACE, it.chat_id, "done"),
    )
    question = t("Which bulletins should this channel get?")
    return _titled(title, [question], (*in_rows(toggles, 1), last))


def settings(t: Words, it: Subscriber, title: str = "", *, closing: bool = False) -> Message:
    """Show a channel's preferences; *closing* adds the button that puts them away."""
    lines = [t("Language: {language}", language=LANGUAGE_NAMES[it.language]), gets(t, it)]
    said = Markup("\n").join(lines)
    rows: list[tuple[Button, ...]] = [
        (
            button(t.plain("🌐 Language"), PLACE, it.chat_id, "language"),
            button(t.plain("🗂 Topics"), PLACE, it.chat_id, "topics"),
        )
    ]
    leave = (
        button(t.plain("No more bulletins here"), PLACE, it.chat_id, "stop")
        if it.status == "active"
        else button(t.plain("🗑 Erase these settings"), PLACE, it.chat_id, "forget")
    )
    rows.append((leave,))
    if closing:
        rows.append((button(t.plain("Done"), PLACE, it.chat_id, "done"),))
    return _titled(title, [said], tuple(rows))


def gets(t: Words, it: Subscriber) -> Markup:
    """Say what a channel gets."""
    chosen = [topic_name(t, topic) for topic in BULLETIN_TOPICS if topic in it.topics]
    if it.status != "active" or not chosen:
        return t("This channel gets no bulletins.")
    return t("This channel gets: {topics}", topics=listed(t, chosen))


def done(t: Words, it: Subscriber) -> str:
    """Say the same as a note without markup."""
    return Markup(gets(t, it)).unescape()


def forgotten(t: Words) -> str:
    """Say that a channel's preferences are erased."""
    return t.plain("Nothing is held about this chat.")


def _titled(title: str, lines: Sequence[Markup], rows: tuple[tuple[Button, ...], ...]) -> Message:
    """Name the channel, where the message stands outside of it."""
    heading = [Markup("<b>📣 \u2068{}\u2069</b>").format(title)] if title else []
    return Message(html=str(Markup("\n\n").join([*heading, *lines])), rows=rows)

"""The first three taps: language, topics, time and zone."""

from datetime import datetime, time

from markupsafe import Markup

from bot.views.message import Button, Message, Rows, button, in_rows
from bot.views.names import LANGUAGE_NAMES, ahead, clock, listed, moment, topic_name, zone_name
from bot.views.words import Words, words
from content.languages import Language
from content.topics import LESSONS, TOPICS, Topic
from scheduler.subscribers import Subscriber
from scheduler.times import ZONES


def choose_language(languages: tuple[Language, ...]) -> Message:
    """Greet in all languages and ask for one."""
    spoken = [words(language) for language in languages]
    greetings = [
        t("<b>Little hands</b>\nNews, a report and a word a day, only if you want them.")
        for t in spoken
    ]
    questions = [t("Choose your language.") for t in spoken]
    choices = [button(LANGUAGE_NAMES[language], "start", language) for language in languages]
    return Message(
        html=str(Markup("\n\n").join([*greetings, Markup("\n").join(questions)])),
        rows=(tuple(choices),),
    )


def topic_rows(t: Words, chosen: frozenset[Topic], verb: str) -> Rows:
    """Return one toggle a topic."""
    toggles = [
        button(f"{'✅' if topic in chosen else '◻️'} {topic_name(t, topic)}", verb, topic)
        for topic in TOPICS
    ]
    return in_rows(toggles, 1)


def choose_topics(t: Words, chosen: frozenset[Topic]) -> Message:
    """Ask for topics; "all" and "skip" are one tap each."""
    return Message(
        html=str(t("What would you like to get? You can change it at any time.")),
        rows=(
            (button(t.plain("All of it"), "start", "all"),),
            *topic_rows(t, chosen, "start"),
            (
                button(t.plain("Skip"), "start", "skip"),
                button(t.plain("Continue ›"), "start", "continue"),
            ),
        ),
    )


def time_rows(t: Words, times: tuple[time, ...], verb: str) -> Rows:
    """Return a row for each time, a button for each of the two zones."""
    return tuple(
        tuple(
            button(f"{at:%H:%M} · {zone_name(t, zone)}", verb, f"{at:%H%M}", zone) for zone in ZONES
        )
        for at in times
    )


def zones_now(t: Words, now: datetime) -> Markup:
    """Say what time it is by each of the two clocks."""
    lines = [
        t("{zone}: it is {clock} now", zone=zone_name(t, z), clock=clock(now, z)) for z in ZONES
    ]
    return Markup("\n").join(lines)


def choose_time(t: Words, times: tuple[time, ...], now: datetime) -> Message:
    """Ask when the daily word should come, and by which clock the chat lives."""
    question = t("When should the word of the day come, and by which clock do you live?")
    return Message(
        html=str(Markup("\n\n").join([question, zones_now(t, now)])),
        rows=(*time_rows(t, times, "start"), (button(t.plain("Skip"), "start", "end"),)),
    )


def welcome(t: Words, it: Subscriber, now: datetime) -> Message:
    """Say what was chosen, how to leave, and offer the menu."""
    if it.topics:
        names = listed(t, (topic_name(t, topic) for topic in TOPICS if topic in it.topics))
        lines = [t("You will get: {topics}.", topics=names)]
    else:
        lines = [t("Nothing will be sent to you. You can read everything here.")]
    card = it.next_card(now)
    if LESSONS in it.topics and card:
        next_card = moment(t, card, it.zone)
        lines.append(
            t("Next word: {moment}, {ahead}.", moment=next_card, ahead=ahead(t, card, now))
        )
    lines.append(t("To leave, one tap: {stop}", stop="/stop"))
    return Message(
        html=str(Markup("\n").join(lines)),
        rows=(
            (
                button(t.plain("☰ Menu"), "go", "menu"),
                button(t.plain("⚙️ Settings"), "go", "settings"),
            ),
        ),
    )


def leave_button(t: Words, bulletin_id: int | None = None) -> Button:
    """
    Return the button that stands under every pushed message.

    That of a bulletin names it, so that the bulletin's own count of leaves grows by one.
    """
    told = () if bulletin_id is None else (bulletin_id,)
    return button(t.plain("Leave: no more messages"), "leave", *told)

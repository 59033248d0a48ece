"""What is said around a card: feedback that goes on, the end of a session, nothing to review."""

from datetime import datetime

from markupsafe import Markup

from bot.views.message import Message, button
from bot.views.names import ahead, moment
from bot.views.start import leave_button
from bot.views.words import Words, isolated, marked
from content.lessons.course import Lesson
from content.lessons.rhythm import Beat, Tempo, rhythm

_TEMPI: dict[Tempo, str] = {
    "slow": marked("slow"),
    "natural": marked("natural"),
    "loud": marked("loud and happy"),
}


def noted(t: Words, *, got: bool) -> Markup:
    """Say that a grade was taken."""
    return t("✅ Well done!") if got else t("🔁 No matter: it will come again soon.")


def already(t: Words) -> Markup:
    """Say that the first answer of the day counts."""
    return t("This word was answered today already; the first answer counts.")


def ending(t: Words, days: int | None = None) -> Markup:
    """Say that today's session is over; *days* with a lesson this week, where that is known."""
    if days is None:
        return t("That is all for today.")
    return t("That is all for today. Days with a lesson this week: {n}.", n=days)


def computer_voice(t: Words) -> Markup:
    """Label a voice that is not a model to imitate."""
    return t("🤖 Computer voice, to get an idea. Learn how it sounds from somebody who speaks it.")


def lines(*parts: Markup | None) -> Markup:
    """Set feedback on lines of its own."""
    return Markup("\n").join(part for part in parts if part)


def nothing_to_review(t: Words, next_card: datetime | None, zone: str, now: datetime) -> Message:
    """Say kindly that there is nothing to review now, and when the next lesson comes."""
    if next_card is None:
        return Message(
            html=str(t("There is nothing to review now. /today shows the word of the day."))
        )
    text = t(
        "There is nothing to review now. The next lesson comes {ahead}: {when}.",
        ahead=ahead(t, next_card, now),
        when=moment(t, next_card, zone),
    )
    return Message(html=str(text))


def how_to_begin(t: Words) -> Message:
    """Tell somebody who has chosen nothing yet how to begin."""
    return Message(html=str(t("Choose “A word a day” in /start, and reviews will be here.")))


def tone_slip(t: Words, lesson: Lesson) -> Message:
    """Say that a typed answer has the right syllables and a wrong tone; it may be tried again."""
    return Message(
        html=str(t("Nearly: the syllables are right, a tone is not. Try once more.")),
        rows=((button(t.plain("👁 Show me"), "card", "show", lesson.token, "own"),),),
    )


def welcome_back(t: Words) -> Markup:
    """Greet somebody who was away; nothing was lost, and nothing is counted."""
    return t("🌱 Good to see you again.")


def loud(t: Words, lesson: Lesson, n: int) -> Message:
    """Show one tempo of an item, to say and clap together, and the way to the others."""
    found = rhythm(lesson)
    line = found[n]
    title = t(
        "📣 <b>Say it loud</b>, {n} of {all}: {tempo}",
        n=n + 1,
        all=len(found),
        tempo=t.plain(_TEMPI[line.tempo]),
    )
    spoken = [_group(group) for group in line.groups]
    rows = [isolated(" ".join(spoken) if line.tempo != "slow" else " … ".join(spoken))] * line.times
    how = t("A clap where there is a hand.")
    html = Markup("\n\n").join([title, Markup("\n").join(rows), how])
    steps = [
        button(t.plain(_TEMPI[each.tempo]), "card", "loud", lesson.token, place)
        for place, each in enumerate(found)
        if place != n
    ]
    back = button(t.plain("↩️ Back to the lesson"), "card", "learn", lesson.token)
    return Message(html=str(html), rows=(tuple(steps), (back,), (leave_button(t),)))


def _group(beats: tuple[Beat, ...]) -> str:
    return " ".join(f"{beat.said}👏" if beat.clap else beat.said for beat in beats)

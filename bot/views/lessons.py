"""The four faces of a card in words: what stands under its picture."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Message
from bot.views.words import RIGHT, Words, isolated, marked
from content.lessons.course import Lesson, meaning_languages
from content.lessons.deck import Item
from content.lessons.questions import Explanation, Question, QuestionKind
from content.lessons.rhythm import Line, Tempo, rhythm

PROMPTS: dict[QuestionKind, str] = {
    "word_of_meaning": marked("How do you say this?"),
    "meaning_of_word": marked("What does this mean?"),
    "word_of_sound": marked("How is this written?"),
    "tone": marked("Which tone is it?"),
}
_TEMPI: dict[Tempo, str] = {
    "slow": marked("Slow: {line}"),
    "natural": marked("Natural: {line}"),
    "loud": marked("Loud and happy: {line}"),
}


def word_face(t: Words, lesson: Lesson, *, first: Markup | None = None) -> Message:
    """Show an item; *first* is a line of feedback that goes before it."""
    title = t("🌱 <b>Word of the day</b>")
    if lesson.deck.kind == "sentences":
        title = t("🌱 <b>Sentence of the week</b>")
    example = lesson.item.example
    meanings = [
        _line(t, Markup("<i>{}</i>").format(example.meaning[language]))
        for language in meaning_languages(lesson.deck, t.language)
    ]
    used = [isolated(example.word), isolated(example.reading), *meanings]
    return _blocks([first or title], _about(t, lesson), used)


def teacher_face(t: Words, lesson: Lesson, *, first: Markup | None = None) -> Message:
    """Tell the little teacher what to teach, and how, in three steps."""
    steps = [
        _line(t, Markup("{}. {}").format(n, step))
        for n, step in enumerate(lesson.item.teach[t.language], 1)
    ]
    title = t("👋 <b>Little teacher, tonight you teach:</b>")
    prepare = t(
        "Say it three times yourself first. Your family will learn it from you, face to face."
    )
    return _blocks([first] if first else [], [title, *_about(t, lesson)], steps, [prepare])


def learner_face(t: Words, lesson: Lesson, *, first: Markup | None = None) -> Message:
    """Let a learner repeat after the little teacher, three times."""
    title = t("🗣 <b>Repeat after your little teacher, three times:</b>")
    lines = [t(_TEMPI[line.tempo], line=isolated(spoken(line))) for line in rhythm(lesson)]
    return _blocks([first] if first else [], [title, *_about(t, lesson)], lines)


def question_face(t: Words, asked: Question, *, first: Markup | None = None) -> Message:
    """Ask before anything is shown; the choices are buttons."""
    title = t("❓ <b>Do you remember?</b>")
    return _blocks(
        [first] if first else [],
        [title],
        [prompt(t, asked), Markup("<b>{}</b>").format(isolated(asked.shown))],
    )


def prompt(t: Words, asked: Question) -> Markup:
    """Return what a question asks."""
    return t(PROMPTS[asked.kind])


def feedback(t: Words, it: Explanation) -> Markup:
    """Say whether an answer was right and, where it was not, what it would have meant."""
    if it.right:
        return t("✅ Right!")
    if it.syllable:
        return t("🔁 It is {right}.", right=isolated(it.syllable.pinyin))
    if it.chosen:
        chosen = {"word": isolated(it.chosen.item.word), "meaning": meaning(t, it.chosen)}
        return t("🔁 You chose {word}: {meaning}.", **chosen)
    return t("🔁 Not this time. Here it is again:")


def meaning(t: Words, lesson: Lesson) -> str:
    """Return an item's meaning in one line."""
    languages = meaning_languages(lesson.deck, t.language)
    return " · ".join(lesson.item.meaning[language] for language in languages)


def spoken(line: Line) -> str:
    """Return a rhythm line as letters: a pause between groups, the whole said as often as it says."""
    groups = [" ".join(beat.said for beat in group) for group in line.groups]
    once = " … ".join(groups) if line.tempo == "slow" else " ".join(groups)
    return " / ".join([once] * line.times)


def none_today(t: Words) -> Message:
    """Say that there is no item to learn."""
    return Message(html=str(t("There is no word for today.")))


def _about(t: Words, lesson: Lesson) -> list[Markup]:
    item = lesson.item
    return [
        Markup("<b>{}</b>").format(isolated(item.word)),
        *_reading(t, item),
        _line(t, Markup("{}").format(meaning(t, lesson))),
    ]


def _reading(t: Words, item: Item) -> list[Markup]:
    if item.said is None:
        return [isolated(item.reading)]
    return [isolated(item.reading), t("As it is said: {said}", said=isolated(item.said))]


def _line(t: Words, text: Markup) -> Markup:
    """Let a line that may begin with another script begin on the right where that is due."""
    return Markup(RIGHT) + text if t.language == "ug" else text


def _blocks(*blocks: Sequence[Markup]) -> Message:
    found = [Markup("\n").join(block) for block in blocks if block]
    return Message(html=str(Markup("\n\n").join(found)))

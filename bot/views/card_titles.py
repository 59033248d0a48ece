"""The words that stand on the pictures of a card, in the reader's language, without markup."""

from datetime import date
from typing import Literal

from babel.dates import format_date, get_day_names

from bot.views.names import LOCALES
from bot.views.words import words
from content.languages import Language
from content.lessons.course import Lesson

_SHORT: dict[Language, str] = {"zh": "M月d日", "ug": "d-MMMM", "en": "d MMM"}
Tempi = tuple[str, str, str]


def word_title(language: Language, lesson: Lesson) -> str:
    """Return what stands over a word, or over a sentence of the week."""
    t = words(language)
    sentence = lesson.deck.kind == "sentences"
    return t.plain("Sentence of the week") if sentence else t.plain("Word of the day")


def teacher_title(language: Language) -> str:
    """Return what stands over the little teacher's steps."""
    return words(language).plain("Little teacher: tonight you teach")


def learner_title(language: Language) -> str:
    """Return what stands over the three tempi."""
    return words(language).plain("Repeat after your little teacher")


def question_title(language: Language) -> str:
    """Return what stands over a question."""
    return words(language).plain("Do you remember?")


def tempi(language: Language) -> Tempi:
    """Return the names of the three tempi, the slowest first."""
    t = words(language)
    return t.plain("slow"), t.plain("natural"), t.plain("loud and happy")


def as_it_is_said(language: Language, said: str) -> str:
    """Return the line of the reading as it is spoken."""
    return words(language).plain("As it is said: {said}", said=said)


def progress_titles(language: Language) -> tuple[str, str, str]:
    """Return what stands over the picture, over its line of words, and over the week's days."""
    t = words(language)
    return (
        t.plain("Little by little"),
        t.plain("Words that you know"),
        t.plain("This week’s lessons"),
    )


def short_date(language: Language, day: date) -> str:
    """Return a date without its year, like "23 Nov"."""
    return format_date(day, _SHORT[language], locale=LOCALES[language])


def weekday_names(language: Language) -> list[str]:
    """Return the short names of the days, Monday first."""
    width: Literal["abbreviated", "short"] = "short" if language == "en" else "abbreviated"
    names = get_day_names(width, locale=LOCALES[language])
    return [names[day] for day in sorted(names)]


def card_words(language: Language) -> tuple[str, ...]:
    """Return all words that may stand on a card: where one changes, cards are drawn anew."""
    t = words(language)
    titles = (
        t.plain("Word of the day"),
        t.plain("Sentence of the week"),
        as_it_is_said(language, ""),
    )
    return (
        *titles,
        teacher_title(language),
        learner_title(language),
        question_title(language),
        *tempi(language),
    )

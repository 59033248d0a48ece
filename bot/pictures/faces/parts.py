"""The parts of a face: the word with its reading, what it means, and the example."""

from bot.pictures.faces.frame import INNER, MIDDLE, SMALLEST, fitting, put_text
from bot.pictures.lettering import Letters
from bot.pictures.ruby import Ruby
from bot.pictures.sheet import GREY, INK, Sheet
from content.languages import Language
from content.lessons.course import Lesson, meaning_languages
from content.lessons.syllables import Syllable, syllables

_HANZI = (
    (208, 1), (184, 1), (164, 1), (144, 1), (128, 1), (116, 1), (104, 2), (92, 2), (84, 3), (76, 3),
    (68, 4), (60, 6), (52, 99),
)  # fmt: skip
"""Sizes of hanzi, in pixels, each with the number of lines that it may take."""
_WRITTEN = ((150, 1), (128, 1), (108, 1), (92, 2), (78, 2), (66, 3), (56, 4), (46, 99))
"""Sizes of a word without pinyin over it."""
_MEANING = ((48, 2), (42, 3), (38, 99))
_EXAMPLE, _EXAMPLE_WRITTEN, _EXAMPLE_MEANING = 54, 50, 34


def put_word(sheet: Sheet, top: float, lesson: Lesson, *, largest: int = 999) -> float:
    """Write the word as large as fits with its reading, the hanzi no larger than *largest*."""
    item = lesson.item
    parts = aligned(item.word, item.reading) if lesson.deck.learn == "zh" else ()
    if parts:
        ruby = _fitting_ruby(parts, largest)
        return ruby.put(sheet, top, ruby.lines(parts, INNER), middle=MIDDLE)
    sizes = [(size, most) for size, most in _WRITTEN if size <= largest]
    letters = Letters(language=lesson.deck.learn, size=1, strong=True)
    top = put_text(sheet, top, item.word, fitting(item.word, letters, sizes, INNER))
    latin = Letters(language="en", size=44)
    return put_text(sheet, top + 8, item.reading, latin, colour=GREY)


def put_meanings(sheet: Sheet, top: float, lesson: Lesson) -> float:
    """Write what the word means to the reader."""
    for language in explained(lesson, sheet.language):
        text = lesson.item.meaning[language]
        letters = fitting(text, Letters(language=language, size=1, strong=True), _MEANING, INNER)
        top = put_text(sheet, top, text, letters)
    return top


def put_example(sheet: Sheet, top: float, lesson: Lesson, light: str) -> float:
    """Write the example with its reading and meaning, the word itself in the colour *light*."""
    example = lesson.item.example
    parts = aligned(example.word, example.reading) if lesson.deck.learn == "zh" else ()
    if parts:
        ruby = Ruby(size=_EXAMPLE, toned=False)
        lit = _places(parts, lesson.item.word)
        lines = ruby.lines(parts, INNER)
        top = ruby.put(sheet, top, lines, middle=MIDDLE, lit=lit, light=light)
    else:
        letters = Letters(language=lesson.deck.learn, size=_EXAMPLE_WRITTEN)
        top = put_text(sheet, top, example.word, letters)
        latin = Letters(language="en", size=SMALLEST + 2)
        top = put_text(sheet, top, example.reading, latin, colour=GREY)
    for language in explained(lesson, sheet.language):
        letters = Letters(language=language, size=_EXAMPLE_MEANING)
        top = put_text(sheet, top + 10, example.meaning[language], letters, colour=INK)
    return top


def explained(lesson: Lesson, reader: Language) -> tuple[Language, ...]:
    """Return the languages in which the item is explained to a reader."""
    return meaning_languages(lesson.deck, reader)


def aligned(word: str, reading: str) -> tuple[Syllable, ...]:
    """Return the characters with their pinyin; nothing where they do not fit each other."""
    try:
        return syllables(word, reading)
    except ValueError:
        return ()


def _fitting_ruby(parts: tuple[Syllable, ...], largest: int) -> Ruby:
    sizes = [(size, most) for size, most in _HANZI if size <= largest]
    for size, most in sizes:
        ruby = Ruby(size=size)
        if len(parts) * size <= most * INNER and ruby.needs(parts, INNER) <= most:
            return ruby
    return Ruby(size=sizes[-1][0])


def _places(parts: tuple[Syllable, ...], word: str) -> frozenset[int]:
    """Return the numbers of the characters that are the word, wherever it stands."""
    text = "".join(part.hanzi for part in parts)
    bare = word.rstrip("。！？，")
    starts = [n for n in range(len(text)) if bare and text.startswith(bare, n)]
    return frozenset(n + k for n in starts for k in range(len(bare)))

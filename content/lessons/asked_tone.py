"""The syllable of an item whose tone is asked, and how it looks in other tones."""

import unicodedata

from content.lessons.course import Lesson
from content.lessons.syllables import Syllable, syllables

_MARKS = {"1": "\u0304", "2": "\u0301", "3": "\u030c", "4": "\u0300"}
TONES = tuple(_MARKS)
"""The four tones that are asked; the neutral one is not."""


def asked_syllable(lesson: Lesson) -> Syllable | None:
    """
    Return the syllable whose tone is asked: the item's first that leaves no doubt.

    It has one of the four tones, and is spoken as it is written: of nǐ hǎo, said ní hǎo, hǎo is
    asked. It depends on nothing but the item, so that an old button can be judged.
    """
    item = lesson.item
    if lesson.deck.learn != "zh":
        return None
    try:
        written = syllables(item.word, item.reading)
        spoken = syllables(item.word, item.said or item.reading)
    except ValueError:
        return None
    pairs = zip(written, spoken, strict=True)
    return next((one for one, said in pairs if str(one.tone) in TONES and one == said), None)


def in_tone(syllable: Syllable, tone: str) -> str:
    """Return the pinyin of an asked syllable in one of the four tones."""
    return _with_mark(syllable, _MARKS[tone])


def without_tone(syllable: Syllable) -> str:
    """Return the pinyin of an asked syllable without its mark."""
    return _with_mark(syllable, "")


def _with_mark(syllable: Syllable, mark: str) -> str:
    letters = unicodedata.normalize("NFD", syllable.pinyin)
    return unicodedata.normalize("NFC", letters.replace(_MARKS[str(syllable.tone)], mark))

"""A typed answer, graded: the word itself, or its reading in any spelling that people use."""

import re
from typing import Literal, get_args

from content.lessons.course import Lesson
from content.lessons.typed_pinyin import read_pinyin
from content.lessons.typed_signs import folded, letters_of
from content.lessons.typed_uyghur import read_latin, read_uyghur

Verdict = Literal["right", "tones", "wrong", "no_answer", "too_long"]
"""*tones*: the right syllables with a wrong tone. *no_answer*: a text about something else."""

MAX_ANSWER = 200
"""Characters; a longer text is no answer to a card."""

_ORDER = get_args(Verdict)
_HANZI = re.compile("[\u3007\u3400-\u9fff\U00020000-\U0003ffff]")
_ARABIC = re.compile("[\u0620-\u065f\u066e-\u06d3\u06d5\u06fa-\u06ff]")
"""Letters and vowel signs, not the digits and punctuation of the same script."""


def read_answer(text: str, lesson: Lesson) -> Verdict:
    """
    Grade *text* as an answer to *lesson*.

    Spaces, punctuation, symbols, letter case, full-width forms and marks of direction are passed
    over. Whoever writes the word and its reading beside each other is graded by the worse of both.
    """
    if len(text) > MAX_ANSWER:
        return "too_long"
    signs = folded(text)
    if signs.startswith("/"):
        return "no_answer"
    verdicts = _mandarin(signs, lesson) if lesson.deck.learn == "zh" else _uyghur(signs, lesson)
    return max(verdicts, key=_ORDER.index, default="no_answer")


def _mandarin(signs: str, lesson: Lesson) -> list[Verdict]:
    """Grade hanzi by their letters (traditional forms are other letters), the rest as pinyin."""
    verdicts = list[Verdict]()
    hanzi = "".join(_HANZI.findall(signs))
    if hanzi:
        right = hanzi == "".join(_HANZI.findall(folded(lesson.item.word)))
        verdicts.append("right" if right else "wrong")
    rest = _HANZI.sub(" ", signs)
    if letters_of(rest):
        verdicts.append(read_pinyin(rest, lesson.item))
    return verdicts


def _uyghur(signs: str, lesson: Lesson) -> list[Verdict]:
    verdicts = list[Verdict]()
    script = "".join(_ARABIC.findall(signs))
    if script:
        verdicts.append(read_uyghur(script, lesson.item))
    rest = _ARABIC.sub(" ", signs)
    if letters_of(rest):
        verdicts.append(read_latin(rest, lesson.item))
    return verdicts

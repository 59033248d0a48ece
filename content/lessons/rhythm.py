"""Say it loud: an item as three rhythm lines to say and clap together, slow, natural and loud."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from content.lessons.course import Lesson
from content.lessons.deck import Item
from content.lessons.syllables import syllables
from content.lessons.uyghur_syllables import uyghur_syllables

Tempo = Literal["slow", "natural", "loud"]
_NEUTRAL = 5
_STOPS = re.compile("[,;:.!?，；：。！？、،؛؟]+")
_TIMES: dict[Tempo, int] = {"slow": 1, "natural": 2, "loud": 3}


@dataclass(frozen=True, kw_only=True)
class Beat:
    """One syllable: as *said* in Latin letters, as *written*, and whether hands clap to it."""

    said: str
    written: str
    clap: bool


@dataclass(frozen=True, kw_only=True)
class Line:
    """
    A way to say the item *times* over: groups of beats with a pause after each.

    Slow: each syllable alone, with a clap. Natural: word by word, one clap a word. Loud: each
    phrase in one breath, a clap on every syllable that is not light.
    """

    tempo: Tempo
    groups: tuple[tuple[Beat, ...], ...]
    times: int


@dataclass(frozen=True, kw_only=True)
class _Sound:
    """A syllable in its place: *word* and *phrase* count from the start of the item."""

    said: str
    written: str
    word: int
    phrase: int
    light: bool = False


def rhythm(lesson: Lesson) -> tuple[Line, Line, Line]:
    """
    Return the lines for *lesson*, in the tones that are spoken.

    The clap of a Mandarin word falls on its first syllable, that of a Uyghur word on its last,
    where the stress is. A reading that does not fit its word is one beat.
    """
    sounds = _sounds(lesson)
    words = [list(group) for _, group in groupby(sounds, key=lambda one: (one.phrase, one.word))]
    phrases = [list(group) for _, group in groupby(sounds, key=lambda one: one.phrase)]
    stressed = 0 if lesson.deck.learn == "zh" else -1
    return (
        _line("slow", [[_beat(one, clap=True)] for one in sounds]),
        _line(
            "natural",
            [[_beat(one, clap=one is word[stressed]) for one in word] for word in words],
        ),
        _line(
            "loud",
            [[_beat(one, clap=not one.light) for one in phrase] for phrase in phrases],
        ),
    )


def _line(tempo: Tempo, groups: list[list[Beat]]) -> Line:
    return Line(tempo=tempo, groups=tuple(map(tuple, groups)), times=_TIMES[tempo])


def _beat(sound: _Sound, *, clap: bool) -> Beat:
    return Beat(said=sound.said, written=sound.written, clap=clap)


def _sounds(lesson: Lesson) -> list[_Sound]:
    found = _mandarin(lesson.item) if lesson.deck.learn == "zh" else _uyghur(lesson.item)
    whole = _Sound(said=lesson.item.reading, written=lesson.item.word, word=0, phrase=0)
    return found or [whole]


def _mandarin(item: Item) -> list[_Sound]:
    """Set the syllables into the words that the written reading has between its spaces."""
    try:
        spoken = syllables(item.word, item.said or item.reading)
        ends = _word_ends(item.reading, [one.pinyin for one in syllables(item.word, item.reading)])
    except ValueError:
        return []
    found, phrase = list[_Sound](), 0
    for n, one in enumerate(spoken):
        if not one.pinyin:
            phrase += bool(_STOPS.match(one.hanzi))
            continue
        found.append(
            _Sound(
                said=one.pinyin,
                written=one.hanzi,
                word=sum(end < n for end in ends),
                phrase=phrase,
                light=one.tone == _NEUTRAL,
            )
        )
    return found


def _word_ends(reading: str, pinyin: list[str]) -> list[int]:
    """Return the places in *pinyin* after which a new word of *reading* begins."""
    ends, rest = list[int](), unicodedata.normalize("NFC", reading)
    for n, syllable in enumerate(pinyin):
        rest = rest.partition(syllable)[2] if syllable else rest
        if syllable and re.match(r"\W*\s", rest):
            ends.append(n)
    return ends


def _uyghur(item: Item) -> list[_Sound]:
    latin, script = _places(item.reading), _places(item.word)
    if [where for where, _ in latin] != [where for where, _ in script]:
        return []
    return [
        _Sound(said=said, written=written, phrase=phrase, word=word)
        for ((phrase, word), said), (_, written) in zip(latin, script, strict=True)
    ]


def _places(text: str) -> list[tuple[tuple[int, int], str]]:
    """Return each syllable of a Uyghur text with the numbers of its phrase and word."""
    phrases = [
        part.split() for part in _STOPS.split(unicodedata.normalize("NFC", text)) if part.strip()
    ]
    return [
        ((n, m), syllable)
        for n, words in enumerate(phrases)
        for m, word in enumerate(words)
        for syllable in uyghur_syllables(word)
    ]

"""A word as rhythm: its syllables apart or together, small or large, with a beat under each."""

from dataclasses import dataclass

from bot.pictures.faces.frame import INNER, MIDDLE
from bot.pictures.faces.parts import aligned
from bot.pictures.lettering import Letters
from bot.pictures.sheet import INK, Sheet
from content.lessons.course import Lesson

_VOWELS = "اەوۇۆۈېى"
"""One Uyghur syllable has one of these."""
_LONG, _SMALLER = 6, 0.84
_NARROWER = 40


@dataclass(frozen=True, kw_only=True)
class Tempo:
    """How a word is spoken: size of the letters, room between them, radius of a beat (pixels)."""

    size: int
    gap: float
    beat: float
    loud: bool = False

    @property
    def step(self) -> float:
        """The distance of two beats of one piece."""
        return self.beat * 2 + max(10, self.gap * 0.7)


SLOW = Tempo(size=60, gap=72, beat=9)
NATURAL = Tempo(size=60, gap=8, beat=7)
LOUD = Tempo(size=96, gap=26, beat=13, loud=True)


@dataclass(frozen=True, kw_only=True)
class _Piece:
    text: str
    beats: int


@dataclass(frozen=True, kw_only=True)
class _Setting:
    """A tempo in the letters of one word."""

    letters: Letters
    tempo: Tempo
    accent: str

    @property
    def colour(self) -> str:
        return self.accent if self.tempo.loud else INK

    @property
    def gap(self) -> float:
        """The room between two pieces: Uyghur words have a space between them besides."""
        space = self.letters.size * 0.3 if self.letters.language == "ug" else 0
        return self.tempo.gap + space

    def room(self, piece: _Piece) -> float:
        beats = (piece.beats - 1) * self.tempo.step + 2 * self.tempo.beat
        return min(INNER, max(self.letters.width(piece.text), beats))

    def width(self, line: list[_Piece]) -> float:
        return sum(map(self.room, line)) + self.gap * (len(line) - 1)


def put_beats(sheet: Sheet, top: float, lesson: Lesson, tempo: Tempo, accent: str) -> float:
    """Write the word in a tempo, on as many lines as it needs; return where it ends."""
    pieces = _pieces(lesson)
    smaller = _SMALLER if sum(piece.beats for piece in pieces) > _LONG else 1
    size = round(tempo.size * smaller)
    letters = Letters(language=lesson.deck.learn, size=size, strong=tempo.loud)
    setting = _Setting(letters=letters, tempo=tempo, accent=accent)
    for line in _lines(_split(pieces, letters), setting):
        top = _put_line(sheet, top, line, setting)
    return top


def _pieces(lesson: Lesson) -> list[_Piece]:
    """Return what has a beat: characters with a reading, or Uyghur words with their syllables."""
    item = lesson.item
    parts = aligned(item.word, item.reading) if lesson.deck.learn == "zh" else ()
    if parts:
        return [_Piece(text=part.hanzi, beats=1) for part in parts if part.pinyin]
    return [_Piece(text=word, beats=_syllables(word)) for word in item.word.split()]


def _split(pieces: list[_Piece], letters: Letters) -> list[_Piece]:
    """Return the pieces, those too wide for a line in parts."""
    return [
        _Piece(text=line, beats=_syllables(line)) if len(lines) > 1 else piece
        for piece in pieces
        for lines in [letters.wrapped(piece.text, INNER, 99)]
        for line in lines
    ]


def _syllables(word: str) -> int:
    return max(1, sum(word.count(vowel) for vowel in _VOWELS))


def _lines(pieces: list[_Piece], setting: _Setting) -> list[list[_Piece]]:
    """Return lines that fit, of about one length."""
    found = _greedy(pieces, setting, INNER)
    for room in range(INNER, 0, -_NARROWER):
        lines = _greedy(pieces, setting, room)
        if len(lines) > len(found):
            break
        found = lines
    return found


def _greedy(pieces: list[_Piece], setting: _Setting, room: float) -> list[list[_Piece]]:
    found = list[list[_Piece]]()
    for piece in pieces:
        if found and setting.width([*found[-1], piece]) <= room:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _put_line(sheet: Sheet, top: float, line: list[_Piece], setting: _Setting) -> float:
    """Write a line in the direction of the language that is learnt."""
    letters, beat = setting.letters, setting.tempo.beat
    rtl = letters.language == "ug"
    baseline = top + letters.size * 1.05
    under = baseline + letters.size * (0.52 if rtl else 0.26) + beat
    left = MIDDLE - setting.width(line) / 2
    for piece in reversed(line) if rtl else line:
        room = setting.room(piece)
        middle = left + room / 2
        at = sheet.from_left(middle), baseline
        sheet.text(at, piece.text, letters, setting.colour, "middle")
        step = min(setting.tempo.step, (room - 2 * beat) / max(1, piece.beats - 1))
        for n in range(piece.beats):
            x = middle + (n - (piece.beats - 1) / 2) * step
            sheet.disc((sheet.from_left(x), under), beat, setting.accent)
        left += room + setting.gap
    return under + beat + letters.size * 0.2

"""Lettering: a line of mixed scripts is cleaned, measured, shortened, wrapped and drawn."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from unicodedata import category, normalize

from PIL.ImageDraw import ImageDraw

from bot.pictures.direction import is_rtl, stretches
from bot.pictures.line_breaks import line_ends
from bot.pictures.typefaces import Typeface, font, has_glyph
from content.languages import Language

LEADING = 1.4
"""Distance of two baselines, in sizes: room for the tall letters of Arabic script."""
_ELLIPSIS = "…"
_BOLDER = 1 / 60
_PROPORTIONAL = ["pwid"]
_UNSEEN = {"Cc", "Cf"}
_NEVER_DRAWN = _UNSEEN | {"Cn", "Co", "Cs", "Me"}


@dataclass(frozen=True, kw_only=True)
class _Piece:
    text: str
    typeface: Typeface
    rtl: bool


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """Return one line without emoji, control characters and letters that neither typeface has."""
    known = "".join(_known(c) for c in normalize("NFC", text))
    return " ".join(known.split())


def missing_glyphs(text: str) -> str:
    """Return the visible characters of a text that no typeface can draw, each once, in order."""
    unknown = (c for c in normalize("NFC", text) if category(c) not in _UNSEEN and not _known(c))
    return "".join(dict.fromkeys(unknown))


@dataclass(frozen=True, kw_only=True)
class Letters:
    """
    Letters of one size (pixels), for a reader of one language. Text is cleaned at the door.

    *rtl* is the direction of lines where it is known; None lets each line decide for itself.
    """

    language: Language
    size: int
    strong: bool = False
    rtl: bool | None = None

    @property
    def leading(self) -> int:
        """Return the distance of two baselines in pixels."""
        return round(self.size * LEADING)

    def width(self, text: str) -> float:
        """Return the width of a line in pixels."""
        return _width(self, text)

    def ellipsized(self, text: str, width: float) -> str:
        """Return the text, or as much of its beginning as fits with an ellipsis."""
        whole = clean(text)
        if self.width(whole) <= width:
            return whole
        room = self._fitting(len(whole), width, lambda n: whole[:n].rstrip() + _ELLIPSIS)
        return whole[:room].rstrip() + _ELLIPSIS if room else ""

    def wrapped(self, text: str, width: float, lines: int) -> list[str]:
        """Return at most *lines* lines that fit; more text than that ends in an ellipsis."""
        rest, found = clean(text), list[str]()
        while rest and len(found) < lines - 1 and self.width(rest) > width:
            line = self._first(rest, width)
            found.append(line.rstrip())
            rest = rest[len(line) :]
        return [*found, self.ellipsized(rest, width)] if rest else found

    def draw(self, canvas: ImageDraw, left: float, baseline: float, text: str, colour: str) -> None:
        """Draw a line from its left edge."""
        for piece in self.pieces(text):
            canvas.text(
                (left, baseline),
                piece.text,
                fill=colour,
                font=font(piece.typeface, self.size, strong=self.strong),
                anchor="ls",
                direction="rtl" if piece.rtl else "ltr",
                language="ug" if piece.rtl else None,
                features=_features(piece, chinese=self.language == "zh"),
                stroke_width=self.size * _BOLDER if self.strong and piece.typeface == "cjk" else 0,
            )
            left += self.length(piece)

    def _first(self, text: str, width: float) -> str:
        """Return what of the text goes on the first line, with the space after it."""
        ends = line_ends(text, chinese=self.language == "zh")
        fitting = self._fitting(len(ends), width, lambda n: text[: ends[n - 1]].rstrip())
        if fitting:
            return text[: ends[fitting - 1]]
        return text[: max(1, self._fitting(ends[0], width, lambda n: text[:n]))]

    def _fitting(self, most: int, width: float, part: Callable[[int], str]) -> int:
        """Return the greatest n up to *most* of which *part(n)* fits, 0 if none does."""
        return bisect_right(range(1, most + 1), width, key=lambda n: self.width(part(n)))

    def length(self, piece: _Piece) -> float:
        """Return the width of a piece in pixels."""
        return _length(piece, self.size, strong=self.strong, chinese=self.language == "zh")

    def pieces(self, text: str) -> tuple[_Piece, ...]:
        """Return the pieces of a line, from left to right."""
        line = clean(text)
        rtl = is_rtl(line, rtl_reader=self.language == "ug") if self.rtl is None else self.rtl
        return _pieces(line, rtl=rtl)


@lru_cache(maxsize=8192)
def _width(letters: Letters, text: str) -> float:
    return sum(letters.length(piece) for piece in letters.pieces(text))


@lru_cache(maxsize=1024)
def _pieces(text: str, *, rtl: bool) -> tuple[_Piece, ...]:
    """Return the pieces of a line, each of one typeface and direction, from left to right."""
    found = list[_Piece]()
    for run in stretches(text, rtl=rtl):
        parts = groupby(run.text, key=lambda c: _typeface(c, rtl=run.rtl))
        pieces = [_Piece(text="".join(part), typeface=face, rtl=run.rtl) for face, part in parts]
        found += reversed(pieces) if run.rtl else pieces
    return tuple(found)


@lru_cache(maxsize=4096)
def _length(piece: _Piece, size: int, *, strong: bool, chinese: bool) -> float:
    return font(piece.typeface, size, strong=strong).getlength(
        piece.text,
        direction="rtl" if piece.rtl else "ltr",
        language="ug" if piece.rtl else None,
        features=_features(piece, chinese=chinese),
    )


def _features(piece: _Piece, *, chinese: bool) -> list[str] | None:
    """Return the typeface's narrow quotation marks where the reader's text is not Chinese."""
    return _PROPORTIONAL if piece.typeface == "cjk" and not chinese else None


def _typeface(character: str, *, rtl: bool) -> Typeface:
    first: Typeface = "arabic" if rtl else "cjk"
    second: Typeface = "cjk" if rtl else "arabic"
    return first if has_glyph(first, character) else second


@lru_cache(maxsize=8192)
def _known(character: str) -> str:
    if character.isspace():
        return " "
    if category(character) in _NEVER_DRAWN or "\ufe00" <= character <= "\ufe0f":
        return ""
    return character if has_glyph("cjk", character) or has_glyph("arabic", character) else ""

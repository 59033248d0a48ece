"""
A sheet of paper as wide as a phone: things are put on it first, and drawn when its height is known.

Places are said from the side where the reader's lines begin: for Uyghur readers the whole sheet is
mirrored, so that no picture has to know about directions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal

from PIL import Image, ImageDraw

from bot.pictures.lettering import Letters, clean
from content.languages import Language

WIDTH = 1080
"""Pixels: three for each unit of a phone that is 360 units wide."""
MARGIN = 56
INNER = WIDTH - 2 * MARGIN

INK, GREY, LINE, PAPER = "#1B1F24", "#5B636D", "#D9DDE2", "#FFFFFF"

_FINER = 2
_COMPRESSION = 2

Point = tuple[float, float]
Side = Literal["start", "middle", "end"]
_SHIFTS: dict[Side, float] = {"start": 0, "middle": 0.5, "end": 1}
_Stroke = Callable[[ImageDraw.ImageDraw, float], None]
"""Draws with a pen; places and thicknesses are multiplied by the second argument."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """A line of text on the sheet; *left* and *right* are pixels as seen."""

    text: str
    left: float
    right: float
    baseline: float
    letters: Letters
    colour: str


class Sheet:
    """Takes shapes and lines of text, all in pixels, and becomes a picture with the text on top."""

    def __init__(self, language: Language, *, width: int = WIDTH, paper: str = PAPER) -> None:
        self.language = language
        self.width = width
        self._paper = paper
        self.written: list[Written] = []
        self._strokes: list[_Stroke] = []

    def text(
        self, at: Point, text: str, letters: Letters, colour: str = INK, side: Side = "start"
    ) -> None:
        """Write a line whose start, middle or end is at a point of its baseline."""
        width = letters.width(text)
        start = at[0] - width * _SHIFTS[side]
        left = self.width - start - width if self.language == "ug" else start
        self.written.append(
            Written(
                text=clean(text),
                left=left,
                right=left + width,
                baseline=at[1],
                letters=letters,
                colour=colour,
            )
        )

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw a line through points."""
        placed = [self._placed(point) for point in points]
        self._strokes.append(
            lambda pen, k: pen.line(_times(placed, k), colour, round(width * k), "curve")
        )

    def area(self, points: Sequence[Point], colour: str) -> None:
        """Fill the area between points."""
        placed = [self._placed(point) for point in points]
        self._strokes.append(lambda pen, k: pen.polygon(_times(placed, k), colour))

    def disc(self, middle: Point, radius: float, colour: str) -> None:
        """Fill a circle."""
        placed = self._placed(middle)
        self._strokes.append(lambda pen, k: pen.circle(_times([placed], k)[0], radius * k, colour))

    def box(self, corner: Point, opposite: Point, colour: str, radius: float = 0) -> None:
        """Fill a box with round corners."""
        (x0, y0), (x1, y1) = self._placed(corner), self._placed(opposite)
        place = [(min(x0, x1), min(y0, y1)), (max(x0, x1), max(y0, y1))]
        self._strokes.append(
            lambda pen, k: pen.rounded_rectangle(_times(place, k), radius * k, colour)
        )

    def put(self, other: "Sheet") -> None:
        """Put what is on another sheet on top of this one."""
        self._strokes += other._strokes
        self.written += other.written

    def from_left(self, x: float) -> float:
        """Return where a place so far from the left edge, as seen, is by this sheet's own count."""
        return self.width - x if self.language == "ug" else x

    def image(self, height: int, scale: float = 1) -> Image.Image:
        """Return the sheet, cut to a height in pixels, enlarged *scale* times."""
        fine = scale * _FINER
        size = round(self.width * scale) * _FINER, round(height * scale) * _FINER
        large = Image.new("RGB", size, self._paper)
        pen = ImageDraw.Draw(large)
        for stroke in self._strokes:
            stroke(pen, fine)
        image = large.reduce(_FINER)
        pen = ImageDraw.Draw(image)
        for line in self.written:
            letters = replace(line.letters, size=round(line.letters.size * scale))
            letters.draw(pen, line.left * scale, line.baseline * scale, line.text, line.colour)
        return image

    def png(self, height: int) -> bytes:
        """Return the sheet, cut to a height in pixels, as a PNG."""
        file = BytesIO()
        self.image(height).save(file, "PNG", compress_level=_COMPRESSION)
        return file.getvalue()

    def _placed(self, point: Point) -> Point:
        return self.from_left(point[0]), point[1]


def _times(points: Sequence[Point], k: float) -> list[Point]:
    return [(x * k, y * k) for x, y in points]

"""The tones of Mandarin: a colour each, and a contour each, for those who see colours otherwise."""

from bot.pictures.sheet import Sheet
from content.lessons.syllables import Tone

TONE_COLOURS: dict[Tone, str] = {
    1: "#B3261E",
    2: "#8A5A00",
    3: "#1B6E3C",
    4: "#0B57A4",
    5: "#5B636D",
}
"""Dark enough to be read as text on white."""

_CONTOURS: dict[Tone, tuple[tuple[float, float], ...]] = {
    1: ((-1, -0.55), (1, -0.55)),
    2: ((-0.9, 1), (0.9, -1)),
    3: ((-1, -0.5), (-0.3, 1), (0.15, 1), (1, -0.9)),
    4: ((-0.9, -1), (0.9, 1)),
}
"""How the voice goes, from left to right, within a box from (-1, -1) to (1, 1)."""
_WIDER = 1.7


def put_contour(sheet: Sheet, middle: tuple[float, float], tone: Tone, height: float) -> None:
    """Draw a tone around a point; *middle* is counted from the left edge as seen, as pitch runs."""
    x, y = middle
    colour, half = TONE_COLOURS[tone], height / 2
    thick = max(4.0, height * 0.24)
    if tone not in _CONTOURS:
        sheet.disc((sheet.from_left(x), y), thick, colour)
        return
    points = [
        (sheet.from_left(x + dx * half * _WIDER), y + dy * half) for dx, dy in _CONTOURS[tone]
    ]
    sheet.line(points, colour, thick)
    for end in (points[0], points[-1]):
        sheet.disc(end, thick / 2, colour)

"""
Charts of counts, 1080 pixels wide.

For Uyghur readers a whole chart is mirrored: the scale stands on the right and time runs to the
left, the way they read a line of text and turn the pages of a calendar. Were only the words
turned, the first day would stand where the eye arrives last. Numbers keep their own order.
"""

from bot.pictures.bars import BarChart, Row, bar_sheet
from bot.pictures.lines import LineChart, Series, line_sheet

__all__ = ["BarChart", "LineChart", "Row", "Series", "bar_chart", "line_chart"]


def line_chart(chart: LineChart) -> bytes:
    """Return counts over days as a PNG. Safe on any thread."""
    sheet, height = line_sheet(chart)
    return sheet.png(height)


def bar_chart(chart: BarChart) -> bytes:
    """Return counts side by side as a PNG. Safe on any thread."""
    sheet, height = bar_sheet(chart)
    return sheet.png(height)

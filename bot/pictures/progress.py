"""One's own progress: words known over time, and the days of this week that had a lesson."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.pictures.lettering import Letters
from bot.pictures.lines import LineChart, Series, line_sheet
from bot.pictures.sheet import GREY, INNER, MARGIN, PAPER, Sheet
from bot.pictures.titles import put_title
from bot.views.card_titles import progress_titles, short_date, weekday_names
from content.languages import Language

Known = Sequence[tuple[date, int]]
"""How many words were known from a day on, by day."""
_DAYS = 7
_DONE, _OPEN = "#1B6E3C", "#E8EBEE"
_RADIUS, _NAME, _TITLE = 46, 34, 40


def progress(known: Known, week: Mapping[int, int], language: Language) -> bytes:
    """
    Return both as a PNG, 1080 pixels wide; *week* counts lessons by weekday, Monday 0.

    A day without a lesson is an empty place, the same whether it is gone or still to come.
    """
    sheet, height = progress_sheet(known, week, language)
    return sheet.png(height)


def progress_sheet(known: Known, week: Mapping[int, int], language: Language) -> tuple[Sheet, int]:
    """Return the sheet before it is drawn, and its height in pixels."""
    title, words, this_week = progress_titles(language)
    if known:
        sheet, height = line_sheet(_chart(known, language, title, words))
        top = height - MARGIN / 2
    else:
        sheet = Sheet(language)
        top = put_title(sheet, title)
    letters = Letters(language=language, size=_TITLE, strong=True)
    sheet.text((MARGIN, top + letters.leading), this_week, letters)
    return sheet, round(_put_week(sheet, top + letters.leading + _TITLE, week) + MARGIN)


def _chart(known: Known, language: Language, title: str, words: str) -> LineChart:
    counts = dict(known)
    first, last = min(counts), max(counts)
    days = tuple(first + timedelta(n) for n in range((last - first).days + 1))
    values, value = list[int](), 0
    for day in days:
        value = counts.get(day, value)
        values.append(value)
    return LineChart(
        language=language,
        title=title,
        days=days,
        labels=tuple(short_date(language, day) for day in days),
        series=(Series(name=words, values=tuple(values)),),
    )


def _put_week(sheet: Sheet, top: float, week: Mapping[int, int]) -> float:
    apart = INNER / _DAYS
    name = Letters(language=sheet.language, size=_NAME)
    number = Letters(language="en", size=_TITLE, strong=True)
    under = top + 2 * _RADIUS + name.leading
    for day, called in enumerate(weekday_names(sheet.language)):
        lessons = week.get(day, 0)
        middle = MARGIN + apart * (day + 0.5), top + _RADIUS
        sheet.disc(middle, _RADIUS, _DONE if lessons else _OPEN)
        if lessons:
            at = middle[0], middle[1] + _TITLE * 0.36
            sheet.text(at, f"{lessons}", number, PAPER, "middle")
        short = name.ellipsized(called, apart)
        sheet.text((middle[0], under), short, name, GREY, "middle")
    return under

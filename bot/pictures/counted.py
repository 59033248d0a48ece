"""What the charts of /stats show: counts over days and outcomes, in the reader's language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from bot.pictures.charts import BarChart, LineChart, Row, Series
from bot.views.names import LANGUAGE_NAMES
from bot.views.stats import chart_note, chart_title, day_label, outcome_counts, outcomes_title
from bot.views.words import Words
from content.languages import LANGUAGES, Language

Counts = Mapping[Language, int]


def over_time(
    t: Words, topic: str, kept: Mapping[date, Counts], *, smallest: int
) -> LineChart | None:
    """
    Return a topic's subscribers as a line for each language; None where there never were any.

    A day without a count has that of the day before: while the bot does not run nobody can come
    or go.
    """
    days = days_between(min(kept), max(kept))
    filled = _filled(days, kept)
    languages = [name for name in LANGUAGES if any(day.get(name) for day in filled)]
    if not languages:
        return None
    return LineChart(
        language=t.language,
        title=chart_title(t, topic),
        days=tuple(days),
        labels=tuple(day_label(t, day) for day in days),
        series=tuple(_series(name, filled, smallest) for name in languages),
        note=chart_note(t, smallest),
    )


def outcomes(t: Words, counted: Iterable[Mapping[str, int]], *, smallest: int) -> BarChart | None:
    """Return what became of several sendings as bars; None where there was none."""
    rows = tuple(
        Row(label=label, value=value, value_text=text)
        for label, value, text in outcome_counts(t, counted, smallest)
    )
    if not rows:
        return None
    note = chart_note(t, smallest) if any(row.value is None for row in rows) else ""
    return BarChart(language=t.language, title=outcomes_title(t), rows=rows, note=note)


def days_between(first: date, last: date) -> Sequence[date]:
    """Return every day from *first* to *last*."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _filled(days: Sequence[date], kept: Mapping[date, Counts]) -> list[Counts]:
    filled: list[Counts] = []
    for day in days:
        filled.append(kept[day] if day in kept else filled[-1])
    return filled


def _series(language: Language, filled: Sequence[Counts], smallest: int) -> Series:
    values = (day.get(language, 0) for day in filled)
    shown = tuple(n if n >= smallest else None for n in values)
    return Series(name=LANGUAGE_NAMES[language], values=shown)

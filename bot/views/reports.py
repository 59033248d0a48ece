"""Sections and figures, each with its source: as reported, without an opinion."""

from collections.abc import Sequence

from markupsafe import Markup

from bot.views.message import Button, Message, Rows, button, split
from bot.views.words import Words, isolated
from content.languages import in_language
from content.reports.report import Figure, Report, Section


def sections(t: Words, report: Report, others: Sequence[Report]) -> Message:
    """List a report's sections as buttons, then the other reports."""
    title = in_language(report.title, t.language)
    lines = [
        Markup("<b>{}</b>").format(title),
        t("Choose a section, or write {example}.", example="/section 3"),
    ]
    rows: list[tuple[Button, ...]] = [
        (button(_numbered(t, number, section), "go", "section", report.slug, section.id),)
        for number, section in enumerate(report.sections)
    ]
    rows.append((button(t.plain("🔢 All figures"), "go", "figures", report.slug),))
    rows += [
        (button(in_language(other.title, t.language), "go", "sections", other.slug),)
        for other in others
    ]
    rows.append((_menu(t),))
    return Message(html=str(Markup("\n\n").join([*lines, _source(t, report)])), rows=tuple(rows))


def section(t: Words, report: Report, it: Section) -> list[Message]:
    """Show a section: its summary, its text, how many figures it has, its source."""
    title = Markup("<b>{}</b>").format(in_language(it.title, t.language))
    summary = Markup("<i>{}</i>").format(in_language(it.summary, t.language).strip())
    body = Markup("{}").format(in_language(it.body, t.language).strip())
    text = Markup("\n\n").join([title, summary, body, _source(t, report)])
    return split(str(text), _around(t, report, it))


def figures(t: Words, report: Report, only: Section | None = None) -> list[Message]:
    """List figures by section, with the words "as reported"."""
    shown = [only] if only else [s for s in report.sections if s.figures]
    blocks = [t("<b>Figures as reported</b>")]
    for part in shown:
        heading = Markup("<b>{}</b>").format(in_language(part.title, t.language))
        lines = [_figure(t, figure) for figure in part.figures]
        blocks.append(Markup("\n").join([heading, *lines]))
    blocks.append(_source(t, report))
    rows = ((button(t.plain("‹ Sections"), "go", "sections", report.slug), _menu(t)),)
    return split(str(Markup("\n\n").join(blocks)), rows)


def number(value: float) -> str:
    """Return a number with its thousands apart, like 1,075 or 43.58."""
    return f"{value:,}"


def _figure(t: Words, it: Figure) -> Markup:
    label, unit = in_language(it.label, t.language), in_language(it.unit, t.language)
    if it.at_least:
        return t(
            "• {label}: more than {value} {unit}", label=label, value=number(it.value), unit=unit
        )
    return t("• {label}: {value} {unit}", label=label, value=number(it.value), unit=unit)


def _source(t: Words, report: Report) -> Markup:
    source = report.source
    publisher = in_language(source.publisher, t.language)
    lines = [
        t("Source: {publisher}, {date}", publisher=publisher, date=source.date.isoformat()),
        t("“{title}”", title=isolated(source.title)),
        t("This is a summary in our own words; figures are as reported."),
    ]
    return Markup("<i>{}</i>").format(Markup("\n").join(lines))


def _around(t: Words, report: Report, it: Section) -> Rows:
    """Return the buttons under a section: its figures, its neighbours, the way back."""
    place = report.sections.index(it)
    rows: list[tuple[Button, ...]] = []
    if it.figures:
        count = t.plain("🔢 Figures ({n})", n=len(it.figures))
        rows.append((button(count, "go", "figures", report.slug, it.id),))
    ways = []
    if place > 0:
        before = report.sections[place - 1].id
        ways.append(button(t.plain("‹ Previous"), "go", "section", report.slug, before))
    if place + 1 < len(report.sections):
        after = report.sections[place + 1].id
        ways.append(button(t.plain("Following ›"), "go", "section", report.slug, after))
    rows.append(tuple(ways))
    rows.append((button(t.plain("‹ Sections"), "go", "sections", report.slug), _menu(t)))
    return tuple(row for row in rows if row)


def _numbered(t: Words, place: int, it: Section) -> str:
    title = in_language(it.title, t.language)
    return f"{place}. {title}" if place else title


def _menu(t: Words) -> Button:
    return button(t.plain("☰ Menu"), "go", "menu")

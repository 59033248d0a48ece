"""A bulletin as its readers see it: text, files, buttons, the mark of a correction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from bot.views.message import Button, Message, Rows, button
from bot.views.names import short_moment
from bot.views.start import leave_button
from bot.views.words import Words, words
from content.bulletins.markup import check_markup
from content.bulletins.media import MAX_CAPTION
from content.bulletins.text import MAX_PLAIN
from content.languages import Language, in_language
from content.shelf import Shelf
from scheduler.bulletins import Bulletin
from scheduler.subscribers import Kind

READ_SECTION = "s__"
"""How a link into the bot begins that opens a section: s__REPORT__SECTION."""


class Wording:
    """
    Words bulletins. *address* is the bot's own, like https://t.me/name, *zone* the office's.

    A chat that many share gets links into the bot in the place of buttons that would answer there.
    A channel's posts have no button to leave by: it would end them for all or, for a reader, do
    nothing. A reader leaves or mutes the channel; its administrators have /start there.
    """

    def __init__(self, *, shelf: Shelf, address: Callable[[], str], zone: str) -> None:
        self._shelf = shelf
        self._address = address
        self._zone = zone

    def message(self, it: Bulletin, language: Language, *, kind: Kind = "private") -> Message:
        """Return what a reader of *language* gets."""
        t, text = words(language), it.text(language)
        rows: list[tuple[Button, ...]] = [
            (Button(label=link.label, url=link.url),) for link in text.links
        ]
        rows += self._section(t, it, private=kind == "private")
        if kind != "channel":
            rows.append((leave_button(t, it.corrects or it.id),))
        html = self._marked(t, it, text.html)
        return Message(html=html, rows=tuple(rows), media=it.media, poll=text.poll)

    def preview(self, it: Bulletin, language: Language) -> Message:
        """Return exactly what a reader gets; the buttons that act do nothing here."""
        shown = self.message(it, language)
        return replace(shown, rows=tuple(tuple(map(_inert, row)) for row in shown.rows))

    def _section(self, t: Words, it: Bulletin, *, private: bool) -> Rows:
        slug, _, wanted = (it.section or "").partition("/")
        report = next((r for r in self._shelf.edition.reports if r.slug == slug), None)
        section = report.section(wanted) if report else None
        if section is None:
            return ()
        label = f"📖 {in_language(section.title, t.language)}"
        if private:
            return ((button(label, "read", slug, section.id),),)
        url = f"{self._address()}?start={READ_SECTION}{slug}__{section.id}"
        return ((Button(label=label, url=url),),)

    def _marked(self, t: Words, it: Bulletin, html: str) -> str:
        """Say when it was corrected, where the text leaves room for that."""
        if it.corrected_at is None:
            return html
        mark = corrected(t, it.corrected_at, self._zone)
        most = MAX_CAPTION if len(it.media) == 1 else MAX_PLAIN
        shown = html + str(Markup("\n\n<i>{}</i>").format(mark))
        return shown if len(check_markup(shown).plain) <= most else html


def corrected(t: Words, at: datetime, zone: str) -> Markup:
    """Say when a bulletin was corrected, on the clocks of *zone*."""
    return t("corrected {moment}", moment=short_moment(t, at, zone))


def _inert(it: Button) -> Button:
    return it if it.url else Button(label=it.label, data="preview")

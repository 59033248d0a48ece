"""What may be changed in a draft, and by whom."""

from collections.abc import Sequence
from dataclasses import replace

from content.bulletins.links import Link
from content.bulletins.media import MAX_CAPTION, Media, check_album
from content.bulletins.poll import PollError
from content.bulletins.text import MAX_PLAIN, BulletinText, fits, retitled, rewritten
from content.languages import Language
from scheduler.audience import Audience
from scheduler.bulletins import Bulletin, changed, require
from scheduler.errors import Refused
from scheduler.roles import Member

MARK_LENGTH = 60
"""Characters kept free in a correction for the line that says when it was corrected."""


def may_open(bulletin: Bulletin, member: Member) -> bool:
    """Tell whether somebody of the team may see a draft: its author, owners, or all if shared."""
    mine = bulletin.author_id == member.user_id
    return mine or bulletin.shared or member.may("appoint")


def limit_of(bulletin: Bulletin) -> int:
    """Return how many characters its texts may have: fewer under a single file."""
    most = MAX_CAPTION if len(bulletin.media) == 1 else MAX_PLAIN
    return most if bulletin.corrects is None else most - MARK_LENGTH


def written(bulletin: Bulletin, text: BulletinText, language: Language) -> Bulletin:
    """Put a text into a draft; the buttons under it stay, and a title that was chosen."""
    require(bulletin, "draft")
    if text.poll and (bulletin.media or bulletin.corrects is not None):
        raise PollError("media")
    fits(text, limit=limit_of(bulletin))
    _require_alike({**bulletin.texts, language: text})
    if before := bulletin.texts.get(language):
        text = rewritten(before, text)
    return changed(bulletin, texts={**bulletin.texts, language: text})


def touched(bulletin: Bulletin, by: int) -> Bulletin:
    """Note who changed a draft: nobody approves what is partly the own."""
    return replace(bulletin, writers=bulletin.writers | {by})


def titled(bulletin: Bulletin, title: str, language: Language) -> Bulletin:
    """Give the text of a language the title under which the archive shows it."""
    text = _text(bulletin, language)
    return changed(bulletin, texts={**bulletin.texts, language: retitled(text, title)})


def linked(bulletin: Bulletin, links: Sequence[Link], language: Language) -> Bulletin:
    """Put buttons that open an address under the text of a language."""
    text = replace(_text(bulletin, language), links=tuple(links))
    return changed(bulletin, texts={**bulletin.texts, language: text})


def left_out(bulletin: Bulletin, language: Language) -> Bulletin:
    """Take the text of a language out; its readers get the next one that there is."""
    _text(bulletin, language)
    rest = {name: text for name, text in bulletin.texts.items() if name != language}
    return changed(bulletin, texts=rest)


def illustrated(bulletin: Bulletin, media: Sequence[Media]) -> Bulletin:
    """Put a file or an album into a draft, in the place of what it had; none takes it out."""
    require(bulletin, "draft")
    if bulletin.corrects is not None:
        raise Refused("correction_media")
    if media and any(text.poll for text in bulletin.texts.values()):
        raise PollError("media")
    it = changed(bulletin, media=check_album(media))
    for text in it.texts.values():
        fits(text, limit=limit_of(it))
    return it


def addressed(bulletin: Bulletin, audience: Audience) -> Bulletin:
    """Say whom a draft is for; corrections and follow-ups are for those who got the bulletin."""
    require(bulletin, "draft")
    fixed = bulletin.corrects is not None or bulletin.follows is not None
    if fixed and audience != bulletin.audience:
        raise Refused("correction_audience")
    return changed(bulletin, audience=audience)


def with_section(bulletin: Bulletin, section: str | None) -> Bulletin:
    """Offer a report's section under a draft, or none."""
    require(bulletin, "draft")
    if bulletin.corrects is not None:
        raise Refused("correction_media")
    return changed(bulletin, section=section)


def shared_with_team(bulletin: Bulletin, *, shared: bool) -> Bulletin:
    """Let the whole team work on a draft, or only its author."""
    require(bulletin, "draft")
    return changed(bulletin, shared=shared)


def _text(bulletin: Bulletin, language: Language) -> BulletinText:
    require(bulletin, "draft")
    if language not in bulletin.texts:
        raise Refused("bulletin_needs_text")
    return bulletin.texts[language]


def _require_alike(texts: dict[Language, BulletinText]) -> None:
    """A bulletin is a poll in all of its languages or in none."""
    if len({text.poll is None for text in texts.values()}) > 1:
        raise PollError("unlike")

"""What an editor sees while writing: the draft, its texts, its audience, its templates."""

from markupsafe import Markup

from bot.views.impact import impact
from bot.views.message import Button, Message, Rows, button, in_rows
from bot.views.names import LANGUAGE_NAMES, kind_name, listed, topic_name
from bot.views.templates import TEMPLATES, template_name
from bot.views.words import Words
from content.languages import Language
from content.topics import BULLETIN_TOPICS
from scheduler.bulletins import Bulletin
from scheduler.impact import Impact
from scheduler.subscribers import KINDS


def begin(t: Words, language: Language) -> Message:
    """Ask for a new bulletin, or offer a template."""
    text = t(
        "Send me the bulletin in {language}: a text, a photo or an album, a video, a voice message, a document or a poll. Formatting is kept; {example} works too.",
        language=LANGUAGE_NAMES[language],
        example="<b>…</b>",
    )
    choices = [button(template_name(t, name), "post", "sample", name) for name in TEMPLATES]
    rows = (*in_rows(choices, 2), (button(t.plain("Cancel"), "post", "quit"),))
    return Message(html=str(text), rows=rows)


def sample(t: Words, text: str) -> Message:
    """Show a template to copy, fill in and send."""
    ask = t("Copy this, fill it in and send it to me; one tap copies it.")
    shown = Markup("{}\n\n<pre>{}</pre>").format(ask, text)
    back = button(t.plain("‹ Back"), "go", "post")
    return Message(html=str(shown), rows=((back,),))


def ask_text(t: Words, it: Bulletin, language: Language) -> Message:
    """Ask for the text of a draft in one language, and offer what else belongs to that text."""
    text = t(
        "Send me the bulletin's text in {language}. Formatting is kept; {example} works too.",
        language=LANGUAGE_NAMES[language],
        example="<b>…</b>",
    )
    rows: list[tuple[Button, ...]] = []
    if language in it.texts:
        about = it.id, it.version, language
        rows.append(
            (
                button(t.plain("🏷 Title"), "part", "title", *about),
                button(t.plain("🔗 Buttons"), "part", "links", *about),
            )
        )
        if len(it.texts) > 1:
            rows.append((button(t.plain("Take this text out"), "part", "out", *about),))
    rows.append((button(t.plain("‹ Back"), "post", "show", it.id, it.version),))
    return Message(html=str(text), rows=tuple(rows))


def draft(
    t: Words, it: Bulletin, languages: tuple[Language, ...], found: Impact, smallest: int
) -> Message:
    """Show what a draft has, whom it would reach, and the next steps."""
    lines = [readers(t, it)]
    if it.texts:
        lines.insert(0, t("<b>Draft {id}</b> – above is what readers will see.", id=it.id))
        lines += [
            t(
                "No {missing} text: those readers get the {given} one.",
                missing=LANGUAGE_NAMES[each],
                given=LANGUAGE_NAMES[it.language_for(each)],
            )
            for each in languages
            if each not in it.texts
        ]
    else:
        lines.insert(0, t("<b>Draft {id}</b>", id=it.id))
        lines.append(t("It has no text yet: choose a language and write one."))
    lines += impact(t, found, smallest)
    if it.shared:
        lines.append(t("Shared: everybody of the team may work on it."))
    return Message(html=str(Markup("\n").join(lines)), rows=_steps(t, it, languages))


def _steps(t: Words, it: Bulletin, languages: tuple[Language, ...]) -> Rows:
    about = it.id, it.version
    texts = tuple(
        button(
            f"{'✏️' if each in it.texts else '➕'} {LANGUAGE_NAMES[each]}",
            "post",
            "text",
            *about,
            each,
        )
        for each in languages
    )
    more = [
        button(t.plain("🖼 File"), "part", "file", *about),
        button(t.plain("📖 Section"), "part", "section", *about),
        button(t.plain("👥 Audience"), "aud", "show", *about),
        button(t.plain("👁 Preview"), "post", "preview", *about),
    ]
    if it.corrects is not None:
        more = more[-1:]
    more.append(button(t.plain("🧪 Test"), "test", "ask", *about))
    share = t.plain("🔒 Keep to myself") if it.shared else t.plain("🤝 Share")
    more.append(button(share, "post", "share", *about))
    return (
        *in_rows(_topics(t, it, "post"), 2),
        texts,
        *in_rows(more, 2),
        (
            button(t.plain("🚀 Send now"), "post", "now", *about),
            button(t.plain("🕗 At a time"), "when", "ask", *about),
        ),
        (button(t.plain("Throw away"), "post", "drop", *about),),
    )


def _topics(t: Words, it: Bulletin, door: str) -> list[Button]:
    if it.corrects is not None or it.follows is not None:
        return []
    return [
        button(
            f"{'✅' if topic in it.audience.topics else '◻️'} {topic_name(t, topic)}",
            door,
            "topic",
            it.id,
            it.version,
            topic,
        )
        for topic in BULLETIN_TOPICS
    ]


def readers(t: Words, it: Bulletin) -> Markup:
    """Say whom a bulletin is for."""
    if it.corrects is not None:
        return t(
            "It corrects bulletin {id}: where that was delivered, this takes the place of its text.",
            id=it.corrects,
        )
    if it.follows is not None:
        return t("For those who got bulletin {id}.", id=it.follows)
    topics = listed(
        t, (topic_name(t, topic) for topic in BULLETIN_TOPICS if topic in it.audience.topics)
    )
    lines = [t("Topics: {topics}", topics=topics or "–")]
    if it.audience.languages:
        names = listed(t, (LANGUAGE_NAMES[each] for each in sorted(it.audience.languages)))
        lines.append(t("Only readers of: {languages}", languages=names))
    if it.audience.kinds:
        kinds = listed(t, (kind_name(t, each) for each in KINDS if each in it.audience.kinds))
        lines.append(t("Only: {kinds}", kinds=kinds))
    return Markup("\n").join(lines)


def audience(
    t: Words, it: Bulletin, languages: tuple[Language, ...], found: Impact, smallest: int
) -> Message:
    """Choose topics, languages and kinds of chat; none chosen of a sort means all of them."""
    about = it.id, it.version
    speaking = tuple(
        button(
            f"{_tick(each in it.audience.languages)} {LANGUAGE_NAMES[each]}",
            "aud",
            "lang",
            *about,
            each,
        )
        for each in languages
    )
    kinds = tuple(
        button(
            f"{_tick(each in it.audience.kinds)} {kind_name(t, each)}", "aud", "kind", *about, each
        )
        for each in KINDS
    )
    lines = [t("<b>Audience</b> of draft {id}", id=it.id), readers(t, it)]
    lines += [t("No language and no kind chosen means all of them."), *impact(t, found, smallest)]
    choices = () if it.follows is not None or it.corrects is not None else (speaking, kinds)
    rows = (
        *in_rows(_topics(t, it, "aud"), 2),
        *choices,
        (button(t.plain("‹ Back"), "post", "show", *about),),
    )
    return Message(html=str(Markup("\n").join(lines)), rows=rows)


def _tick(chosen: bool) -> str:
    return "✅" if chosen else "◻️"


def preview_of(t: Words, language: Language) -> Message:
    """Say whose preview follows."""
    return Message(
        html=str(t("What readers of {language} get:", language=LANGUAGE_NAMES[language]))
    )


def conflict(t: Words, it: Bulletin, *, who: str, text: str) -> Message:
    """Say that somebody else changed the draft meanwhile; both texts are kept until one is chosen."""
    lines = [
        t(
            "{who} changed draft {id} while you were writing. Nothing is lost; yours is:",
            who=who,
            id=it.id,
        ),
        Markup("<pre>{}</pre>").format(text),
    ]
    rows = (
        (button(t.plain("Put mine in"), "post", "mine", it.id, it.version),),
        (button(t.plain("Keep theirs"), "post", "theirs", it.id, it.version),),
    )
    return Message(html=str(Markup("\n").join(lines)), rows=rows)


def somebody(t: Words) -> str:
    """Return how a member without a name is called."""
    return t.plain("Somebody of the team")

"""A voice goes from somebody who learns to the little teacher, and the answer comes back."""

from collections.abc import Mapping
from typing import Any

from telegram import Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, CallbackQueryHandler, ContextTypes

from bot.handlers.desk import Desk, Reader
from bot.handlers.replies import reply, tell
from bot.store.dialogues import Dialogue
from bot.telegram.notify import Notify
from bot.telegram.payload import markup
from bot.views import family_voice as views
from scheduler.errors import Refused
from scheduler.families import Family, Relative

LONGEST_SECONDS = 60


class FamilyVoice:
    """Passes it on by its id and keeps nothing: not the voice, not that there was one."""

    def __init__(self, desk: Desk, notify: Notify) -> None:
        self._desk = desk
        self._notify = notify

    def register(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Add the buttons."""
        add = application.add_handler
        add(CallbackQueryHandler(self.ask, pattern=r"^family:voice:[0-9a-f]{8}$"))
        answer = r"^family:(good|listen):[0-9]{1,18}:[0-9a-f]{8}$"
        add(CallbackQueryHandler(self.answer, pattern=answer))

    def answers(self) -> Mapping[str, Any]:
        """Return what takes the voice, by the question's name."""
        return {"family_voice": self.spoken}

    async def ask(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """family:voice:TOKEN: say where a voice would go, and wait for it."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        family, _ = await self._family(reader)
        names = [one.nickname for one in family.those("teacher")]
        token = (query.data or "").rpartition(":")[2]
        dialogue = Dialogue(awaits="family_voice", about={"token": token})
        user_id = reader.user_id or 0
        await self._desk.dialogues.ask(reader.chat_id, user_id, dialogue, self._desk.now())
        await reply(update, views.ask_voice(reader.t, names))
        await tell(query)

    async def spoken(self, update: Update, reader: Reader, about: dict[str, Any]) -> None:
        """Pass a voice message on to whoever teaches; anything else is asked for again."""
        message = update.message
        if message is None or message.voice is None:
            raise Refused("voice_missing")
        if message.voice.duration > LONGEST_SECONDS:  # type: ignore[operator] # seconds: PTB keeps the old form unless told
            raise Refused("voice_long")
        family, me = await self._family(reader)
        await self._desk.dialogues.close(reader.chat_id, reader.user_id or 0)
        for one in family.those("teacher"):
            t = await self._desk.language_of(one.chat_id)
            view = views.voice_heard(t, me.nickname, str(about.get("token")), me.id)
            try:
                await update.get_bot().send_voice(
                    one.chat_id,
                    message.voice.file_id,
                    caption=view.html,
                    parse_mode=ParseMode.HTML,
                    reply_markup=markup(view),
                )
            except TelegramError:
                raise Refused("voice_refused") from None
        await reply(update, views.voice_sent(reader.t))

    async def answer(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """family:good:WHO:TOKEN or family:listen:…: bring the little teacher's answer back."""
        query = update.callback_query
        if query is None:
            return
        reader = await self._desk.reader(update)
        family, me = await self._family(reader)
        _, verdict, who, _token = (query.data or "").split(":")
        learner = family.graded_by(me.subscriber_id, int(who))
        good = verdict == "good"
        t = await self._desk.language_of(learner.chat_id)
        await self._notify.tell(learner.chat_id, views.reaction(t, me.nickname, good=good))
        await query.edit_message_caption(
            str(views.reacted(reader.t, good=good)), parse_mode=ParseMode.HTML
        )
        await tell(query)

    async def _family(self, reader: Reader) -> tuple[Family, Relative]:
        learner = await self._desk.learner(reader)
        family = await self._desk.families.of(learner.subscriber_id) if learner else None
        if learner is None or family is None or not family.teaches:
            raise Refused("family_missing")
        me = next(one for one in family.relatives if one.subscriber_id == learner.subscriber_id)
        return family, me

"""The command menus that Telegram shows, per language and per scope."""

import logging

from telegram import Bot, BotCommand, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError

from bot.store.members import Members
from bot.views.commands import RESIDENT, team_commands
from bot.views.words import words
from content.languages import Language
from scheduler.roles import Member

log = logging.getLogger(__name__)


class Menus:
    """Registers the menus; one that cannot be set is noted and costs nothing else."""

    def __init__(self, bot: Bot, *, languages: tuple[Language, ...], members: Members) -> None:
        self._bot = bot
        self._languages = languages
        self._members = members

    async def register(self) -> None:
        """Set the menu for everybody in each language, and the longer one for the team."""
        first = self._languages[0]
        await self._set(first, BotCommandScopeDefault(), code=None, member=None)
        for language in self._languages:
            await self._set(language, BotCommandScopeDefault(), code=language, member=None)
        for member in await self._members.all():
            await self.follow(member.user_id, first, member=member)

    async def follow(self, chat_id: int, language: Language, *, member: Member | None) -> None:
        """Set a chat's menu to the language that it chose, and to what its person may do."""
        await self._set(language, BotCommandScopeChat(chat_id), code=None, member=member)

    async def _set(
        self,
        language: Language,
        scope: BotCommandScopeDefault | BotCommandScopeChat,
        *,
        code: str | None,
        member: Member | None,
    ) -> None:
        t = words(language)
        names = RESIDENT | team_commands(member)
        commands = [BotCommand(name, str(t(purpose))) for name, purpose in names.items()]
        try:
            await self._bot.set_my_commands(commands, scope=scope, language_code=code)
        except TelegramError as error:
            log.warning("a command menu could not be set: %s", error)

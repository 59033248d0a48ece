"""The command menus that Telegram shows, per language and per scope."""

import logging

from telegram import Bot, BotCommand, BotCommandScopeChat, BotCommandScopeDefault
from telegram.error import TelegramError

from bot.team import Team
from bot.views.commands import RESIDENT, TEAM
from bot.views.words import words
from content.languages import Language

log = logging.getLogger(__name__)


class Menus:
    """Registers the menus; one that cannot be set is noted and costs nothing else."""

    def __init__(self, bot: Bot, *, languages: tuple[Language, ...], team: Team) -> None:
        self._bot = bot
        self._languages = languages
        self._team = team

    async def register(self) -> None:
        """Set the menu for everybody in each language, and the longer one for the team."""
        first = self._languages[0]
        await self._set(first, BotCommandScopeDefault(), code=None, team=False)
        for language in self._languages:
            await self._set(language, BotCommandScopeDefault(), code=language, team=False)
        for owner in sorted(self._team.owners):
            await self._set(first, BotCommandScopeChat(owner), code=None, team=True)

    async def follow(self, chat_id: int, language: Language, *, team: bool) -> None:
        """Set a chat's menu to the language that it chose."""
        await self._set(language, BotCommandScopeChat(chat_id), code=None, team=team)

    async def _set(
        self,
        language: Language,
        scope: BotCommandScopeDefault | BotCommandScopeChat,
        *,
        code: str | None,
        team: bool,
    ) -> None:
        t = words(language)
        names = RESIDENT | TEAM if team else RESIDENT
        commands = [BotCommand(name, str(t(purpose))) for name, purpose in names.items()]
        try:
            await self._bot.set_my_commands(commands, scope=scope, language_code=code)
        except TelegramError as error:
            log.warning("a command menu could not be set: %s", error)

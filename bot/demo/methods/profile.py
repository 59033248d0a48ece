"""The bot's own face: getMe, its names and descriptions, its command menus."""

from collections.abc import Callable
from typing import Any

from bot.demo.commands import checked, scope_key
from bot.demo.errors import bad_request
from bot.demo.params import Params
from bot.demo.state import Json
from bot.demo.world import World

LONGEST = {"name": 64, "short_description": 120, "description": 512}


def get_me(world: World, _: Params) -> Json:
    """Return the bot, as PTB needs it to start."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_my_commands(world: World, params: Params) -> bool:
    """Keep a command menu for a scope and a language."""
    scope = scope_key(params.get("scope"), world.rooms)
    world.commands.put(scope, _language(params), checked(params.get("commands") or []))
    world.events.publish("commands")
    return True


def get_my_commands(world: World, params: Params) -> list[Json]:
    """Return the menu kept for exactly this scope and language."""
    return world.commands.get(scope_key(params.get("scope"), world.rooms), _language(params))


def delete_my_commands(world: World, params: Params) -> bool:
    """Forget the menu of this scope and language."""
    world.commands.put(scope_key(params.get("scope"), world.rooms), _language(params), [])
    world.events.publish("commands")
    return True


def setter(field: str) -> Callable[[World, Params], bool]:
    """Return the method that keeps *field* (name, description …) for a language."""

    def keep(world: World, params: Params) -> bool:
        text = params.get(field, "")
        if len(text) > LONGEST[field]:
            raise bad_request(f"{field.replace('_', ' ')} is too long")
        world.settings.put(f"my_{field}:{_language(params)}", text)
        return True

    return keep


def getter(field: str) -> Callable[[World, Params], Json]:
    """Return the method that tells *field*: this language's, or the general one."""

    def tell(world: World, params: Params) -> Json:
        general = world.settings.get(f"my_{field}:", "")
        own: Any = world.settings.get(f"my_{field}:{_language(params)}", "")
        return {field: own or general or (world.bot_name if field == "name" else "")}

    return tell


def _language(params: Params) -> str:
    code: str = params.get("language_code", "")
    if code and not (len(code) == 2 and code.isascii() and code.islower()):  # noqa: PLR2004 ISO 639-1
        raise bad_request("invalid language code specified")
    return code

"""getUpdates, the webhook's methods, and leaving the server."""

from bot.demo.errors import ApiError, bad_request
from bot.demo.params import Params
from bot.demo.state import Json
from bot.demo.world import World

MOST_UPDATES = 100
MOST_SECONDS = 50
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(world: World, params: Params) -> list[Json]:
    """Confirm below `offset`, then wait up to `timeout` seconds for what is new."""
    if world.settings.get("webhook"):
        raise ApiError(409, WEBHOOK_ACTIVE)
    if "allowed_updates" in params:
        world.updates.allow(_kinds(params))
    world.updates.confirm(params.get("offset", 0))
    limit = params.get("limit", MOST_UPDATES)
    seconds = params.get("timeout", 0)
    return await world.updates.poll(
        limit=min(max(limit, 1), MOST_UPDATES), seconds=min(max(seconds, 0), MOST_SECONDS)
    )


def set_webhook(world: World, params: Params) -> bool:
    """Deliver updates to `url` from now on; no url removes the webhook."""
    url = params.get("url", "")
    if not url:
        return delete_webhook(world, params)
    if not url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: invalid webhook URL specified")
    if "allowed_updates" in params:
        world.updates.allow(_kinds(params))
    if params.get("drop_pending_updates"):
        world.updates.clear()
    world.settings.put("webhook", {"url": url, "secret": params.get("secret_token", "")})
    return True


def delete_webhook(world: World, params: Params) -> bool:
    """Go back to polling."""
    world.settings.put("webhook", None)
    if params.get("drop_pending_updates"):
        world.updates.clear()
    return True


def get_webhook_info(world: World, _: Params) -> Json:
    """Say where updates go, and how many wait."""
    webhook = world.settings.get("webhook") or {}
    info: Json = {
        "url": webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": world.updates.count(),
    }
    if allowed := world.updates.allowed():
        info["allowed_updates"] = allowed
    if error := webhook.get("error"):
        info |= {"last_error_date": error["date"], "last_error_message": error["message"]}
    return info


def leave_server(_: World, __: Params) -> bool:
    """Answer logOut and close; this server stays."""
    return True


def _kinds(params: Params) -> list[str]:
    kinds = params.get("allowed_updates") or []
    if any(not isinstance(kind, str) for kind in kinds):
        raise bad_request("can't parse allowed_updates: expected an Array of String")
    return list(kinds)

"""
The people's side over HTTP: what the page does, and what a test may do instead.

``GET /api/people`` · ``GET /api/chats?as=USER`` · ``GET /api/chats/CHAT/messages?as=USER``
``POST /api/chats/CHAT/messages``, see `messages_api` · ``POST /api/chats/CHAT/press`` {from,
message_id, data} · ``POST /api/chats/CHAT/vote`` {from, message_id, options: [numbers from 0]} ·
``POST /api/chats/CHAT/read|block|unblock`` {from} · ``POST /api/chats/CHAT/standing`` {from,
standing: administrator|member|restricted} makes the bot that, if an administrator asks ·
``GET /api/chats/CHAT/commands?as=USER`` · ``GET /api/files/KEY`` (a file_unique_id).
Refusals are ``{"error": "one clear sentence"}`` with 4xx. Reading a chat marks it as seen.
"""

from dataclasses import asdict

from aiohttp import web

from bot.demo.errors import PeopleError
from bot.demo.guard import Handler
from bot.demo.messages import Stored
from bot.demo.speaking import press
from bot.demo.standings import let_in, promote, shut_out
from bot.demo.state import Json
from bot.demo.voting import vote
from bot.demo.world import World

PLAYED = frozenset({"voice", "audio", "video"})
NEWEST = 300


@web.middleware
async def sentences(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn a PeopleError into its answer."""
    try:
        return await handler(request)
    except PeopleError as error:
        return web.json_response({"error": error.sentence}, status=error.status)


async def read_json(request: web.Request) -> Json:
    """Return the body, which must be a JSON object."""
    try:
        body = await request.json()
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise PeopleError(400, "The body must be a JSON object.")
    return body


class PeopleApi:
    """Everything a person can do, over HTTP."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the routes under /api."""
        chat = "/api/chats/{chat}"
        return [
            web.get("/api/people", self.people),
            web.get("/api/chats", self.chats),
            web.get(f"{chat}/messages", self.messages),
            web.post(f"{chat}/press", self.press),
            web.post(f"{chat}/vote", self.vote),
            web.post(f"{chat}/standing", self.stand),
            web.post(f"{chat}/read", self.read),
            web.post(f"{chat}/block", self.block),
            web.post(f"{chat}/unblock", self.unblock),
            web.get(f"{chat}/commands", self.commands),
            web.get("/api/files/{key}", self.file),
        ]

    async def people(self, _: web.Request) -> web.Response:
        """List the people, with how much each has not read yet, and name the bot."""
        rooms, unread = self._world.rooms, self._world.messages.unread
        people = [
            {
                "id": person.id,
                "name": person.name,
                "role": person.role,
                "language": person.language,
                "colour": person.colour,
                "initial": person.initial,
                "unread": sum(unread(chat, person.id) for chat in rooms.chats_of(person.id)),
            }
            for person in rooms.people.values()
        ]
        return web.json_response({"people": people, "bot": self._world.bot})

    async def chats(self, request: web.Request) -> web.Response:
        """List a person's chats, each with its last message and unread count."""
        person = self._world.rooms.person(request.query.get("as")).id
        return web.json_response(
            {"chats": [self._chat(chat, person) for chat in self._world.rooms.chats_of(person)]}
        )

    def _chat(self, chat: int, person: int) -> Json:
        rooms, messages = self._world.rooms, self._world.messages
        newest = messages.newest(chat, limit=1)
        group = rooms.groups.get(chat)
        return {
            "id": chat,
            "type": group.type if group else "private",
            "title": group.title if group else self._world.bot["first_name"],
            "colour": group.colour if group else None,
            "members": list(rooms.members(chat)),
            "administrators": list(group.leaders) if group else [],
            "topics": [asdict(topic) for topic in group.topics] if group else [],
            "standing": rooms.standing(chat),
            "unread": messages.unread(chat, person),
            "last": newest[0].page if newest else None,
        }

    async def messages(self, request: web.Request) -> web.Response:
        """Return the chat's newest 300 messages, oldest first, and mark them as seen."""
        chat, person = self._here(request)
        newest = self._world.messages.newest(chat, limit=NEWEST)
        self._world.messages.mark_seen(chat, person)
        return web.json_response(
            {
                "chat": self._chat(chat, person),
                "messages": [self._shown(each, person) for each in newest],
            }
        )

    def _shown(self, stored: Stored, person: int) -> Json:
        """Return a message for the page, with what *person* chose in its poll."""
        poll = stored.body.get("poll")
        chosen = {"chosen": self._world.polls.chosen(poll["id"], person)} if poll else {}
        return {**stored.page, **chosen}

    async def press(self, request: web.Request) -> web.Response:
        """Tap a button, and wait up to three seconds for the bot's answer."""
        body = await read_json(request)
        chat, person = self._world.rooms.enter(request.match_info["chat"], body.get("from"))
        return web.json_response(
            await press(self._world, chat, person, body.get("message_id"), body.get("data"))
        )

    async def vote(self, request: web.Request) -> web.Response:
        """Vote in a poll; no options take the vote back. The answer is {poll, chosen}."""
        body = await read_json(request)
        chat, person = self._world.rooms.enter(request.match_info["chat"], body.get("from"))
        return web.json_response(
            vote(self._world, chat, person, body.get("message_id"), body.get("options"))
        )

    async def stand(self, request: web.Request) -> web.Response:
        """Promote the bot, make it a plain member again, or mute it."""
        body = await read_json(request)
        chat, person = self._world.rooms.enter(request.match_info["chat"], body.get("from"))
        promote(self._world, chat, person, body.get("standing"))
        return web.json_response({})

    async def read(self, request: web.Request) -> web.Response:
        """Mark the chat as seen."""
        chat, person = await self._acting(request)
        self._world.messages.mark_seen(chat, person)
        return web.json_response({})

    async def block(self, request: web.Request) -> web.Response:
        """Block the bot, or remove it from a group."""
        shut_out(self._world, *await self._acting(request))
        return web.json_response({})

    async def unblock(self, request: web.Request) -> web.Response:
        """Unblock the bot, or add it to a group."""
        let_in(self._world, *await self._acting(request))
        return web.json_response({})

    async def commands(self, request: web.Request) -> web.Response:
        """Return the command menu that this person sees in this chat."""
        chat, person = self._here(request)
        commands = self._world.commands.seen_by(person, chat, self._world.rooms)
        return web.json_response({"commands": commands})

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Show a picture, a video or a recording; anything else is only for downloading."""
        kept = self._world.files.find(request.match_info["key"])
        if kept is None:
            raise PeopleError(404, "There is no such file.")
        headers = {"Cache-Control": "private, max-age=31536000"}
        mime = kept.first.get("mime_type", "")
        played = kept.kind in PLAYED and mime.startswith(("audio/", "video/"))
        if not played and kept.kind != "photo":
            headers["Content-Disposition"] = "attachment"
        if played:
            headers["Content-Type"] = mime
        return web.FileResponse(self._world.files.folder / kept.path, headers=headers)

    def _here(self, request: web.Request) -> tuple[int, int]:
        return self._world.rooms.enter(request.match_info["chat"], request.query.get("as"))

    async def _acting(self, request: web.Request) -> tuple[int, int]:
        body = await read_json(request)
        return self._world.rooms.enter(request.match_info["chat"], body.get("from"))

"""
The people's side over HTTP: what the page does, and what a test may do instead.

``GET /api/people`` · ``GET /api/chats?as=USER`` · ``GET /api/chats/CHAT/messages?as=USER``
``POST /api/chats/CHAT/messages`` {from, text, entities?, reply_to?} or multipart with one file
in a field named photo, voice, audio or document · ``POST /api/chats/CHAT/press`` {from,
message_id, data} · ``POST /api/chats/CHAT/read|block|unblock`` {from} ·
``GET /api/chats/CHAT/commands?as=USER`` · ``GET /api/files/KEY`` (a file_unique_id).
Refusals are ``{"error": "one clear sentence"}`` with 4xx. Reading a chat marks it as seen.
"""

from typing import Any

from aiohttp import web

from bot.demo.errors import PeopleError
from bot.demo.guard import Handler
from bot.demo.params import Upload
from bot.demo.speaking import let_in, press, send_file, shut_out, write
from bot.demo.state import Json
from bot.demo.world import World

FILE_FIELDS = ("photo", "voice", "audio", "document")
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
            web.post(f"{chat}/messages", self.write),
            web.post(f"{chat}/press", self.press),
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
            "type": "group" if group else "private",
            "title": group.title if group else self._world.bot["first_name"],
            "colour": group.colour if group else None,
            "members": list(rooms.members(chat)),
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
            {"chat": self._chat(chat, person), "messages": [each.page for each in newest]}
        )

    async def write(self, request: web.Request) -> web.Response:
        """Write a text, or send the file in a multipart body."""
        if request.content_type == "multipart/form-data":
            return web.json_response({"message": await self._send_file(request)}, status=201)
        body = await read_json(request)
        chat, person = self._world.rooms.enter(request.match_info["chat"], body.get("from"))
        message = write(
            self._world,
            chat,
            person,
            body.get("text"),
            entities=body.get("entities"),
            reply_to=body.get("reply_to"),
        )
        return web.json_response({"message": message}, status=201)

    async def _send_file(self, request: web.Request) -> Json:
        form = await request.post()
        chat, person = self._world.rooms.enter(request.match_info["chat"], form.get("from"))
        for kind in FILE_FIELDS:
            field = form.get(kind)
            if isinstance(field, web.FileField):
                about: dict[str, Any] = {
                    key: value for key, value in form.items() if isinstance(value, str)
                }
                mime = field.content_type or "application/octet-stream"
                upload = Upload(name=field.filename, mime=mime, data=field.file.read())
                return send_file(self._world, chat, person, kind=kind, upload=upload, about=about)
        raise PeopleError(400, "Send a file as photo, voice, audio or document.")

    async def press(self, request: web.Request) -> web.Response:
        """Tap a button, and wait up to three seconds for the bot's answer."""
        body = await read_json(request)
        chat, person = self._world.rooms.enter(request.match_info["chat"], body.get("from"))
        return web.json_response(
            await press(self._world, chat, person, body.get("message_id"), body.get("data"))
        )

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
        """Show a picture or a recording; anything else is only for downloading."""
        kept = self._world.files.find(request.match_info["key"])
        if kept is None:
            raise PeopleError(404, "There is no such file.")
        headers = {"Cache-Control": "private, max-age=31536000"}
        mime = kept.first.get("mime_type", "")
        if kept.kind == "document" or (not mime.startswith("audio/") and kept.kind != "photo"):
            headers["Content-Disposition"] = "attachment"
        if kept.kind in {"voice", "audio"} and mime.startswith("audio/"):
            headers["Content-Type"] = mime
        return web.FileResponse(self._world.files.folder / kept.path, headers=headers)

    def _here(self, request: web.Request) -> tuple[int, int]:
        return self._world.rooms.enter(request.match_info["chat"], request.query.get("as"))

    async def _acting(self, request: web.Request) -> tuple[int, int]:
        body = await read_json(request)
        return self._world.rooms.enter(request.match_info["chat"], body.get("from"))

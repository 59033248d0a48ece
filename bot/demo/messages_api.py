"""
What people write and send, over HTTP: ``POST /api/chats/CHAT/messages``.

JSON {from, text, entities?, reply_to?, topic?}, or {from, poll: {question, options, type?,
is_anonymous?, allows_multiple_answers?, correct_option_ids?}, reply_to?, topic?}; or multipart
{from, caption?, duration?, width?, height?, reply_to?, topic?} with one file in a field named
photo, video, voice, audio or document, or two to ten such fields in order: an album of photos
and videos, or of documents, or of audios. The answer is 201 {message}, for an album with
`messages` too. In a channel the post is the channel's, whoever of its administrators writes.
"""

from aiohttp import web

from bot.demo.params import Upload
from bot.demo.people_api import read_json
from bot.demo.sharing import FILE_FIELDS, send_files, send_poll
from bot.demo.speaking import write
from bot.demo.state import Json
from bot.demo.world import World


class MessagesApi:
    """Takes text, files and polls."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Return the route."""
        return [web.post("/api/chats/{chat}/messages", self.write)]

    async def write(self, request: web.Request) -> web.Response:
        """Write a text, ask in a poll, or send the files in a multipart body."""
        if request.content_type == "multipart/form-data":
            return await self._send_files(request)
        body = await read_json(request)
        return web.json_response({"message": self._say(request, body)}, status=201)

    def _say(self, request: web.Request, body: Json) -> Json:
        chat, person = self._world.rooms.enter(request.match_info["chat"], body.get("from"))
        if "poll" in body:
            return send_poll(self._world, chat, person, asked=body["poll"], about=body)
        return write(
            self._world,
            chat,
            person,
            body.get("text"),
            entities=body.get("entities"),
            reply_to=body.get("reply_to"),
            topic=body.get("topic"),
        )

    async def _send_files(self, request: web.Request) -> web.Response:
        form = await request.post()
        chat, person = self._world.rooms.enter(request.match_info["chat"], form.get("from"))
        files = [
            (name, _upload(value))
            for name, value in form.items()
            if name in FILE_FIELDS and isinstance(value, web.FileField)
        ]
        about: Json = {key: value for key, value in form.items() if isinstance(value, str)}
        sent = send_files(self._world, chat, person, files=files, about=about)
        album = {"messages": sent} if len(sent) > 1 else {}
        return web.json_response({"message": sent[0], **album}, status=201)


def _upload(field: web.FileField) -> Upload:
    mime = field.content_type or "application/octet-stream"
    return Upload(name=field.filename, mime=mime, data=field.file.read())

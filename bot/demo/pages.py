"""The page's own files, and ``/healthz``. No build step: they are served as written."""

from pathlib import Path

from aiohttp import web

FOLDER = Path(__file__).parent / "page"
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}


def page_routes() -> list[web.RouteDef]:
    """Return the routes of the page, its parts, and the health check."""
    return [
        web.get("/", _index),
        web.get("/page/{name}", _part),
        web.get("/healthz", _health),
    ]


async def _index(_: web.Request) -> web.StreamResponse:
    return _file("index.html")


async def _part(request: web.Request) -> web.StreamResponse:
    return _file(request.match_info["name"])


async def _health(_: web.Request) -> web.Response:
    return web.json_response({"ok": True})


def _file(name: str) -> web.StreamResponse:
    """Return one of the page's files; only names that lie in the folder are known."""
    path = FOLDER / name
    if path.parent != FOLDER or path.suffix not in TYPES or not path.is_file():
        raise web.HTTPNotFound(text="There is no such page.")
    return web.Response(
        text=path.read_text("utf-8"), content_type=TYPES[path.suffix], charset="utf-8"
    )

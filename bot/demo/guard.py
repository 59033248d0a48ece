"""
Only this machine may come in, and only by its own name.

A page elsewhere can make a browser send requests here, or point its own name at
127.0.0.1 (DNS rebinding): both show in Origin and Host, and are refused.
"""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse a foreign Host, Origin or peer with 403."""
    if not _is_local(f"//{request.host}") or request.remote not in LOOPBACK:
        return _refused("This chat answers only at 127.0.0.1 or localhost.")
    origin = request.headers.get("Origin")
    if origin and (not _is_local(origin) or urlsplit(origin).netloc != request.host):
        return _refused("Requests from other pages are refused.")
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return _refused("Requests from other pages are refused.")
    return await handler(request)


async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
    """Let the page load nothing but what comes from here."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    response.headers.setdefault("Cache-Control", "no-store")


def _is_local(address: str) -> bool:
    try:
        return urlsplit(address).hostname in LOOPBACK
    except ValueError:
        return False


def _refused(sentence: str) -> web.Response:
    return web.json_response({"error": sentence}, status=403)

"""Who may talk to the console, and what a browser may do with its pages.

Chat text is hostile. Templates escape it; should one ever fail to, the page still runs no script but ours.
"""

import asyncio
import hashlib
import hmac
import ipaddress
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Collection
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from aiohttp import web

from pipeline.ops.secret import Secret

log = logging.getLogger(__name__)

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

COOKIE = "makegood"
LASTS_S = 12 * 3_600
"""A login: a long shift."""
CSRF_FIELD, CSRF_HEADER = "csrf", "X-CSRF-Token"
_DIGITS = 11
"""Of the time at which a login ends."""
OPEN_PATHS = ("/login", "/static/")
"""What is shown without a token."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types makegood"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


class Guard:
    """The checks before each request, and what the forms and logins need of them.

    ``token``: what is asked for, none on loopback. ``names``: hosts by which browsers may call the console, beside
    addresses and ``localhost``: a page of somebody else's that points its name at us has none of these.
    """

    def __init__(self, token: Secret | None, names: Collection[str] = (), now: Callable[[], float] = time.time) -> None:
        self._token = token
        self._names = frozenset(name.lower() for name in names)
        self._now = now
        # Every console with this token gives and takes the same logins.
        key = token.reveal().encode() if token else secrets.token_bytes(32)
        self._key = hashlib.blake2b(key, digest_size=32, person=b"makegood-console").digest()
        self.csrf = self._signed("csrf")

    @web.middleware
    async def middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Check host, token and origin, in this order; set the headers of every answer."""
        try:
            response = await self._checked(request, handler)
        except web.HTTPException as error:
            error.headers.update(HEADERS)
            raise
        except (ConnectionError, asyncio.CancelledError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may quote a chat
            log.error("%s while answering %s", type(error).__name__, request.match_info.handler.__name__)  # noqa: TRY400
            raise web.HTTPInternalServerError(text="a fault of makegood\n", headers=HEADERS) from None
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    async def _checked(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if not self._host_allowed(request.host):
            raise web.HTTPMisdirectedRequest(text="unknown host: name it by --host, or use the address\n")
        if not request.path.startswith(OPEN_PATHS) and not self.knows(request):
            if request.method == "GET" and "text/html" in request.headers.get("Accept", ""):
                raise web.HTTPSeeOther(f"/login?{urlencode({'to': request.path_qs})}")
            raise web.HTTPUnauthorized(text="a token is needed\n", headers={"WWW-Authenticate": "Bearer"})
        if request.method not in {"GET", "HEAD"}:
            await self._check_origin(request)
        return await handler(request)

    def knows(self, request: web.Request) -> bool:
        """Whether no token is wanted, or the request brings it or the cookie of a login."""
        if self._token is None:
            return True
        given = request.headers.get("Authorization", "")
        bearer = f"Bearer {self._token.reveal()}"
        if hmac.compare_digest(given.encode("utf-8", "surrogateescape"), bearer.encode()):
            return True
        ends, _, signature = request.cookies.get(COOKIE, "").partition(".")
        fresh = ends.isascii() and ends.isdecimal() and len(ends) <= _DIGITS and int(ends) > self._now()
        return fresh and hmac.compare_digest(signature.encode(), self._signed(f"login {ends}").encode())

    def accepts(self, token: str) -> bool:
        """Whether this is the token."""
        return self._token is not None and hmac.compare_digest(token.encode(), self._token.reveal().encode())

    def log_in(self, response: web.StreamResponse, *, encrypted: bool) -> None:
        """Give the browser the cookie of a login."""
        ends = str(int(self._now()) + LASTS_S)
        response.set_cookie(
            COOKIE,
            f"{ends}.{self._signed(f'login {ends}')}",
            max_age=LASTS_S,
            httponly=True,
            samesite="Strict",
            secure=encrypted,
        )

    def _host_allowed(self, given: str) -> bool:
        host = urlsplit(f"//{given}").hostname or ""
        try:
            ipaddress.ip_address(host)
        except ValueError:
            return host == "localhost" or host in self._names
        return True

    async def _check_origin(self, request: web.Request) -> None:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="sent by a page that is not the console's\n")
        if request.path == "/login":
            return  # the token itself is what no other page has
        given = request.headers.get(CSRF_HEADER) or str((await request.post()).get(CSRF_FIELD, ""))
        if not hmac.compare_digest(given.encode(), self.csrf.encode()):
            raise web.HTTPForbidden(text="the form is out of date: load the page again\n")

    def _signed(self, what: str) -> str:
        return hmac.new(self._key, what.encode(), hashlib.sha256).hexdigest()

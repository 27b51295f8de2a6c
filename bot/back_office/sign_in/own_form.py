"""Whether a form was one of ours (C-135): sent by our own page, and with the token that page was given."""

from __future__ import annotations

import hmac
import secrets

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from bot.back_office.office import office_of
from bot.back_office.sign_in.cookies import Cookie, read, write
from bot.web.own_origin import SAFE, is_own

# Where a script sends it.
HEADER = "x-evenhand-form"
FIELD = "csrf"


class NotOurForm(HTTPException):
    """Another site's page sent this, or a page of ours that is too old."""

    def __init__(self) -> None:
        """Always the same."""
        super().__init__(403)


async def require_own_form(request: Request, token: str) -> None:
    """Raises NotOurForm for an unsafe request that another site sent, or that lacks the form's `token`."""
    if request.method in SAFE:
        return
    sent = request.headers.get(HEADER) or (await request.form()).get(FIELD)
    fits = isinstance(sent, str) and hmac.compare_digest(sent.encode("utf-8", "replace"), token.encode())
    if not fits or not is_own(request, {office_of(request).url}, has_token=True):
        raise NotOurForm


async def signed_out_form(request: Request) -> None:
    """A dependency for forms that are shown to someone who is not signed in."""
    await require_own_form(request, _token(request, read(request, Cookie.FORM)) or secrets.token_hex())


def token_for_signed_out(request: Request) -> tuple[str, str]:
    """The token for such a form, and what `remember` keeps in the browser for it."""
    kept = read(request, Cookie.FORM) or secrets.token_urlsafe(24)
    return _token(request, kept), kept


def remember(response: Response, request: Request, kept: str) -> None:
    """Sets the cookie that the token is made of, unless it is there."""
    if read(request, Cookie.FORM) != kept:
        write(response, request, Cookie.FORM, kept)


def _token(request: Request, kept: str) -> str:
    if not kept:
        return ""
    said = b"form\x00" + kept.encode("utf-8", "replace")
    return hmac.new(office_of(request).accounts.signing_key, said, "sha256").hexdigest()

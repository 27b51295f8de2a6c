"""The cookies of the officers' pages: unreadable to scripts, not sent from another site's page (C-135).

With https they are Secure and carry the __Host- prefix, so that no neighbouring name can set them.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from fastapi import Request, Response

from bot.back_office.office import office_of
from bot.services.office.accounts import device, pending


class Cookie(StrEnum):
    """What each one carries."""

    SIGN_IN = "evenhand_office"  # the token of a sign-in, until the browser closes
    HALF = "evenhand_office_half"  # between password and code
    KNOWN = "evenhand_office_known"  # that an officer signed in here before (brake.py)
    PROVIDER = "evenhand_office_provider"  # while another identity provider is asked
    FORM = "evenhand_office_form"  # what the token of a form is made of while nobody is signed in


_LASTS: dict[Cookie, timedelta | None] = {
    Cookie.SIGN_IN: None,
    Cookie.HALF: pending.LASTS,
    Cookie.KNOWN: device.KEPT,
    Cookie.PROVIDER: timedelta(minutes=10),
    Cookie.FORM: None,
}


def read(request: Request, cookie: Cookie) -> str:
    """What the browser sent, or nothing."""
    return request.cookies.get(_name(request, cookie), "")


def write(response: Response, request: Request, cookie: Cookie, value: str) -> None:
    """Sets the cookie."""
    lasts = _LASTS[cookie]
    _set(response, request, cookie, value, int(lasts.total_seconds()) if lasts else None)


def drop(response: Response, request: Request, cookie: Cookie) -> None:
    """Removes the cookie."""
    _set(response, request, cookie, "", 0)


def _set(response: Response, request: Request, cookie: Cookie, value: str, max_age: int | None) -> None:
    response.set_cookie(
        _name(request, cookie),
        value,
        max_age,
        path="/",
        httponly=True,
        secure=office_of(request).is_https,
        # From the provider one comes back by a link of another site.
        samesite="lax" if cookie is Cookie.PROVIDER else "strict",
    )


def _name(request: Request, cookie: Cookie) -> str:
    return f"__Host-{cookie}" if office_of(request).is_https else cookie.value

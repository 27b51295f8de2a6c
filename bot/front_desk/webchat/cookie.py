"""The one cookie: the token of a conversation, for this browser session, unreadable to scripts."""

from __future__ import annotations

from typing import TypeVar

from fastapi import Response

from bot.front_desk.desk import Desk

R = TypeVar("R", bound=Response)


def set_cookie(response: R, desk: Desk, token: str) -> R:
    """Sets the session cookie on `response`."""
    response.set_cookie(desk.cookie, token, path="/", httponly=True, samesite="lax", secure=desk.settings.is_https)
    return response


def drop_cookie(response: R, desk: Desk) -> R:
    """Removes the session cookie with `response`."""
    response.delete_cookie(desk.cookie, path="/", httponly=True, samesite="lax", secure=desk.settings.is_https)
    return response

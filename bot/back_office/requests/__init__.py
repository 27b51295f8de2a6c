"""Requests, enquiries, and cases that begin with a telephone call."""

from bot.back_office.requests.pages import router

__all__ = ["router"]

"""One case as officers see it and work on it."""

from bot.back_office.cases.pages import router

__all__ = ["router"]

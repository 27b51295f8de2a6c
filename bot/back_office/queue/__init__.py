"""The officers' queue as a page that stays true by itself."""

from bot.back_office.queue.pages import router

__all__ = ["router"]

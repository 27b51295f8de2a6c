"""/conversations: what an officer and a parent write to each other now."""

from bot.back_office.conversations.pages import router

__all__ = ["router"]

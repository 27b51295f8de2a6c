"""/alerts: safeguarding alerts, from the queue to the lead's decision, and the log of them."""

from bot.back_office.alerts.pages import router

__all__ = ["router"]

"""Officers' accounts: an admin looks after them, and an officer sets up their own."""

from bot.back_office.accounts.pages import router
from bot.back_office.accounts.set_up import router as set_up_router

router.include_router(set_up_router)

__all__ = ["router"]

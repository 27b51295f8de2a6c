"""A case: everything of it on one page, what is done in it, and what is done around it."""

from fastapi import APIRouter

from bot.back_office.cases import caseloads, deeds, finding, pages

router = APIRouter()
for part in (pages, deeds, finding, caseloads):
    router.include_router(part.router)

__all__ = ["router"]

"""What an officer writes: letters, emails and text messages, and what helps in every box where officers write."""

from fastapi import APIRouter

from bot.back_office.writing import helping, identity, pages

router = APIRouter()
for _part in (pages, helping, identity):
    router.include_router(_part.router)

__all__ = ["router"]

"""The dates of an answer as a calendar file: made in memory, each event called "Reminder" and nothing else."""

from __future__ import annotations

import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from icalendar import Calendar, Event

from bot.front_desk.desk import desk_of
from bot.front_desk.problems import Problem
from bot.library.dating import days_of

router = APIRouter(include_in_schema=False)

# Whoever looks over a shoulder, or shares the calendar, learns a day and no more.
TITLE = "Reminder"


@router.get("/chat/dates.ics")
async def calendar(request: Request, k: Annotated[int, Query()] = 0, d: Annotated[str, Query()] = "") -> Response:
    """The days that follow from day `d` (YYYYMMDD) under timescale number `k`, those past left out.

    Nothing is looked up: the address says all. An address that makes no sense is not found.
    """
    desk = desk_of(request)
    try:
        days = days_of(k, datetime.strptime(d, "%Y%m%d").date(), desk.library.service.school)
    except (ValueError, IndexError, OverflowError):
        raise Problem(404) from None
    file = calendar_file([day for day in days if day >= desk.today()], desk.today())
    headers = {"Content-Disposition": 'attachment; filename="dates.ics"'}
    return Response(file, media_type="text/calendar", headers=headers)


def calendar_file(days: list[date], today: date) -> bytes:
    """An iCalendar file (RFC 5545) of whole-day events on `days`; it names nobody and no service."""
    made = Calendar()
    made.add("prodid", "-//Reminders//EN")
    made.add("version", "2.0")
    for day in dict.fromkeys(days):
        event = Event()
        event.add("uid", secrets.token_hex(16))
        event.add("dtstamp", datetime.combine(today, time.min, UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", TITLE)
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        made.add_component(event)
    return bytes(made.to_ical())

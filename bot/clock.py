"""The service's clock; rules take their times as arguments and never look here."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def today_in_london() -> date:
    """The date where the service is."""
    return datetime.now(LONDON).date()

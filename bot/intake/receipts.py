"""What Twilio says became of an officer's text, on its way to the office: put in at the front desk, read by the office alone.

A receipt holds Twilio's random id of the text and a status: no number, no words.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Engine

from bot.intake.envelope import new_id
from bot.intake.post_box import RECEIPTS, PostBox


@dataclass(frozen=True)
class Receipt:
    """`code` is Twilio's number of an error, 0 for none."""

    sid: str
    status: str
    code: int = 0


def put_receipt(box: PostBox, receipt: Receipt) -> None:
    """Adds it. Raises NotPosted: then Twilio is told, and may send it again."""
    told = {"sid": receipt.sid, "status": receipt.status, "code": receipt.code}
    box.insert(insert(RECEIPTS).values(id=new_id(), put_at=int(time.time()), **told))


def receipts(engine: Engine) -> Sequence[tuple[str, Receipt, datetime]]:
    """Those that wait, each with the id to erase it by and when it was put in (UTC): for the office's side only."""
    with engine.connect() as connection:
        rows = connection.execute(select(RECEIPTS)).all()
    return [(row.id, Receipt(row.sid, row.status, row.code), datetime.fromtimestamp(row.put_at, UTC)) for row in rows]


def erase_receipt(engine: Engine, id_: str) -> None:
    """Erases one that was taken in."""
    with engine.begin() as connection:
        connection.execute(delete(RECEIPTS).where(RECEIPTS.c.id == id_))

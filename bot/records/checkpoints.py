"""Checkpoints of the audit, in a file outside the database: without one nobody sees that the end was cut off (C-133).

The file is only added to. Whoever runs the office copies it elsewhere, where the office's machine cannot write.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.records import audit
from bot.records.audit_chain import BEGINNING, Checkpoint, checkpoint_signature, moment
from bot.records.unlocked import rings_of

FILE = "audit-checkpoints.jsonl"
EVERY = timedelta(hours=1)


def write_checkpoint(session: Session, file: Path, now: datetime) -> Checkpoint:
    """Adds a checkpoint of the audit as it is kept, made `now` (UTC). Raises OSError if the file cannot be written."""
    key, end = rings_of(session).audit.newest(), audit.last(session)
    seq, mac = (end.seq, end.mac) if end else (0, BEGINNING)
    unsigned = Checkpoint(seq, audit.count(session), mac, moment(now), key.id, "")
    made = replace(unsigned, signature=checkpoint_signature(unsigned, key.key))
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a") as lines:
        lines.write(made.to_json() + "\n")
        lines.flush()
        os.fsync(lines.fileno())
    return made


def write_if_due(session: Session, file: Path, now: datetime) -> Checkpoint | None:
    """Adds a checkpoint if the last one is an hour old or there is none; for a job that runs more often than that."""
    made, _ = read_checkpoints(file)
    # A moment that is yet to come puts nothing off: the file could have been written to by others.
    if made and timedelta() <= now - datetime.fromisoformat(made[-1].at) < EVERY:
        return None
    return write_checkpoint(session, file, now)


def read_checkpoints(file: Path) -> tuple[list[Checkpoint], list[str]]:
    """The checkpoints in `file`, and what is wrong with its lines, one sentence each. No file: none and nothing."""
    made, faults = [], []
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.exists() else []
    for number, line in enumerate(lines, 1):
        try:
            made.append(Checkpoint.from_json(line))
        except ValueError:
            faults.append(f"line {number} of {file.name} is no checkpoint")
    return made, faults

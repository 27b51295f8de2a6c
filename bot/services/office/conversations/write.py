"""What an officer writes to the parent: a message, the constant answer, or the question whether it may be kept."""

from __future__ import annotations

from datetime import datetime

from bot.intake.relay.relay import OFFICER, RelayAway, Row, Said
from bot.intake.relay.written import said_by, said_by_service
from bot.records.accounts import Officer
from bot.services.office.conversations.live import Live, first_name, found, held, refused
from bot.services.office.working import Acting, NotHere, NotNow

MOST_CHARACTERS = 4_000
# The wording that asks for a file to be opened, where the parent writes with an officer already.
KEEP = "keep_chat"


def reply(live: Live, acting: Acting, handle: str, epoch: int, text: str, client_id: str, now: datetime) -> Row:
    """Writes `text` to the parent; the same `client_id` again is written once, and is written whoever has it by then.

    Raises NotHere, NotNow("taken", who) or NotNow("changed") if it is not this officer's at `epoch` any more, NotNow("empty")
    and NotNow("too_long"): then nothing was written.
    """
    said = text.strip()
    if not said:
        raise NotNow("empty")
    if len(said) > MOST_CHARACTERS:
        raise NotNow("too_long")
    with live.sessions() as session:
        officer = session.get(Officer, acting.id)
        by = first_name(officer.display_name) if officer else ""
    return _write(live, acting, handle, epoch, [said_by(OFFICER, "text", said, client_id, by=by)], now)


def refuse(live: Live, acting: Acting, handle: str, epoch: int, now: datetime) -> Row:
    """The answer that is the same for everybody who asks about anybody (C-71). Raises as `reply`."""
    told = said_by_service(live.library.say("non_disclosure/constant", "web"), sender=OFFICER)
    plain = Said(told.sender, {**told.content, "choices": []})
    return _write(live, acting, handle, epoch, [plain], now)


def ask_to_keep(live: Live, acting: Acting, handle: str, epoch: int, now: datetime) -> Row:
    """Asks for permission to open a file with this conversation in it, in the published words. Raises as `reply`."""
    row = held(live, acting, handle)
    wording = live.library.wordings.current(KEEP, row.channel)
    choices = [["Yes", "inform"], ["No", "inform"]]
    words = wording.words(live.library.service)
    asked = said_by("service", "notice", words, notice=wording.hash, choices=choices)
    return _write(live, acting, handle, epoch, [asked], now)


def _write(live: Live, acting: Acting, handle: str, epoch: int, said: list[Said], now: datetime) -> Row:
    before = _written_before(live, acting, handle, said[0])
    if before is not None:
        return before
    row = held_or_told(live, acting, handle)
    try:
        after = live.relay.say(handle, said, live.key_of(row), now, owner=acting.id.hex, epoch=epoch)
    except RelayAway:
        raise NotNow("away") from None
    if after is None:
        raise NotHere
    is_written = after.last_seq > row.last_seq or live.relay.was_said(handle, said[0].client_id)
    if (after.held.owner, after.held.epoch) != (acting.id.hex, epoch) or not is_written:
        with live.sessions() as session:
            raise refused(session, live, handle, acting)
    return after


def _written_before(live: Live, acting: Acting, handle: str, said: Said) -> Row | None:
    # Told that it was not sent, an officer would say it another way: the parent would read it twice.
    try:
        is_written = bool(said.client_id) and live.relay.was_said(handle, said.client_id)
    except RelayAway:
        raise NotNow("away") from None
    return found(live, acting, handle) if is_written else None


def held_or_told(live: Live, acting: Acting, handle: str) -> Row:
    """The conversation if this officer has it. Raises NotNow with who has it instead, so that a draft is not lost."""
    try:
        return held(live, acting, handle)
    except NotHere:
        with live.sessions() as session:
            raise refused(session, live, handle, acting) from None

"""An invented office full of work, so that a newcomer sees a living queue. Nobody in it exists."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.casework.access import Role
from bot.casework.office.letters import Medium
from bot.casework.referral.reference import reference
from bot.intake import keys
from bot.intake.envelope import new_id, seal
from bot.intake.post_box import PostBox
from bot.intake.tray import Tray
from bot.library.compose import Library
from bot.operations.accounts import accounts_of
from bot.records.accounts import Officer
from bot.records.cases import Case
from bot.records.queue import QueueItem, RequestRow
from bot.services.office.accounts import codes
from bot.services.office.accounts.add_officer import add_officer
from bot.services.office.cases import write
from bot.services.office.queue.claim import claim
from bot.services.office.take_in import take_in
from bot.services.office.working import Acting, Desk
from bot.services.office.writing.send import Letters, send
from bot.services.office.writing.show_writing import show_writing
from bot.services.office.writing.writing import keep_writing, new_writing
from bot.settings import Settings

FIRST = [
    "Ottoline",
    "Peregrine",
    "Zebedee",
    "Isolde",
    "Barnaby",
    "Clementine",
    "Fergus",
    "Marigold",
    "Rufus",
    "Winifred",
]
LAST = [
    "Quarrendon",
    "Thrupplewick",
    "Abernathy",
    "Wolstenhulme",
    "Pettigrew",
    "Larkspur",
    "Fothergill",
    "Merriweather",
]
WISHES = [
    "The school says he has to wait until next year and I do not know what to ask for.",
    "The council said no to an assessment. How long do I have, and who helps me write it?",
    "She is out of school since September and nobody rings back.",
    "The draft plan leaves out everything that speech therapy said.",
    "We move house in spring. What happens to his plan?",
    "My daughter is 17 and wants to decide about college herself.",
]
SCHOOLS = ["Hillside Primary", "Elm Grove School", "St Oswin's Academy", "Averley College"]
STAGES = ["no_help", "sen_support", "requested", "refused", "draft", "plan", "excluded"]
OFFICERS = (
    ("ash", "Ash Penhaligon", Role.OFFICER),
    ("lin", "Lin Okonjo", Role.LEAD),
    ("mo", "Mo Vasquez", Role.MANAGER),
)
REFERRALS, REQUESTS = 14, ("withdraw", "notes", "deletion", "correction", "sharing", "status", "withdraw")


class NotEmpty(ValueError):
    """There are cases already: a demonstration must not stand among real families."""


def fill(settings: Settings, library: Library, desk: Desk, now: datetime, seed: int = 1) -> int:
    """Fills an empty office with invented cases of every kind and returns how many came in."""
    chance = random.Random(seed)  # noqa: S311  an invented family is no secret
    box, tray, key = PostBox(settings.intake), Tray(settings.intake), keys.sealing_key(settings.keys)
    known = [reference(chance.randbytes(8)) for _ in range(REFERRALS)]
    try:
        for name in known:
            kind, content = _referral(name, library, chance, now)
            box.put(seal(kind, content, key.key, key.id, new_id(), _earlier(chance, now)))
        taken = take_in(tray, settings.keys, desk.sessions, library.service.reply_working_days, now)
        for number, kind in enumerate(REQUESTS):
            find = known[number] if number < 3 else "Ask for me by name"
            content = _request(kind, find, library, chance, now)
            box.put(seal(kind, content, key.key, key.id, new_id(), _earlier(chance, now)))
        asked = take_in(tray, settings.keys, desk.sessions, library.service.reply_working_days, now)
    finally:
        box.close()
        tray.close()
    _work(desk, library, now)
    return sum(taken.kinds.values()) + sum(asked.kinds.values())


def fill_office(settings: Settings, library: Library, now: datetime) -> Iterator[str]:
    """Adds three officers and fills the office; gives the lines that say how to sign in, once. Raises NotEmpty."""
    accounts = accounts_of(settings)
    desk = Desk(accounts.sessions, library.service)
    require_empty(desk)
    for user_name, name, role in OFFICERS:
        password = "-".join(reference(secrets.token_bytes(8)) for _ in range(2))
        made = add_officer(accounts, user_name, name, role, password, service_names=(), now=now)
        app = codes.address_for_app(made.secret, user_name, library.service.short_name)
        yield f"{name} ({role.value}): user name {user_name}, password {password}, code app {app}"
    number = fill(settings, library, desk, now)
    yield f"{number} invented things came in. Sign in at {settings.office_url}/ while evenhand serve runs."


def require_empty(desk: Desk) -> None:
    """Raises NotEmpty if anything was ever kept here."""
    with desk.sessions() as session:
        kept = (Case, RequestRow, QueueItem, Officer)
        if any(session.scalar(select(func.count()).select_from(kind)) for kind in kept):
            raise NotEmpty(
                "this office is in use; a demonstration needs an empty one (set EVENHAND_VAR to a new folder)"
            )


def _work(desk: Desk, library: Library, now: datetime) -> None:
    """Some of it is taken already, by whoever works here."""
    with desk.sessions() as session:
        officers = session.scalars(select(Officer).where(Officer.active)).all()
        items = session.scalars(
            select(QueueItem).where(QueueItem.case_id.is_not(None)).order_by(QueueItem.version)
        ).all()
    for officer, found in zip(officers, items[::4]):
        acting = Acting(officer.id, officer.role)
        claim(desk, acting, found.id, 0, now)
        if found.case_id:
            write.write_note(desk, acting, found.case_id, write.FACT, "Rang at two, no answer, left no message.", now)
            write.add_task(
                desk, acting, found.case_id, (now + timedelta(days=2)).date(), "Ring again before three", now
            )
            _write(desk, acting, found.case_id, library, now)


def _write(desk: Desk, acting: Acting, case: str, library: Library, now: datetime) -> None:
    """A letter that left to the person a parent named, if there is one; and one that waits to be finished."""
    reply = library.replies["papers-needed"].words
    for one in show_writing(desk, acting, case, now).others[:1]:
        texts = library.referral_texts.of
        letters = Letters(library.letters, {id_: text.label for id_, text in texts.items()}, {})
        letter = replace(new_writing(), recipient=one.recipient, purpose=one.purpose, text=reply)
        send(desk, acting, case, letter, letters, lambda text: (), now, take_in_first=lambda: None)
    unfinished = replace(
        new_writing(), text="Thank you for your call this morning. We talked about", medium=Medium.EMAIL
    )
    keep_writing(desk, acting, case, unfinished, now)


def _referral(name: str, library: Library, chance: random.Random, now: datetime) -> tuple[str, dict[str, Any]]:
    kind = "call_me" if chance.random() < 0.3 else "referral"
    school = chance.choice(SCHOOLS)
    answers = {
        "area": "here",
        "who": chance.choice(["parent", "carer", "young_person"]),
        "path": "call_me" if kind == "call_me" else "full",
        "name": f"{chance.choice(FIRST)} {chance.choice(LAST)}",
        "phone": f"07700 900{chance.randint(0, 999):03}",
        "help": chance.choice(WISHES),
    }
    if kind == "referral":
        answers |= {"age": str(chance.randint(3, 17)), "setting": school, "stage": chance.choice(STAGES)}
        if chance.random() < 0.4:
            day = (now + timedelta(days=chance.randint(1, 20))).date()
            answers["deadline"] = f"meeting on {day.day} {day:%B %Y}"
    safety = {"be_careful": "yes", "never_times": "after six", "safe_word": "lantern"} if chance.random() < 0.3 else {}
    given = [("open_case", "", True), ("may_call", "", True), ("may_text", "", chance.random() < 0.5)]
    if kind == "referral" and chance.random() < 0.6:
        given.append(("party_talk_to", f"{chance.choice(FIRST)} {chance.choice(LAST)}, {school}", True))
    permissions = [_evidence(purpose, whom, yes, library, now) for purpose, whom, yes in given]
    content = {"reference": name, "path": kind, "safety": safety, "answers": answers, "permissions": permissions}
    return kind, content


def _request(kind: str, find: str, library: Library, chance: random.Random, now: datetime) -> dict[str, Any]:
    words = {"withdraw": "please stop sharing things with the school", "notes": "can I have my notes"}.get(
        kind, "please"
    )
    return {
        "reference": reference(chance.randbytes(8)),
        "kind": kind,
        "answers": {"words": words, "find": find, "reach": "07700 900101, mornings"},
        "stop": ["share"] if kind == "withdraw" else [],
        "permissions": [_evidence("request", "", True, library, now)],
    }


def _evidence(purpose: str, whom: str, given: bool, library: Library, now: datetime) -> dict[str, Any]:
    wording = library.wordings.current(purpose, "web")
    return {
        "purpose": purpose,
        "recipient": whom,
        "given": given,
        "wording": wording.hash,
        "words": wording.words(library.service, whom),
        "reply": "yes" if given else "no",
        "picked": "",
        "at": now.astimezone(UTC).isoformat(),
        "number": 1,
        "how": "web",
        "by": "parent or young person",
    }


def _earlier(chance: random.Random, now: datetime) -> datetime:
    return now - timedelta(minutes=chance.randint(1, 3 * 24 * 60))

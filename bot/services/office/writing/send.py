"""Lets a letter leave, or says why not; every byte of it passes the gate, the first time and each time after (C-4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from bot.casework.office.gate import NOTE, TO_PARENT, WRITTEN, Override, Refusal
from bot.casework.office.letters import OWN, Medium
from bot.clock import LONDON
from bot.impartiality.while_writing import Hint
from bot.intake.envelope import new_id
from bot.library.compose import Library
from bot.library.letter_texts import LetterTexts
from bot.records.cases import Case, ContactEntry, notes_of
from bot.records.letters import Letter
from bot.services.office.cases.disclose import disclose
from bot.services.office.cases.opening import own_case
from bot.services.office.cases.write import OUTGOING
from bot.services.office.sms.of_case import Texting, text_parent, words_of
from bot.services.office.sms.told import TextLine, texts_of_case
from bot.services.office.working import Acting, Desk, NotHere, NotNow
from bot.services.office.writing.writing import Writing, forget_in, keep_writing

Check = Callable[[str], Sequence[Hint]]


@dataclass(frozen=True)
class Letters:
    """What a letter is made with: the words around it, and how each answer of a case is called."""

    texts: LetterTexts
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, library: Library) -> Letters:
        """As the service's own texts have them."""
        asked = library.referral_texts.of
        labels = {id_: text.label for id_, text in asked.items()}
        return cls(library.letters, labels, {id_: text.choices for id_, text in asked.items()})


@dataclass(frozen=True)
class SeriousHarm:
    """Why something leaves without permission (C-90): a person decides, and all of it is kept with the letter.

    `family` says whether the family was told, and why not.
    """

    reason: str
    necessity: str
    family: str

    @property
    def is_whole(self) -> bool:
        """Whether everything is said."""
        return all(one.strip() for one in (self.reason, self.necessity, self.family))


@dataclass(frozen=True)
class Left:
    """The letter as it leaves."""

    id: str
    at: datetime
    medium: Medium
    recipient: str
    address: str
    subject: str
    words: str
    # Of the parent, where it goes; "" for anybody else.
    number_or_email: str
    # What became of it in the outbox, if that is where it went.
    text: TextLine | None = None


@dataclass(frozen=True)
class Outcome:
    """A letter that left; or why it may not; or the sentences for which a reason is asked. Exactly one is set."""

    left: Left | None = None
    refusal: Refusal | None = None
    flagged: tuple[Hint, ...] = ()


def send(
    desk: Desk,
    acting: Acting,
    case_id: str,
    writing: Writing,
    letters: Letters,
    check: Check,
    now: datetime,
    *,
    take_in_first: Callable[[], object],
    harm: SeriousHarm | None = None,
    texting: Texting | None = None,
) -> Outcome:
    """Makes the letter if the gate allows it, keeps it with the case and logs the contact; the draft is gone then.

    A sentence of a letter or email that `check` flags needs a reason, which is kept with the letter and nowhere else.
    Whatever comes of it, no word is lost: without a letter the draft stays. With `harm` it leaves without permission, if
    this officer may decide that; never to the parent, who needs none. With `texting` a text message to the parent goes
    into the outbox; without, the officer sends it from the service's own telephone. Raises NotHere; NotNow("empty") without
    words, a subject that is one of ours, or all that `harm` must say; NotNow("no_override"); NotNow as `text_parent`, and
    NotNow("no_such_time") for a time to text that is none.
    """
    keep_writing(desk, acting, case_id, writing, now)
    if not writing.text.strip() or (writing.medium is Medium.EMAIL and writing.subject not in letters.texts.subjects):
        raise NotNow("empty")
    if harm and (not harm.is_whole or writing.is_to_parent):
        raise NotNow("empty")
    override = Override(str(acting.id), harm.reason, harm.necessity) if harm else None
    flagged = tuple(check(writing.text)) if writing.medium is not Medium.TEXT else ()
    if flagged and not writing.reason.strip():
        return Outcome(flagged=flagged)
    made = _made_of(desk, acting, case_id, writing, now)
    if made is True:
        return send_again(desk, acting, case_id, writing.id, now, take_in_first=take_in_first, override=override)
    if made is False:
        # Somebody went back and changed a letter that has left: this is another one.
        writing = replace(writing, id=new_id())

    not_before = _moment(writing.not_before)

    def compose(session: Session, case: Case, fields: Sequence[str]) -> str:
        words = _words(session, case, writing, letters, fields, desk.service.name)
        if texting and writing.is_to_parent and writing.medium is Medium.TEXT:
            text_parent(session, case, writing.id, words, by=acting.id, now=now, not_before=not_before, how=texting)
        session.add(
            Letter(
                id=writing.id,
                case_id=case.id,
                at=now,
                by=acting.id,
                medium=writing.medium.value,
                purpose=writing.purpose[:40],
                way=writing.way,
                recipient=writing.recipient,
                address=writing.address.strip(),
                subject=writing.subject if writing.medium is Medium.EMAIL else "",
                fields=list(fields),
                words=words,
                reason=writing.reason.strip() if flagged else "",
                override=asdict(harm) if harm else {},
            )
        )
        session.add(
            ContactEntry(
                case_id=case.id,
                at=now,
                by=acting.id,
                way=f"{writing.medium.value}, {OUTGOING}"[:20],
                with_whom=writing.recipient,
                text=_logged(writing, fields),
            )
        )
        forget_in(session, case, acting)
        return words

    told = disclose(
        desk,
        acting,
        case_id,
        writing.recipient,
        writing.purpose,
        writing.leaving,
        now,
        take_in_first=take_in_first,
        way=writing.way,
        compose=compose,
        override=override,
    )
    if told.refusal:
        return Outcome(refusal=told.refusal)
    return Outcome(left=_left(desk, acting, case_id, writing.id, now, told.text))


def send_again(
    desk: Desk,
    acting: Acting,
    case_id: str,
    letter_id: str,
    now: datetime,
    *,
    take_in_first: Callable[[], object],
    override: Override | None = None,
) -> Outcome:
    """The letter once more, to be printed or copied again: only while it may still leave. Raises NotHere.

    One that left without permission leaves again only if that is decided again.
    """
    with desk.sessions.begin() as session:
        case = own_case(session, acting, case_id, now)
        found = session.get(Letter, letter_id)
        if found is None or found.case_id != case.id:
            raise NotHere
        recipient, purpose, way, fields, words = found.recipient, found.purpose, found.way, found.fields, found.words
    told = disclose(
        desk,
        acting,
        case_id,
        recipient,
        purpose,
        fields,
        now,
        take_in_first=take_in_first,
        way=way,
        compose=lambda session, case, fields: words,
        override=override,
    )
    if told.refusal:
        return Outcome(refusal=told.refusal)
    return Outcome(left=_left(desk, acting, case_id, letter_id, now, told.text))


def _made_of(desk: Desk, acting: Acting, case_id: str, writing: Writing, now: datetime) -> bool | None:
    """Whether the letter with this id was made of this very writing; None if there is no such letter."""
    with desk.sessions.begin() as session:
        case = own_case(session, acting, case_id, now)
        found = session.get(Letter, writing.id)
        if found is None:
            return None
        if found.case_id != case.id:
            raise NotHere
        same = (found.medium, found.purpose, found.way, found.recipient, found.address, tuple(found.fields)) == (
            writing.medium.value,
            writing.purpose,
            writing.way,
            writing.recipient,
            writing.address.strip(),
            writing.leaving,
        )
        typed = words_of(writing.text) if writing.medium is Medium.TEXT else writing.text.strip()
        if same and f"\n{typed}\n" in f"\n{found.words}\n":
            forget_in(session, case, acting)
            return True
        return False


def _left(desk: Desk, acting: Acting, case_id: str, letter_id: str, now: datetime, words: str) -> Left:
    with desk.sessions.begin() as session:
        case = own_case(session, acting, case_id, now)
        found = session.get(Letter, letter_id)
        if found is None:
            raise NotHere
        medium = Medium(found.medium)
        reach = ""
        if found.recipient == TO_PARENT and medium is not Medium.LETTER:
            reach = str(case.answers.get("email" if medium is Medium.EMAIL else "phone") or "")
        text = texts_of_case(session, case).get(found.id)
        return Left(found.id, found.at, medium, found.recipient, found.address, found.subject, words, reach, text)


def _moment(local: str) -> datetime | None:
    try:
        return datetime.fromisoformat(local).replace(tzinfo=LONDON).astimezone(UTC) if local else None
    except ValueError:
        raise NotNow("no_such_time") from None


def _logged(writing: Writing, fields: Sequence[str]) -> str:
    told = [one for one in fields if one != WRITTEN]
    return writing.subject or ("With: " + ", ".join(one.partition(":")[0] for one in told) if told else "Words only")


def case_text(
    desk: Desk,
    acting: Acting,
    case_id: str,
    fields: Sequence[str],
    letters: Letters,
    now: datetime,
    *,
    since: datetime | None,
    take_in_first: Callable[[], object],
) -> Outcome | str:
    """Answers of the case as words to put into what is written to the parent at this moment; a refusal as an Outcome.

    It passes the gate as a letter does: not before the person is proved, and in a live conversation that began at `since`
    (UTC) not before they are proved in it. Raises NotHere.
    """
    picked = [one for one in fields if one in letters.labels]
    told = disclose(
        desk,
        acting,
        case_id,
        TO_PARENT,
        OWN,
        picked,
        now,
        take_in_first=take_in_first,
        compose=lambda session, case, allowed: told_in_words(case, allowed, TO_PARENT, letters),
        proved_since=since,
    )
    return Outcome(refusal=told.refusal) if told.refusal else told.text


def told_in_words(case: Case, fields: Sequence[str], recipient: str, letters: Letters) -> str:
    """Answers of the case as `recipient` reads them, a line each: what was asked and what was answered, never an id."""
    labels = letters.labels if recipient == TO_PARENT else {**letters.labels, **letters.texts.labels}
    return "\n".join(filter(None, (_fact(case, one, labels, letters) for one in fields)))


def _words(session: Session, case: Case, writing: Writing, letters: Letters, fields: Sequence[str], from_: str) -> str:
    """The whole letter as plain text. Only what the gate allowed (`fields`) is looked at."""
    if writing.medium is Medium.TEXT:
        return words_of(writing.text)
    frame = letters.texts.to_parent if writing.is_to_parent else letters.texts.to_others
    name = str(case.answers.get("name") or "") if writing.is_to_parent else writing.recipient.partition(",")[0]
    labels = letters.labels if writing.is_to_parent else {**letters.labels, **letters.texts.labels}
    facts = [_fact(case, one, labels, letters) for one in fields if one != WRITTEN and not one.startswith(NOTE)]
    picked = {one.removeprefix(NOTE) for one in fields if one.startswith(NOTE)}
    notes = [f"- {one.text}" for one in notes_of(session, case.id) if one.id in picked] if picked else []
    parts = [frame.greeting_to(name.strip()), writing.text.strip()]
    parts += ["\n".join([f"{frame.facts}:", *filter(None, facts)])] if any(facts) else []
    parts += ["\n".join([f"{frame.notes}:", *reversed(notes)])] if notes else []
    return "\n\n".join([*parts, frame.end, f"{frame.closing}\n{from_}"])


def _fact(case: Case, field: str, labels: Mapping[str, str], letters: Letters) -> str:
    value = case.answers.get(field)
    if not value or field not in letters.labels:
        return ""
    return f"- {labels[field]}: “{letters.choices.get(field, {}).get(value, value)}”"

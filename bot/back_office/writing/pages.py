"""/cases/ID/write: a letter, email or text message, which leaves through the gate alone (C-4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.cases.words import PURPOSES, REFUSALS, SAFETY, labelled
from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import day_and_time, not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment
from bot.back_office.writing.box import WritingBox, parts_in_words, snippets_of, writing_box
from bot.back_office.writing.words import ASKS, EMPTY, HARM, MEDIA, REASON, TITLES, WAYS
from bot.casework.access import Ability
from bot.casework.calendar import in_words
from bot.casework.office.gate import TO_PARENT, Refusal
from bot.casework.office.letters import OWN, Medium
from bot.clock import LONDON
from bot.services.office.accounts.who_is import Present
from bot.services.office.sms.of_case import take_back
from bot.services.office.working import NotHere, NotNow
from bot.services.office.writing.send import Left, Letters, Outcome, SeriousHarm, send, send_again
from bot.services.office.writing.show_writing import WritingView, show_writing
from bot.services.office.writing.text_box import hints_for
from bot.services.office.writing.writing import Writing, keep_writing, new_writing

T = TypeVar("T")
router = APIRouter(prefix="/cases")
Officer = Annotated[Present, Depends(signed_in(Ability.OPEN_CASE))]
Typed = Annotated[str, Form()]
SEND, KEEP, ELSE, WITHOUT = "send", "keep", "else", "without"
# What it is for, when a child is at risk of serious harm and nobody gave permission (C-90).
SAFEGUARDING = "safeguarding"
PLACES = tuple(one.value for one in Medium)
_ID = re.compile(r"[0-9a-f]{32}")
WHO = {"proved": "Identity is verified.", "not-proved": "That is not the safe word on file. Identity is not verified."}


@dataclass
class Sheet:
    """What the form sends. `to` is "purpose recipient", or "else" for somebody who has no permission yet."""

    letter: Typed = ""
    medium: Typed = Medium.LETTER.value
    to: Typed = f"{OWN} {TO_PARENT}"
    else_name: Typed = ""
    else_purpose: Typed = "party_talk_to"
    by_post: Typed = ""
    subject: Typed = ""
    address: Typed = ""
    fields: Annotated[list[str] | None, Form()] = None
    text: Typed = ""
    reason: Typed = ""
    not_before: Typed = ""
    harm_reason: Typed = ""
    harm_necessity: Typed = ""
    family_told: Typed = ""
    family_why: Typed = ""
    act: Typed = KEEP
    cursor: Typed = ""
    looked_for: Typed = ""

    @property
    def writing(self) -> Writing:
        """As the use cases know it. Raises HTTPException(422) for a form that is not ours."""
        purpose, _, recipient = self.to.partition(" ")
        if self.to == ELSE:
            name = self.else_name.strip()
            # Never the parent by another way in.
            purpose, recipient = self.else_purpose, "" if name.casefold() == TO_PARENT else name
        is_known = purpose == OWN if recipient == TO_PARENT else purpose.startswith("party_") and purpose in PURPOSES
        if self.medium not in set(Medium) or not _ID.fullmatch(self.letter) or not is_known:
            raise HTTPException(422)
        return Writing(
            self.letter,
            Medium(self.medium),
            recipient,
            SAFEGUARDING if self.act == WITHOUT and recipient != TO_PARENT else purpose,
            self.by_post == "yes",
            self.subject,
            self.address,
            tuple(self.fields or ()),
            self.text.replace("\r\n", "\n"),
            self.reason,
            self.not_before[:30],
        )

    @property
    def harm(self) -> SeriousHarm | None:
        """Why it leaves without permission, if that button was pressed."""
        if self.act != WITHOUT:
            return None
        told, why = self.family_told, self.family_why.strip()
        family = "told" if told == "yes" else f"not told: {why}" if told == "no" and why else ""
        return SeriousHarm(self.harm_reason.strip(), self.harm_necessity.strip(), family)


Filled = Annotated[Sheet, Depends()]


@router.get("/{id_}/write")
def look(request: Request, who: Officer, id_: str) -> Response:
    """What this officer was writing, or an empty sheet."""
    return _page(request, who, id_, said=WHO.get(request.query_params.get("who", ""), ""))


@router.post("/{id_}/write")
def press(request: Request, who: Officer, id_: str, sheet: Filled) -> Response:
    """Whatever button was pressed: each keeps the draft; "send" makes the letter, if the gate allows it."""
    office, writing = office_of(request), sheet.writing
    if sheet.act == WITHOUT and not acting(who).may(Ability.OVERRIDE_SAFEGUARDING):
        raise HTTPException(404)
    if sheet.act in (SEND, WITHOUT):
        return _send(request, who, id_, writing, sheet)
    box = writing_box(
        request,
        writing.medium.value,
        text=writing.text,
        act=sheet.act,
        cursor=sheet.cursor,
        looked_for=sheet.looked_for,
        places=PLACES,
    )
    writing = Writing(**{**vars(writing), "text": box.text})
    _or_404(lambda: keep_writing(office.desk, acting(who), id_, writing, office.now()))
    return _page(request, who, id_, writing=writing, box=box, said="Kept." if sheet.act == KEEP else "")


@router.post("/{id_}/write/draft", status_code=204)
def keep(request: Request, who: Officer, id_: str, sheet: Filled) -> Response:
    """Keeps what is being written."""
    office, writing = office_of(request), sheet.writing
    _or_404(lambda: keep_writing(office.desk, acting(who), id_, writing, office.now()))
    return Response(status_code=204)


@router.post("/{id_}/write/anew")
def begin_anew(request: Request, who: Officer, id_: str) -> Response:
    """Throws the draft away."""
    office = office_of(request)
    _or_404(lambda: keep_writing(office.desk, acting(who), id_, new_writing(), office.now()))
    return RedirectResponse(f"/cases/{id_}/write", 303)


@router.post("/{id_}/letters/{letter}")
def again(request: Request, who: Officer, id_: str, letter: str) -> Response:
    """A letter once more. It passes the gate again: what was taken back since does not leave a second time."""
    office = office_of(request)
    outcome = _or_404(
        lambda: send_again(office.desk, acting(who), id_, letter, office.now(), take_in_first=office.take_in)
    )
    if outcome.left:
        return _left(request, who, id_, outcome.left)
    return _page(request, who, id_, 422, problem=REFUSALS[outcome.refusal or Refusal.NO_PERMISSION])


@router.post("/{id_}/letters/{letter}/take-back")
def take_it_back(request: Request, who: Officer, id_: str, letter: str) -> Response:
    """A text that waits in the outbox does not go."""
    office = office_of(request)
    try:
        _or_404(lambda: take_back(office.desk, acting(who), id_, letter, office.now()))
    except NotNow as problem:
        return _page(request, who, id_, 409, problem=not_now(problem.why, problem.who))
    return _page(request, who, id_, said="Taken back: it is not sent.")


def _send(request: Request, who: Present, id_: str, writing: Writing, sheet: Sheet) -> Response:
    office, snippets, harm = office_of(request), snippets_of(request), sheet.harm

    def again(problem: str, **more: Any) -> Response:
        return _page(request, who, id_, 422, writing=writing, problem=problem, sheet=sheet, **more)

    def go() -> Outcome:
        return send(
            office.desk,
            acting(who),
            id_,
            writing,
            Letters.of(office.library),
            lambda text: hints_for(snippets, writing.medium.value, text),
            office.now(),
            take_in_first=office.take_in,
            harm=harm,
            texting=office.texting,
        )

    try:
        outcome = _or_404(go)
    except NotNow as problem:
        if problem.why != "empty":
            return again(not_now(problem.why, problem.who))
        return again(HARM if harm else EMPTY[writing.medium])
    if outcome.left:
        return _left(request, who, id_, outcome.left)
    if outcome.flagged:
        return again(REASON, asks_reason=True)
    refusal = outcome.refusal or Refusal.NO_PERMISSION
    return again(REFUSALS[refusal], refusal=refusal)


def _left(request: Request, who: Present, id_: str, left: Left) -> Response:
    return _show(
        request,
        who,
        "letter",
        case_id=id_,
        left=left,
        title=TITLES[left.medium],
        day=in_words(left.at.astimezone(LONDON).date()),
        parts=parts_in_words(left.words),
        may_go=day_and_time(left.text.at, office_of(request).now()) if left.text else "",
    )


def _or_404(act: Callable[[], T]) -> T:
    try:
        return act()
    except NotHere:
        raise HTTPException(404) from None


def _page(
    request: Request,
    who: Present,
    id_: str,
    status_code: int = 200,
    *,
    writing: Writing | None = None,
    box: WritingBox | None = None,
    sheet: Sheet | None = None,
    said: str = "",
    problem: str = "",
    refusal: Refusal | None = None,
    asks_reason: bool = False,
) -> Response:
    office, now = office_of(request), office_of(request).now()
    view: WritingView = _or_404(lambda: show_writing(office.desk, acting(who), id_, now))
    written = writing or view.writing
    asked = (written.way or written.purpose) if refusal in ASKS and written.purpose != SAFEGUARDING else ""
    is_else = not written.is_to_parent and not any(
        (one.purpose, one.recipient) == (written.purpose, written.recipient) for one in view.others
    )
    return _show(
        request,
        who,
        "write",
        status_code,
        view=view,
        identity=view.identity,
        writing=written,
        box=box or writing_box(request, written.medium.value, text=written.text, places=PLACES),
        said=said,
        problem=problem,
        asks_reason=asks_reason or bool(written.reason),
        asked=asked,
        asked_words=office.library.wordings.current(asked, "web").words(office.service, written.recipient)
        if asked
        else "",
        must_prove=refusal is Refusal.NOT_THE_PARENT,
        is_else=is_else,
        sheet=sheet or Sheet(),
        texts_go_out=office.texting is not None,
        may_override=acting(who).may(Ability.OVERRIDE_SAFEGUARDING),
        media=MEDIA,
        ways=WAYS,
        purposes=PURPOSES,
        subjects=office.library.letters.subjects,
        answers=labelled(view.answers, office.library),
        safety=[
            (SAFETY[name], value) for name, value in view.safety.items() if name in SAFETY and value not in ("", "no")
        ],
        when=lambda moment: day_and_time(moment, now),
    )


def _show(request: Request, who: Present, template: str, status_code: int = 200, **context: Any) -> Response:
    page = environment.get_template(f"{template}.html.j2")
    everywhere = {"service": office_of(request).service, "path": request.scope["path"], "who": who}
    return HTMLResponse(page.render(**everywhere, **context), status_code)

"""The pages of alerts. Only for whom C-79 allows: the officer who has it, the lead and the manager."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from bot.back_office.alerts.words import DECISIONS, FIELDS, LEVELS, TOLD
from bot.back_office.office import office_of
from bot.back_office.queue.pages import acting
from bot.back_office.queue.words import CHANNELS, STAGES, day_and_time, not_now
from bot.back_office.sign_in.presence import signed_in
from bot.back_office.sign_in.showing import environment
from bot.casework.access import Ability
from bot.casework.alerts import Decision, Told
from bot.services.office.accounts.who_is import Present
from bot.services.office.alerts import alert as alerts
from bot.services.office.working import NotHere, NotNow

router = APIRouter(prefix="/alerts")
Officer = Annotated[Present, Depends(signed_in(Ability.RECORD_SAFEGUARDING))]
Lead = Annotated[Present, Depends(signed_in(Ability.SEE_SAFEGUARDING))]
Text = Annotated[str, Form(max_length=5_000)]


@router.get("")
def log(request: Request, who: Lead) -> Response:
    """What was decided, by whom and when; what was said is behind each line, and looking at it is noted."""
    office, now = office_of(request), office_of(request).now()
    found = alerts.log_of_alerts(office.desk, acting(who))
    lines = [
        {
            "id": one.id,
            "at": day_and_time(one.at, now),
            "decision": DECISIONS[Decision(one.decision)],
            "decided": day_and_time(one.decided_at, now) if one.decided_at else "",
            "by": one.decided_by,
            "told": TOLD[Told(one.told)],
        }
        for one in found
    ]
    return _show(request, who, "alert_log", lines=lines)


@router.get("/{id_}")
def look(request: Request, who: Officer, id_: str) -> Response:
    """One alert."""
    return _page(request, who, id_)


@router.post("/{id_}/claim")
def claim(request: Request, who: Officer, id_: str) -> Response:
    """Takes it."""
    return _do(
        request, who, id_, lambda: alerts.acknowledge(_desk(request), acting(who), id_, office_of(request).now())
    )


@router.post("/{id_}/take-over")
def take_over(request: Request, who: Officer, id_: str) -> Response:
    """Takes it from the officer who has it; both can see that."""
    now = office_of(request).now()
    return _do(request, who, id_, lambda: alerts.acknowledge(_desk(request), acting(who), id_, now, take_over=True))


@router.post("/{id_}/release")
def release(request: Request, who: Officer, id_: str) -> Response:
    """Gives it back; the clock runs again."""
    _or_404(lambda: alerts.give_back(_desk(request), acting(who), id_, office_of(request).now()))
    return RedirectResponse("/queue", 303)


@router.post("/{id_}/decide")
def decide(
    request: Request,
    who: Officer,
    id_: str,
    decision: Text = "",
    reasons: Text = "",
    told: Text = "",
    recipient: Text = "",
    necessity: Text = "",
    fields: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Records the decision; what is to be told to somebody is shown once, to copy."""
    form = {"decision": decision, "reasons": reasons, "told": told, "recipient": recipient, "necessity": necessity}
    try:
        text = _or_404(
            lambda: alerts.decide_alert(
                _desk(request),
                acting(who),
                id_,
                Decision(decision or "drill"),
                office_of(request).now(),
                reasons=reasons,
                told=Told(told) if told else None,
                recipient=recipient,
                necessity=necessity,
                fields=tuple(name for name in fields or () if name in FIELDS),
            )
        )
    except ValueError as problem:
        why = not_now(problem.why, problem.who) if isinstance(problem, NotNow) else not_now("empty", "")
        return _page(request, who, id_, 422, problem=why, form=form)
    if text:
        return _page(request, who, id_, disclosed=text, recipient=recipient)
    return RedirectResponse("/queue", 303)


def _do(request: Request, who: Present, id_: str, act: Callable[[], Any]) -> Response:
    try:
        _or_404(act)
    except NotNow as problem:
        return _show(request, who, "alert_taken", 409, problem=not_now(problem.why, problem.who), id_=id_)
    return RedirectResponse(f"/alerts/{id_}", 303)


def _or_404(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except NotHere:
        raise HTTPException(404) from None


def _page(request: Request, who: Present, id_: str, status_code: int = 200, **more: Any) -> Response:
    office, now = office_of(request), office_of(request).now()
    found = _or_404(lambda: alerts.show_alert(office.desk, acting(who), id_, now))
    line = found.line
    context = {
        "found": found,
        "line": line,
        "level": LEVELS.get(line.level, ""),
        "stage": STAGES[line.stage],
        "at": day_and_time(line.at, now),
        "due": day_and_time(line.due, now),
        "channel": CHANNELS.get(line.channel, line.channel.capitalize()),
        "messages": [one["text"] for one in found.content.get("messages", [])],
        "decision": DECISIONS[Decision(line.decision)] if line.decision else "",
        "told": TOLD[Told(line.told)] if line.told else "",
        "decisions": {one.value: words for one, words in DECISIONS.items() if one is not Decision.DRILL},
        "tellings": {one.value: words for one, words in TOLD.items()},
        "fields": {name: words for name, words in FIELDS.items() if found.content.get(name)},
        "may_decide": line.is_drill or acting(who).may(Ability.OVERRIDE_SAFEGUARDING),
        "form": dict.fromkeys(("decision", "reasons", "told", "recipient", "necessity"), ""),
        "problem": "",
        "disclosed": "",
        "recipient": "",
        **more,
    }
    return _show(request, who, "alert", status_code, **context)


def _show(request: Request, who: Present, template: str, status_code: int = 200, **context: Any) -> Response:
    page = environment.get_template(f"{template}.html.j2")
    everywhere = {"service": office_of(request).service, "path": request.scope["path"], "who": who}
    return HTMLResponse(page.render(**everywhere, **context), status_code)


def _desk(request: Request) -> Any:
    return office_of(request).desk

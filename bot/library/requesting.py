"""What the assistant says while a parent asks for something about what we hold: the next question, or all of it to agree to."""

from __future__ import annotations

from typing import Any, Dict, List, Mapping, Tuple

from bot.casework.form import Question
from bot.casework.requests.course import BY_ID, Request, next_question, request_of, told
from bot.library.as_said import as_said
from bot.library.form_texts import FormTexts
from bot.library.referring import SAID, Saying
from bot.library.service import Service
from bot.library.wordings import Wordings

FILE = "request.toml"


def saying_of_request(
    plain: Mapping[str, Any], texts: FormTexts, wordings: Wordings, service: Service, channel: str
) -> Saying:
    """What comes next in the request that `plain` holds, with its `problem`."""
    request = request_of(plain)
    question = next_question(request)
    assert question is not None, "a request that is over asks nothing"
    variables: Dict[str, Any] = {
        "problem": texts.problems.get(plain.get("problem") or "", ""),
        "form_choices": _choices(request, question, texts),
    }
    if question.permission:
        wording = wordings.current(question.permission, channel)
        shown = {**variables, **_checked(request, texts), "words": wording.words(service)}
        return Saying("check", shown, wording.hash)
    own = texts.of[question.id]
    return Saying("question", {**variables, "ask": own.ask, "why": own.why})


def _checked(request: Request, texts: FormTexts) -> Dict[str, Any]:
    answers = [(texts.of[id_].label if id_ in BY_ID else "You wrote", as_said(value)) for id_, value in told(request)]
    return {"which": texts.of["which"].choices[request.answers["which"]], "answers": answers}


def _choices(request: Request, question: Question, texts: FormTexts) -> List[Tuple[str, str]]:
    if question.permission:
        found = [("Yes", SAID), ("No", SAID)]
    else:
        found = [(label, f"{SAID}:{value}") for value, label in texts.of[question.id].choices.items()]
    if question.is_optional:
        found.append(("Skip", SAID))
    if request.order:
        found.append(("Go back", SAID))
    return [*found, ("Stop", SAID)]

"""The words of the questions of a form in the chat: content/referral.toml, content/request.toml."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, Mapping

import tomli
from jinja2 import Environment, StrictUndefined, TemplateError

from bot.casework.form import Question
from bot.library.content_error import ContentError
from bot.library.service import Service

# Plain text, not HTML: whoever shows it on a page escapes it there.
_environment = Environment(undefined=StrictUndefined)  # noqa: S701


@dataclass(frozen=True)
class QuestionTexts:
    """What one question says; `choices` are what is kept and the words shown. A permission has a label only."""

    label: str
    ask: str = ""
    why: str = ""
    ask_young: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FormTexts:
    """The words of every question by its id, what is said when something is no answer, and what after an answer."""

    of: Mapping[str, QuestionTexts]
    problems: Mapping[str, str]
    notes: Mapping[str, str]


def read_form_texts(content: Path, name: str, questions: Mapping[str, Question], service: Service) -> FormTexts:
    """The texts of the file `name` with the service's details filled in, one for each of `questions` by their ids.

    Raises ContentError if one is missing or cannot be filled.
    """
    try:
        found = tomli.loads((content / name).read_text(encoding="utf-8"))
    except (OSError, ValueError) as problem:
        raise ContentError(f"content/{name} cannot be read: {problem}") from None
    problems, notes = found.pop("problems", {}), found.pop("notes", {})
    strange, missing = sorted(set(found) - set(questions)), sorted(set(questions) - set(found))
    if strange or missing:
        raise ContentError(
            f"content/{name} " + (f"lacks [{missing[0]}]" if missing else f"has no use for [{strange[0]}]")
        )
    of = {}
    for id_, texts in found.items():
        try:
            filled: Dict[str, Any] = {
                name: text if name == "choices" else _filled(text, service) for name, text in texts.items()
            }
            of[id_] = QuestionTexts(**filled)
        except (TemplateError, TypeError) as problem:
            raise ContentError(f"content/{name}, [{id_}], cannot be used: {problem}") from None
        if not (of[id_].ask or questions[id_].permission):
            raise ContentError(f"content/{name}, [{id_}], does not say what to ask")
    return FormTexts(of, problems, notes)


def _filled(text: str, service: Service) -> str:
    return _environment.from_string(text).render(service=service)

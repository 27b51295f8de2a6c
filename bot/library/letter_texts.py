"""What stands in every letter and email of an officer, from content/letter.toml."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Dict, Mapping, Tuple

import tomli
from jinja2 import Environment, StrictUndefined, TemplateError

from bot.library.content_error import ContentError
from bot.library.service import Service

FILE = "letter.toml"
# Plain text, not HTML: whoever shows it on a page escapes it there.
_environment = Environment(undefined=StrictUndefined)  # noqa: S701


@dataclass(frozen=True)
class Frame:
    """What stands around an officer's words: `greeting` with a place for the name, the headings of what is added, the end."""

    greeting: str
    facts: str
    notes: str
    end: str
    closing: str

    def greeting_to(self, name: str) -> str:
        """The greeting, as plain text."""
        return self.greeting.replace("{{ name }}", name)


@dataclass(frozen=True)
class LetterTexts:
    """`subjects` are what an email may be called; `to_parent` and `to_others` stand around what is written.

    `labels` are what answers of a case are called where somebody else reads them: by the id of the question.
    """

    subjects: Tuple[str, ...]
    to_parent: Frame
    to_others: Frame
    labels: Mapping[str, str] = field(default_factory=dict)


def read_letter_texts(content: Path, service: Service) -> LetterTexts:
    """Raises ContentError, one sentence, if something is missing or cannot be filled."""
    try:
        found = tomli.loads((content / FILE).read_text(encoding="utf-8"))
    except OSError:
        raise ContentError(f"{FILE} cannot be read; it must stand in {content.name}/") from None
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ContentError(f"{FILE} is not valid TOML: {problem}") from None
    subjects = found.get("subjects")
    if not isinstance(subjects, list) or not subjects or not all(isinstance(one, str) and one for one in subjects):
        raise ContentError(f"{FILE}: subjects must be a list of texts")
    labels = found.get("labels", {})
    if not isinstance(labels, dict) or not all(isinstance(one, str) and one.strip() for one in labels.values()):
        raise ContentError(f"{FILE}: the section [labels] must hold texts")
    to_parent, to_others = _frame(found, "to_parent", service), _frame(found, "to_others", service)
    return LetterTexts(tuple(subjects), to_parent, to_others, labels)


def _frame(found: Dict[str, Any], name: str, service: Service) -> Frame:
    section = found.get(name)
    wanted = {one.name for one in fields(Frame)}
    if not isinstance(section, dict) or set(section) != wanted:
        raise ContentError(f"{FILE}: the section [{name}] must have {', '.join(sorted(wanted))}")
    try:
        return Frame(
            **{
                key: _environment.from_string(str(text)).render(service=service, name="{{ name }}").strip()
                for key, text in section.items()
            }
        )
    except TemplateError as problem:
        raise ContentError(f"{FILE}: [{name}] cannot be filled: {problem}") from None

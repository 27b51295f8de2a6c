"""Everything the assistant says that is not leaflet text: Jinja2 templates in content/messages, one a channel.

`handoff/contact.web.j2` is the web form of the response `handoff_contact`. A template sets its `kind` and, if it
offers any, its `choices`: pairs of a label and the payload that stands behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Tuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError

from bot.library.content_error import ContentError
from bot.messaging.unmarked import unmarked

CHANNELS = ("web", "sms")
# What only text messages need to say has no form for the web.
TEXTS_ONLY = "sms/"
# By text these are sections of a leaflet, sent page by page as MORE is asked for; every other message is one text.
PAGED = frozenset({"follow_up/more", "follow_up/options", "follow_up/time"})
KINDS = frozenset(
    [
        "greeting",
        "leaflet",
        "clarify",
        "no_leaflet",
        "question",
        "notice",
        "summary",
        "confirmation",
        "decline",
        "non_disclosure",
        "emergency",
        "handoff",
        "language",
        "error",
        "text",
    ]
)


@dataclass(frozen=True)
class Choice:
    """Something the parent can pick: the words shown, and the payload that only the front desk and engine see."""

    label: str
    payload: str


@dataclass(frozen=True)
class Reply:
    """One message to a parent: what kind it is, its words (light Markdown on the web), what can be picked."""

    kind: str
    text: str
    choices: Tuple[Choice, ...] = ()


class Messages:
    """The templates of content/messages. Rendering is pure: the same variables give the same words."""

    def __init__(self, content: Path) -> None:
        """Raises ContentError if a response lacks one of its two channels or a template is not valid Jinja2."""
        self._folder = content / "messages"
        # Plain text, not HTML: whoever shows it on a page escapes it there.
        self._environment = Environment(  # noqa: S701
            loader=FileSystemLoader(self._folder), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters["unmarked"] = unmarked
        self.names = self._read_names()

    def render(self, name: str, channel: str, **variables: Any) -> Reply:
        """The response called `name` (topic/form) for `channel`. Raises ContentError if its template cannot be filled."""
        try:
            template = self._environment.get_template(f"{name}.{channel}.j2")
            module = template.make_module(variables)
        except TemplateError as problem:
            raise ContentError(f"message {name}.{channel}.j2 cannot be filled ({type(problem).__name__})") from None
        kind = getattr(module, "kind", None)
        if kind not in KINDS:
            raise ContentError(f"message {name}.{channel}.j2 must set kind to one of the kinds of message")
        choices = tuple(Choice(label, payload) for label, payload in getattr(module, "choices", ()))
        return Reply(kind, str(module).strip(), choices)

    def _read_names(self) -> frozenset[str]:
        found = {
            channel: {
                path.relative_to(self._folder).as_posix()[: -len(f".{channel}.j2")]
                for path in self._folder.glob(f"*/*.{channel}.j2")
            }
            for channel in CHANNELS
        }
        self.texts_only = frozenset(name for name in found["sms"] if name.startswith(TEXTS_ONLY))
        found["sms"] = {name for name in found["sms"] if not name.startswith(TEXTS_ONLY)}
        for name in sorted(found["web"] ^ found["sms"]):
            missing = "sms" if name in found["web"] else "web"
            raise ContentError(f"message {name} has no form for {missing}: write {name}.{missing}.j2")
        for name in sorted(found["web"]):
            for channel in CHANNELS:
                try:
                    self._environment.get_template(f"{name}.{channel}.j2")
                except TemplateError as problem:
                    raise ContentError(f"message {name}.{channel}.j2 is not a valid template: {problem}") from None
        return frozenset(found["web"])

"""Rasa's natural language generator, ours: the words of a response come from content/, never from the domain."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date, time
from pathlib import Path
from typing import Any, Dict, List, Optional

from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.casework.date_talk import talk_of
from bot.engine.importer import response_of
from bot.engine.intent_classifier import LEAFLET
from bot.engine.leaflet_selector import ALSO, RANKING
from bot.engine.paths import content_folder
from bot.library.compose import Asked, Composed, Library
from bot.library.guide import QUESTIONS
from bot.library.messages import CHANNELS
from bot.library.withdrawn import FILE

# Rasa swallows what is raised while it answers and goes on with half a turn; the host looks here afterwards.
failures: ContextVar[Optional[List[str]]] = ContextVar("failures", default=None)
REPEAT = "utter_text_repeat"
# A turn that does not say when it was taken, such as one of a script, was taken in the middle of the day.
NOON = "12:00"


def note_failure(problem: BaseException) -> None:
    """Tells the host that this turn went wrong: the class of the error and nothing of what was said."""
    noted = failures.get()
    if noted is not None:
        noted.append(type(problem).__name__)


class ContentNLG(NaturalLanguageGenerator):
    """Renders every response from content/messages and content/leaflets."""

    def __init__(
        self,
        endpoint_config: Optional[EndpointConfig] = None,
        domain: Optional[Domain] = None,
        content: Optional[Path] = None,
    ) -> None:
        """As Rasa makes it from endpoints.yml; the host gives it the `content` its model was made from.

        Raises ContentError if anything in it is broken.
        """
        self.library = Library(content or content_folder(), content_folder() / FILE)
        self._names = {response_of(name): name for name in self.library.messages.names}

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **kwargs: Any
    ) -> Optional[Dict[str, Any]]:
        """The response as Rasa carries it: `text`, and `custom` with kind, choices and leaflet."""
        try:
            if utter_action == REPEAT:
                return _last_reply(tracker) or self._render(REPEAT, _asked(tracker, output_channel))
            return self._render(
                utter_action,
                _asked(
                    tracker,
                    output_channel,
                    kwargs.get("dates"),
                    kwargs.get("referral"),
                    kwargs.get("request"),
                    kwargs.get("talk"),
                ),
            )
        except Exception as problem:
            note_failure(problem)
            raise

    def _render(self, response: str, asked: Asked) -> Dict[str, Any]:
        composed = self.library.compose(self._names[response], asked)
        return {"text": composed.reply.text, "custom": custom_of(composed)}


def custom_of(composed: Composed) -> Dict[str, Any]:
    """What goes beside the words of a message: kind, choices with their payloads, leaflet, hash of a permission's wording."""
    reply, leaflet = composed.reply, composed.leaflet
    card = leaflet and {
        "id": leaflet.id,
        "title": leaflet.title,
        "url": leaflet.url,
        "version": leaflet.version,
        "reviewed_on": leaflet.reviewed_on.isoformat(),
        "sources": [{"title": one.title, "reference": one.reference, "url": one.url} for one in leaflet.sources],
    }
    choices = [{"label": choice.label, "payload": choice.payload} for choice in reply.choices]
    return {"kind": reply.kind, "choices": choices, "leaflet": card, "notice": composed.notice}


def _asked(
    tracker: DialogueStateTracker,
    channel: str,
    dates: Optional[Dict[str, Any]] = None,
    referral: Optional[Dict[str, Any]] = None,
    request: Optional[Dict[str, Any]] = None,
    talk: Optional[Dict[str, Any]] = None,
) -> Asked:
    message = tracker.latest_message
    parsed = (message.parse_data if message else None) or {}
    pinned = {entity["entity"]: entity["value"] for entity in parsed.get("entities", [])}
    metadata = (message.metadata if message else None) or {}
    said_today = metadata.get("today")
    return Asked(
        # `rasa shell` sends no date; the host always does, so that a replay sees the day it replays.
        today=date.fromisoformat(said_today) if said_today else date.today(),
        channel=channel if channel in CHANNELS else "web",
        text=(message.text if message else None) or "",
        ranking=[(id_, score) for id_, score in parsed.get(RANKING) or []],
        also=parsed.get(ALSO),
        leaflet=pinned.get(LEAFLET) or tracker.get_slot(LEAFLET),
        section=pinned.get("section"),
        language=pinned.get("language", ""),
        dates=talk_of(dates) if dates else None,
        referral=referral,
        request=request,
        talk=talk,
        at=time.fromisoformat(metadata.get("at") or NOON),
        answers={question: tracker.get_slot(question) for question in QUESTIONS},
    )


def _last_reply(tracker: DialogueStateTracker) -> Optional[Dict[str, Any]]:
    for event in reversed(tracker.events):
        if isinstance(event, BotUttered) and event.data.get("custom"):
            return {"text": event.text, "custom": event.data["custom"]}
    return None

"""Training data out of content/: each leaflet's questions, and a stub for each message template.

Adding a leaflet is adding one Markdown file; adding a response is adding its templates.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Optional, Union

from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.engine.intent_classifier import ASK_LEAFLET, LEAFLET
from bot.engine.paths import content_folder
from bot.library.messages import Messages
from bot.library.shelf import read_later, read_shelf


class ContentImporter(TrainingDataImporter):
    """Reads content/. Raises ContentError, one sentence, if a leaflet or message is broken."""

    def __init__(
        self,
        config_file: Optional[str] = None,
        domain_path: Optional[str] = None,
        training_data_paths: Optional[Union[List[str], str]] = None,
        **kwargs: Any,
    ) -> None:
        """As Rasa makes every importer; the folder is found beside the project's config.yml."""
        self._content: Path = content_folder()

    def get_domain(self) -> Domain:
        """A response `utter_<topic>_<form>` for each template; its words stay in content/messages."""
        names = sorted(Messages(self._content).names)
        return Domain.from_dict({"responses": {response_of(name): [{"text": name}] for name in names}})

    def get_nlu_data(self, language: Optional[str] = "en") -> TrainingData:
        """Every question of every leaflet, each marked with its leaflet."""
        leaflets = [*read_shelf(self._content).values(), *read_later(self._content)]
        asked = {question: leaflet.id for leaflet in leaflets for question in leaflet.questions}
        return TrainingData(
            [Message({TEXT: question, INTENT: ASK_LEAFLET, LEAFLET: id_}) for question, id_ in asked.items()]
        )

    def get_stories(self, exclusion_percentage: Optional[int] = None) -> StoryGraph:
        """None: rules stand in data/."""
        return StoryGraph([])

    def get_config(self) -> Dict:
        """Nothing beyond config.yml."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """None: the pipeline is written out."""
        return None


def response_of(name: str) -> str:
    """The response called for by the template `topic/form`: utter_topic_form."""
    return "utter_" + name.replace("/", "_")

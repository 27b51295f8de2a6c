"""Training data out of content/: each leaflet's questions, a stub for each message template; and the rules inside forms.

Adding a leaflet is adding one Markdown file; adding a response is adding its templates.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Union

from rasa.shared.constants import LATEST_TRAINING_DATA_FORMAT_VERSION
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from ruamel.yaml import YAML

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
        paths = [training_data_paths] if isinstance(training_data_paths, str) else training_data_paths or []
        self._data = [Path(path) for path in paths]

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
        """The rules for what is asked in the middle of a form; all others stand in data/."""
        files = sorted({file for path in self._data for file in ([path] if path.is_file() else path.rglob("*.yml"))})
        rules = [
            rule
            for file in files
            for rule in (YAML(typ="safe").load(file.read_text(encoding="utf-8")).get("rules") or [])
        ]
        parsed = {"version": LATEST_TRAINING_DATA_FORMAT_VERSION, "rules": inside_forms(rules)}
        return StoryGraph(YAMLStoryReader().read_from_parsed_yaml(parsed))

    def get_config(self) -> Dict:
        """Nothing beyond config.yml."""
        return {}

    def get_config_file_for_auto_config(self) -> Optional[str]:
        """None: the pipeline is written out."""
        return None


def inside_forms(rules: Sequence[Mapping[str, Any]]) -> List[Dict[str, Any]]:
    """For every rule that meets a kind of message with one action: the same inside each form, which then asks again.

    A rule written for that form and kind of message stands instead.
    """
    forms = sorted({step["active_loop"] for rule in rules for step in rule["steps"] if step.get("active_loop")})
    own = {
        (place.get("active_loop"), rule["steps"][0].get("intent"))
        for rule in rules
        for place in rule.get("condition", ())
    }
    plain = [
        rule for rule in rules if "condition" not in rule and [*map(list, rule["steps"])] == [["intent"], ["action"]]
    ]
    return [
        {
            "rule": f"{rule['rule']} inside {form}",
            "condition": [{"active_loop": form}],
            "steps": [*rule["steps"], {"action": form}, {"active_loop": form}],
        }
        for form in forms
        for rule in plain
        if (form, rule["steps"][0]["intent"]) not in own
    ]


def response_of(name: str) -> str:
    """The response called for by the template `topic/form`: utter_topic_form."""
    return "utter_" + name.replace("/", "_")

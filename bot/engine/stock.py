"""A stock Rasa classifier taught the same messages, to hold ours against: python -m bot.engine.stock FOLDER HELD_OUT

Rasa's default pipeline (word and character counts, DIET for 100 epochs), one intent a leaflet. Training takes from ten minutes
to an hour; the model is kept in FOLDER under a fingerprint of what it was taught.
"""

from __future__ import annotations

import bot.engine.host as host  # noqa: F401  first: it quiets Rasa before Rasa is imported

import asyncio  # isort: skip
import hashlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from ruamel.yaml import YAML

from bot.engine.importer import ContentImporter
from bot.engine.intent_classifier import LEAFLET
from bot.engine.paths import PROJECT

CONFIG = """
recipe: default.v1
language: en
pipeline:
  - name: WhitespaceTokenizer
  - name: RegexFeaturizer
  - name: LexicalSyntacticFeaturizer
  - name: CountVectorsFeaturizer
  - name: CountVectorsFeaturizer
    analyzer: char_wb
    min_ngram: 1
    max_ngram: 4
  - name: DIETClassifier
    epochs: 100
    constrain_similarities: true
    entity_recognition: false
    random_seed: 0
"""


def examples() -> Iterator[Tuple[str, str]]:
    """Each training message with what it is: a leaflet's id, or a kind of message."""
    files = RasaFileImporter(training_data_paths=[str(PROJECT / "data" / "nlu")]).get_nlu_data()
    messages: List[Message] = [*files.training_examples, *ContentImporter().get_nlu_data().training_examples]
    return ((one.get(TEXT), one.get(LEAFLET) or one.get(INTENT)) for one in messages)


def trained(folder: Path) -> Path:
    """The stock model of the present training data, trained now if `folder` has none."""
    told: Dict[str, List[str]] = {}
    for text, label in examples():
        told.setdefault(label, []).append(" ".join(text.split()))
    blocks = [{"intent": label, "examples": "".join(f"- {text}\n" for text in texts)} for label, texts in told.items()]
    # Rasa looks for a line that begins with "nlu:" before it reads a file; what follows may be JSON.
    taught = 'version: "3.1"\nnlu: ' + json.dumps(blocks, sort_keys=True, ensure_ascii=False) + "\n"
    name = hashlib.sha256((CONFIG + taught).encode()).hexdigest()[:16] + ".tar.gz"
    if not (folder / name).exists():
        with tempfile.TemporaryDirectory() as scratch:
            data, config = Path(scratch, "nlu.yml"), Path(scratch, "config.yml")
            data.write_text(taught, encoding="utf-8")
            config.write_text(CONFIG, encoding="utf-8")
            train_nlu(str(config), str(data), output=str(folder), fixed_model_name=name)
    return folder / name


def main() -> None:
    """Prints the shares of held-out messages that the stock model knows, as rows of a Markdown table."""
    model, held_out = trained(Path(sys.argv[1])), Path(sys.argv[2])
    agent, loop = Agent.load(str(model)), asyncio.new_event_loop()

    def ranking(text: str) -> List[str]:
        parsed = loop.run_until_complete(agent.parse_message(text))
        return [one["name"] for one in parsed["intent_ranking"]]

    def rows(name: str) -> List[Dict]:
        found: List[Dict] = YAML(typ="safe").load((held_out / f"{name}.yml").read_text(encoding="utf-8"))
        return found

    asked = [(ranking(row["text"]), row["accept"]) for row in rows("leaflet_questions")]
    kinds = [ranking(row["text"])[0] == row["intent"] for row in rows("kinds")]
    first = sum(ranked[0] in accept for ranked, accept in asked)
    three = sum(bool(set(ranked[:3]) & set(accept)) for ranked, accept in asked)
    print("| stock Rasa, taught the same | figure |\n| --- | --- |")
    print(f"| right leaflet first | {first / len(asked):.3f} |")
    print(f"| right leaflet among three | {three / len(asked):.3f} |")
    print(f"| their kind right | {sum(kinds) / len(kinds):.3f} |")


if __name__ == "__main__":
    main()

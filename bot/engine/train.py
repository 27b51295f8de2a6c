"""Trains the model: python -m bot.engine.train MODEL.tar.gz

The same as `rasa train --domain bot/domain`, but faster to start and always from scratch: Rasa's cache does not see
a change in our own components.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import skops.io  # noqa: F401  imported after TensorFlow it takes four seconds
from rasa.model_training import train

from bot.engine.encoder import EncoderError, convert, folder
from bot.library.content_error import ContentError


def main() -> None:
    """Writes the model named on the command line, whole or not at all. Exit status 1, one sentence, if content is broken."""
    model = Path(sys.argv[1])
    try:
        if not (folder() / "model.bin").exists():
            convert(folder())
        result = train(
            domain="bot/domain",
            config="config.yml",
            training_files=["data"],
            output=str(model.parent / "part"),
            force_training=True,
            fixed_model_name=model.name,
        )
    except (ContentError, EncoderError) as problem:
        raise SystemExit(str(problem)) from None
    if result.code or not result.model:
        raise SystemExit("Rasa made no model")
    os.replace(result.model, model)


if __name__ == "__main__":
    main()

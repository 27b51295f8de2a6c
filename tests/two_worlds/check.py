"""The short walk through two worlds of the product in this folder: python -m tests.two_worlds.check PORT KNOWN

PORT is the engine's, KNOWN a file of turns it has answered (made if it is not there). Says "THE WORLDS ARE ALIKE", or what
differs, with exit status 3. The mutants are tried with it, each in a copy.
"""

from __future__ import annotations

import pickle
import sys
from pathlib import Path
from typing import Any

import bot.front_desk.app
from bot.services.public.engine import EngineAnswer
from tests.two_worlds.engine import EngineAt
from tests.two_worlds.views import Different
from tests.two_worlds.walking import short_crowd, short_walk, two_worlds

DIFFERENT = 3
FIXTURE = "open case"
ALIKE = "THE WORLDS ARE ALIKE"


def main() -> None:
    """Walks twice: what is seen first, then the work too."""
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    known: dict[tuple[Any, ...], EngineAnswer] = pickle.loads(file.read_bytes()) if file.exists() else {}
    print("of", Path(bot.front_desk.app.__file__).parents[2])
    with two_worlds(EngineAt(port), known=known) as pair:
        try:
            for rehearsing in (True, False):
                pair.walk(FIXTURE, short_walk(), rehearsing=rehearsing)
                pair.walk(FIXTURE, short_crowd(), limited=True, rehearsing=rehearsing)
        except Different as different:
            print(different)
            raise SystemExit(DIFFERENT) from None
        if not file.exists():
            file.write_bytes(pickle.dumps(known))
        print(ALIKE, dict(pair.figures))


if __name__ == "__main__":
    main()

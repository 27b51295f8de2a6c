"""What a world does while it answers: the statements it sends, its logs, the files it opens, the work it performs.

The work is counted line by line: how often each line of bot/ ran and what each of our functions called. Two answers that
look alike and cost different work are told apart here, whatever the clock says (C-83).
"""

from __future__ import annotations

import logging
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

from sqlalchemy import Engine, event

import bot
from bot.logs import QuietFormatter
from tests.two_worlds.chance import CHANCE

OURS = str(Path(bot.__file__).parent)
# Any number that no debugger or profiler has taken.
TOOL, EVENTS = 3, sys.monitoring.events
# Files, connections and processes that Python itself reports (PEP 578).
REPORTED = ("sqlite3.connect", "open", "os.listdir", "os.scandir", "os.remove", "socket.connect", "subprocess.Popen")


@dataclass
class Doing:
    """All that was done for one request. `folder` is the world's own; what lies outside of it is not recorded by `open`."""

    folder: str
    statements: list[tuple[str, Any]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)
    touched: list[str] = field(default_factory=list)
    work: Counter[str] = field(default_factory=Counter)
    engine: list[tuple[Any, ...]] = field(default_factory=list)


class Watch:
    """Whoever works just now is written down in `doing`; nobody, while it is None."""

    def __init__(self) -> None:
        self.doing: Doing | None = None
        self.engine_ports = set[int]()
        self._is_hooked = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Within this, whatever is done is noticed; it is written down while `doing` is set."""
        if not self._is_hooked:
            # It can never be taken off again, and does nothing while nobody is watched.
            sys.addaudithook(self._audit)
            self._is_hooked = True
        heard: list[tuple[str, Any]] = [("before_cursor_execute", self._statement)]
        heard += [(name, partial(self._note, name)) for name in ("begin", "commit", "rollback")]
        for name, listener in heard:
            event.listen(Engine, name, listener)
        logs, ours, level = _Listener(self), logging.getLogger("evenhand"), logging.getLogger("evenhand").level
        logging.getLogger().addHandler(logs)
        ours.setLevel(logging.DEBUG)
        sys.monitoring.use_tool_id(TOOL, "two worlds")
        sys.monitoring.register_callback(TOOL, EVENTS.LINE, self._line)
        sys.monitoring.register_callback(TOOL, EVENTS.CALL, self._call)
        sys.monitoring.set_events(TOOL, EVENTS.LINE | EVENTS.CALL)
        try:
            yield
        finally:
            sys.monitoring.set_events(TOOL, 0)
            sys.monitoring.free_tool_id(TOOL)
            ours.setLevel(level)
            logging.getLogger().removeHandler(logs)
            for name, listener in heard:
                event.remove(Engine, name, listener)

    @contextmanager
    def not_counting_work(self) -> Iterator[None]:
        """Within this, lines and calls are not counted, which takes time."""
        sys.monitoring.set_events(TOOL, 0)
        try:
            yield
        finally:
            sys.monitoring.set_events(TOOL, EVENTS.LINE | EVENTS.CALL)

    def _statement(self, _c: Any, _u: Any, statement: str, parameters: Any, *_: Any) -> None:
        if self.doing:
            self.doing.statements.append((statement, parameters))

    def _note(self, name: str, _: Any) -> None:
        if self.doing:
            self.doing.statements.append((name, ()))

    def _audit(self, name: str, arguments: tuple[Any, ...]) -> None:
        doing = self.doing
        if doing is None or name not in REPORTED:
            return
        if name == "socket.connect":
            address = arguments[1]
            # How many connections to the engine are kept open depends on how busy the machine is.
            if not (isinstance(address, tuple) and address[1] in self.engine_ports):
                doing.touched.append(f"{name} {address}")
            return
        at = str(arguments[0])
        if name != "open" or at.startswith(doing.folder):
            doing.touched.append(f"{name} {at.replace(doing.folder, '(world)')}")

    def _line(self, code: CodeType, line: int) -> Any:
        if not code.co_filename.startswith(OURS):
            return sys.monitoring.DISABLE
        if self.doing:
            self.doing.work[f"{code.co_filename.removeprefix(OURS)}:{line}"] += 1
        return None

    def _call(self, code: CodeType, _offset: int, called: Any, _first: Any) -> Any:
        if not code.co_filename.startswith(OURS):
            return sys.monitoring.DISABLE
        if self.doing:
            name = getattr(called, "__qualname__", None) or type(called).__qualname__
            self.doing.work[f"{code.co_filename.removeprefix(OURS)} {code.co_qualname} calls {name}"] += 1
        return None


class _Listener(logging.Handler):
    """Keeps each record as the product's own formatter would write it, at the time that stands still."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.DEBUG)
        self._watch = watch
        self.setFormatter(QuietFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        if self._watch.doing:
            record.created = CHANCE.clock.now().timestamp()
            self._watch.doing.log.append(self.format(record))


WATCH = Watch()

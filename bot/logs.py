"""Logs that cannot carry what anybody said: our own fixed sentences, and of all else only where it came from.

Rasa prints whole conversations at ERROR, web servers print addresses, an exception prints its values (engine.md 7,
C-62, C-67, C-69). So a record from any library is cut down to its logger's name, its level and the class of its
error, whatever the level is set to.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import threading
from types import TracebackType
from typing import Optional, Type

# Loggers under this name are ours: every message there is a constant sentence, its arguments counts or codes.
OURS = "evenhand"


class QuietFormatter(logging.Formatter):
    """One line a record: time (UTC), level, logger, then our own sentence or a library's silence."""

    converter = staticmethod(__import__("time").gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The line, without any text, argument or value that came from a library or an exception."""
        ours = record.name == OURS or record.name.startswith(OURS + ".")
        said = record.getMessage() if ours else "(text left out)"
        failed = f" [{place(*record.exc_info)}]" if record.exc_info and record.exc_info[0] else ""
        return f"{self.formatTime(record, '%Y-%m-%dT%H:%M:%SZ')} {record.levelname} {record.name}: {said}{failed}"


def place(kind: Optional[Type[BaseException]], value: object, trace: Optional[TracebackType]) -> str:
    """The class of an error and the last line of ours it passed through; never its text."""
    name, at = kind.__name__ if kind else "?", ""
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/bot/" in code.co_filename or "/actions/" in code.co_filename:
            at = f" at {os.path.basename(code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return name + at


def set_up(process: str) -> logging.Logger:
    """Makes this process's logs quiet, on standard error, and returns its logger; called before anything else.

    Also leaves no core dump (it would hold every conversation in memory).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter())
    logging.basicConfig(handlers=[handler], level=os.environ.get("EVENHAND_LOG_LEVEL", "WARNING").upper(), force=True)
    logging.getLogger(OURS).setLevel(logging.INFO)
    # A handler that cannot write prints the record, arguments and all.
    logging.raiseExceptions = False
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.CRITICAL)
    sys.excepthook = _last_words
    sys.unraisablehook = lambda failed: None
    threading.excepthook = lambda failed: _last_words(failed.exc_type, failed.exc_value, failed.exc_traceback)
    return logging.getLogger(f"{OURS}.{process}")


def _last_words(kind: Type[BaseException], value: Optional[BaseException], trace: Optional[TracebackType]) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger(OURS).error("stopped by an error: %s", place(kind, value, trace))

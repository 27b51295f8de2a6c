"""Logs carry our own fixed sentences and nothing that anybody said."""

from __future__ import annotations

import logging
import subprocess
import sys

from bot.logs import QuietFormatter, place

CANARY = "Ottoline Quarrendon"


def line(logger: str, message: str, *arguments: object, exc_info: object = None) -> str:
    record = logging.LogRecord(logger, logging.ERROR, "x.py", 1, message, arguments, exc_info)  # type: ignore[arg-type]
    return QuietFormatter().format(record)


def test_a_library_says_only_that_it_spoke() -> None:
    assert CANARY not in line("rasa.core.processor", "user said %s", CANARY)


def test_our_own_sentence_is_whole() -> None:
    assert line("evenhand.engine", "a turn failed: %s", "KeyError").endswith("a turn failed: KeyError")


def test_an_exception_leaves_its_class_and_not_its_words() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError:
        written = line("evenhand.engine", "a turn failed", exc_info=sys.exc_info())
    assert CANARY not in written and "ValueError" in written


def test_a_process_that_dies_of_an_error_says_its_class_alone() -> None:
    script = f"import bot.logs; bot.logs.set_up('x'); raise RuntimeError({CANARY!r})"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "RuntimeError" in done.stderr and CANARY not in done.stderr


def test_the_place_of_an_error_is_the_last_line_of_ours() -> None:
    assert place(KeyError, None, None) == "KeyError"

"""There is one way out of the office (C-4): walked with ast, module by module.

Nothing else makes a letter or a record of something told, and nothing of the office can send mail or open a connection.
"""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.settings import PROJECT
from tests.whole.test_imports import imports_of, within

# What keeps that something was told, and the only module that may make it.
MADE_BY = {
    "Disclosure": "bot.services.office.cases.disclose",
    "Letter": "bot.services.office.writing.send",
}
# A letter that leaves is shown by one page alone, which is given it by `send`; a text of a case is put into the outbox by `send`
# alone, one of a live conversation by what carries the relay's messages.
SHOWN_BY = {
    "Left": {"bot.services.office.writing.send", "bot.back_office.writing.pages"},
    "text_parent": {"bot.services.office.writing.send"},
    # What tells the lead of an alert says only that there is something in the queue.
    "enqueue": {
        "bot.services.office.sms.of_case",
        "bot.services.office.sms.live_texts",
        "bot.services.office.alerts.look_after",
    },
    "Carrier": {"bot.services.office.sms.outbox"},
    "Twilio": set(),
}
SENDERS = ("smtplib", "ftplib", "telnetlib", "httpx", "requests", "aiohttp", "urllib.request", "http.client", "twilio")
# The sign-in of another identity provider: it is given no case (tests/back_office/test_provider.py). And what speaks to Twilio,
# which the outbox alone gives texts to.
MAY_CONNECT = {"bot.back_office.sign_in.provider", "bot.services.office.sms.carrier"}
OFFICE = ("bot.back_office", "bot.services.office", "bot.records")


def test_only_the_gate_lets_anything_out() -> None:
    assert list(ways_out(PROJECT)) == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("bot/back_office/cases/pages.py", "from bot.records.cases import Disclosure\nDisclosure(case_id='x')"),
        ("bot/services/office/cases/write.py", "from bot.records import letters\nletters.Letter(case_id='x')"),
        ("bot/back_office/queue/pages.py", "import smtplib"),
        ("bot/services/office/take_in.py", "def later():\n    from urllib.request import urlopen"),
        ("bot/back_office/requests/pages.py", "from bot.services.office.writing.send import Left"),
        ("bot/back_office/cases/deeds.py", "from bot.services.office.sms.of_case import text_parent"),
        ("bot/services/office/cases/write.py", "from bot.services.office.sms.enqueue import enqueue"),
        ("bot/services/office/take_in.py", "from bot.services.office.sms.carrier import Twilio"),
    ],
)
def test_another_way_out_is_found(tmp_path: Path, module: str, line: str) -> None:
    for folder in ("bot", "actions"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert list(ways_out(tmp_path)) == []
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert list(ways_out(tmp_path)) != []


def ways_out(project: Path) -> Iterator[str]:
    """Every line that makes a record of something told, or could send it, outside of where that is done."""
    for module, names in imports_of(project).items():
        if not within(module, OFFICE):
            continue
        if module not in MAY_CONNECT:
            yield from (f"{module} imports {name}" for name in sorted(names) if within(name, SENDERS))
        path = (project / Path(*module.split("."))).with_suffix(".py")
        tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (made := _called(node.func)) in MADE_BY and module != MADE_BY[made]:
                yield f"{module}:{node.lineno} makes a {made}"
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    if alias.name in SHOWN_BY and module not in SHOWN_BY[alias.name]:
                        yield f"{module}:{node.lineno} takes {alias.name}"


def _called(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""

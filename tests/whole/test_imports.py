"""Imports point one way (architecture.md 6): walked with ast, module by module."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.operations.environments import ENGINE_PYTHON
from bot.settings import PROJECT

PURE = ("bot.casework", "bot.messaging")
# What runs on both Pythons, and so may be imported by what runs inside Rasa.
SHARED = ("bot.casework", "bot.library", "bot.messaging")
SMALL = ("bot.logs", "bot.lifeline", "bot.clock", "bot.settings", "bot.settings_sms")
STORES = ("bot.safeguarding", "bot.intake", "bot.records")
# Each part, and the parts of ours it may import beside itself.
MAY_IMPORT = {
    "bot.casework": (),
    "bot.messaging": (),
    "bot.logs": (),
    "bot.lifeline": (),
    "bot.clock": (),
    "bot.settings": (),
    # How a database is opened: for what is posted and for what the office keeps, which may not know each other.
    "bot.database": (),
    "bot.settings_sms": ("bot.settings",),
    "bot.library": PURE,
    "bot.sentences": (),
    "bot.safeguarding": (*PURE, "bot.sentences"),
    # Its grammar needs spaCy, which the engine does not have.
    "bot.impartiality": (*PURE, "bot.library", "bot.sentences"),
    "bot.intake": (*PURE, "bot.library", "bot.database"),
    "bot.records": (*PURE, "bot.library", "bot.database"),
    "bot.services": (*SHARED, *SMALL, *STORES, "bot.impartiality"),
    "bot.web": (*SHARED, *SMALL),
    "bot.front_desk": (*SHARED, *SMALL, "bot.safeguarding", "bot.intake", "bot.services.public", "bot.web"),
    "bot.back_office": (*SHARED, *SMALL, *STORES, "bot.impartiality", "bot.services.office", "bot.web"),
    "bot.engine": (*SHARED, "bot.sentences", "bot.logs", "bot.lifeline"),
    "actions": (*SHARED, "bot.logs", "bot.lifeline"),
    # What starts the parts may know them.
    "bot.wiring": ("bot",),
    "bot.cli": ("bot",),
    "bot.content_cli": ("bot",),
    "bot.keys_cli": ("bot",),
    "bot.officers_cli": ("bot",),
    "bot.records_cli": ("bot",),
    "bot.export_cli": ("bot",),
    "bot.operations": ("bot",),
}
# The one-line start of a process: it also calls the wiring and the web server's loop.
STARTS = {
    "bot.front_desk.__main__": ("bot.wiring", "bot.operations.web_process"),
    "bot.back_office.__main__": ("bot.wiring", "bot.operations.web_process"),
}
RASA = ("rasa", "rasa_sdk")
MAY_IMPORT_RASA = ("bot.engine", "actions")
PUBLIC = ("bot.front_desk", "bot.services.public")
OFFICERS_ONLY = ("bot.records", "bot.back_office", "bot.services.office")

Imports = dict[str, set[str]]


def test_imports_point_one_way() -> None:
    assert wrong_directions(imports_of(PROJECT)) == []


def test_every_module_has_its_place_in_the_order() -> None:
    modules = [module for module in imports_of(PROJECT) if module != "bot"]
    assert len(modules) > 60
    assert [module for module in modules if part_of(module) is None] == []


def test_only_engine_and_actions_import_rasa() -> None:
    found = imports_of(PROJECT)
    assert importers_of_rasa(found) == []
    assert any(within(name, RASA) for name in found["bot.engine.turn"]), "the walk must see Rasa where it is"


def test_public_side_never_reaches_records_or_back_office() -> None:
    found = imports_of(PROJECT)
    assert reaching_officers(found) == []
    assert "bot.library.leaflet" in reached(found, "bot.front_desk.app"), "the walk must see past the first import"


def test_front_desk_as_it_is_started_loads_nothing_of_the_officers() -> None:
    script = (
        "import sys; from bot.settings import read_settings; from bot.wiring import wire_front_desk\n"
        "wire_front_desk(read_settings({}))\n"
        f"print(sorted(name for name in sys.modules if name.startswith({OFFICERS_ONLY!r})))"
    )
    assert run([str(PROJECT / ".venv/app/bin/python"), "-c", script]) == "[]"


@pytest.mark.parametrize(
    ("module", "line", "walk"),
    [
        ("bot/casework/disclosure.py", "from bot.library.compose import Library", "direction"),
        ("bot/messaging/clean.py", "import bot.casework.disclosure", "direction"),
        ("bot/library/find.py", "from bot.intake import sessions", "direction"),
        ("bot/intake/sessions.py", "from bot import front_desk", "direction"),
        ("bot/engine/turn.py", "from bot.settings import PROJECT", "direction"),
        ("actions/clear_guide.py", "def later():\n    import bot.safeguarding.screen", "direction"),
        ("bot/web/gate.py", "from ..front_desk import desk", "direction"),
        ("bot/back_office/app.py", "import bot.front_desk.pages", "direction"),
        ("bot/services/public/engine.py", "if True:\n    from rasa.core import agent", "rasa"),
        ("bot/front_desk/desk.py", "import rasa_sdk", "rasa"),
        ("bot/front_desk/webchat/view.py", "import bot.records.tables", "officers"),
        # Through another that the front desk imports.
        ("bot/intake/sessions.py", "from bot.back_office import app", "officers"),
    ],
)
def test_planted_import_is_found(tmp_path: Path, module: str, line: str, walk: str) -> None:
    check = {"direction": wrong_directions, "rasa": importers_of_rasa, "officers": reaching_officers}[walk]
    for folder in ("bot", "actions"):
        shutil.copytree(PROJECT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "bot/records").mkdir(exist_ok=True)
    (tmp_path / "bot/records/__init__.py").touch()
    (tmp_path / "bot/records/tables.py").touch()
    assert check(imports_of(tmp_path)) == []
    with (tmp_path / module).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    assert check(imports_of(tmp_path)) != []


@pytest.mark.parametrize("part", SHARED)
def test_shared_module_compiles_on_the_python_of_the_engine(part: str) -> None:
    modules = sorted(module for module in imports_of(PROJECT) if within(module, (part,)))
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]: importlib.import_module(name)\n"
        "print(sys.version_info[:2], len(sys.argv) - 1)"
    )
    assert run([ENGINE_PYTHON, "-c", script, *modules]) == f"(3, 10) {len(modules)}"


def test_module_too_new_for_the_engine_is_found(tmp_path: Path) -> None:
    (tmp_path / "too_new.py").write_text("from enum import StrEnum\n", encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        run([ENGINE_PYTHON, "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import too_new"])


def run(command: list[str]) -> str:
    done = subprocess.run(
        command, cwd=PROJECT, env={"PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def imports_of(project: Path) -> Imports:
    """Each module of bot/ and actions/, with every module that it names in an import, wherever in the file.

    `bot.wiring` imports inside its functions what each process needs; only what it imports on top counts.
    """
    files = {
        module_name(path, project): path
        for folder in ("bot", "actions")
        for path in sorted((project / folder).rglob("*.py"))
    }
    return {name: set(imported_by(name, path, set(files))) for name, path in files.items()}


def module_name(path: Path, project: Path) -> str:
    return ".".join(path.relative_to(project).with_suffix("").parts).removesuffix(".__init__")


def imported_by(module: str, path: Path, modules: set[str]) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = tree.body if module == "bot.wiring" else ast.walk(tree)
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = absolute(node, module, path)
            for alias in node.names:
                # `from bot.intake import sessions` imports a module, `from bot.intake.sessions import Sessions` a name.
                inner = f"{base}.{alias.name}"
                yield inner if inner in modules else base


def absolute(node: ast.ImportFrom, module: str, path: Path) -> str:
    if not node.level:
        return node.module or ""
    package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
    return ".".join([*package[: len(package) - node.level + 1], *filter(None, [node.module])])


def within(module: str, parts: tuple[str, ...]) -> bool:
    return any(module == part or module.startswith(part + ".") for part in parts)


def part_of(module: str) -> str | None:
    return next((part for part in MAY_IMPORT if within(module, (part,))), None)


def wrong_directions(found: Imports) -> list[str]:
    """Every import of ours that the order forbids, as "module -> imported"."""
    wrong = []
    for module, imported in found.items():
        part = part_of(module)
        if part is None:
            continue
        allowed = (part, *MAY_IMPORT[part], *STARTS.get(module, ()))
        if module == "bot.services.public" or module.startswith("bot.services.public."):
            allowed = (*(one for one in allowed if one not in ("bot.services", "bot.records")), "bot.services.public")
        ours = {name for name in imported if within(name, ("bot", "actions"))}
        # `from bot import x` where x is no module names the package alone, which holds nothing.
        wrong += [f"{module} -> {name}" for name in sorted(ours - {"bot"}) if not within(name, allowed)]
    return wrong


def importers_of_rasa(found: Imports) -> list[str]:
    return [
        module
        for module, names in found.items()
        if any(within(n, RASA) for n in names) and not within(module, MAY_IMPORT_RASA)
    ]


def reached(found: Imports, start: str) -> set[str]:
    """Every module that importing `start` loads, its packages included."""
    waiting, seen = [start], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        parent = name.rpartition(".")[0]
        waiting += [*found.get(name, ()), *([parent] if parent in found else [])]
    return seen


def reaching_officers(found: Imports) -> list[str]:
    return [
        f"{module} -> {name}"
        for module in found
        if within(module, PUBLIC)
        for name in sorted(reached(found, module))
        if within(name, OFFICERS_ONLY)
    ]

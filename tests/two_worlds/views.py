"""All that can be seen of one answer, and how two of them are told apart.

Nothing is masked: `MASKED` is the reviewed list of what is random in both worlds and cannot be drawn from one stream.
It is empty, and a test says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from tests.two_worlds.asking import Answer
from tests.two_worlds.watching import Doing

MASKED: tuple[str, ...] = ()
# Templates, patterns and modules are read in by whoever needs them first, once in the life of a process.
READ_IN_ONCE = ("work", "touched")
SHOWN = 60


@dataclass(frozen=True)
class Posted:
    """An envelope that was put into the post box, with its opened content."""

    id: str
    kind: str
    created: str
    size: int
    sealed: bytes
    content: str


@dataclass(frozen=True)
class View:
    """What one request brought. The first part anybody sees; the last part only shows that as much work was done."""

    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    cookies: tuple[bytes, ...]
    retry_after: tuple[bytes, ...]
    size: int
    body: tuple[bytes, ...]
    failed: str
    posted: tuple[tuple[str, str, str, int], ...]
    sealed: tuple[tuple[bytes, str], ...]
    engine: tuple[Any, ...]
    statements: tuple[Any, ...]
    log: tuple[str, ...]
    touched: tuple[str, ...]
    kept: tuple[int, int]
    work: tuple[tuple[str, int], ...]

    @staticmethod
    def of(answer: Answer, doing: Doing, posted: tuple[Posted, ...], kept: tuple[int, int]) -> View:
        """The view of `answer`; `kept` is how many conversations and streams there are afterwards."""
        return View(
            status=answer.status,
            headers=answer.headers,
            cookies=tuple(value for name, value in answer.headers if name == b"set-cookie"),
            retry_after=tuple(value for name, value in answer.headers if name == b"retry-after"),
            size=len(answer.body),
            body=answer.chunks,
            failed=answer.failed,
            posted=tuple((one.id, one.kind, one.created, one.size) for one in posted),
            sealed=tuple((one.sealed, one.content) for one in posted),
            engine=tuple(doing.engine),
            statements=tuple(doing.statements),
            log=tuple(doing.log),
            touched=tuple(doing.touched),
            kept=kept,
            work=tuple(sorted(doing.work.items())),
        )


class Different(AssertionError):
    """The two worlds can be told apart. `kinds` are the observables that differ."""

    def __init__(self, kinds: tuple[str, ...], text: str) -> None:
        super().__init__(text)
        self.kinds = kinds


def compare(said: object, nothing: View, something: View, masked: tuple[str, ...] = MASKED) -> None:
    """Raises Different if the views of the two worlds differ anywhere but in what is `masked`.

    `said` is what was done, for the message.
    """
    if nothing == something:
        return
    found = {
        field.name: (getattr(nothing, field.name), getattr(something, field.name))
        for field in fields(View)
        if field.name not in masked and getattr(nothing, field.name) != getattr(something, field.name)
    }
    if found:
        lines = [f"{name}: {_shortly(*pair)}" for name, pair in found.items()]
        raise Different(tuple(found), "\n  ".join([f"THE WORLDS DIFFER in {', '.join(found)} after {said!r}", *lines]))


def _shortly(nothing: Any, something: Any) -> str:
    if isinstance(nothing, tuple):
        chunks = (*nothing, *something)
        if chunks and all(isinstance(one, bytes) for one in chunks) and b"".join(nothing) != b"".join(something):
            nothing, something = b"".join(nothing), b"".join(something)
        else:
            only = list(_only_in(nothing, something))
            return "; ".join(only[:6]) + (f"; and {len(only) - 6} more" if len(only) > 6 else "")
    if isinstance(nothing, bytes) and isinstance(something, bytes):
        at = next((i for i, (a, b) in enumerate(zip(nothing, something)) if a != b), min(len(nothing), len(something)))
        start = max(0, at - SHOWN // 3)
        return f"at byte {at}: {nothing[start : at + SHOWN]!r} and {something[start : at + SHOWN]!r}"
    return f"{nothing!r} and {something!r}"


def _only_in(nothing: tuple[Any, ...], something: tuple[Any, ...]) -> Iterator[str]:
    yield from (f"only without the record {str(one)[: 3 * SHOWN]}" for one in nothing if one not in something)
    yield from (f"only with the record {str(one)[: 3 * SHOWN]}" for one in something if one not in nothing)
    if sorted(map(repr, nothing)) == sorted(map(repr, something)):
        yield f"another order: {str(nothing)[:SHOWN]} and {str(something)[:SHOWN]}"
    elif len(nothing) != len(something):
        yield f"{len(nothing)} and {len(something)} of them"

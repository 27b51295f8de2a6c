"""Every route of an application, asked by every role and by nobody: what lists them, and what they must answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from bot.casework.access import Ability

NOWHERE = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Route:
    """One method of one path, with what it asks of a role; None for what everybody may ask for."""

    method: str
    path: str
    ability: Ability | None

    @property
    def example(self) -> str:
        """The path with something in the place of its parameters that is nowhere in the records."""
        parts = self.path.split("/")
        return "/".join(NOWHERE if part.startswith("{") else part for part in parts)


def routes_of(app: FastAPI) -> list[Route]:
    """Every route of `app`, with the ability that its `signed_in` asks for; files are not among them."""
    found = [
        Route(method, context.path, next(iter(_abilities(context.dependant)), None))
        for context in iter_route_contexts(app.routes)
        if getattr(context, "dependant", None)
        for method in sorted(context.methods - {"HEAD"})
    ]
    assert len(found) == len({(route.method, route.path) for route in found}), "two routes for one address"
    return found


def _abilities(dependant: Dependant) -> Iterator[Ability]:
    if ability := getattr(dependant.call, "ability", None):
        yield ability
    for one in dependant.dependencies:
        yield from _abilities(one)

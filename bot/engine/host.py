"""The engine's host: Rasa as a library behind one small page on loopback (architecture.md 3, the engine's contract).

python -m bot.engine.host MODEL PORT        with EVENHAND_ENGINE_SECRET set
"""

from __future__ import annotations

import os

# All must be set before Rasa is imported: it reports home, TensorFlow prints, and threads for matrices this small only
# wait for one another, on the core that the front desk needs.
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import bot.logs

import bot.lifeline

log = bot.logs.set_up("engine")
bot.lifeline.hold()

import structlog

# Without this Rasa's structlog prints every message it debugs, text and all.
structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[lambda *record: ""])

import asyncio
import gc
import hmac
import logging
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, AsyncIterator, Optional

import skops.io  # noqa: F401  imported after TensorFlow it takes four seconds (engine.md 5)
import uvicorn
from rasa.core.agent import Agent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.engine.actions_in_process import InProcessActions
from bot.engine.agent import load_agent
from bot.engine.intent_classifier import IntentClassifier
from bot.engine.leaflet_selector import PREFIX
from bot.engine.replies import NOON, ContentNLG
from bot.engine.tracker_store import LiveTrackerStore
from bot.engine.turn import Conversations, Said, TurnFailed, WrongTurn
from bot.library.content_error import ContentError

# Rasa sets its own logger's level from LOG_LEVEL when it is imported.
logging.getLogger("rasa").setLevel(logging.CRITICAL)


# How soon a published model is taken up.
LOOK_EVERY_SECONDS = 2.0


class ModelError(RuntimeError):
    """The model cannot serve this content; the text is one sentence."""


def load(model: Path) -> tuple[Conversations, str]:
    """The conversations of a freshly loaded model, and the model's id.

    Raises ContentError if content/ is broken, ModelError if the model lacks a leaflet that content/ has.
    """
    content = model.with_name(model.name.removesuffix(".tar.gz") + ".content")
    nlg, store = ContentNLG(content=content if content.is_dir() else None), LiveTrackerStore()
    agent = load_agent(model, nlg, store, InProcessActions("actions"))
    missing = sorted({PREFIX + id_ for id_ in nlg.library.shelf} - set(_classifier(agent).classes))
    if missing:
        raise ModelError(
            f"the model does not know the leaflet {missing[0].removeprefix(PREFIX)!r}; train it again (evenhand train)"
        )
    return Conversations(agent, store), model.name.removesuffix(".tar.gz")


def _classifier(agent: Agent) -> IntentClassifier:
    assert agent.processor is not None
    for node in agent.processor.graph_runner.nodes.values():  # type: ignore[attr-defined]
        if isinstance(node._component, IntentClassifier):
            return node._component
    raise ModelError("the model cannot classify messages; train it again (evenhand train)")


class Models:
    """The models that serve: the newest for new conversations, older ones until what began with them is over."""

    def __init__(self, link: Path) -> None:
        """`link` is the model, or a link to it that is changed to publish another. Raises as `load` does."""
        self._link, self._at = link, link.resolve()
        first, id_ = load(self._at)
        self.current, self.conversations = id_, {id_: first}

    def of(self, model_id: Optional[str]) -> Optional[Conversations]:
        """The conversations of a model, of the newest if none is named; None if it serves no more."""
        return self.conversations.get(model_id or self.current)

    def forget(self, conversation: str) -> None:
        """Drops a conversation, whichever model it began with."""
        for one in self.conversations.values():
            one.forget(conversation)

    async def watch(self) -> None:
        """Takes up each model that is published; one that cannot serve changes nothing and is logged."""
        while True:
            await asyncio.sleep(LOOK_EVERY_SECONDS)
            await self.look()

    async def look(self) -> None:
        """One look at the link."""
        at = self._link.resolve()
        if at != self._at and at.exists():
            self._at = at
            try:
                found, id_ = await asyncio.to_thread(load, at)
            except Exception as problem:
                log.error("a published model cannot serve: %s", type(problem).__name__)
            else:
                self.conversations[id_] = found
                self.current = id_
                log.info("a new model serves")
        for id_ in [one for one in self.conversations if one != self.current]:
            if not self.conversations[id_].count():
                del self.conversations[id_]


def application(models: Models, secret: str) -> Starlette:
    """The two routes of the engine. Every request must carry the shared secret as a bearer token."""

    def allowed(request: Request) -> bool:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {secret}".encode())

    async def turn(request: Request) -> Response:
        if not allowed(request):
            return Response(status_code=401)
        try:
            asked = await request.json()
            conversation, n, wanted = str(asked["conversation"]), int(asked["n"]), asked.get("model_id")
            said = Said(
                str(asked["text"]),
                asked.get("choice"),
                str(asked["channel"]),
                str(asked["today"]),
                str(asked.get("at") or NOON),
            )
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": "not a turn"}, 400)
        model_id = wanted or models.current
        conversations = models.of(model_id)
        if conversations is None:
            return JSONResponse({"error": "another model", "model_id": models.current}, 410)
        try:
            answer: dict[str, Any] = await conversations.take(conversation, n, said)
        except WrongTurn as wrong:
            return JSONResponse({"error": "wrong turn", "expected": wrong.expected}, 409)
        except TurnFailed as failed:
            log.error("a turn failed: %s", failed)
            return JSONResponse({"error": "turn failed"}, 500)
        return JSONResponse({"n": n, "model_id": model_id, **answer})

    async def forget(request: Request) -> Response:
        if not allowed(request):
            return Response(status_code=401)
        models.forget(request.path_params["conversation"])
        return Response(status_code=204)

    async def ready(request: Request) -> Response:
        return JSONResponse({"model_id": models.current})

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        watching = asyncio.create_task(models.watch())
        yield
        watching.cancel()

    return Starlette(
        lifespan=lifespan,
        routes=[
            Route("/turn", turn, methods=["POST"]),
            Route("/conversations/{conversation}", forget, methods=["DELETE"]),
            Route("/readyz", ready),
        ],
    )


def main() -> None:
    """Loads the model named first and serves on the port named second, on loopback only. Exit status 1 if it cannot."""
    model, port, secret = Path(sys.argv[1]), int(sys.argv[2]), os.environ.get("EVENHAND_ENGINE_SECRET", "")
    if not secret:
        raise SystemExit("EVENHAND_ENGINE_SECRET is not set; start the engine with evenhand serve")
    try:
        models = Models(model)
    except (ContentError, ModelError) as problem:
        raise SystemExit(str(problem)) from None
    # What Rasa and TensorFlow loaded is never garbage: looking through it again and again costs milliseconds.
    gc.collect()
    gc.freeze()
    app = application(models, secret)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, ws="none")


if __name__ == "__main__":
    main()

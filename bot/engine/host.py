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

import gc
import hmac
import logging
import sys
from pathlib import Path
from typing import Any

import skops.io  # noqa: F401  imported after TensorFlow it takes four seconds (engine.md 5)
import uvicorn
from rasa.core.agent import Agent
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.engine.actions_in_process import InProcessActions
from bot.engine.agent import load_agent
from bot.engine.leaflet_selector import LeafletSelector
from bot.engine.replies import ContentNLG
from bot.engine.tracker_store import LiveTrackerStore
from bot.engine.turn import Conversations, Said, TurnFailed, WrongTurn
from bot.library.content_error import ContentError

# Rasa sets its own logger's level from LOG_LEVEL when it is imported.
logging.getLogger("rasa").setLevel(logging.CRITICAL)


class ModelError(RuntimeError):
    """The model cannot serve this content; the text is one sentence."""


def load(model: Path) -> tuple[Conversations, str]:
    """The conversations of a freshly loaded model, and the model's id.

    Raises ContentError if content/ is broken, ModelError if the model lacks a leaflet that content/ has.
    """
    nlg, store = ContentNLG(), LiveTrackerStore()
    agent = load_agent(model, nlg, store, InProcessActions("actions"))
    missing = sorted(set(nlg.library.shelf) - set(_selector(agent).leaflets))
    if missing:
        raise ModelError(f"the model does not know the leaflet {missing[0]!r}; train it again (evenhand train)")
    return Conversations(agent, store), model.name.removesuffix(".tar.gz")


def _selector(agent: Agent) -> LeafletSelector:
    assert agent.processor is not None
    for node in agent.processor.graph_runner.nodes.values():  # type: ignore[attr-defined]
        if isinstance(node._component, LeafletSelector):
            return node._component
    raise ModelError("the model has no leaflet selector; train it again (evenhand train)")


def application(conversations: Conversations, model_id: str, secret: str) -> Starlette:
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
            said = Said(str(asked["text"]), asked.get("choice"), str(asked["channel"]), str(asked["today"]))
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": "not a turn"}, 400)
        if wanted not in (None, model_id):
            return JSONResponse({"error": "another model", "model_id": model_id}, 410)
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
        conversations.forget(request.path_params["conversation"])
        return Response(status_code=204)

    async def ready(request: Request) -> Response:
        return JSONResponse({"model_id": model_id})

    return Starlette(
        routes=[
            Route("/turn", turn, methods=["POST"]),
            Route("/conversations/{conversation}", forget, methods=["DELETE"]),
            Route("/readyz", ready),
        ]
    )


def main() -> None:
    """Loads the model named first and serves on the port named second, on loopback only. Exit status 1 if it cannot."""
    model, port, secret = Path(sys.argv[1]), int(sys.argv[2]), os.environ.get("EVENHAND_ENGINE_SECRET", "")
    if not secret:
        raise SystemExit("EVENHAND_ENGINE_SECRET is not set; start the engine with evenhand serve")
    try:
        conversations, model_id = load(model)
    except (ContentError, ModelError) as problem:
        raise SystemExit(str(problem)) from None
    # What Rasa and TensorFlow loaded is never garbage: looking through it again and again costs milliseconds.
    gc.collect()
    gc.freeze()
    app = application(conversations, model_id, secret)
    uvicorn.run(app, host="127.0.0.1", port=port, log_config=None, access_log=False, lifespan="off", ws="none")


if __name__ == "__main__":
    main()

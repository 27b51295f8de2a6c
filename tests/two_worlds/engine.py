"""Where the real engine is; a mutant's check uses the one that runs already."""

from __future__ import annotations

from dataclasses import dataclass

from tests.running import SECRET


@dataclass(frozen=True)
class EngineAt:
    """Where an engine listens."""

    port: int
    secret: str = SECRET

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

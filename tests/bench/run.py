"""Measures Evenhand against a stock Rasa assistant and writes docs/benchmarks.md."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import yaml

from bot.settings import PROJECT
from tests.bench import live, office, referral, servers
from tests.bench.load import Measured, load, long_conversations, our_talk, stock_talk
from tests.bench.report import Figures, write
from tests.bench.texts import texts

ROUNDS = 3
STOCK_TEXTS = ["hello", "I am feeling very good", "are you a bot?", "bye"] * 2
# The same question at the fifth and at the sixtieth turn; a form is begun and left half-filled in between.
QUESTION = "how long has the council got to decide"
LONG = [QUESTION] * 20 + ["i dont know where to start", "School", "No plan"] + [QUESTION] * 40


def questions() -> list[str]:
    """Held-out leaflet questions, as parents write them."""
    path = PROJECT / "tests" / "understanding" / "leaflet_questions.yml"
    return [row["text"] for row in yaml.safe_load(path.read_text(encoding="utf-8"))]


async def measure(begin, texts: list[str]) -> tuple[list[Measured], list[Measured]]:
    """Rounds at one client and at sixteen, after a warm-up."""
    await load(begin, texts, 1, 40)
    return (
        [await load(begin, texts, 1, 240) for _ in range(ROUNDS)],
        [await load(begin, texts, 16, 960) for _ in range(ROUNDS)],
    )


def middle(rounds: list[Measured], share: float) -> float:
    """The median over the rounds of the time under which `share` of the turns stayed."""
    return median(one.at(share) for one in rounds)


def main() -> None:
    """One run: stock first, then ours; then the document."""
    servers.make_stock()
    print("Measuring the officers' pages ...", flush=True)
    officers = office.pages()
    print("Measuring live conversations ...", flush=True)
    talking = live.live()
    print("Measuring the stock assistant ...", flush=True)
    with servers.stock() as server:
        stock_ready, stock_memory = server.ready_seconds, server.megabytes
        stock_one, stock_many = asyncio.run(measure(stock_talk(servers.STOCK_PORT), STOCK_TEXTS))
    print("Measuring Evenhand ...", flush=True)
    with servers.engine() as engine, servers.front_desk() as desk:
        begin = our_talk(servers.FRONT_PORT)
        our_one, our_many = asyncio.run(measure(begin, questions()))
        turns = asyncio.run(long_conversations(begin, LONG, 15))
        referring = asyncio.run(long_conversations(begin, referral.SCRIPT, referral.REFERRALS))
        by_text = asyncio.run(texts(servers.FRONT_PORT))
        figures = Figures(
            stock_p50=middle(stock_one, 0.5),
            our_p50=middle(our_one, 0.5),
            stock_rate=median(one.turns_a_second for one in stock_many),
            our_rate=median(one.turns_a_second for one in our_many),
            stock_p99=middle(stock_many, 0.99),
            our_p99=middle(our_many, 0.99),
            stock_ready=stock_ready,
            our_ready=engine.ready_seconds,
            stock_memory=stock_memory,
            our_memory=engine.megabytes,
            desk_memory=desk.megabytes,
            turn_5=median(turns[4]),
            turn_60=median(turns[59]),
            form_turn=median(time for turn in referring[1:-1] for time in turn),
            submit=median(referring[-1]),
            queue_page=officers.queue,
            case_page=officers.case,
            withdrawal=officers.withdrawal,
            live_p50=talking.p50,
            live_p99=talking.p99,
            live_sent=talking.sent,
            live_lost=talking.lost,
            text_p50=by_text.p50,
            text_p99=by_text.p99,
            text_burst=by_text.burst_seconds,
            unanswered=sum(one.unanswered for one in [*stock_one, *stock_many, *our_one, *our_many, by_text]),
        )
    write(figures)


if __name__ == "__main__":
    main()

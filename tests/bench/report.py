"""The figures of one run, held to their bounds, and the document that gives them."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from datetime import date

from bot.settings import PROJECT

DOCUMENT = PROJECT / "docs" / "benchmarks.md"
MARK = "<!-- figures -->"


@dataclass(frozen=True)
class Figures:
    """Times in milliseconds unless `ready` (seconds); rates in turns a second; memory in MB. Medians of three rounds."""

    stock_p50: float
    our_p50: float
    stock_rate: float
    our_rate: float
    stock_p99: float
    our_p99: float
    stock_ready: float
    our_ready: float
    stock_memory: float
    our_memory: float
    desk_memory: float
    turn_5: float
    turn_60: float
    form_turn: float
    submit: float
    queue_page: float
    case_page: float
    withdrawal: float
    live_p50: float
    live_p99: float
    live_sent: int
    live_lost: int
    text_p50: float
    text_p99: float
    text_burst: float
    unanswered: int


def rows(f: Figures) -> list[tuple[str, str, str, float, str, bool]]:
    """What was measured, stock, ours, the ratio, its bound, and whether it holds."""
    return [
        (
            "a turn, one client, p50",
            f"{f.stock_p50:.1f} ms",
            f"{f.our_p50:.1f} ms",
            f.stock_p50 / f.our_p50,
            "at least 4",
            f.stock_p50 / f.our_p50 >= 4,
        ),
        (
            "turns a second, 16 clients",
            f"{f.stock_rate:.0f}",
            f"{f.our_rate:.0f}",
            f.our_rate / f.stock_rate,
            "at least 5",
            f.our_rate / f.stock_rate >= 5,
        ),
        (
            "a turn, 16 clients, p99",
            f"{f.stock_p99:.0f} ms",
            f"{f.our_p99:.0f} ms",
            f.our_p99 / f.stock_p99,
            "at most 0.33",
            f.our_p99 / f.stock_p99 <= 1 / 3,
        ),
        (
            "engine ready",
            f"{f.stock_ready:.1f} s",
            f"{f.our_ready:.1f} s",
            f.our_ready / f.stock_ready,
            "at most 0.2",
            f.our_ready / f.stock_ready <= 0.2,
        ),
        (
            "engine's memory after the load",
            f"{f.stock_memory:.0f} MB",
            f"{f.our_memory:.0f} MB",
            f.our_memory / f.stock_memory,
            "at most 0.6",
            f.our_memory / f.stock_memory <= 0.6,
        ),
        (
            "a conversation's 60th turn against its 5th",
            "-",
            f"{f.turn_60:.1f} / {f.turn_5:.1f} ms",
            f.turn_60 / f.turn_5,
            "at most 2",
            f.turn_60 / f.turn_5 <= 2,
        ),
        (
            "a turn of a referral against a leaflet turn, p50",
            "-",
            f"{f.form_turn:.1f} / {f.our_p50:.1f} ms",
            f.form_turn / f.our_p50,
            "at most 2",
            f.form_turn / f.our_p50 <= 2,
        ),
        (
            "sending a referral against a leaflet turn, p50",
            "-",
            f"{f.submit:.1f} / {f.our_p50:.1f} ms",
            f.submit / f.our_p50,
            "at most 10",
            f.submit / f.our_p50 <= 10,
        ),
        (
            "live: to the other's screen, 200 open at 20 a second, p99",
            "-",
            f"{f.live_p99:.0f} ms (p50 {f.live_p50:.0f})",
            f.live_p99 / 500,
            "at most 500 ms",
            f.live_p99 <= 500,
        ),
        (
            f"live: lost of {f.live_sent} messages",
            "-",
            str(f.live_lost),
            float(f.live_lost),
            "none",
            not f.live_lost,
        ),
        (
            "a text, webhook to TwiML, against a leaflet turn, p50",
            "-",
            f"{f.text_p50:.1f} / {f.our_p50:.1f} ms",
            f.text_p50 / f.our_p50,
            "at most 4",
            f.text_p50 / f.our_p50 <= 4,
        ),
        *(
            (what, "-", f"{took:.1f} {unit}", took / most, f"at most {most} {unit}", took <= most)
            for what, took, most, unit in (
                ("a text at 20 a second, p99", f.text_p99, 250, "ms"),
                ("200 texts at once from 200 numbers, all answered", f.text_burst, 5, "s"),
            )
        ),
        *(
            (f"{what}, 5,000 cases", "-", f"{took:.1f} {unit}", took / most, f"at most {most} {unit}", took <= most)
            for what, took, most, unit in (
                ("the officers' queue with 200 waiting, p50", f.queue_page, 100, "ms"),
                ("a case, p50", f.case_page, 150, "ms"),
                ("a withdrawal finds its file and stops sharing", f.withdrawal, 60, "s"),
            )
        ),
    ]


def write(figures: Figures) -> None:
    """Prints the table and puts it into the document, under its mark."""
    table = ["| what | stock | Evenhand | ratio | bound | holds |", "| --- | --- | --- | --- | --- | --- |"]
    table += [
        f"| {what} | {stock} | {ours} | {ratio:.2f} | {bound} | {'yes' if holds else '**no**'} |"
        for what, stock, ours, ratio, bound, holds in rows(figures)
    ]
    note = (
        f"Run on {date.today().isoformat()}, {os.cpu_count()} cores, {platform.machine()}. Turns not answered: {figures.unanswered}. "
        f"The front desk's own memory: {figures.desk_memory:.0f} MB."
    )
    text = "\n".join([*table, "", note])
    print(text)
    before = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else f"# Benchmarks\n\n{MARK}\n{MARK}\n"
    head, _, tail = before.split(MARK)
    DOCUMENT.parent.mkdir(exist_ok=True)
    DOCUMENT.write_text(f"{head}{MARK}\n{text}\n{MARK}{tail}", encoding="utf-8")

"""Leaflets and whole content folders for tests: right by default, wrong where a test says so."""

from __future__ import annotations

from pathlib import Path

from bot.library.leaflet import Leaflet, parse_leaflet
from bot.settings import PROJECT

TEXT = """---
id: swings
title: Swings in the park
summary: Who may use the swings.
nation: england
version: 3
reviewed_on: 2026-11-16
review_due: 2027-11-16
owner: Information officer
approved_by: Service manager
sources:
  - title: Swings Act 2014
    reference: section 5
    url: https://www.legislation.gov.uk/ukpga/2014/6/section/5
related: []
questions:
{questions}
---

## Answer

You can use a swing. The council must keep it safe (Swings Act 2014, section 5).

## Text message

Here is what you asked about. You can use it.

## How long it takes

A swing takes 2 minutes (Swings Act 2014, section 5).

## Your options

### Ask to swing

You ask whoever is on it.

**It may help because:** They may be done.

**To weigh up:** They may say no.

### Wait for now

You wait until it is free.

**It may help because:** You have time to rest.

**To weigh up:** It may get dark.

## What you can do next

- Look whether it is free.
"""


def leaflet_text(id_: str = "swings", *changes: tuple[str, str]) -> str:
    """The text of a leaflet called `id_`, each of `changes` made in it once."""
    questions = "\n".join(f'  - "may i use the {id_} number {number}"' for number in range(20))
    text = TEXT.replace("{questions}", questions).replace("id: swings", f"id: {id_}")
    for old, new in changes:
        assert old in text, f"nothing to change: {old}"
        text = text.replace(old, new, 1)
    return text


def make_leaflet(id_: str = "swings", *changes: tuple[str, str]) -> Leaflet:
    return parse_leaflet(id_, leaflet_text(id_, *changes))


def make_content(folder: Path, *texts: str) -> Path:
    """A content folder with these leaflets, the file of each named by its id, and the service as it stands."""
    content = folder / "content"
    (content / "leaflets").mkdir(parents=True)
    for text in texts:
        id_ = text.split("id: ", 1)[1].splitlines()[0]
        (content / "leaflets" / f"{id_}.md").write_text(text, encoding="utf-8")
    (content / "service.toml").write_text((PROJECT / "content/service.toml").read_text("utf-8"), encoding="utf-8")
    return content

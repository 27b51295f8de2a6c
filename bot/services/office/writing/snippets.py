"""What an officer can put into a letter or reply: approved replies, and answers of leaflets with their source.

Found by words, with SQLite's own full-text search in memory: what is looked for is written nowhere.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from threading import Lock

from bot.casework.calendar import in_words
from bot.library.compose import Library
from bot.library.leaflet import ANSWER, TEXT_MESSAGE, Leaflet, slug
from bot.messaging.segments import count_segments
from bot.messaging.unmarked import unmarked

MOST_FOUND = 8
# In letters and on the telephone nobody looks for these.
_SAYS_LITTLE = frozenset(
    "a about an and are can do does for from has have how i if in is it me my of on or our the their they this to we "  # noqa: SIM905
    "what when where which who why will with you your".split()
)


@dataclass(frozen=True)
class Snippet:
    """Words to put in: `source` is the line that tells where they are from, "" for a reply, which is the service's own."""

    id: str
    title: str
    words: str
    source: str
    places: tuple[str, ...]

    @property
    def inserted(self) -> str:
        """What stands in the text once it is put in."""
        return f"{self.words}\n({self.source})" if self.source else self.words

    @property
    def parts(self) -> int | None:
        """How many text messages it is, where it may go as one."""
        return count_segments(self.inserted) if "text" in self.places else None


class Snippets:
    """Everything that may be put in on one day. `public_url` is where parents find the leaflets."""

    def __init__(self, library: Library, today: date, public_url: str) -> None:
        """Of the leaflets and replies that are served on `today` (Europe/London)."""
        replies = [
            Snippet(f"reply:{one.id}", one.title, one.words, "", one.places)
            for one in library.replies.values()
            if one.is_served(today)
        ]
        leaflets = [one for one in library.shelf_on(today).values() if one.is_served(today)]
        self._by_id = {
            one.id: one for one in [*replies, *(s for leaflet in leaflets for s in _sections(leaflet, public_url))]
        }
        self._lock = Lock()
        self._index = sqlite3.connect(":memory:", check_same_thread=False)
        self._index.execute(
            "CREATE VIRTUAL TABLE found USING fts5(id UNINDEXED, title, words, tokenize='porter unicode61')"
        )
        self._index.executemany(
            "INSERT INTO found VALUES (?, ?, ?)", [(one.id, one.title, one.words) for one in self._by_id.values()]
        )
        # What two people have read: the hint passes it over.
        self.approved = frozenset(
            line.strip() for one in self._by_id.values() for line in one.inserted.splitlines() if line.strip()
        )

    def of(self, id_: str) -> Snippet | None:
        """The one with this id, if it may be put in today."""
        return self._by_id.get(id_)

    def replies(self, *places: str) -> tuple[Snippet, ...]:
        """The approved replies for any of these places (letter, email, text, chat), by title."""
        found = [one for one in self._by_id.values() if one.id.startswith("reply:") and {*places} & {*one.places}]
        return tuple(sorted(found, key=lambda one: one.title))

    def find(self, looked_for: str, place: str) -> tuple[Snippet, ...]:
        """What fits the words best, at most eight; those with every word before those with some. () for no words."""
        wanted = [word for word in re.findall(r"\w+", looked_for.lower())[:20] if word not in _SAYS_LITTLE]
        if not wanted:
            return ()
        found: dict[str, None] = {}
        for joined in (" ".join, " OR ".join):
            found.update(dict.fromkeys(self._match(joined([f'"{word}"*' for word in wanted]))))
        fitting = [self._by_id[id_] for id_ in found if place in self._by_id[id_].places]
        return tuple(fitting[:MOST_FOUND])

    def _match(self, query: str) -> list[str]:
        # A title says more than a word within: it weighs four times as much.
        with self._lock:
            rows = self._index.execute(
                "SELECT id FROM found WHERE found MATCH ? ORDER BY bm25(found, 0, 4, 1) LIMIT 40", (query,)
            )
            return [id_ for (id_,) in rows]


def _sections(leaflet: Leaflet, public_url: str) -> Iterator[Snippet]:
    checked = in_words(leaflet.reviewed_on)
    source = f"From our leaflet “{leaflet.title}”, version {leaflet.version}, checked on {checked}: {public_url}{leaflet.url}"
    for heading, text in leaflet.sections.items():
        is_text = heading == TEXT_MESSAGE
        title = leaflet.title if heading == ANSWER else f"{leaflet.title}: {heading}"
        # What was written for text messages stays plain there: no curved marks, which would double its parts.
        line = f"Leaflet, checked {checked}: {public_url}{leaflet.url}" if is_text else source
        places = ("text",) if is_text else ("letter", "email", "chat")
        yield Snippet(f"leaflet:{leaflet.id}:{slug(heading)}", title, unmarked(text), line, places)

"""From a response and what was asked to the words: pure, and the only place where leaflets meet templates."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from bot.casework.calendar import in_words
from bot.casework.date_talk import DateTalk
from bot.casework.referral.questions import BY_ID as REFERRAL_QUESTIONS
from bot.casework.requests.course import BY_ID as REQUEST_QUESTIONS
from bot.casework.timescales import TIMESCALES, TRANSFER
from bot.library.content_error import ContentError
from bot.library.dating import variables
from bot.library.directory import Organisation, fitting, read_directory
from bot.library.find import NOT_WITH_A_DECLINE, Outcome, find, is_clear, subject
from bot.library.form_texts import FormTexts, read_form_texts
from bot.library.guide import answers_to, leaflets_for
from bot.library.helplines import read_helplines
from bot.library.languages import Language, marks, read_languages
from bot.library.leaflet import ANSWER, TEXT_MESSAGE, Leaflet, slug
from bot.library.letter_texts import LetterTexts, read_letter_texts
from bot.library.messages import Messages, Reply
from bot.library.notice import Notice, read_notices
from bot.library.referring import FILE as REFERRAL_TEXTS
from bot.library.referring import Saying, saying
from bot.library.replies import CannedReply, read_replies
from bot.library.requesting import FILE as REQUEST_TEXTS
from bot.library.requesting import saying_of_request
from bot.library.service import Service, read_service
from bot.library.shelf import Shelf, in_force, read_later, read_shelf
from bot.library.talking import saying_of_talk, who_is_there
from bot.library.timescales import TimescaleTexts, read_timescales
from bot.library.withdrawn import FILE, Withdrawn
from bot.library.wordings import Wordings, read_wordings

# The event whose dates a leaflet is about; "Work out my dates" begins with it.
DATES_OF = {one.leaflet: one.id for one in reversed(TIMESCALES.values())} | {
    "asking-for-ehc-assessment": "assessment-requested",
    "refusal-to-assess": "decision-letter",
    "plan-refused": "decision-letter",
    "ceasing-a-plan": "decision-letter",
    "mediation": "decision-letter",
    "annual-review": "review-meeting",
    "phase-transfer": TRANSFER,
}
# Such a word stands for something said before; with nothing said before, nobody can tell what.
_POINTS_BACK = re.compile(r"\b(?:that|this|it|those|these)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """What a turn asks for: the selector's ranking, what a choice or the talk so far pinned, the form's answers.

    `today` and `at` are the day and the time of day in Europe/London.
    """

    today: date
    channel: str = "web"
    text: str = ""
    language: str = ""
    ranking: Sequence[Tuple[str, float]] = ()
    also: Optional[str] = None
    leaflet: Optional[str] = None
    section: Optional[str] = None
    answers: Mapping[str, Optional[str]] = field(default_factory=dict)
    dates: Optional[DateTalk] = None
    referral: Optional[Mapping[str, Any]] = None
    request: Optional[Mapping[str, Any]] = None
    talk: Optional[Mapping[str, Any]] = None
    at: time = time(12)


@dataclass(frozen=True)
class Composed:
    """A reply, the leaflet whose words it gives, and the hash of the wording by which it asks permission, if any."""

    reply: Reply
    leaflet: Optional[Leaflet] = None
    notice: str = ""


class Library:
    """Everything in content/ that can be said, read once."""

    def __init__(self, content: Path, withdrawn: Optional[Path] = None) -> None:
        """Raises ContentError, one sentence, if anything in `content` is broken.

        `withdrawn` is the file that takes leaflets out while a service runs, in `content` unless said.
        """
        self.content = content
        self.service: Service = read_service(content)
        self.shelf: Shelf = read_shelf(content)
        self.later = read_later(content)
        self.withdrawn = Withdrawn(withdrawn or content / FILE)
        for leaflet in self.later:
            if leaflet.id not in self.shelf:
                raise ContentError(f"leaflet {leaflet.id}@{leaflet.effective_from}.md changes one that does not exist")
        self.directory: Tuple[Organisation, ...] = read_directory(content)
        self.helplines = read_helplines(content)
        self.content = content
        self.notices: Dict[str, Notice] = read_notices(content, self.service)
        self.languages: Dict[str, Language] = read_languages(content)
        self.timescales: TimescaleTexts = read_timescales(content)
        self.wordings: Wordings = read_wordings(content)
        self.referral_texts: FormTexts = read_form_texts(content, REFERRAL_TEXTS, REFERRAL_QUESTIONS, self.service)
        self.request_texts: FormTexts = read_form_texts(content, REQUEST_TEXTS, REQUEST_QUESTIONS, self.service)
        self.replies: Dict[str, CannedReply] = read_replies(content, self.service)
        self.letters: LetterTexts = read_letter_texts(content, self.service)
        self.messages = Messages(content)
        self._in_force: Optional[Tuple[Any, Shelf]] = None
        self.language_marks = marks(self.languages, self.service.phone)

    def shelf_on(self, today: date) -> Shelf:
        """The leaflets as they stand on `today` (Europe/London): see in_force."""
        key = (today, self.withdrawn.ids)
        if self._in_force is None or self._in_force[0] != key:
            self._in_force = (key, in_force(self.shelf, self.later, key[1], today))
        return self._in_force[1]

    def say(self, name: str, channel: str, **variables: Any) -> Reply:
        """The message called `name` with the service's details filled in."""
        filled: Dict[str, Any] = {"leaflet": None, "leaflets": (), "leaflets_choices": [], "also": None, "dates": ""}
        filled.update(
            live="off",
            opens="",
            officer="",
            hidden=False,
            kept=False,
            reference="",
            by="",
            request="",
            is_forgotten=True,
        )
        filled.update(service=self.service, directory=self.directory, helplines=self.helplines, **variables)
        return self.messages.render(name, channel, **filled)

    def words_of(self, hash_: str, recipient: str) -> str:
        """The words by which permission was asked, of the wording with this hash, about `recipient`; "" if there is none."""
        wording = self.wordings.of(hash_)
        return wording.words(self.service, recipient) if wording else ""

    def compose(self, name: str, asked: Asked) -> Composed:
        """The reply for the template `name`, with the leaflets that `asked` calls for.

        `leaflet/answered` stands for the whole question of which leaflet answers; `follow_up/*` needs a
        leaflet to follow up and asks which one when there is none.
        """
        if name == "leaflet/answered":
            return self._answer(asked)
        if name.startswith("follow_up/"):
            return self._follow_up(name, asked)
        if name.startswith("decline/"):
            return self._decline(name, asked)
        if name == "guide/found":
            shelf = self.shelf_on(asked.today)
            fitting = [shelf[id_] for id_ in leaflets_for(asked.answers) if id_ in shelf]
            leaflets = [one for one in fitting if one.is_served(asked.today)]
            return Composed(self._offer(name if leaflets else "leaflet/no_leaflet", leaflets, asked))
        if name in ("referral/question", "referral/permission", "referral/check"):
            next_ = saying(asked.referral or {}, self.referral_texts, self.wordings, self.service, asked.channel)
            return self._form("referral", next_, asked)
        if name in ("request/question", "request/check"):
            next_ = saying_of_request(
                asked.request or {}, self.request_texts, self.wordings, self.service, asked.channel
            )
            return self._form("request", next_, asked)
        if name == "talk/permission":
            talking = saying_of_talk(asked.talk or {}, self.wordings, self.service, asked.channel)
            now = who_is_there(self.service, datetime.combine(asked.today, asked.at))
            return Composed(self.say(name, asked.channel, **talking.variables, **now), notice=talking.notice)
        if name.startswith("dates/"):
            return self._dates(name, asked)
        if name.startswith("ask/guide_"):
            return Composed(self._guide_question(name, asked))
        if name == "language/other":
            return Composed(self._other_language(name, asked))
        if name == "directory/list":
            return Composed(self._directory(name, asked))
        now = who_is_there(self.service, datetime.combine(asked.today, asked.at))
        return Composed(self.say(name, asked.channel, **now))

    def _answer(self, asked: Asked) -> Composed:
        found = find(asked.ranking, asked.also, self.shelf_on(asked.today), asked.today)
        if found.outcome is Outcome.CLARIFY:
            return Composed(self._offer("leaflet/clarify", found.leaflets, asked))
        if found.outcome is Outcome.NO_LEAFLET:
            return Composed(self.say("leaflet/no_leaflet", asked.channel))
        return self._from_leaflet(f"leaflet/{found.outcome.value}", found.leaflets[0], asked, also=found.also)

    def _follow_up(self, name: str, asked: Asked) -> Composed:
        leaflet = self.shelf_on(asked.today).get(asked.leaflet or "")
        if leaflet is None:
            if is_clear([score for _, score in asked.ranking]) and not _POINTS_BACK.search(asked.text):
                return self._answer(asked)
            return Composed(self.say("leaflet/which", asked.channel))
        headings = [heading for heading in leaflet.sections if heading not in (ANSWER, TEXT_MESSAGE)]
        told = next((heading for heading in headings if slug(heading) == asked.section), headings[0])
        others = [heading for heading in headings if heading != told]
        choices = [(other, f"follow_up_more:{leaflet.id}:{slug(other)}") for other in others]
        choices.append(("Talk to a person", "ask_for_officer"))
        return self._from_leaflet(name, leaflet, asked, heading=told, section_choices=choices)

    def _decline(self, name: str, asked: Asked) -> Composed:
        # The leaflet the question is plainly about, or else the one spoken of before it.
        best = subject(asked.ranking, asked.text) or asked.leaflet
        leaflet = self.shelf_on(asked.today).get(best or "")
        if leaflet is None or leaflet.id in NOT_WITH_A_DECLINE or not leaflet.is_served(asked.today):
            return Composed(self.say(name, asked.channel))
        choices = _choices_of([leaflet])
        return Composed(self.say(name, asked.channel, leaflet=leaflet, leaflets_choices=choices), leaflet)

    def _dates(self, name: str, asked: Asked) -> Composed:
        talk = asked.dates or DateTalk()
        filled = variables(talk, asked.today, self.timescales, self.service.school)
        timescale = TIMESCALES.get(talk.timescale or "")
        leaflet = self.shelf_on(asked.today).get(timescale.leaflet if timescale else TRANSFER)
        if leaflet and not leaflet.is_served(asked.today):
            leaflet = None
        advisers = [one for one in self.directory if one.helps_with_appeals]
        reply = self.say(name, asked.channel, advisers=advisers, **filled, leaflet=leaflet)
        return Composed(reply, leaflet if reply.kind == "leaflet" else None)

    def _other_language(self, name: str, asked: Asked) -> Reply:
        language = self.languages.get(asked.language)
        notice = language.notice(self.service.phone) if language else ""
        return self.say(name, asked.channel, notice=notice, language_name=language.english if language else "")

    def _directory(self, name: str, asked: Asked) -> Reply:
        wanted, organisations = fitting(self.directory, asked.text)
        return self.say(
            name,
            asked.channel,
            wanted=wanted,
            organisations=organisations,
            checked_on=in_words(min(one.checked_on for one in organisations)),
            unconfirmed=any(one.phone and not one.phone_confirmed for one in organisations),
        )

    def _offer(self, name: str, leaflets: Sequence[Leaflet], asked: Asked) -> Reply:
        return self.say(name, asked.channel, leaflets=leaflets, leaflets_choices=_choices_of(leaflets))

    def _form(self, topic: str, next_: Saying, asked: Asked) -> Composed:
        return Composed(self.say(f"{topic}/{next_.form}", asked.channel, **next_.variables), notice=next_.notice)

    def _guide_question(self, name: str, asked: Asked) -> Reply:
        question = name[len("ask/") :]
        options = answers_to(question)
        choices = [(option, "inform") for option in options] + [("Stop these questions", "stop")]
        return self.say(name, asked.channel, guide_options=options, guide_choices=choices)

    def _from_leaflet(self, name: str, leaflet: Leaflet, asked: Asked, **variables: Any) -> Composed:
        if not leaflet.is_served(asked.today):
            return Composed(self.say("leaflet/past_review", asked.channel, leaflet=leaflet))
        variables.setdefault("dates", DATES_OF.get(leaflet.id, ""))
        return Composed(self.say(name, asked.channel, leaflet=leaflet, **variables), leaflet)


def _choices_of(leaflets: Sequence[Leaflet]) -> List[Tuple[str, str]]:
    return [(leaflet.title, f"ask_leaflet:{leaflet.id}") for leaflet in leaflets]

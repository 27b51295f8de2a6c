"""The rules of impartiality that need grammar (C-160 to C-164): who is told to do what, who is praised, what is promised.

spaCy reads each sentence; a rule looks at subjects, verbs and what hangs on them, so that "the council must, by law,
send" and "You do not have to" are told from "you must" and "parents would be wise to". Figures: docs/impartiality.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Callable, Dict, FrozenSet, Iterator, Optional, Tuple

from spacy.tokens import Doc, Span, Token

from bot.impartiality.wording import has_reference
from bot.sentences.grammar import language, unkept


@dataclass(frozen=True)
class Fault:
    """One fault of wording: the rule it breaks, the words, and what could be written instead."""

    rule: str
    words: str
    better: str

    def __str__(self) -> str:
        """As it is printed, after file and line."""
        return f'{self.rule}: "{self.words}". {self.better}'


BETTER: Dict[str, str] = {
    "directive": "Say what a parent can do, and leave the choice: \"You can ...\".",
    "loaded": "Use a plain word that takes no side.",
    "promise": "Say what the law sets, or that somebody decides: \"The Tribunal decides.\"",
    "praise_blame": "Say what happened or what the rule is, not whose merit or fault it is.",
    "named": "Name no school, firm or product; the directory lists who can help.",
    "duty_without_law": "Name the law, e.g. (Children and Families Act 2014, section 42), or write \"is expected to\".",
    "better_option": "Give each option with what may help and what to weigh up, and put none first.",
}  # fmt: skip


def faults(text: str) -> Iterator[Fault]:
    """What breaks a rule in `text`, light Markdown; a heading that names an option ("### Appeal") tells nobody what to do."""
    return _faults(text, _read)


def faults_unkept(text: str) -> Tuple[Fault, ...]:
    """As `faults`, for what a person types: once it returns nothing of `text` is left in memory.

    What was read is not remembered, and the words that spaCy would otherwise keep for ever in its list of strings are
    taken out again.
    """
    with unkept() as read:
        return tuple(_faults(text, read))


def _faults(text: str, read: Callable[[str], Doc]) -> Iterator[Fault]:
    for part, rest in _paragraphs(text):
        for sentence in read(part).sents:
            for rule, found in _RULES:
                if rule == "duty_without_law" and has_reference(rest):
                    continue
                token = found(sentence)
                if token is not None and not (token.lower_ == "must" and has_reference(rest)):
                    yield Fault(rule, _around(sentence, token), BETTER[rule])


def _paragraphs(text: str) -> Iterator[Tuple[str, str]]:
    """Each line that is read as a piece of its own, and the text in which its law may stand."""
    for block in re.split(r"\n\s*\n", text):
        for line in re.split(r"\n(?=\s*(?:[-*] |\d+[.)] |\||#))", block):
            if re.match(r"\s*#", line):
                continue
            plain = re.sub(r"^[\s|*-]+|\*\*|\s*\([^()]*\)", "", line.replace("\n", " ").replace("|", ". "))
            if re.search(r"[A-Za-z]{2}", plain):
                yield plain, text


def _around(sentence: Span, token: Token) -> str:
    first = max(sentence.start, token.i - 4)
    return str(sentence.doc[first : min(sentence.end, token.i + 6)].text)


@lru_cache(maxsize=20_000)
def _read(text: str) -> Doc:
    return language()(text)


# ---- Who and what


def _words(text: str) -> FrozenSet[str]:
    return frozenset(text.split())


_PARENT = frozenset(
    {"you", "parent", "family", "carer", "mother", "father", "mum", "dad", "everyone", "anyone", "people"}
)
_BODY = _words(
    "council authority la service school academy college nursery governor board headteacher head trust panel icb nhs body "
    "government senco teacher setting employer provider commissioner ombudsman tribunal department"
)
_THEM = _BODY | {"they", "officer", "staff", "caseworker", "professional", "it", "decision", "letter", "plan"}


def _subjects(verb: Token) -> FrozenSet[str]:
    found = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
    if not found and verb.dep_ in ("conj", "xcomp") and verb.head is not verb:
        return _subjects(verb.head)
    return frozenset(one.lemma_.lower() for token in found for one in (token, *token.conjuncts))


def _is_negated(verb: Token) -> bool:
    return any(child.dep_ == "neg" or child.lower_ in ("never", "no") for child in verb.children)


def _has(verb: Token, *lemmas: str) -> bool:
    return any(child.lemma_.lower() in lemmas for child in verb.children)


def _first(sentence: Span, holds: Callable[[Token], bool]) -> Optional[Token]:
    return next((token for token in sentence if holds(token)), None)


def _matched(sentence: Span, pattern: re.Pattern[str]) -> Optional[Token]:
    match = pattern.search(sentence.text)
    if match is None:
        return None
    at = sentence.start_char + match.start()
    return next((token for token in sentence if token.idx + len(token) > at), sentence[0])


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


# ---- directive

_CONTESTED = _words(
    "appeal accept reject refuse insist push demand complain fight choose trust challenge pursue press sue threaten "
    "resist settle reconsider escalate withhold boycott believe ignore bother delay hesitate sign "
    "avoid"
)
_ADVISING = _any_of(
    r"(?:is|are|be|well|strongly) (?:\w+ )?advised to", r"it is (?:advisable|wise|sensible|vital|essential|crucial|imperative|important|best)",
    r"would be (?:wise|sensible|foolish|unwise|right)", r"there is (?:little|no) point", r"(?:it )?makes (?:good )?sense to",
    r"(?:it )?pays to", r"(?:is|be|well) worth \w+ing", r"worth (?:appealing|asking|fighting|pushing|doing)", r"had better", r"'d better",
    r"a (?:sensible|wise|good|responsible) (?:parent|family|mother|father)", r"our advice", r"make sure (?:that )?you", r"do(?: not|n't) bother",
    r"(?:parents|families|you) would do well to", r"the (?:next )?thing to do is", r"it is (?:high )?time to \w+", r"(?:not|one) (?:one )?to be (?:signed|accepted|agreed|trusted|missed|appealed|challenged)", r"whatever you do",
    r"(?:ought|need) to be (?:appealed|challenged|rejected|accepted)",
)  # fmt: skip


def _directive(sentence: Span) -> Optional[Token]:
    def tells(token: Token) -> bool:
        verb, lemma = token.head, token.lemma_.lower()
        if (token.tag_ == "MD" and lemma in ("should", "ought", "must", "shall")) or token.lower_ in (
            "should",
            "ought",
        ):
            return bool(_subjects(verb) & _PARENT)
        if (
            lemma in ("need", "want")
            and token.pos_ in ("VERB", "AUX")
            and any(c.dep_ == "xcomp" for c in token.children)
        ):
            is_wish = lemma == "want" and not _has(token, "will", "'ll", "would")
            return bool(_subjects(token) & _PARENT) and not _is_negated(token) and not is_wish and not _is_asked(token)
        if lemma in ("recommend", "advise", "suggest", "urge", "encourage") and token.pos_ == "VERB":
            return bool(_subjects(token) & {"we", "i", "service", "officer"}) and not (
                _is_negated(token) or _is_negated(token.head)
            )
        return False

    return _first(sentence, tells) or _imperative(sentence) or _matched(sentence, _ADVISING)


def _is_asked(verb: Token) -> bool:
    """Whether it stands in a condition or a question: "if you need to", "what you need to know"."""
    return verb.dep_ in ("advcl", "relcl", "ccomp", "csubj", "pcomp") or verb.doc.text.rstrip().endswith("?")


def _imperative(sentence: Span) -> Optional[Token]:
    # What goes on from "You can:" begins with a small letter.
    if not sentence.text[:1].isupper() or sentence.text.rstrip().endswith("?"):
        return None
    # "Appeal straight away": read as a noun, but nothing in it has a subject.
    first, is_verbless = sentence[0], not any(token.dep_ in ("nsubj", "nsubjpass") for token in sentence)
    if (
        first.lemma_.lower() in _CONTESTED
        and is_verbless
        and len(sentence) > 2
        and sentence[1].pos_ not in ("NOUN", "PROPN")
    ):
        return first
    root = sentence.root
    heads = [root, *root.conjuncts]
    for verb in heads:
        lone = not any(child.dep_ in ("nsubj", "nsubjpass", "csubj") for child in verb.children)
        bare = verb.tag_ in ("VB", "VBP") and not any(
            child.lower_ == "to" and child.dep_ == "aux" for child in verb.children
        )
        modal = any(child.tag_ == "MD" for child in verb.children)
        is_told = verb is root or not any(child.dep_ == "nsubj" for child in root.children)
        if lone and bare and not modal and is_told and verb.lemma_.lower() in _CONTESTED:
            return verb
    return None


# ---- loaded

_LOADED_VERBS = frozenset(
    "fight battle suffer demand ignore admit beg plead dump fob deny abandon bully drag wriggle".split()
)
_LOADED = _any_of(
    r"fight\w*|fought|battl\w+|struggl\w+|suffer\w*|demand(?:ing|s|ed)?|fobbed|fob", r"refus(?:e|es|ed|ing)|refusals?(?! to (?:assess|issue|reassess))",
    r"stubborn\w*|so-called|luck(?:y|ily)|unfortunate(?:ly)?|sad(?:ly)?|obvious(?:ly)?|of course|abnormal|simply|merely|just(?! (?:a|the) minute)|only",
    r"tragic\w*|horrif\w+|desperate\w*|nightmare|shocking\w*|outrage\w*|disgrace\w*|heartbr\w+|victims?|plight|ordeal|afflicted|dreadful\w*|hopeless",
    r"normal (?:child|children|kids?|pupils?|school|families)|wheelchair[- ]bound|special needs kids?|naughty|difficult parents?|fussy|pushy",
    r"jump\w* through hoops|begg(?:ed|ing)|dump\w+|brushed off|stonewall\w*|kicked out|claims? to have|claimed (?:that|to)|excuses?|loophole|red tape|postcode lottery|ignor(?:e|es|ed|ing)|admit(?:s|ted)?(?! (?:the|a|your|any|every) (?:child|pupil|young))|cruel|appalling",
)  # fmt: skip


def _loaded(sentence: Span) -> Optional[Token]:
    token = _matched(sentence, _LOADED)
    if token is None:
        return None
    # "fails to attend", "a just decision" and names of laws are other words.
    if token.lower_ == "just" and token.pos_ == "ADJ":
        return None
    return token


# ---- promise

_OUTCOME = frozenset("win succeed overturn agree accept approve grant back uphold lose side reverse".split())
_WON = frozenset(
    "place support help hour plan school provision money funding outcome result want ask decision appeal deserve need".split()
)
_CHANCES = _any_of(
    r"guarantee\w*", r"no doubt|doubtless|undoubtedly", r"rest assured", r"success rates?", r"(?:good|high|strong|fair|every|excellent|slim|poor|little) chances?",
    r"chances (?:are|of)", r"(?:strong|weak|good|winning|cast-iron|watertight) case", r"likely to (?:win|succeed|get|agree|be (?:upheld|overturned|successful|agreed|granted))",
    r"(?:almost|nearly) (?:always|certain\w*|never)", r"(?:usually|often|normally|generally|mostly|always|nearly always) (?:win|wins|succeed\w*|agrees?|gives? in|backs? down)",
    r"(?:sure|certain|bound) to", r"unlikely (?:that|to)", r"stands? (?:a|no|little|every) chance", r"will be (?:happy|fine|safe|better|okay|pleased|sorry|all right)", r"would (?:side with|rule for|find for)", r"can (?:be confident|count on|rely on)", r"there is every reason", r"(?:most|nine out of ten|the majority of|many) (?:parents|families|appeals|cases) (?:\w+ )?(?:win|succeed|get|are (?:won|successful|upheld))",
    r"will (?:definitely|certainly|surely|always)", r"cannot (?:lose|fail)|can't lose|works every time", r"in your favour", r"expect to (?:win|succeed|get)", r"you will not (?:lose|regret)",
)  # fmt: skip


def _promise(sentence: Span) -> Optional[Token]:
    def foretells(token: Token) -> bool:
        if token.pos_ != "VERB" or not _has(token, "will", "'ll", "wo", "shall") or _is_asked(token):
            return False
        lemma, subjects = token.lemma_.lower(), _subjects(token)
        passive = any(child.dep_ == "auxpass" for child in token.children)
        if lemma in _OUTCOME:
            return (
                bool(
                    subjects
                    & (_PARENT | _BODY | {"child", "son", "daughter", "it", "judge", "they", "appeal", "request"})
                )
                or passive
            )
        objects = {c.lemma_.lower() for c in token.children if c.dep_ in ("dobj", "ccomp", "attr", "dative")}
        mine = bool(subjects & (_PARENT | {"child", "son", "daughter"}))
        return lemma in ("get", "receive", "have", "secure", "gain", "keep") and mine and bool(objects & _WON)

    return _matched(sentence, _CHANCES) or _first(sentence, foretells)


# ---- praise or blame

_JUDGING = _words(
    "good bad wrong unfair fair helpful unhelpful terrible lazy excellent brilliant unreasonable reasonable cruel "
    "wonderful incompetent slow careless kind poor awful great fantastic caring uncaring unlawful negligent "
    "dishonest selfish heartless right mistaken disgraceful shameful weak mean obstructive outstanding superb "
    "dedicated hopeless useless generous inexcusable unacceptable foolish irresponsible"
)
_BLAMING = _words(
    "fail neglect lie hide cheat mislead bungle botch wriggle stall delay drag dodge abandon betray mess break "
    "excel shine ignore bully blame"
)  # fmt: skip
_MERIT = _any_of(
    r"to blame", r"(?:own|whose|their|its|council's|school's|parents?'s?|your|the school's) (?:own )?faults?", r"at fault", r"let (?:\w+ )?(?:\w+ )?down", r"dragg\w+ (?:its|their|his|her) (?:feet|heels)",
    r"no (?:reasonable|decent|good) (?:council|school|authority|parent)", r"(?:broke|broken|breaking|breaks?) (?:its|their|the) (?:promises?|word|law|rules)", r"good (?:parents|schools|councils)",
    r"(?:bad|poor) (?:parents|parenting|schools|councils)", r"too (?:lazy|busy|slow|mean)", r"could(?:n't| not) be bothered", r"couldn't care less", r"does not care|do not care|don't care",
    r"(?:thanks|credit) to the (?:hard work|council|school|kindness)", r"(?:does|do|did|doing|does) (?:a|an) (?:\w+ )?(?:good|great|excellent|brilliant|poor|bad|terrible|fine) job",
    r"(?:brought|bring) (?:it|this) on (?:themselves|yourself|himself|herself)", r"(?:should|ought to) be ashamed", r"(?:deserves?|deserved) (?:praise|credit|blame|criticism)", r"got it wrong|gets it wrong|in the wrong", r"made the (?:correct|right|wrong|poor|bad|sensible) (?:choice|decision|call)", r"(?:rightly|wrongly|unfairly|unreasonably|cruelly|kindly|shamefully|carelessly|wisely) \w+ed",
)  # fmt: skip


def _praise_blame(sentence: Span) -> Optional[Token]:
    def judges(token: Token) -> bool:
        lemma = token.lemma_.lower()
        if lemma in _JUDGING and token.tag_ in ("JJ", "JJS", "RB"):
            if token.dep_ == "amod":
                head = token.head.lemma_.lower()
                return head in (_BODY - {"provider", "head"}) | {
                    "decision",
                    "delay",
                    "officer",
                    "caseworker",
                    "staff",
                    "headteacher",
                    "letter",
                    "refusal",
                    "attitude",
                }
            if token.dep_ in ("acomp", "oprd", "attr") or (
                token.dep_ == "conj" and token.head.dep_ in ("acomp", "attr")
            ):
                verb = token.head if token.dep_ != "conj" else token.head.head
                return bool(_subjects(verb) & (_THEM | {"parent", "delay", "refusal"})) and not _is_asked(verb)
        if lemma in _BLAMING and token.pos_ == "VERB" and not _is_asked(token):
            return bool(_subjects(token) & (_BODY | {"parent", "mother", "father", "officer", "staff", "caseworker"}))
        return False

    return _matched(sentence, _MERIT) or _first(sentence, judges)


# ---- named

_PLACES = r"School|Academy|College|Nursery|Primary|Secondary|Grammar|Sixth Form|Solicitors|Law|LLP|Ltd|Limited|Chambers|Legal|Tuition|Tutors|Tutoring|Therapy|Therapies|Therapists|Clinic|Centre|Consulting|Associates|Psychology|Assessments|Learning"
_NAMED = re.compile(rf"\b(?!The |Every |Each |This |Your |Our |A |An |Any |Primary |Special |State |High |Civil |Child |Mental |Family |Local |Further |Early )[A-Z][\w'&-]+(?: (?:[A-Z&][\w'&-]*|of|and))* (?:{_PLACES})\b|\b(?:Dr|Mr|Mrs|Ms|Miss|Professor) [A-Z]\w+|\b[A-Z][a-z]+(?:[A-Z][a-z]+)+\b|\bSt\.? [A-Z]\w+'?s?\b|\w[™®]")  # fmt: skip
_PUBLIC = _any_of(
    "Code of Practice", "Children and Families Act", "Department for Education", "Child Law Advice", "National Autistic Society", "Council for Disabled Children", "Family Rights Group",
    "Coram Children's Legal Centre", "Education Act", "SEND Tribunal", "GOV.UK", "YouTube", "WhatsApp", "Citizens Advice", "Disabled Students", "Good Friday", "School Action",
)  # fmt: skip


def _named(sentence: Span) -> Optional[Token]:
    plain = _PUBLIC.sub(lambda found: found[0].lower(), sentence.text)
    match = _NAMED.search(plain)
    if match is None:
        return None
    at = sentence.start_char + match.start()
    return next((token for token in sentence if token.idx + len(token) > at), sentence[0])


# ---- duty without law

_DUTIES = _any_of(
    r"(?:has|have|had) (?:\w+ )?(?:a|the|an) (?:\w+ ){0,2}duty", r"(?:is|are|was|were|be) (?:\w+ )?(?:required|obliged|bound|compelled|duty-bound) (?:by law )?to",
    r"under a duty", r"by law", r"legally (?:required|obliged|bound)", r"(?:council|school|la|authority)'s (?:\w+ )?duty", r"the law (?:requires|says|obliges|makes)",
)  # fmt: skip


def _duty(sentence: Span) -> Optional[Token]:
    def binds(token: Token) -> bool:
        lemma = token.lemma_.lower()
        if lemma == "must" and token.tag_ == "MD":
            return bool(_subjects(token.head) & (_THEM | {"service"})) or _by_body(token.head)
        if lemma == "have" and any(c.dep_ == "xcomp" for c in token.children) and not _is_negated(token):
            return bool(_subjects(token) & _BODY)
        return False

    token = _first(sentence, binds)
    if token is None and {one.lemma_.lower() for one in sentence} & _BODY:
        token = _matched(sentence, _DUTIES)
    return token


def _by_body(verb: Token) -> bool:
    """A passive: "a plan must be reviewed", "advice must be sought"; whoever does it is a public body."""
    return any(child.dep_ == "auxpass" for child in verb.children) and not _subjects(verb) & _PARENT


# ---- better option

_OPTION = frozenset(
    "option choice way route course path step move bet approach school placement plan thing solution answer method place".split()
)
_RANKING = _any_of(
    r"(?:is|are|be|works?|far|much) (?:usually |often |far |much )?(?:better|best|safer|safest|stronger|strongest|preferable|wiser|smarter|superior)(?! (?:off )?(?:at|in hearing))", r"(?:better|best) off",
    r"(?:most|many) (?:parents|families|people) (?:choose|prefer|pick|opt|go for|find)", r"more (?:effective|powerful|successful|worthwhile|sensible|reliable) (?:than|option|route|way|choice)?", r"preferable|preferred option",
    r"the (?:most|least) (?:effective|sensible|reliable|useful|powerful|successful|direct)", r"beats|outweighs?|trumps", r"instead of wasting|waste of time", r"your best|the best|the safest|the strongest|the quickest|the surest|the smartest|the easiest", r"(?:suits?|works?) [^,]{0,40}(?:better|more|best)\b(?! than (?:one|a))", r"(?:nothing|none) works", r"works as well as", r"is the one to", r"first choice|top choice|ideal (?:option|route|choice)",
)  # fmt: skip

# What a person can do well or badly is no option.
_ABILITIES = _words(
    "hearing reading writing speech sight vision sleep balance spelling memory attention voice health mood walking eyesight"
)


def _better(sentence: Span) -> Optional[Token]:
    def ranks(token: Token) -> bool:
        return token.tag_ in ("JJR", "JJS", "RBR", "RBS") and token.head.lemma_.lower() in _OPTION and token.lemma_.lower() not in (
            "early", "late", "short", "long", "many", "more", "few", "new", "old", "near", "nearest", "close", "least", "most", "much", "further", "far", "high", "low")  # fmt: skip

    if re.search(r"best endeavours|best interests|cannot (?:say|tell) what is best", sentence.text, re.IGNORECASE):
        return None
    if _subjects(sentence.root) & _ABILITIES:
        return None
    return _matched(sentence, _RANKING) or _first(sentence, ranks)


_RULES: Tuple[Tuple[str, Callable[[Span], Optional[Token]]], ...] = (
    ("directive", _directive),
    ("loaded", _loaded),
    ("promise", _promise),
    ("praise_blame", _praise_blame),
    ("named", _named),
    ("duty_without_law", _duty),
    ("better_option", _better),
)

"""Rules on who does what to whom: a grown-up, and a child or the writer, and a verb of harm between them.

The tables of phrases see words that stand together; these see a sentence: "the new escort, who I never liked, had her by
the hair", "she was dragged out by a TA". They are asked only where the classifier is not sure either way (look.py), for
"he hit his sister" is what many a child does in a bad hour, and "the council hit us" hurts nobody. So the one who does it
must be a grown-up person, and nobody is found harmed by a thing, a place or an office.
"""

from __future__ import annotations

from spacy.tokens import Token

from bot.sentences.grammar import unkept


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_GROWN_UP = _words(
    "dad daddy father stepdad stepfather mum mam mummy mother stepmum stepmother parent partner husband wife ex boyfriend "
    "girlfriend fella uncle aunt auntie grandad grandfather granddad nan nana gran grandma grandmother teacher ta senco head "
    "headteacher assistant carer escort driver chaperone staff worker coach tutor man woman bloke lodger neighbour "
    "childminder nanny babysitter stepson nurse minder imam priest pastor cousin"
)
_CHILD = _words(
    "son daughter child kid boy girl baby toddler brother sister nephew niece pupil student grandson granddaughter grandchild "
    "lad lass bairn wean stepson stepdaughter twin teenager me him her us them child's"
)
_BODY = _words(
    "arm arms leg legs hair face neck throat head wrist wrists hand hands ear ears back bottom hip shoulder mouth"
)
_HARM = _words(
    "hit punch slap kick beat batter belt smack whack strangle choke throttle stab burn scald shake grab drag shove push "
    "throw pin lock tie touch grope molest rape assault attack threaten hurt harm pinch whip cane thump clout wallop "
    "headbutt leather thrash flog deck lamp drown suffocate poison starve bruise kidnap snatch stalk spit groom abuse bully "
    "humiliate mock frighten terrify isolate restrain squeeze twist yank chuck smother gag drug"
)
_FEAR = _words("scared afraid frightened terrified petrified")


def tells_of_harm(text: str) -> bool:
    """Whether a sentence of `text` says that a grown-up harms somebody, or that somebody fears one. Some 10 ms; keeps nothing.

    What is denied or only allowed ("he never hits her") counts as not said.
    """
    with unkept() as read:
        return any(_is_harm(token) or _is_fear(token) for token in read(text))


def _is_harm(verb: Token) -> bool:
    if verb.lemma_.lower() not in _HARM or verb.pos_ not in ("VERB", "AUX") or _is_denied(verb):
        return False
    if any(child.dep_ in ("nsubjpass", "nsubj:pass", "auxpass") for child in verb.children):
        return any(
            _is_one_of(by, _GROWN_UP) for agent in verb.children if agent.dep_ == "agent" for by in agent.children
        )
    whom = [child for child in verb.children if child.dep_ in ("dobj", "obj", "dative")]
    return any(_is_one_of(one, _GROWN_UP) for one in _doers(verb)) and any(_is_harmed(one) for one in whom)


def _is_fear(word: Token) -> bool:
    if word.lower_ not in _FEAR or _is_denied(word) or _is_denied(word.head):
        return False
    return any(_is_one_of(of, _GROWN_UP) for child in word.children if child.dep_ == "prep" for of in child.children)


def _doers(verb: Token) -> list[Token]:
    # "came in and grabbed her": the one who came in; "my partner, who pushed him": the partner.
    found = [child for child in verb.children if child.dep_ == "nsubj"]
    if verb.dep_ == "relcl" and (not found or found[0].lower_ in ("who", "that")):
        return [verb.head]
    return found or (_doers(verb.head) if verb.dep_ in ("conj", "xcomp") and verb.head is not verb else [])


def _is_harmed(whom: Token) -> bool:
    # "her arm", not "shook hands".
    is_somebody_s = any(child.dep_ in ("poss", "det") for child in whom.children)
    return whom.pos_ == "PROPN" or _is_one_of(whom, _CHILD) or (is_somebody_s and _is_one_of(whom, _BODY))


def _is_one_of(token: Token, words: frozenset[str]) -> bool:
    return token.lower_ in words or token.lemma_.lower() in words


def _is_denied(word: Token) -> bool:
    return any(child.dep_ == "neg" or child.lower_ in ("never", "nobody") for child in word.children)

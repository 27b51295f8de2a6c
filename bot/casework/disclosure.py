"""Whether a message asks if somebody uses the service: such questions have one constant answer (C-31, C-70)."""

from __future__ import annotations

import re


def _one_of(*patterns: str) -> str:
    return rf"(?:{'|'.join(patterns)})"


# Longer than any message the front desk takes.
_READ = 4000

# Words that turn what follows into a rule, a wish or a question of the writer's own.
_TURNING = r"to|if|when|before|after|can|could|should|must|may|might|will|would|allowed|supposed|need|needs|ok|okay|how|i|im|why"
_WORDS = rf"(?: (?!(?:{_TURNING})\b)[a-z0-9]+){{1,6}}? "
_FEW = r"(?: [a-z0-9]+){0,3}? "
_NAME = r"(?!(?:i|id|ive|im|we|weve|you|not|what|that|how|why|on|the|in|at|a|to|my|our)\b)[a-z]+"

_US = (
    _one_of(
        r"you|u|ya|yous|sendias+|iass|parent partnership|(?:the|this) service",
        r"your (?:service|team|office|lot|people|helpline|officers?|staff|colleagues?)",
        r"(?:one|any|some|someone|somebody|anyone) (?:of|from|at|in) your (?:lot|officers|staff|team|people|office)",
    )
    + r"\b"
)
_KIN = _one_of(
    r"ex(?: (?:husband|wife|partner))?|husband|wife|partner|girlfriend|boyfriend|mums?|moms?|mam|mother|dads?|father",
    r"(?:other|birth|foster|step) ?(?:parents?|mum|mother|dad|father|carers?)|parents?|carers?|famil(?:y|ies)|nan|gran",
    r"(?:mother|father|sister|brother) in law|sister|brother|aunt|auntie|uncle|cousin|neighbour|friend|mate|grandma",
    r"grandad|clients?|patient|pupil|lady|woman|man|person|appellant|child|boy|girl|lad|daughter|son",
)
_SOMEBODY = (
    _one_of(
        rf"(?:my|his|her|their|our|the|this|that|these|those|any|another|an?|one of (?:our|the|my)) (?:[a-z]+ )??{_KIN}",
        r"(?:mrs?|miss|ms|dr) [a-z]+|[a-z]+s (?:mum|mother|dad|father|family|nan)",
        r"(?:he|she|they|somebody|someone|anyone|anybody)(?: else)?",
    )
    + r"\b"
)
_CONTACTED = _one_of(
    r"contact(?:ed|ing)?|rung|rang|ring(?:ing)?|phon(?:e|ed|ing)|call(?:ed|ing)?|text(?:ed|ing)?|e ?mail(?:ed|ing)?",
    r"messag(?:e|ed|ing)|writ(?:e|ten|ing) to|wrote to|visit(?:ed|ing)?|approach(?:ed|ing)?|engag(?:e|ed|ing) with",
    r"consult(?:ed|ing)?|us(?:e|ed|ing)|ask(?:ed|ing)?|told|tell(?:ing)?|(?:say|said) (?:anything |something )?to",
    r"(?:sp[eo]ak|spoke|spoken|speaking|talk|talked|talking|chatted|chatting|meet|met|meeting) (?:to|with)",
    r"(?:work|worked|working|involved|in touch|in contact|touch|contact|registered|signed up) with",
    r"(?:an appointment|a file|a case|a meeting|a caseworker) with|a client of|on (?:at )?(?:to|the phone (?:to|with))",
    r"(?:come|came|been|gone|known|open|referred|reported|complained|reported me|reported us) to",
    r"(?:help|support|advice|information|leaflets?|anything) (?:from|off|through|via)",
    r"(?:helped|supported|advised|represented|seen) by",
)
_OURS = (
    _one_of(
        r"one of yours|one of your (?:clients|parents|families|cases|people|service users)",
        r"an? (?:current |open )?(?:client|case|service user)|on your (?:books|list|system|caseload)",
    )
    + r"\b"
)
_HELPING = _one_of(
    r"helping|supporting|advising|representing|assisting|acting for|meeting|seeing|(?:working|dealing|involved) with"
)
_HEARD = _one_of(
    r"heard from|(?:spoken|spoke|speak|speaking|talk|talked|talking) (?:to|with)|in (?:touch|contact) with|met with",
    r"(?:had (?:any )?)?contact (?:with|from)|had a (?:call|referral|visit|message|form) from",
)
_ASKING = _one_of(r"confirm|verify|know|check|see|say|tell me|tell us|find out|disclose|sure|deny|establish|clarify")
_TOLD = r"(?:told me|tells me|says|said|mentioned|claims|reckons|swears|admitted|think|believe|understand)"
_HAS = r"(?: (?:has|have|had|is|was|been|already|also|often|ever)){0,3}"
_DO_YOU = rf"(?:are|r|have|did|do|were|hav|has|is|youre|if|whether|that) {_US}"
_GROUP = r"children|kids|pupils|families|parents|carers|people|schools|students|everyone|anyone"
# Said of anybody in general, it asks what the service does.
_NOT_GENERAL = r"(?!(?:with|me|us|people|parents|families)\b)[a-z]+"

_QUESTIONS = _one_of(
    # "has my ex contacted you", "did Mrs Bell ring your service", "is she working with you"
    rf"(?:has|have|had|did|hasnt|didnt|havent|is|was|were|isnt|shes|hes){_WORDS}"
    rf"(?:(?:trying|tried|asked|wanted) to )?{_CONTACTED}{_FEW}{_US}",
    rf"(?:does|do|are) (?!you\b|the (?:council|school|la)\b){_SOMEBODY} (?:[a-z]+ )?{_CONTACTED}{_FEW}{_US}",
    # "confirm that she has contacted you", "she told me she uses your service", "I know he rang you"
    rf"(?:{_ASKING}|whether|{_TOLD})(?: (?:me|us|herself|himself|that|if|whether)){{0,3}}"
    rf" (?:{_SOMEBODY}|{_NAME}(?: {_NAME})?){_HAS}"
    rf" (?:{_CONTACTED}|uses|rings|calls|talks to|speaks to|gets help from){_FEW}{_US}",
    # "is Kerry one of yours", "are they on your books"
    rf"(?:is|are|was|were|if|whether|that){_WORDS}{_OURS}",
    # "which parents have come to you"
    r"(?:which|what|how many) (?:of )?(?:the |our |my )?(?:other )?(?:parents|families|mums|dads|people|schools)"
    rf"(?: [a-z0-9]+){{0,6}}? {_CONTACTED}{_FEW}{_US}",
    # "have you heard from his mum", "are you working with my ex", "confirm that you are supporting this mother"
    rf"{_DO_YOU}{_FEW}{_HEARD} {_NOT_GENERAL}",
    rf"{_DO_YOU}{_FEW}{_HELPING} (?:{_SOMEBODY}|him|her|them|(?:the|a) [a-z]+(?: [a-z]+)? family)",
    # "are you helping Oliver Carter", and nothing after the name
    rf"{_DO_YOU}{_FEW}(?:helping|supporting|advising|representing)"
    rf" (?!(?:{_GROUP})\b){_NOT_GENERAL}(?: (?!(?:{_GROUP}|now)\b)[a-z]+)? (?:\.|now|yet)",
    rf"{_ASKING} (?:that |if |whether )?(?:youre|{_US} (?:are|have|were|is)){_FEW}{_HELPING} {_NOT_GENERAL}",
    # "do you know Mrs Okafor", "have you got a file on him"
    rf"(?:do|have) {_US} know (?:of )?(?:(?:mrs?|miss|ms|dr|my ex|(?:his|her) (?:mum|dad|mother|father))\b"
    r"|the [a-z]+(?: [a-z]+)? family\b)",
    rf"(?:do|have|has|does) {_US} (?:have|got|hold|keep|had) (?:an?|any|the)?{_FEW}"
    r"(?:records?|file|case|referral|details|notes|information|anything) (?:of|on|for|about|from)"
    rf" (?:{_SOMEBODY}|him|her|them)",
    # "what did my ex tell you", "what has she said about me", "what have you told her"
    rf"what(?:s| (?:did|has|have|is|was|does)){_WORDS}(?:say|said|saying|tell|told|telling|ask|asked|asking)"
    rf"(?:{_FEW}(?:to )?{_US}| about (?:me|us|my)\b)",
    rf"what (?:did|have|has) {_US} (?:tell|told|say to|said to|advised?|talk about with|discuss with)"
    rf" (?:{_SOMEBODY}|him|her|them)",
    # "who gave you my name", "who else has asked about my child", "did somebody report me"
    r"who(?: else)?(?: has| have)? (?:told|gave|given|contacted|rang|rung|called|phoned|spoke to|spoken to|asked"
    rf"|complained to|reported (?:me|us)(?: to)?) {_US}",
    r"who(?: else)?(?: has| have)? (?:referred (?:me|us|my|our)|reported (?:me|us)"
    r"|(?:asked|complained|been asking) about (?:me|us|my|our))\b",
    r"(?:did|has|have)(?: [a-z]+){1,4}? (?:reported|report|complain about|complained about) (?:me|us)\b",
    # "print the list of parents who use your service", "give me the names of your clients"
    r"(?:list|names?|details|numbers|addresses)(?: [a-z]+){0,2}? (?:of|for) (?:all |every |the |other ){0,2}"
    r"(?:your [a-z ]{0,12}(?:parents?|families|people|clients?|users?|callers)"
    r"|(?:parents?|families|mums|dads|people|clients?|users?|children)"
    rf"(?: [a-z]+){{0,3}}? (?:use|used|using|contact|contacted|on|in|with) {_US})",
    # "can I see what my wife wrote to you", "I need to read what she said"
    rf"(?:see|read|get|have|show me|copy of|send me)(?: [a-z]+){{0,2}}? what {_SOMEBODY}"
    r" (?:has |have )?(?:wrote|written|said|told|put|sent)",
    # "has she got a caseworker", "I found your number in his phone: has he called"
    rf"(?:does|has|have|do|did) {_SOMEBODY} (?:already )?(?:have|got|had) an?"
    rf" (?:caseworker|case worker|open case|appointment)(?= \.| {_US}| (?:with|at|from) {_US})",
    rf"(?:has|have|did) {_SOMEBODY}(?: been| ever| already){{0,2}}"
    r" (?:called|call|rung|ring|phoned|phone|contacted|contact|in touch|in contact)"
    r"(?: yet| already| before| recently| today| yesterday| last week)? (?:\.|yes or no)",
)
_ASKS = re.compile(rf"\b{_QUESTIONS}")


def asks_about_contact(text: str) -> bool:
    """Whether `text` asks if some other person has contacted, uses or is known to the service.

    A net under the classifier for the plainest wordings; it leans to yes, because the constant
    answer to an ordinary question does little harm and an answer about a person does much.
    """
    lower = text[:_READ].lower().replace("\u2019", "").replace("'", "")
    sentences = re.sub(r"[.?!;\n]+", " . ", re.sub(r"\b(mrs?|ms|dr)\.", r"\1", lower))
    return bool(_ASKS.search(" ".join(re.findall(r"[a-z0-9]+|\.", sentences)) + " ."))

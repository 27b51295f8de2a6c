"""How phrases are written in the tables beside this module, and how they become one pattern.

A table is a text: one phrase a line, small letters, no apostrophes (dont, hes), "#" begins a remark.

    {name}    any of a group of words below          word*   a word that begins so
    ~         up to three words, or none             ~~      up to eight
    (a|b)     either; (a )?b with or without; (?! x) not before x; END the message or sentence ends

A doubled consonant matches a single one as well, as people write it. No phrase repeats without a bound, so the work
grows in step with the length of the message. Between phrases nothing is shared: order does not matter.
"""

import re

AGED = r"([0-9]+ ?(yr|yrs|year|years)? ?(old|yo)?|autistic|disabled|little|wee|big|poor|own|eldest|oldest"
AGED += r"|youngest|older|younger|teenage|step|half|foster|adopted|adhd|deaf|non verbal)"

GROUPS = {
    "aged": AGED,
    "kid": r"(son|sons|daughter|daughters|dughter|child|children|childs|kid|kids|boy|boys|girl|girls|lad|baby|babies"
    r"|toddler|twins|brother|brothers|sister|sisters|grandson|grandaughter|granddaughter|grandchild|niece|nephew"
    r"|little one|teenager|stepson|stepdaughter|year old|yr old|mum|mummy|mam|mom|mother|nan|gran|dad|pupil)",
    "kin": r"((my|our|his|her|their|your|the|a) ({aged} ){0,2}{kid})",
    "ours": r"((my|our|his|her|their) ({aged} ){0,2}{kid}|the (kids|children|baby|babies|twins|toddler))",
    "harmed": r"(me|us|him|her|them|{ours}|my (arm|neck|hair|head|throat|face)|by the (neck|throat|hair))",
    "self": r"(my ?self|him ?self|his ?self|her ?self|them ?sel(f|ves)|themself|our ?sel(f|ves)|hiself|meself|me self)",
    "person": r"(he|she|they|{kin}|son|daughter|child|brother|sister)",
    "be": r"(is|are|was|were|am|been|being|be|get|gets|got|getting|has been|have been|hes|shes|im|ive been|s)",
    "aux": r"(who|that|has|have|had|is|are|was|were|keeps|keep|kept|always|just|then|also|still|even|actually"
    r"|once|often|regularly|has been|been|used to|tried to|started|goes and|will|would|might|may|could|physically)",
    "not": r"(dont|do not|don t|doesnt|does not|doesn t|didnt|did not|dosent|doesent|dnt|never|no longer|not)",
    "cant": r"(cant|cannot|can not|can t|carnt|couldnt|could not|cnt|unable to)",
    "any more": r"(any ?more|any longer|much longer|much more|nymore|animore)",
    "hurts": r"(hit|hits|hitting|hitted|hiting|punch*|slap*|kick*|beat|beats|beating|beaten|beat up|beats up|beating up"
    r"|smack*|strangl*|chok*|thump*|whip*|belts|belted|shakes|shook|shaking|hurt|hurts|hurting|hirt|hert|harm|harms|harming"
    r"|harmed|attack*|atack*|assault*|asault*|bit|bites|biting|bitten|headbutt*|throttl*|stab*|spit on|spat at"
    r"|batter|batters|battered|battering|lashes out at|lashed out at|pinch*|scratch*|burns|burnt|burned|injur*|throw things at"
    r"|throws things at|threw things at|pull* ~ hair|grab* ~ by|drag*|man ?handl*|yank*|violent (to|towards|with|at)"
    r"|agg?ressive (to|towards|with)|abus*|tortur*|bully and hit|lays? hands on|laid hands on|rough with)",
    "shoves": r"(push*|shov*|threw|throw*|slam*|fling*|flung|knock*)",
    "hurt by": r"(hit|punched|slapped|kicked|beaten|beat up|beaten up|beat|battered|smacked|strangled|choked|attacked|atacked"
    r"|assaulted|hurt|harmed|injured|stabbed|headbutted|jumped|mugged|bitten|scratched|dragged|man ?handled|burned|burnt"
    r"|pushed (down|over|into|in to|off|against)|thrown (down|into|against|on|to the)|grabbed|knocked (out|over|unconscious|down))",
    "staff": r"(teacher*|teachers?|tas?|teaching assistant*|teaching assis*|staff|head|headteacher|senco|caretaker|schools?|escort"
    r"|taxi man|taxi driver|bus driver|driver|passenger assistant|chaperone|carers?|support worker|key ?worker|care ?worker|tutor|coach"
    r"|supervisor|dinner lady|nursery|nursery (worker|nurse|staff)|child ?minder|lsa|hlta|adults?|respite|assistant|nurse|sir|miss)",
    "family": r"((grand)?(dad|dads|daddy|father|da)|mum|mums|mummy|mom|mam|mother|step ?(dad|father|mum|mother|brother)|uncle|auntie?|aunty|nan|nans"
    r"|gran|granny|grandma|grandad|grandpa|grandfather|cousin|foster (carer|dad|mum|parents?)|parents|babysitter|(mum|mam|mom|dad)s (partner|boyfriend"
    r"|girlfriend|bf)|neighbour|lodger|family friend)",
    "partner": r"((ex )?(husband|wife|partner|boyfriend|girlfriend|fiance|bf|gf|hubby|missus|other half)|ex|exes|baby ?daddy|baby dad"
    r"|(his|her|their|the (kids|childrens|boys|girls)|my (kids|childrens|sons|daughters)) (dad|father)|(mums|mams|moms) (boyfriend|partner|bf))",
    "will": r"(will|gonna|gona|going to|goin to|gunna|wants? to|wanted to|wanting to|threaten* to|threatening|try to|tries to|trying to|tried to|could"
    r"|might|may|ll|about to|hell|shell|theyll|ill|plan* to|said (he|she|they)d|would|if (he|she|they))",
    "room": r"(room|bedroom|cupboard|closet|cage|shed|cell|pod|toilet|toilets|bathroom|office|box|space|store ?room|car|hall|classroom|garage)",
    "pics": r"(pics?|pictures?|photos?|nudes?|images?|selfies?|videos?|vids?|naked|underwear)",
    "stranger": r"(someone|somebody|some one|some body|stranger|strangers|man|men|guy|bloke|older (boy|lad|lads|boys|man|men)|person|people online|online"
    r"|snap|snapchat|instagram|insta|tiktok|tik tok|roblox|discord|whatsapp|fortnite|xbox|facebook|app|internet)",
    "girl": r"(her|she|my (girls?|daughters?|sisters?|niece|nieces|granddaughters?)|the girls|girls?|me|daughters?|them|sisters?|abroad|back home)",
    "away": r"(pakistan|somalia|sudan|gambia|egypt|kenya|nigeria|india|bangladesh|afghanistan|iraq|yemen|ethiopia|mali|sierra leone|abroad|overseas|back home|away|there)",
}

_REMARK = re.compile(r"\s*#.*$")
_GROUP = re.compile(r"\{([a-z ]+)\}")


def phrases(table: str) -> list[str]:
    """The phrases of a table, without remarks and empty lines."""
    lines = (_REMARK.sub("", line).strip() for line in table.splitlines())
    return [line for line in lines if line]


def one_pattern(table: str) -> re.Pattern[str]:
    """A pattern that finds any phrase of `table`, whole words only."""
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(map(_as_regex, phrases(table))) + r")(?![a-z0-9])")


def _as_regex(phrase: str) -> str:
    while _GROUP.search(phrase):
        phrase = _GROUP.sub(lambda match: GROUPS[match[1]], phrase)
    phrase = re.sub(r"(?<=[a-z])\*", "@", phrase)
    phrase = re.sub(r"([bcdfghjklmnpqrstvwxyz])\1", r"\1\1?", phrase)
    phrase = phrase.replace("~~ ", "(?:[a-z0-9]+ ){0,8}").replace("~ ", "(?:[a-z0-9]+ ){0,3}")
    return phrase.replace("@", "[a-z0-9]*").replace("END", r"(?= ?(?:\.|$))")

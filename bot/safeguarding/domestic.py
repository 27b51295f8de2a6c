"""Phrases of domestic abuse: violence, threats, control and flight, told by an adult or a child."""

DOMESTIC = r"""
# Named as such
domestic (abuse|violence|abus*|voilence|violent)
(coercive|controlling) (control|behaviour|relationship|partner|husband|boyfriend|man|ex|wife)
(abusive|violent|controlling) (ex|husband|wife|partner|relationship|boyfriend|marriage|man|girlfriend|home|
    dad|father)
(ex|husband|wife|partner|boyfriend|girlfriend|dad|father) (is|was|has been|s|gets|can be|got|being|turns?|
    became) (very |so |really |always |still |being |more ){0,4}(abusive|violent|controlling|aggressive|
    threatening|abusing)
honou?r (based|violence|abuse|killing)
(non ?molestation|occupation order|restraining order|marac|idva|clare s law|clares law)
(victim|survivor) of (da|dv|abuse|domestic)
(dv|da) (victim|survivor|refuge|from my|with my|by my)
# Violence between adults
{partner} ({aux} ){0,3}({hurts}|{shoves}) (me|us|my mum|mum|my mother|his mum|their mum)
{partner} ~ (raped?|rapes|forces? me|forced me|makes me have|stalk*|strangl*|chok*)
{partner} ~~ (kill|stab|hurt|burn|rape|threaten* (me|us|to)|beat* me|beats)
(he|she) (hit|hits|beat|beats|punches|punched|hurts|slaps|slapped|shouts at|strangled|attacked) me ~ 
    (in front of|before) (the|my|our) (kids|children|baby|son|daughter|boys|girls)
(he|husband|partner|boyfriend|ex) (rapes|raped|rape|forces) me
(he|she) (forces|makes) me (to )?(have sex|sleep with)
{family} ({aux} ){0,2}({hurts}|{shoves}|beat|threaten*|scream* at|shout* at) (up )?(on )?((my|his|her|our) 
    )?(mum|mummy|mam|mom|mother|dad|daddy)
(mum|mummy|mam|mom|mother) (is |was |gets |got |being |always |been ){0,4}(hit|beaten|hurt|punched|
    beaten up|attacked|strangled) by
{family} ({aux} ){0,2}(hurts|hit|hits|beats|beating|hitting|hurting) (my )?mum*
(fight*|argu*|scream*) ~ (mum and dad|dad and mum|my parents) ~ (scared|hit|hurt)
(seen|saw|watched|watching|heard|sees|hears|witness*) ~~ (beat*|hit*|hurt*|attack*|strangl*|punch*|threat*) 
    (me|mum|his mum|her mum|us|my mum)
(mums|mams|moms) (boyfriend|partner|bf|husband) ({aux} ){0,3}({hurts}|{shoves}) (her|mum|mam)
# Control
(wont|doesnt|does not|never|not|refuses to|will not|dont) let (me|us|her|mum) (leave|out|go out|see (my|any|
    friends|family)|work|have (a phone|money|any)|use my|talk to|speak to|have my)
not allowed (to leave the house|out of the house|to see my family|my own money|any money)
(he|she|partner|husband|wife|ex|boyfriend) (controls|control|controlled|takes|took|keeps|checks|checked|
    tracks|tracked|follows|followed|reads|monitors|watches|hides|hid|spies) ~ (my|me|everything|where i|
    all (my|the)|on me)(?= ?(phone|money|bank|passport|cards?|wages|keys|messages|emails|benefits|\.|$|go|i|
    location|do|and|texts|every))
(tracks|tracking|checks|checking|reads|reading|monitor*) (my|where i|me|all my) ?(phone|messages|go|texts|
    location|emails)?
(husband|partner|ex|boyfriend|he|wife|dad) (reads|checks|looks at|goes through|has|will see|sees|monitors) 
    my (phone|messages|texts|emails)
(taken|took|got|has|have|hidden|hid|hides) (my|our) (passport*|phone off|bank card|keys)
walk* on (egg ?shells|egg shels)
(lives?|living) in fear
# Threats, fear, leaving
(scared|frightened|terrified|afraid|petrified) (of|by) (my |the |his |her )?{partner}
(scared|frightened|terrified|afraid) (of him|to leave him|to go home to|to leave|hell find|he will find|
    of what hell)
(he|she|partner|husband|ex|wife|boyfriend|hes|hell) ~ (threaten* (me|us)|threaten* to (hurt|kill|take|leave|
    find|burn|hit|tell|stop|beat|lock|throw|cut|smash)|said (he|she|hed|hell|shell|shed) (will |would |
    ll )?(take|kill|hurt|find|burn|make))
(if|when) i (leave|left|go|tell any ?(one|body)|try to leave|ever leave|told) ~ (him|her|he|us|kids|END)
(get|getting|got|run|escape|escaped|flee|fled|move|moved|away|out) (away |out )?from (him|my husband|my ex|
    my partner|my abuser|an abusive|abusive|a violent|violent|this man|his dad|her dad|their dad)
(i|ive|i have|need to|want to|cant|trying to|tried to|how do i|i just) (leave|left) (him|my husband|
    my partner|my abuser|an? (abusive|violent))
({partner}|he|she) is (my )?abus*
my abuser
(flee|fled|fleeing|escaping|had to run)
(in|to|into|at|from) (a |the )?(women ?s |womens )?(refuge|safe house)
(ex|husband|partner|he) ~ (turning up|turns up|turned up|keeps (coming|turning|following|messaging)|
    following me|follows me|stalk*|harass* me|wont leave me alone)
stalk* (me|us|her|my)
harassing me
(dont|do not|please dont) (reply|text|call|ring|write|answer|phone)( back| me| to this| here){0,3} ~ 
    (husband|partner|ex|he|wife|boyfriend|reads|finds|sees|phone)
(throws|threw|throwing|smash*) (things|stuff|plates|a plate|furniture) at (me|us|the kids|mum)
(he|partner|husband|dad|ex|wife) ~ (temper with|temper on|rages? at|screams at us|has such a temper)
threat* (me|us) ~~ (drink*|drunk|leave|kids|kill|night)
{family} ~ (drunk|drinking) ~ (hits|angry|violent|threat*|shouts|scared)
# Said more loosely: hands, things broken, money, being watched, a place fled to
(he|she|{partner}|{family}) ({aux} ){0,2}(grab*|shak*|shook|pin*|pinn?ed|throw*|threw|push*|shov*|spit*|
    spat*|drag*|kick*|slap*|choke*) (me|my mum|mum|mummy) ~ (round|around|about|by|against|into|to|across|
    down|off|up|at|in|throat|face|when|so|again)
(smash*|punch*|hit*|bust*|broke|kick*|slap*|split) (my |his |her )?(mums|mummys|mams|moms|wifes|my) (face|
    nose|arm|jaw|head|lip|ribs?|hand|phone)
{partner} ~ (broke in|breaks in|kicked (the|my) door|followed|has keys|wont leave|refuses to leave|hacked|
    put a tracker|installed|hides|spies|watch* me|punish*|humiliat*|belittl*|call* me (names|stupid|fat|mad|
    crazy)|gaslight*|degrad*|isolat*)
cut* (me|us|her) off from (my|our|her|all|every) ?(family|friends|mum|every ?one)?
(takes|took|keeps|controls|spends|steals) (all )?(my|our) (wages|money|benefits|dla|pip|carers|
    child benefit|universal credit|bank)
(scared|frightened|terrified|afraid|worried|fear) (of )?(what|how|that|when) (my |the )?({partner}|he|hell|
    she|shell|hes) 
(refuge|hostel|hotel|temporary accommodation|safe house|new area|moved) ~~ (violen*|abus*|flee*|fled|
    threat*|husband|partner)
(because of|due to|escap*|from|to|his|her|suffer*) (his|her|the|my|their|husbands|partners|dads|
    ongoing)? ?(violence|violent temper|threats|abuse|rages?)
(he|husband|partner|ex|wife|dad|boyfriend) ~ (finds?|found) out (i|im|that i|we|where)
(if|when) (he|she|they|my {partner}) (finds?|found|sees?|catches|knew|knows) (out|me|this|us|i|that)
(cant|dare not|daren t|darent|too scared to|unable to) (talk|speak|ring|call|leave|text) ~ (hes (here|home|
    in|next)|he is (here|home|in|next)|husband|partner|ex|listen*)
(need|want|planning|trying|desperate|how do i|have|had) (to )?(leave|get away|escape|get out) ~ (husband|
    relationship|marriage|partner|safely|tonight|house|violen*|abus*|kids and|with the kids|with my (kids|
    children))
(treats|treat) (me|us) like ~ (slave|dirt|prisoner|animal)
(prisoner|trapped) (in|at) (my|our|this|the) (own )?(home|house|marriage|relationship)
(wife|husband|partner|ex|boyfriend|girlfriend) ~ (spits?|spat|locks?|locked|kicks|kicked|throws|threw) ~ 
    (me|us) ~ (out|at|off|END)
(reads|checks|sees) (every|all|my) (text|texts|message|messages)
(delete|deleting) (this|these|my) (text|message|chat|messages|texts)?
(womens aid|women s aid|refuge worker)
never see (the|my|our) (kids|children|son|daughter|baby|boys|girls) again
"""

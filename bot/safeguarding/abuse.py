"""Phrases of child abuse and neglect, and of harm by staff, told by an adult or a child."""

ABUSE = r"""
# Named as such
(child abuse|child sexual*|abused|abusing|abuser|abuses|abuse|abusive|neglected|neglecting|neglectful|
    child neglect|child cruelty|molest*|peadophile|paedophile|paedo|pedo|pedophile|incest|groomed|grooming|
    grooms|exploit*|traffick*|raped|rape|rapes|raping|rapist|raiped)
sexual* (assault*|abus*|touch*|exploit*|harm*|active with|harass*|attack*|inappropriate|things|stuff|
    harrass*)
(cruel|nasty) to (him|her|me|them|{ours})
(radicali[sz]ed|radicali[sz]ing)
(extremist|nazi|terror*|isis) ~ (online|videos|group|groups|talk|friends|stuff)
# Staff, drivers, carers
{staff} ((at|in|from|on|of) ~ )?({aux} ){0,3}({hurts}|{shoves}|grab*|restrain*|pinn?ed|pins|held|holds|
    trip*|touch*|tied|ties|lock*|shut*) {harmed}
{staff} ~ (hurt*|hit*|slap*|punch*|kick*|drag*|grab*|restrain*) (him|her|me|my)
(hit|hurt|slapped|grabbed|pushed|dragged|restrained|kicked|punched|held down|pinned|touched|locked (in|up)|
    injured|man ?handled|assaulted|bruised|pinched|smacked) (down )?by (a |an |the |his |her |my |their |
    one of the |two |three )?(member of |supply |class |school |bus |taxi |male |female )?{staff}
restrain(ed|ing|s|t|ts)? (him|her|them|me|{ours}|on (him|her|my)|four|three|twice|several|every|daily|again)
(was|were|been|being|be|gets|get|getting|got|is|keeps being|is being|hes|shes) (physically |badly |
    illegally |constantly |always |often |repeatedly )?restrained
(pinn?ed|pinning|pins|held|holding|hold|holds|forced|sat on|pushed) (him |her |them |me |
    {ours} )?(face )?(down|to the floor|on the floor|prone|against the wall)
pinn?(ed|ing) (him|her|them|me|{ours})
(face|prone) ?(down)? (on the floor|restraint|hold|position)
(lock*|shut*|put|trap*|barricad*|isolat*|seclud*|left) (him|her|them|me|{ours}) (up |away |alone |
    all day ){0,4}(in|inside|into|in to) (a|an|the|his|her|their|my|this) (\w+ )?{room} ~ (lock*|alone|
    on (his|her) own|hours|dark|all day|when|again|cant get out)
(lock*|trap*|shut) (him|her|them|me|{ours}|an?) ~ (in|inside|up|into|away)
(locked|shut|trapped|secluded|held|imprisoned) (in|inside|into|up|away) (a|an|the|his|her|their|my) 
    (\w+ )?{room}
locks (him|her|{kin}|an?) ~ (in|inside|up|away)
(tied|strapped|tie|ties|strap|straps|chained|taped) (him|her|them|me|{ours}|up|down) ?(up|down|to|in|into)?
(drag*|yank*|haul*) (him|her|them|me|{ours}) (down|along|by|across|out|to|into|off)
# Family or carers hurting a child; a child's own words
{family} ({aux} ){0,3}({hurts}|{shoves}) (me|him|her|us|them|{kin}|{ours}|my ({aged} )?{kid})
{partner} ({aux} ){0,3}({hurts}|{shoves}) (him|her|them|{ours})
(with|using) (a|the|his|her) (belt|stick|slipper|cane|wooden spoon|shoe|cable|wire|hanger|whip)
(came|come|comes|coming|back|returned|returns|home) ~~ (dads|dad s|mums|mum s|respite|contact|fathers|
    school|placement|nursery|from) ~~ (bruis*|marks|hurt|injur*|fingermarks|burns|cuts)
(bruis*|burn marks|cigarette burns? ~ |bite marks?|finger ?marks|hand ?prints?|hand marks|red marks|
    unexplained (marks|injur*)|marks on (his|her|my|their)|burns on)
(scared|frightened|terrified|afraid|too scared) (of|to (be|go|stay) (home|with|at home)|to go (home|to (his|
    her|my) (dads|mums)|back)|at home) ?(my |his |her )?({family}|END)?
(scared|frightened|terrified|afraid) of (my |his |her |the |a )?({family}|{staff}|{partner})
(something|things|stuff) ~ (happened|is happening|happens|going on) ~ (with|at|by|from) (my |her |
    his )?(home|{family}|night)
did (something|things|stuff|bad things|sumthing) to (me|her|him|{ours})
(do|doing|does|did|watch|touch) ~ (things|stuff) (i|he|she) (dont|doesnt|didnt|do not|did not) (like|want)
makes? (me|her|him|us) (do|touch|watch|take|strip|undress|kiss|have) 
(forces|forced|forcing) (me|her|him|{ours}) to
# Neglect
(doesnt|dont|does not|do not|never|wont|not|isnt|arent|havent|hasnt) (\w+ )?(feed|feeding|fed|eaten|wash|
    washing|washed|look after|looking after|looked after|given food|change) (us|him|her|them|me|{ours}|the|
    in days|for days|properly)
(no|never any|not any|hardly any|isnt any|without|any) (food|heating|electric|bed|clean clothes) ~ (in|
    at home|in the (house|fridge)|to eat|END|and|for days|on)
(left|leave*|leaving) (him |her |them |me |us |{ours} |at ){0,4}(home |on (his|her|their|my) |
    all ){0,4}(alone|by (him|her|them|my) ?self|on (their|his|her|my) own|unattended) ~ (all|at|for|in|over|
    with|night|every|days|END|home|while|when)
(starv*|malnourish*|unfed) (him|her|them|me|us|{ours})?
(is|are|am|hes|shes|im|theyre|always|so) (always |so |really ){0,4}(starving|filthy|unwashed|
    covered in (lice|faeces|poo))
(no one|nobody|noone|no body) ~ (looks after|feeds|cares for|takes care of|loves|looking after) (me|us|him|
    her|them)
(mum|mam|mom|dad|mother|father|parents?|carer|stepdad) (is |are |was |s |gets |always |
    is always ){0,4}(drunk|high|on drugs|using drugs|off (her|his|their) (face|head)|passed out|on (crack|
    heroin|cocaine))
(drunk|high|on drugs) ~ (every|all|with the (kids|baby)|in charge|looking after|around (the|him|her))
(living|sleeps?|sleeping|lives) (in|on|outside) (filth|the floor|squalor|a (shed|cage|car)|dirt)
# Worried about another family
(child|kid|children|kids|boy|girl|neighbour*|pupil) ~~ (being|is|are|getting|gets) (\w+ )?(abus*|neglect*|
    hurt|hit|beaten|starv*|locked|mistreat*)
(mistreat*|ill ?treat*|maltreat*)
# Said more loosely, or in a child's words
porn*
(gets?|got|getting|climb*|sleep*|slept|come*|came) (in|into|in to) (my |his |her |the )?(bed|bath|shower) 
    with (me|her|him|my|us)
(bad|rude|weird|horrible|nasty|naughty|dirty|funny|wrong) (stuff|things|touch*|touches|touching|games?) ~ 
    (to|with|on|at|me|him|her)
(twist*|bent|bend*|yank*|grip*|squeez*|grab*|wrench*) (his|her|my|their) (arms?|wrists?|neck|ear|ears|hand|
    hands|hair|throat|leg|face|collar)
(hands?|arm|belt|cord) (round|around|on|over) (his|her|my|their) (neck|throat|mouth)
(round|by|around) the (throat|neck|hair|scruff)
(sat|sits|sitting|knelt|kneel*|stood|lay|laid) on (top of )?(him|her|me|my {kid}|{ours}|his|her chest)
(held|holding|hold|holds|kept|keep|blocked|blocking|jammed) the door (shut|closed|so)
(put|puts|kept|shut|left|sent|keep|leave*) (him|her|them|me|{ours}) (in|outside|out|into) ~ (cold|dark|rain|
    tiny room|small room|tiny|alone|on (his|her) own|punishment|wet|soiled|nappy)
(strip*|undress*) (search* )?(him|her|me|them|naked|{ours})
(teacher|ta|staff|coach|tutor|driver|man|adult|carer) ~ (messag*|text*|snapchat*|following|dm*|buying|gifts|
    alone with) ~ ({ours}|her|him|night|late|private*)
{hurts} (one|some|another one) of (the|them|my) ?(kids|children|boys|girls)?
(drop* off|deliver*|collect*|carry*|hold*|hide|hiding|stash*) ~ (parcels?|packages?|drugs|weed|knives|cash|
    stuff) 
(getting|get|gets|got) (in|into|out of) ~ (car|cars|van|taxis) ~ (men|man|strangers?|people|older|lads|
    we dont|i dont|dont know)
(made|forced|pressured|told|bullied|tricked|asked) (to|into) (send*|show*|strip*|undress*|film*|shar*|
    do sexual|touch*)
(had|having|get|gets|getting|got|have) it (done|cut) ~~ (girls?|turn|lady|summer|auntie|cousin|sister|gran|
    holiday*|ceremony)
(goes|go|went|going|is|are|out|gone) (out )?(all night|for days|all weekend|away for days) ~~ (look after|
    looking after|alone|on (my|their|his|her) own|by (my|them|him|her))
(i|we|she|he) (have to |has to |always |must )?(look after|feed|cook for) (my |our |the )(brothers?|
    sisters?|baby|siblings|little) ~~ (mum|dad|drunk|night|out|gone|bed|never|alone|no one)
(mum|mam|dad|parents|carer) (wont|cant|doesnt|never|dont|isnt|is never) (get out of bed|get up|come home|
    wake up|buy food|cook|look after|there|home|take (me|us|him|her))
(lock*|padlock*) ~ (fridge|food|kitchen|cupboards?)
(call*|calls) (me|him|her) (names|stupid|evil|a mistake|worthless|retard*) ~ (hit*|every|all|home|mum|dad|
    staff|teacher)
(hates me|doesnt love me|wishes i was|wish i was never|doesnt want me (here|any ?more|around|END)|
    kicked me out|chucked me out|threw me out|throw me out|sleeping rough|nowhere to sleep|sofa surfing)
(tell|told|telling) (any ?one|any ?body) ~ (hurt|kill|taken away|trouble|secret|care|scared)
(private|cash|special) ~ (photos|pictures|films?) of (children|kids|her|him|little)
(laugh*|mock*|mimic*|humiliat*) (at|while|when|as|him|her) ~ (crying|cried|on the floor|bleeding|nosebleed|
    distress*)
{family} (doesnt|dont|does not|never|wont|forgets to) (give|feed|let) (me|us|him|her) ~ (dinner|food|tea|
    eat|breakfast|meals|lunch|anything)
(mould|filthy|no beds?|needles|syringes|smell* of (wee|pee|urine)|faeces) ~~ (kids|children|kid|house|baby|
    beds?|floor|mum|smell|everywhere|END)
{family} ~~ (needles|using again|on something)
(brother|sister|{family}|man|boy|someone) (does|did|do|keeps doing) (stuff|things|something|it) to (me|her|
    him)
(he|she|they|dad|stepdad|step dad|stepfather|uncle|grandad|grandpa|brother|
    stepbroth*|lodger|cousin|someone|somebody|boyfriend|coach|teacher) ~ (come|
    comes|came|coming|creeps|crept|goes|gets|got|sneaks|sneaked|climbs) (in|into|
    in to) (my|her|his|their) (room|bedroom|bed|bath|shower) ~ (at )?(night|bed|dark|asleep|sleeping|when)
"""

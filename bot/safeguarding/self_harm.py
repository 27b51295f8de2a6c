"""Phrases of suicide and self-harm, of a child or a parent, said straight out or sideways."""

SELF_HARM = r"""
# Suicide, with the ways it is misspelt
(suicid*|sucid*|suisid*|suicd*|suicde*|sueicid*|suacid*|siucid*|suiside*|suicied*|suicuid*|sucicid*|suside*|
    suecid*|unalive*|un alive*|kms|kys|ktms|ending it all)
(kill|killing|killed|kills|end|ending|hang|hanging|hanged|hung|drown|drowning|stab|stabbing|strangle|
    strangling|shoot|suffocate|choke|choking|starve|starving) {self}
(top|topping|do|doing|done|off|offing) {self} (in|off|END)
(end|ending|ended|take|taking|took|taken) (my|his|her|their|your|its) (own )?lif*
(want|wants|wanted|wanting|going|gonna|tried|try|tries|wanna|like|about|ready|just) (to )?(end it|
    end things|end everything|end it all|be dead|die|b dead|dieing)(?! (of|for|laughing))
(want|wants|wanted|wish|wishes|wanting) (it|this|everything|it all|life|all this|the pain) 
    (to )?(all )?(end|stop|be over|over)(?! (being|sending|asking|at|on|before|by|after)\b)
(wish*|wished) (that )?(i|he|she|they|im|hes|shes) ~ (dead|die|died|never been born|never born|gone|
    not here|not alive|wasnt here|werent here|weren t here|wasnt alive|didnt exist|not exist)
(be|better off|as well be|feel|rather be|better|were|was|am|being) dead(?! (set|chuffed|pleased|good|keen|
    tired|happy|on|in the water))
(die|dying|death) (is|would be) (better|easier|the only)
(he|she|i|they|{kin}) (is|am|are|was|s|keeps|talks|talking|talk|going on) ~ (about|of) (dying|death|dieing|
    wanting to die|not being here|ending|killing|being dead)
(thinks?|thinking|thought|thoughts) (about|of) (dying|death|ending|dieing|killing|jumping|harming|
    hurting (my|him|her)|suicid*|not being here)
{not} (want|wanna|wont|wana|wants)( to)? (be here|live|be alive|exist|be around|go on|wake up|carry on|
    be on this|live any more|b here|be hear|be on earth)(?! (with|in (this|that) (school|class)|at (this|
    that)|for the meeting))
{not} (see|have) (the|a|any|any point|a point) ?(point|reason|future|way)? ?(in|to|of|for)? ?(living|live|
    life|being here|being alive|going on|carrying on|carry on)
(no|not any|any|whats the|what s the|what is the) (point|reason) (in|to|of|for)? ?(living|live|life|
    being here|me being|being alive|going on|carrying on|anything any ?more)
whats the point (he|she|i|they|im|of me|any ?more)
(nothing|nothing left|not much|no reason) ~ (to )?live for
({cant}|no|dont) see (a|any|no) (way out|future|way forward for myself)
(better off|happier|better|easier) (if (i|he|she|they) (was|were|wasnt|werent|is|wasn t|weren t) 
    (not )?(dead|gone|here|not here|born|around|never)|without (me|us)|with me gone|in heaven|not here)
(every ?(one|body)|world|family|you|they|you all) ~ better off without (him|her)
({cant}|dont want to|do not want to|dont wanna) (cope|go on|do this|do it|carry on|take this|take it|take|
    live like this|keep going|go on living|go on like this|carry on like this|live|face)( like this|
     with this| with life| with it| with living| this| it| life){0,3} ({any more}|END|another day|tomorrow|
    i (just )?want|no more)
(give|gave|giving|given) up (on )?(life|living|on everything)
(want|wants|wish|wishes|like) (to )?(just )?(go|going|fall|falling)? ?(to )?sleep (and )?(not|never|forever|
    dont|for ever)
not wak(e|ing) up(?! (on|in|for|early|until|when|to))
(disappear|vanish|be gone) (forever|for good|for ever|from this)
never (have )?been born
never born
(hate*|hating) (my|his|her|their|being|life) (life|alive|self and)
(hates?|hating) (him|her|my)self
(said|says|saying|say|texted|wrote|writing) ~ (good ?bye|final goodbye*) (to every|letter|note|and|to us|
    to me)
(giv*|gave) (her|his|my|their|all) ~ (things|stuff|toys|belongings) away
(goodbye|suicide|death) (note|letter|letters|notes)
(planned|planning|plans|picked) (his|her|my|their) (own )?(funeral|death)
do (something|sumthing|smth|anything) (silly|stupid|daft)
(at|to|past|reached|hit|near) (my |his |her |their |our |a |the )?breaking point
(reached|at) (rock bottom|the end of (my|his|her) rope)
# Hurting oneself
self ?harm*
self ?injur*
(sh|s h)ing
self abuse
({hurts}|cut|cuts|cutting|scald|scalds|pick*|gouge*|bruis*|bang*|burn|burning|starv*|claw*|tear*|making) 
    {self}(?! (off from|some|short|out of))
(cut|cuts|cutting|slit|slits|slitting|slashed|slashing|slashes|slash) (up )?(my|his|her|their|there) 
    (own )?(arm|arms|wrist|wrists|leg|legs|thigh|thighs|skin|stomach|neck|throat|body|rists)
(bang*|hit*|smash*|bash*|slam*|punch*|headbut*) (his|her|my|their) (own )?(head|face|hed) (on|against|off|
    into|until|till|with|in|hard|so|really|repeatedly|over|all|again|every|when)
(pull*|rip*) (out )?(his|her|my|their) (own )?(hair|nails|teeth) out
keep (him|her|them|myself|{ours}) safe (from|at home|any ?more|on my own|any longer)
({cant}|struggl* to|trying to) keep (him|her|them|myself|{ours}) (safe|alive)
danger to (him|her|them|my)self
safe from (him|her|them|my) ?self
(risk|harm|hurt|danger) to {self}
# Means
(over ?dos*|od ed|oded|od d|o d ed|overdoes)
(took|taken|take|taking|takes|swallow*|swollow*|saving up|stash*|hiding|hoard*|neck*|has had|eaten) (loads|
    lots|all|a lot|too many|a bunch|a handful|handful|handfuls|a load|load|whole|the whole|a whole|some|
    a box|box|packet|a packet|{ours}|my|her|his) ~ (tablets?|pills?|paracetamol|medication|meds|medicine|
    ibuprofen|painkillers|drugs|antidepressants|insulin)(?! (at|for (adhd|epilepsy|asthma)|every day at))
(drank|drinking|drunk|drink|drinks|swallow*|swollow*|ate|eating) ~ (bleach|batter*|disinfectant|cleaning|
    poison|blades?|glass|magnets?|antifreeze|white spirit|on purpose)
(tied|ties|tying|put|puts|putting|wraps?|wrapped|wrapping|ligature*|found) ~~ (round|around|on|to) (his|her|
    my|their) (neck|throat)
ligature*
noose
(jump*|throw*|threw|leap*|chuck*) ~ (off|from|out|out of|in front of|under|infront of) ~ (bridge|roof|
    window|train|trains|building|car ?park|balcony|car|cars|bus|lorry|cliff|traffic|moving)
(run*|ran|walk*|step*) ~ (in|into|in to|in front of|onto|infront of) (the |a )?(road|traffic|cars|car|bus|
    train|motorway) ~ (on purpose|deliberate*|to die|to be hit|to get hit|to hurt)
(razor*|blades?) ~ (room|arms?|cut*|under|hiding|hidden|skin|found)
(stopped|stop|refus* to|refuses|not been|isnt|barely|hardly|wont) eat* ~~ (die|dead|disappear|drink*|
    hospital|days|collaps*|disappear)
(on purpose|deliberately) ~~ (die|hurt|dead)
# Sideways: not being here, plans, having had enough
(shouldnt|should not|wasnt meant to|not meant to|dont deserve to|doesnt deserve to|wish i didnt|
    wishes he didnt|wishes she didnt) (exist|be alive|live|be here|have been born|be born)
(plan|plans|planning|planned|way|ways|ready|decided|how) (to |of |about )?(end|ending) (things|it|
    everything|their life)
(wont|will not|not going to|might not|not gonna|rather not) be (here|around|alive) (any ?more|tomorrow|
    much longer|next|by|for long|long|at christmas|when)
(because|cos|coz|if|and|as) (i|he|she|ill|hell|shell) (wont|might not|will not|wasnt|werent|was not|wasn t) 
    (be )?(here|around|alive)(?! (for the|at the|on the|when the|in time)\b)
(had enough|tired|sick|fed up|weary|done) (of|with) (living|life|being alive|it all|everything|existing)
(im|i am|hes|shes) done (with life|living|fighting to live)
(never|not|dont|forever) (want to |wanna )?wake up(?! (on|in|for|early|until|when|to)\b)
(driv*|walk*|crash*|steer*|swim*|go) ~ (in|into|in to|off|under) (the |a |an )?(sea|river|lake|canal|wall|
    tree|lorry|train|water|pond|bridge|cliff|oncoming*)
(i|he|she|they|ill|hell|shell) (is |am |will |was |were )?(going to |gonna |will |might |could |nearly |
    almost |want to |wants to )(do it|end it|finish it)(?= ?(\.|$)| (tonight|tomorrow|now|soon|this time|
    properly|if)\b)
(cant|cannot|can not|dont want to|couldnt) (be here|exist|live) (any ?more|like this|with)
(i|he|she|im|hes|shes|feel|feels|feeling) (really |so |just |completely |totally |a bit )?(worthless|
    a burden|hopeless|like a burden|in a dark place|in a very dark place)
(dark|very dark|bad|scary|horrible) (thoughts|place)
(voices|voice) ~~ (tell*|told|say*|saying) ~ (hurt|kill|die|do things|jump|harm|to)
(cuts|scars|slash marks|marks) (all )?(up|on|down|over|along) (his|her|my|their|both) (arms?|wrists?|
    legs?|thighs?|stomach|inner)
(punch*|hit*|slap*|scratch*|pinch*|bit|bites|biting|burn*|stab*|pull*) (his|her|my|their) (own )?(face|
    arms?|legs?|hands?|hair|skin|head|wrists?|stomach)
(googl*|search*|looking up|looked up|research*) ~~ (die|suicid*|kill*|hang*|overdos*|painless|pills)
(sharpener|scissors|glass|safety pin*|knife|knives) ~~ (cut*|scratch*|arms?|wrists?|skin) (her|him|my)?
(not|isnt|wont|doesnt|stopped) (been )?(drinking|eat|eating) ~ (for days|in days|anything|at all|days)
{not} see (my|him|her|them) ?sel(f|ves) ~ (living|alive|turning|reaching|here|growing|getting to)
(world|life|everything|place) ~ better ~ without (me|him|her|us)
(drive|driving|drove|steer|crash*) ~ (us|me|the car|it|myself)? ?(both )?(off the road|
    off a cliff|into a (tree|wall|lorry)|in front of)
(on|off|jump* off|over) (the|a) (bridge|railway bridge|motorway bridge|railway line|train line|ledge|roof)
(nobody|no ?one|noone|you|they|everyone) ~ (wont|wont have to|
    wont need to|will have to|will need to|have to|need to) worry about me
(goodbye|good bye|bye) (letter|letters|note|notes|message|messages)
(bag|bags) packed ~~ (after tonight|no ?one|nobody)
"""

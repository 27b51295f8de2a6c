"""Phrases of danger: what cannot wait (URGENT), and someone hurt with no more said about by whom (HURT)."""

URGENT = r"""
# Missing. END and the words after "missing" keep out "missing lessons", "missing a lot of school".
{person} (is|are|has|have|hes|s|was|has been|have been|had) ?(been |gone |went |still |now |
    also ){0,4}missing(?= ?(\.|$)| (again|since|for|and|now|from (home|his|her|care|placement|the (unit|
    park|house)|school (since|and|now))|please|we|help|i|all night|overnight|over|after|person)\b)
(hes|shes|theyre|theyve) ?(been |gone |still |now |also ){0,4}missing(?= ?(\.|$)| (again|since|for|and|now|
    from (home|his|her|care|placement|the (unit|park|house)|school (since|and|now))|please|we|help|i|
    all night|overnight|over|after|person)\b)
(gone|went|goes|reported|keeps going) missing
missing (person|child|children|kid|teenager)
({not}|hasnt|hasn t|havent|has not|have not|hadnt|isnt|still not|not) (been |got |yet |yet been )?(come|
    came|coming|returned|got|back|been home|been back|been seen) ?(back|home|in)? ?(home|last night|
    all night|from school|after school|from college)
({not}|hasnt|havent|has not|isnt) (come|came|been|get|got|return) (back )?home
(run|ran) away
running away from (home|care|us|me)
runs away from home
ran off ~~ (no one|nobody|dont|cant|not|hour|hours|road|missing)
{cant} find ({ours}|him|her|them)(?= ?(\.|$)| (any ?where|and|we|i|hes|shes|please|help|the|at|his|her)\b)
({not}|no one|nobody|no body|noone) knows? where (he|she|they|{ours}|my) ~ (is|are|went|gone|has|hes|shes)
({not}|no one|nobody|no body|noone) knows? where (hes|shes|theyre|they are|he|she) (gone|END|went)
(school|they|taxi|driver|staff|nursery|escort) (have |has |had )?lost (him|her|my {kid}|our {kid})END
# Taken
(snatch*|abduct*|kidnap*|kidnaped)
(took|taken|taking|has) (him|her|them|{ours}) (and )?~ (wont|will not|refus*|without) (bring|give|let|
    return|tell*|giving|to (bring|give|return))
(wont|will not|refus* to|refusing to) (bring|give|return|hand) (him|her|them|{ours}) (back|home|over)
# Weapons and killing
(got|has|have|with|pulled|holding|had|grabbed|picked up|carries|carrying|waving|using|took|takes|gets|hold*|
    a|the) (a |the |an? |my |his |her )?~ (knife|knives|machete|gun|blade|hammer|axe|zombie knife|weapon)
{will} ~ (kill|stab|murder|shoot|hurt|harm|beat|batter|smash|attack|strangle|rape|burn|slit|bash|jump|
    come after|do (something|smth) to) (me|us|him|her|them|someone|somebody|{ours}|people|everyone)(?! (the|
    an?|into|to|more|some|help|support|out|back|on|in|ready|up|dressed|through|there|one|any|feelings|
    settled|extra)\b)
(kill|killed|kills|stabbed|stabs|stabbing|shot|murdered) ({harmed}|someone|somebody)
(gonna|going to|will|ll) (kill|stab|shoot|murder)(?! {self})
killing (him|her|them|{ours})(?! (with|inside|slowly)\b)
(tried|try|tries|trying) to (choke|strangle|stab|kill|drown|smother|suffocate|drug|run over|drag)
death threat*
(someone|somebody|one of us|he|she) (is |will |gonna )?(is )?(going to |gonna )?(get|gets|be) (hurt|killed|
    stabbed)
# In danger now
(in|in real|in immediate|in serious|im in|at) danger
(not|isnt|arent|never|dont feel|doesnt feel|do not feel|wasnt) safe (right now|at the moment|here|at home|
    in my|in our|with him|with her|tonight|now|with (his|her|my)|around|in (his|her|the) (house|home))
(unsafe) (right now|at home|here|tonight|with (him|her|my|his))
(not|isnt|arent) safeEND
(call|ring|phone|get|need|send|called|calling|want) (the |for the |for |an )?(police|999|ambulance|cops|
    paramedics)
(this is|its|it is|it s|life|is) (an? )?(real |medical )?(emergency|life or death)
(outside|at) (my|our|the) (door|window|house) ~~ (get* in|scared|kill|hurt|shout*|bang*|threat*|wont (go|
    leave))
(bang*|kick*|smash*|break*|broke|boot*) (on |at |in |down |up |through ){0,4}(my|our|the) (front |
    back )?(door|house|flat|windows?|home|everything)
(hiding|hidden|locked ourselves|locked myself|barricaded) ~~ (in|from|under|with)(?= .{0,40}\b(him|her|kids|
    bathroom|toilet|loo|bedroom|children|dad)\b)
(scared|frightened|terrified|afraid|fear) (for|of) (my|our|her|his|their) (life|lives|safety)
(scared|frightened|terrified|afraid|worried) (of what )?(he|she|they|hes|shes|theyre|he s|someone|
    {ours})( is| are| will| ll|s)? ~ (hurt|kill|do to|going to|gonna|attack|come|coming|find|stab)
(im|i am|we are|were|so|really|hes|shes|is) (scared|frightened|terrified|afraid) (in (my|our) own|
    at night of|right now|help|please)
# Hurt and needing help now
(not|isnt|stopped|struggling to|cant|hardly|barely) breath*
(unconscious|unresponsive|passed out|lifeless)
(hes|shes|{person}|has|just) collapsed(?! (at|under|into|but|and i)\b)
(he|she|child|baby|{kin}|is|still|{cant}) (wont|will not|is not|isnt|doesnt|wake|get) (wake|waking|
    him|her) (him |her )?(up|awake)(?! (for|in time|on time|early|until|in the morning))
(bleeding|blood every ?where|covered in blood|pouring with blood|lots of blood|so much blood)
(broke|broken|snapped|dislocated|fractured) (his|her|my|{ours}) (arm|leg|wrist|nose|jaw|rib*|collarbone|
    finger*)
(arm|leg|wrist|nose|jaw|rib|skull|collarbone) (is|was|are|got) (broken|fractured)
(set|setting|sets|starts?|started|starting|lit) (a )?(fire|fires|light|alight) (to|in|at)?
burn (the|our|my) (house|flat|home)
child is (badly )?hurt
(smash*|trash*) (up )?(the|our|my) (house|home|flat|place|room)
# A parent afraid of what they may do
(scared|frightened|worried|afraid) (that )?(i|ill|im|i will|i might|i may) ~ (hurt|hit|harm|lose it|snap|
    do something|kill)
(i|im|ill|i will|i might|i could|i want to|i feel like) (am )?(going to |gonna |might |could |will |
    want to |wanna )?(hurt|harm|hurting|harming|kill|smother|shake) (him|her|them|my {kid}|
    my ({aged} )?{kid}|the kids|the baby|someone|the children)
i (have |just |nearly |almost |sometimes |lost it and |keep |did |really ){0,4}(hit|slapped|smacked|shook|
    hurt|punched|shoved|pushed|harmed|kicked|hitting|grabbed) (him|her|them|{ours}|my {kid})
(shook|shaken|shaking) (the|my|our) (baby|newborn)
# Said more loosely
(not|isnt|hasnt|havent|wasnt|never) (been )?(seen|heard from) (him |her |{ours} )?(since|for|in|all|him|her)
(last seen|no sign of (him|her|{ours}))
(climb*|jump*|got|escap*|snuck|ran|run|gone|went|bolted) ~ (out|window|off|away) ~~ (where|missing|find|
    gone|road|hours)
(man|men|someone|somebody|people|stranger|intruder) (is |are |just |has |s )?(in|inside|broke into|
    broken into|trying to get in|outside) ~ (house|home|flat|garden|door)
(man|men|someone|somebody|stranger|car) (is |are |keeps )?(following|chasing) (me|us|her|him|{ours})
(wont|will not|refus*) (go away|let us go|let us out|leave us alone)
(help|save|rescue) (me|us) ~ (scared|hurting|hurt|hitting|kill*|attack*|quick|urgent*|before he|before she)
(threat*|lung*|came|comes|coming|attack*|went|goes|going|chas*|swing*|ran) (me|us|him|her|{ours}|at me|
    at us|for me|at him|at her|for his|after me) ~ (with|holding) (a |an |the |some )?(scissors|knife|
    hammer|bat|bottle|glass|pole|stick|fork|brick|chair|screwdriver|razor|pan|axe)
{not} feel safe (with|around|in my|in our|at home|near|here|when)
(going to|gonna|about to|will) (do it|do something (bad|terrible|stupid)|snap|explode and)(?= ?(\.|$)|
     (tonight|now|tomorrow|soon)\b)
(stuck|trapped|locked) (in|on|under) (the|a|his|her|our|my) (roof|car|window ledge|ledge|bathroom with|
    bedroom with|river|water)
(fell|fallen|falling) (from|out of|off) (a|the|his|her|our) (window|roof|balcony|bridge)
(having|had|has had) (a )?(seizure|fit|stroke) ~ (wont|not|now|long|minutes|cant|stop)
"""

HURT = r"""
# "he hit a teacher" has no one from the family at the end of it; "hit him", "hit my daughter" does
{hurts} {harmed}
{hurts} ~ (my|our) ({aged} ){0,2}{kid}
{shoves} {harmed} (in|into|in to|against|down|over|off|on|onto|to|across|up against|at)
{person} (was|were|got|gets|been|has been|have been|being|is|is being|is getting|keeps getting|keeps being|
    is always being|had been) (\w{3,9} )?{hurt by}(?! (by|with) (the |a )?(bill|fine|cuts))
(hes|shes|ive|im|we were|i was|i got|i keep getting|i get|i am|theyve) (being |been |getting |got |always |
    constantly ){0,4}{hurt by}
(beat|beaten|beating|beats) (up|black)
(punch*|kick*|hit*|slap*|stamp*|attack*) (him|her|me|them|{ours}) ~ (head|face|stomach|back|eye)
(a gang|gang|older (kids|boys|lads|girls)|boys|group of (boys|girls|kids|lads)) ~~ (attack*|wait* for|beat*|
    jump*|threat*|after) (him|her|me|my|outside|us)
(black eye|split lip|bust lip|burst lip|head injury|bruis* (all over|everywhere))
(covered in|comes? home with|came home with|coming home with|full of|got|has|have|had|with|these|and) 
    (\w+ )?(bruis*|cuts|scratches|bite marks|marks on|fingermarks|finger marks|hand marks)
violent (to|towards|with|at|against) (me|us|his|her|my|our|the family|{ours})
(scared|frightened|terrified|afraid) (of|in|by) (my|our|him|her|his|them) ?(own )?(home|house|son|daughter|
    child|teenager|kids|boy|girl)?
(threatens|threatening|threatened|threaten) (me|us|him|her|{ours}) (with|at)
(threatens|threatening|threatened) to (hurt|kill|stab|hit|burn|shoot|beat)
(knocked|knocks) (me|him|her|them|us) (out|over|down|unconscious|about)
"""

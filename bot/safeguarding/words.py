"""Groups of words that the tables of phrases are written with, as {name}."""

# One group: its name, a colon, its words; lines set in go on from the line before.
GROUPS = r"""
aged: ([0-9]{1,2} ?(yr|yrs|year|years)? ?(old|yo)?|autistic|disabled|little|wee|big|poor|own|eldest|oldest|
    youngest|older|younger|teenage|step|half|foster|adopted|adhd|deaf|non verbal)
kid: (son|sons|daughter|daughters|dughter|child|children|childs|kid|kids|boy|boys|girl|girls|lad|baby|
    babies|toddler|twins|brother|brothers|sister|sisters|grandson|grandaughter|granddaughter|grandchild|
    niece|nephew|little one|teenager|stepson|stepdaughter|year old|yr old|mum|mummy|mam|mom|mother|nan|gran|
    dad|pupil)
kin: ((my|our|his|her|their|your|the|a) ({aged} ){0,2}{kid})
ours: ((my|our|his|her|their) ({aged} ){0,2}{kid}|the (kids|children|baby|babies|twins|toddler))
harmed: (me|us|him|her|them|{ours}|my (arm|neck|hair|head|throat|face)|by the (neck|throat|hair))
self: (my ?self|him ?self|his ?self|her ?self|them ?sel(f|ves)|themself|our ?sel(f|ves)|hiself|meself|
    me self)
person: (he|she|they|{kin}|son|daughter|child|brother|sister)
be: (is|are|was|were|am|been|being|be|get|gets|got|getting|has been|have been|hes|shes|im|ive been|s)
aux: (who|that|has|have|had|is|are|was|were|keeps|keep|kept|always|just|then|also|still|even|actually|once|
    often|regularly|has been|been|used to|tried to|started|goes and|will|would|might|may|could|physically)
not: (dont|do not|don t|doesnt|does not|doesn t|didnt|did not|dosent|doesent|dnt|never|no longer|not)
cant: (cant|cannot|can not|can t|carnt|couldnt|could not|cnt|unable to)
any more: (any ?more|any longer|much longer|much more|nymore|animore)
hurts: (hit|hits|hitting|hitted|hiting|punch*|slap*|kick*|beat|beats|beating|beaten|beat up|beats up|
    beating up|smack*|strangl*|chok*|thump*|whip*|belts|belted|shakes|shook|shaking|hurt|hurts|hurting|hirt|
    hert|harm|harms|harming|harmed|attack*|atack*|assault*|asault*|bit|bites|biting|bitten|headbutt*|
    throttl*|stab*|spit on|spat at|batter|batters|battered|battering|lashes out at|lashed out at|pinch*|
    scratch*|burns|burnt|burned|injur*|throw things at|throws things at|threw things at|pull* ~ hair|
    grab* ~ by|drag*|man ?handl*|yank*|violent (to|towards|with|at)|agg?ressive (to|towards|with)|abus*|
    tortur*|bully and hit|lays? hands on|laid hands on|rough with)
shoves: (push*|shov*|threw|throw*|slam*|fling*|flung|knock*)
hurt by: (hit|punched|slapped|kicked|beaten|beat up|beaten up|beat|battered|smacked|strangled|choked|
    attacked|atacked|assaulted|hurt|harmed|injured|stabbed|headbutted|jumped|mugged|bitten|scratched|
    dragged|man ?handled|burned|burnt|pushed (down|over|into|in to|off|against)|thrown (down|into|against|
    on|to the)|grabbed|knocked (out|over|unconscious|down))
staff: (teacher*|teachers?|tas?|teaching assistant*|teaching assis*|staff|head|headteacher|senco|caretaker|
    schools?|escort|taxi man|taxi driver|bus driver|driver|passenger assistant|chaperone|carers?|
    support worker|key ?worker|care ?worker|tutor|coach|supervisor|dinner lady|nursery|nursery (worker|
    nurse|staff)|child ?minder|lsa|hlta|adults?|respite|assistant|nurse|sir|miss)
family: ((grand)?(dad|dads|daddy|father|da)|mum|mums|mummy|mom|mam|mother|step ?(dad|father|mum|mother|
    brother)|uncle|auntie?|aunty|nan|nans|gran|granny|grandma|grandad|grandpa|grandfather|cousin|
    foster (carer|dad|mum|parents?)|parents|babysitter|(mum|mam|mom|dad)s (partner|boyfriend|girlfriend|bf)|
    neighbour|lodger|family friend)
partner: ((ex )?(husband|wife|partner|boyfriend|girlfriend|fiance|bf|gf|hubby|missus|other half)|ex|exes|
    baby ?daddy|baby dad|(his|her|their|the (kids|childrens|boys|girls)|my (kids|childrens|sons|daughters)) 
    (dad|father)|(mums|mams|moms) (boyfriend|partner|bf))
will: (will|gonna|gona|going to|goin to|gunna|wants? to|wanted to|wanting to|threaten* to|threatening|
    try to|tries to|trying to|tried to|could|might|may|ll|about to|hell|shell|theyll|ill|plan* to|said (he|
    she|they)d|would|if (he|she|they))
room: (room|bedroom|cupboard|closet|cage|shed|cell|pod|toilet|toilets|bathroom|office|box|space|store ?room|
    car|hall|classroom|garage)
pics: (pics?|pictures?|photos?|nudes?|images?|selfies?|videos?|vids?|naked|underwear)
stranger: (someone|somebody|some one|some body|stranger|strangers|man|men|guy|bloke|older (boy|lad|lads|
    boys|man|men)|person|people online|online|snap|snapchat|instagram|insta|tiktok|tik tok|roblox|discord|
    whatsapp|fortnite|xbox|facebook|app|internet)
girl: (her|she|my (girls?|daughters?|sisters?|niece|nieces|granddaughters?)|the girls|girls?|me|daughters?|
    them|sisters?|abroad|back home)
away: (pakistan|somalia|sudan|gambia|egypt|kenya|nigeria|india|bangladesh|afghanistan|iraq|yemen|ethiopia|
    mali|sierra leone|abroad|overseas|back home|away|there)
"""

"""A reference in easy words, at random: it tells neither order nor number, and says nothing to who finds it (C-71)."""

from __future__ import annotations

# Short, everyday, said as they are spelled; none is a name, a feeling or about children.
WORDS = """
    acorn almond amber anchor apple april apron arch arrow aspen autumn badge bagel bamboo banjo barley barn basil
    basket beach bead bean beech bell bench berry birch biscuit blanket blossom boat bonnet book boot bottle bowl
    box bracelet branch brass bread brick bridge brook broom brush bubble bucket butter button cabin cactus cake
    camera candle canoe canvas carpet carrot castle cedar cello chair chalk cherry chess chestnut chimney cider
    circle clay cliff clock cloud clover coat cobalt coffee comet copper coral cork cotton cradle crane crayon
    cricket crown crystal cup curtain cushion dairy daisy dance desk diamond dice dolphin domino donkey door dragon
    drawer drum duck eagle easel echo elbow elm ember emerald engine falcon feather fern fiddle field finch flag
    flame flask flint flower flute forest fork fossil fountain fox galaxy garden garlic garnet gate ginger glacier
    glass globe glove gold goose grape grass gravel guitar hammer hammock harbour harp hat hazel hedge helmet heron
    hill holly honey hook horizon ice igloo indigo ink iris iron island ivory ivy jacket jade jam jasmine jelly
    jewel jigsaw juice jumper kettle key kite kiwi ladder lagoon lake lamp lantern laurel lavender leaf lemon lentil
    letter lilac lily lime linen lion lobster locket lotus magnet mango maple marble market meadow melon mint mirror
    mitten moon moss mountain muffin mug nectar needle nest nettle nickel nutmeg oak oasis oat ocean olive onion
    opal orange orbit orchard organ otter oven owl oyster paddle paint palm panda paper parcel parsley peach peacock
    pear pearl pebble pencil pepper piano picnic pillow pine planet plum pocket pond poplar poppy potato prism
    puddle pumpkin puzzle quarry quartz quilt rabbit radish raft rain raisin raven ribbon rice ring river robin
    rocket rope rose ruby rug saddle saffron sail salad salt sand sapphire satin saucer scarf shell ship silk silver
    sketch sky slate sleigh snow sofa spade sparrow spoon spring spruce star stone straw stream sugar sun swan table
    tea teapot thistle thread thyme tiger timber toast topaz torch tower trumpet tulip turnip turtle umbrella valley
    vanilla vase velvet violet violin wagon walnut water wave wheat wheel whistle willow window winter wood wool
    yarn yellow zebra zinc
""".split()  # noqa: SIM905
HOW_MANY = 3


def reference(random: bytes) -> str:
    """Three words with hyphens, from at least six random bytes: "maple-kettle-river", one of some 50 million."""
    number, words = int.from_bytes(random, "big"), []
    for _ in range(HOW_MANY):
        number, place = divmod(number, len(WORDS))
        words.append(WORDS[place])
    return "-".join(words)

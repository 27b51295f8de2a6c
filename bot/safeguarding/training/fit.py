"""Makes weights.json and net.npz from the sentence encoder. Runs in the engine's environment (TensorFlow, scikit-learn).

    .venv/engine/bin/python -m bot.safeguarding.training.fit

Whether it is danger is asked of a convolution over the token vectors (heads.py); the other questions are linear. The bars are set
on texts of a hand whose other texts the net did not see either, for each hand in turn: a net that saw half of somebody's
sentences flatters itself on the other half.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression  # type: ignore[import-not-found]

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf  # type: ignore[import-untyped]

from bot.safeguarding.alike import alike
from bot.safeguarding.heads import FILE, MEAN_WEIGHT, MOST_WORDS, NET
from bot.safeguarding.training.grow import HERE, Example, examples
from bot.sentences.encoder import DIMENSIONS, Encoder, folder, mean_of

PROJECT = Path(__file__).resolve().parents[3]
PER_LINE = 3
# The net that is kept is the mean of several, which differ in how they began.
FILTERS, WIDTH, NETS = 96, 3, 3
EPOCHS, BATCH, RATE, DECAY = 10, 64, 1e-3, 1e-3
DROPPED, DROPPED_TOKENS, SMOOTH, RISK_WEIGHT = 0.3, 0.1, 0.01, 2.0
# Of ordinary questions shown the words, and of look-alikes; of both, kept. Whichever is stricter sets the bar.
ORDINARY_SHOWN, ALIKE_SHOWN = 0.015, 0.12
ORDINARY_KEPT, ALIKE_KEPT = 0.0007, 0.01
ORDINARY, TABLES = "ordinary questions", "patterns"
DANGER = {"missing_child", "threat_or_weapon", "medical_emergency", "parent_might_harm_child", "trafficking"}
SELF_HARM = {"self_harm_child", "suicidal_child", "suicidal_parent", "bereavement_crisis"}
DOMESTIC = {"domestic_abuse", "honour_based"}
# Among the questions that the engine is trained on are some that are of danger: nobody labelled them, so they teach nothing.
_UNSURE = re.compile(
    r"\b(kill|die|dead|dying|hurt|hit|knife|abus|harm|touch|slap|lock|drink|drunk|safe|danger|emergency|suicid|end it|marks|"
    r"bruis|strangl|naked|pictures|restrain|scared|frighten|police|social (care|serv)|helpline|nspcc|samaritans|childline|"
    r"beat|violen|kick|punch|missing|run(s|ning)? away|hide|hiding|scream|neglect|old man|alone|cant (do|cope|go on)|"
    r"seizure|grabbed|useless|lost it|rescue|urgent|need (to talk|help now)|cut(s|ting)?\b)",
    re.IGNORECASE,
)
_MARK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")


@dataclass(frozen=True)
class Net:
    """What `heads.Heads` takes: the convolution and what is made of what it finds."""

    slide: np.ndarray
    lift: np.ndarray
    strongest: np.ndarray
    mean: np.ndarray
    rest: float


def main() -> None:
    """Writes the weights and prints what each hand's texts showed to nets that saw none of them."""
    every = [*examples(PER_LINE), *tables(), *(Example(text, "ordinary", None, ORDINARY) for text in ordinary())]
    every = [one for one in every if len(one.text.split()) <= 2 * MOST_WORDS]
    tokens = Encoder(folder()).tokens_many([alike(one.text) for one in every], np.float16)
    risky = np.array([one.level is not None for one in every])
    hands = sorted({one.hand for one in every} - {ORDINARY})
    fold = np.array([hands.index(one.hand) if one.hand in hands else at % len(hands) for at, one in enumerate(every)])
    held = np.zeros(len(every))
    for number in range(len(hands)):
        net = mean_net([trained(tokens, risky, np.where(fold != number)[0], seed=number)])
        unseen = np.where(fold == number)[0]
        held[unseen] = [risk_of(net, tokens[at]) for at in unseen]
    is_plain = np.array([one.hand == ORDINARY for one in every])
    is_alike = ~risky & ~is_plain
    bars = [
        max(np.quantile(held[is_plain], 1 - plain), np.quantile(held[is_alike], 1 - alike))
        for plain, alike in ((ORDINARY_SHOWN, ALIKE_SHOWN), (ORDINARY_KEPT, ALIKE_KEPT))
    ]
    for what, bar in zip(("shown", "kept"), bars):
        share = [np.mean(held[among] > bar) for among in (risky, is_alike, is_plain)]
        print(f"{what}: {share[0]:.3f} of unseen danger, {share[1]:.3f} of look-alikes, {share[2]:.4f} of ordinary")
        for number, hand in enumerate(hands):
            print(f"  by the hand of {hand}: {np.mean(held[risky & (fold == number)] > bar):.3f}")
    net = mean_net([trained(tokens, risky, np.arange(len(every)), seed=seed) for seed in range(NETS)])
    np.savez_compressed(
        NET,
        **{name: getattr(net, name).astype(np.float16) for name in ("slide", "lift", "strongest", "mean")},
        rest=np.array([net.rest, *bars], dtype=np.float32),
    )
    _write_questions(every, tokens, risky)


def trained(tokens: Sequence[np.ndarray], risky: np.ndarray, seen: np.ndarray, seed: int) -> Net:
    """A net that learnt from the texts numbered `seen`; the same for the same `seed`, on the same machine."""
    dice = np.random.RandomState(seed)
    slide = tf.Variable(dice.randn(WIDTH, DIMENSIONS, FILTERS).astype("f") / np.sqrt(WIDTH * DIMENSIONS))
    lift = tf.Variable(np.zeros(FILTERS, "f"))
    weigh = tf.Variable(dice.randn(FILTERS + DIMENSIONS, 1).astype("f") * 0.1)
    rest = tf.Variable(np.zeros(1, "f"))
    learnt = (slide, lift, weigh, rest)
    optimiser = tf.keras.optimizers.legacy.Adam(RATE)

    @tf.function(  # type: ignore[untyped-decorator]
        input_signature=[
            tf.TensorSpec((None, None, DIMENSIONS)),
            tf.TensorSpec((None, None)),
            tf.TensorSpec((None,)),
        ]
    )
    def step(rows: tf.Tensor, there: tf.Tensor, wanted: tf.Tensor) -> None:
        with tf.GradientTape() as tape:
            rows = tf.nn.dropout(rows, DROPPED_TOKENS)
            found = tf.nn.relu(tf.nn.conv1d(rows, slide, 1, "SAME") + lift) - 1e9 * (1 - there)[:, :, None]
            strongest = tf.maximum(tf.reduce_max(found, 1), 0.0)
            mean = tf.math.l2_normalize(tf.reduce_sum(rows * there[:, :, None], 1), axis=1) * MEAN_WEIGHT
            told = tf.nn.dropout(tf.concat([strongest, mean], 1), DROPPED) @ weigh + rest
            smooth = wanted * (1 - 2 * SMOOTH) + SMOOTH
            losses = tf.nn.sigmoid_cross_entropy_with_logits(smooth, told[:, 0]) * (1 + (RISK_WEIGHT - 1) * wanted)
            loss = tf.reduce_mean(losses) + DECAY * (tf.nn.l2_loss(slide) + tf.nn.l2_loss(weigh))
        optimiser.apply_gradients(zip(tape.gradient(loss, learnt), learnt))

    tf.random.set_seed(seed)
    lengths = np.array([len(tokens[at]) for at in seen])
    for epoch in range(EPOCHS):
        optimiser.learning_rate = RATE * (1 - 0.8 * epoch / EPOCHS)
        # Texts of about one length together, so that little is padding.
        order = seen[np.argsort(lengths + dice.rand(len(seen)) * 8)]
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        dice.shuffle(batches)
        for batch in batches:
            rows = np.zeros((len(batch), max(len(tokens[at]) for at in batch), DIMENSIONS), "f")
            there = np.zeros(rows.shape[:2], "f")
            for place, at in enumerate(batch):
                rows[place, : len(tokens[at])], there[place, : len(tokens[at])] = tokens[at], 1
            step(rows, there, risky[batch].astype("f"))
    strongest, mean = weigh.numpy()[:FILTERS, 0], weigh.numpy()[FILTERS:, 0]
    return Net(slide.numpy(), lift.numpy(), strongest, mean, float(rest.numpy()[0]))


def mean_net(nets: Sequence[Net]) -> Net:
    """One net whose answer is the mean of theirs."""
    count = len(nets)
    return Net(
        np.concatenate([one.slide for one in nets], axis=2),
        np.concatenate([one.lift for one in nets]),
        np.concatenate([one.strongest for one in nets]) / count,
        np.mean([one.mean for one in nets], axis=0),
        sum(one.rest for one in nets) / count,
    )


def risk_of(net: Net, tokens: np.ndarray) -> float:
    """What `heads.Heads.risk_of` says with this net."""
    rows = tokens.astype("f")
    padded = np.pad(rows, ((1, 1), (0, 0)))
    found = sum(padded[at : at + len(rows)] @ net.slide[at] for at in range(WIDTH)) + net.lift
    strongest = np.maximum(found.max(axis=0), 0.0)
    return float(strongest @ net.strongest + MEAN_WEIGHT * mean_of([rows])[0] @ net.mean + net.rest)


def _write_questions(every: Sequence[Example], tokens: Sequence[np.ndarray], risky: np.ndarray) -> None:
    among = [at for at, is_risky in enumerate(risky) if is_risky]
    rows = mean_of([tokens[at].astype("f") for at in among])
    level, about = np.array([every[at].level for at in among]), np.array([every[at].about for at in among])
    asked = {
        "record": (level >= 2, -0.5),
        "now": (level == 3, 0.5),
        "child": (about == "child_written", 0.5),
        "is_danger": (np.isin(about, list(DANGER)), 0.0),
        "is_self_harm": (np.isin(about, list(SELF_HARM)), 0.0),
        "is_domestic": (np.isin(about, list(DOMESTIC)), 0.0),
        "is_abuse": (~np.isin(about, list(DANGER | SELF_HARM | DOMESTIC)), 0.0),
    }
    weights = {name: _numbers(_fitted(rows, yes), bar) for name, (yes, bar) in asked.items()}
    lines = ",\n".join(f' "{name}": {json.dumps(numbers)}' for name, numbers in weights.items())
    FILE.write_text("{\n" + lines + "\n}\n", encoding="utf-8")


def ordinary() -> list[str]:
    """The ordinary questions: those the engine's understanding is trained on, and some of another hand."""
    found = _rows("ordinary.txt")
    for path in sorted((PROJECT / "data/nlu").glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [_MARK.sub(r"\1", row.removeprefix("- ").strip()) for row in group["examples"].splitlines()]
    for path in sorted((PROJECT / "content/leaflets").glob("*.md")):
        asked = re.search(r"^questions:\n((?:  - .*\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        found += [str(one) for one in yaml.safe_load(asked[1])] if asked else []
    danger = tuple(_rows("among_ordinary.txt"))
    return [text for text in dict.fromkeys(found) if text and not _UNSURE.search(text) and not text.startswith(danger)]


def _rows(name: str) -> list[str]:
    return [row for row in (HERE / name).read_text(encoding="utf-8").splitlines() if row and not row.startswith("#")]


def tables() -> list[Example]:
    """The messages that the rules are tested on, as further lines."""
    rows = yaml.safe_load((PROJECT / "tests/safeguarding/phrases.yml").read_text(encoding="utf-8"))
    about = {"danger": "threat_or_weapon", "self_harm": "suicidal_child", "domestic": "domestic_abuse"}
    found = [
        Example(text, about.get(names.split(" or ")[0], "physical_abuse"), 2, TABLES)
        for names, messages in rows["fire"].items()
        for text in messages
    ]
    return found + [Example(text, "other_context", None, TABLES) for text in rows["quiet"]]


def _fitted(rows: np.ndarray, yes: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=2.0, max_iter=2_000, class_weight="balanced").fit(rows, yes)


def _numbers(model: LogisticRegression, bar: float) -> list[float]:
    return [round(float(one), 3) for one in (*model.coef_[0], model.intercept_[0] - bar)]


if __name__ == "__main__":
    main()

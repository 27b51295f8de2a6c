"""What an officer types is read for wording and then forgotten: no list of ours and none of spaCy's holds a word of it."""

from __future__ import annotations

from bot.impartiality import grammar
from bot.impartiality.while_writing import hints
from bot.sentences.grammar import language


def test_each_hint_names_the_words_and_a_better_way() -> None:
    (found,) = hints("Thank you. You should appeal against this decision.")
    assert found.rule == "directive" and "should appeal" in found.words and "You can" in found.better
    (promise,) = hints("We keep it completely confidential.")
    assert "completely confidential" in promise.words and "at risk" in promise.better


def test_what_is_fair_gets_no_hint() -> None:
    assert hints("You can appeal, or wait. The Tribunal decides. Mrs Bell of Hillside Primary wrote to us.") == ()
    assert hints("") == ()


def test_what_two_people_have_read_is_passed_over() -> None:
    line = "The council must, by law, answer."
    assert hints(line) and hints(line, {line}) == ()


def test_a_text_message_must_not_tell_on_a_lock_screen() -> None:
    assert [one.words for one in hints("About the EHC plan", by_text=True)] == ["EHC", "plan"]
    assert hints("About the EHC plan") == ()


def test_no_word_that_was_typed_stays_in_memory() -> None:
    before = grammar._read.cache_info().currsize
    assert hints("You should ask Quillabrandt to appeal.")
    assert "Quillabrandt" not in language().vocab.strings
    assert grammar._read.cache_info().currsize == before
    # The reading of leaflets does remember: so the looking sees what is there.
    list(grammar.faults("You should ask Quillabrandt to appeal."))
    assert "Quillabrandt" in language().vocab.strings
    assert grammar._read.cache_info().currsize == before + 1

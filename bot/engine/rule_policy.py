"""Rasa's RulePolicy, remembering which rules fit a state it has met before."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Set, Tuple

from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.trackers import DialogueStateTracker

MOST_REMEMBERED = 10_000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class RememberingRulePolicy(RulePolicy):
    """The same predictions as RulePolicy: it scans every rule up to four times a turn, and the states are few.

    A state holds kinds of message, actions and forms; never a word of what was said.
    """

    def __init__(self, *arguments: Any, lookup: Optional[Dict] = None, **named: Any) -> None:
        """As Rasa makes every policy; a `lookup` comes with a trained one."""
        super().__init__(*arguments, lookup=lookup, **named)
        self._remembered: Optional[Dict[Tuple[int, str], Set[str]]] = {} if lookup else None

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> Tuple[Optional[str], Optional[str], bool]:
        # No rule of ours quotes a text, so there is none to find.
        if use_text_for_last_user_input and self._remembered is not None:
            return None, None, False
        return super()._find_action_from_rules(tracker, domain, use_text_for_last_user_input)

    def _get_possible_keys(self, lookup: Dict[str, str], states: List[State]) -> Set[str]:
        if self._remembered is None:
            return super()._get_possible_keys(lookup, states)
        key = (id(lookup), str(states))
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= MOST_REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = super()._get_possible_keys(lookup, states)
        return found

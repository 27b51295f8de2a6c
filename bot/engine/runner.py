"""Runs Rasa's component graph in a straight line.

Rasa's DaskGraphRunner plans every run anew and prints its inputs into a debug line that nobody sees: most of a
millisecond a run, three runs a turn. The order never changes, so it is found once.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Tuple

from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import ExecutionContext, GraphNode, GraphNodeHook, GraphSchema
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage


class StraightGraphRunner(GraphRunner):
    """Every node after those it needs, one after the other."""

    def __init__(self, schema: GraphSchema, nodes: Dict[str, GraphNode]) -> None:
        """`nodes` are the instantiated nodes of `schema`."""
        self._schema, self.nodes = schema, nodes
        self._plans: Dict[Tuple[str, ...], List[Tuple[GraphNode, List[str]]]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Optional[List[GraphNodeHook]] = None,
    ) -> StraightGraphRunner:
        """As Rasa makes every runner."""
        nodes = {
            name: GraphNode.from_schema_node(name, node, model_storage, execution_context, hooks)
            for name, node in graph_schema.nodes.items()
        }
        return cls(graph_schema, nodes)

    def run(self, inputs: Optional[Dict[str, Any]] = None, targets: Optional[List[str]] = None) -> Dict[str, Any]:
        """The outputs of `targets`. Raises what a component raises."""
        wanted = tuple(targets or self._schema.target_names)
        outputs: Dict[str, Tuple[str, Any]] = {name: (name, value) for name, value in (inputs or {}).items()}
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(list(wanted))
        for node, needs in self._plans[wanted]:
            name, output = node(*[outputs[need] for need in needs])
            outputs[name] = (name, output)
        return {name: outputs[name][1] for name in wanted}

    def _plan(self, targets: List[str]) -> List[Tuple[GraphNode, List[str]]]:
        schema, planned, plan = self._schema.minimal_graph_schema(targets), set(), []
        while len(planned) < len(schema.nodes):
            free = [
                name
                for name, node in schema.nodes.items()
                if name not in planned
                and all(need in planned or need not in schema.nodes for need in node.needs.values())
            ]
            if not free:
                raise GraphRunError("the graph has a circle")
            planned.update(free)
            plan += [(self.nodes[name], list(schema.nodes[name].needs.values())) for name in free]
        return plan

"""A graph as plain data in the layout of Keras 0.3: written, and built from again.

A shared node stands among the nodes as a Siamese, and after it come its results, as SiameseHeads, if they have names.
Keras 0.3.3 wrote these but could not read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kerasfront.backend.types import is_mapping
from kerasfront.errors import ArgumentError
from kerasfront.legacy.layout import config_of, from_config

SHARED, HEAD = "Siamese", "SiameseHead"
PARTS = {"input_config": list, "node_config": list, "output_config": list, "nodes": Mapping}


def structure_of(graph: Any) -> dict[str, Any]:
    """The arguments of all inputs, nodes and outputs, and the layers."""
    return {
        "input_config": graph.input_config,
        "node_config": graph.node_config,
        "output_config": graph.output_config,
        "input_order": graph.input_order,
        "output_order": graph.output_order,
        "nodes": {node["name"]: _node_config(graph, node) for node in graph.node_config},
    }


def _node_config(graph: Any, node: Mapping[str, Any]) -> dict[str, Any]:
    config = config_of(graph.nodes[node["name"]])
    if not _is_shared(node):
        return config
    how = {key: node[key] for key in ("merge_mode", "concat_axis", "dot_axes")}
    return {"name": SHARED, "custom_name": SHARED.lower(), "layer": config, **how, "is_graph": True}


def _is_shared(node: Mapping[str, Any]) -> bool:
    """Only nodes of `add_node` have an 'input', only results of shared nodes lack a merge_mode."""
    return "input" not in node and "merge_mode" in node


def fill(graph: Any, config: Any) -> Any:
    """Add to an empty graph what `config` describes.

    Raises
    ------
    ArgumentError
        If it does not describe a graph.
    """
    _check(config)
    for data in config["input_config"]:
        graph.add_input(**{key: tuple(v) if key.endswith("shape") and v else v for key, v in data.items()})
    nodes, waiting = config["nodes"], list(config["node_config"])
    while waiting:
        node = dict(waiting.pop(0), create_output=False)  # outputs are listed apart
        data = nodes[node["name"]]
        if data.get("name") == SHARED:
            heads = 0
            while heads < len(waiting) and _class_of(nodes, waiting[heads]) == HEAD:
                heads += 1
            outputs = [head["name"] for head in waiting[:heads]]
            del waiting[:heads]
            graph.add_shared_node(from_config(data["layer"]), **node, outputs=outputs)
        else:
            graph.add_node(from_config(data), **node)
    for data in config["output_config"]:
        graph.add_output(**data)
    return graph


def _class_of(nodes: Mapping[str, Any], node: Mapping[str, Any]) -> Any:
    return nodes[node["name"]].get("name")


def _check(config: Any) -> None:
    for part, kind in PARTS.items():
        if not is_mapping(config) or not isinstance(config.get(part), kind):
            raise ArgumentError(
                f"A Graph of Keras 0.3 is a dict with {', '.join(map(repr, PARTS))}; {part!r} is missing or wrong in "
                f"{config!r:.200}."
            )
    for node in config["node_config"]:
        if not is_mapping(node) or not is_mapping(config["nodes"].get(node.get("name"))):
            raise ArgumentError(f"The configuration of a Graph has no layer under 'nodes' for the node {node!r:.100}.")

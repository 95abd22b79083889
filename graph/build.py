"""The graph's shape and nothing else: it reads as the flowchart in README.md."""

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph

from graph.nodes.checkout import checkout
from graph.nodes.compare import compare
from graph.nodes.identify import identify
from graph.nodes.learn import learn
from graph.nodes.listen import listen
from graph.nodes.recommend import recommend
from graph.nodes.respond import respond
from graph.nodes.retrieve import retrieve
from graph.nodes.understand import understand
from graph.state import State
from graph.telemetry import timed
from graph.toolbox import Toolbox

Assistance = CompiledStateGraph[State, Toolbox, State, State]


def build_graph(saver: BaseCheckpointSaver[str] | None = None) -> Assistance:
    """Compile the graph; where a turn may branch is written on the nodes themselves."""
    graph = StateGraph(State, context_schema=Toolbox)
    for node in (listen, understand, identify, retrieve, recommend, compare, checkout, learn, respond):
        graph.add_node(node.__name__, timed(node))
    graph.add_edge(START, "listen")
    graph.add_edge("retrieve", "recommend")
    graph.add_edge("recommend", "respond")
    graph.add_edge("compare", "respond")
    graph.add_edge("checkout", "respond")
    graph.add_edge("learn", "respond")
    graph.add_edge("respond", END)
    return graph.compile(checkpointer=saver)

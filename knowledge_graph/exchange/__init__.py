"""The graph in formats of other tools, and back: CSV for spreadsheets, GraphML for Gephi or yEd, JSON-LD for the web.

All three carry the same tables (`tables.py`) and give back an equal graph; docs/graph-format.md lists the columns.
"""

from knowledge_graph.exchange.formats import FORMATS, export_graph, import_graph
from knowledge_graph.exchange.tables import ExchangeError

__all__ = ["FORMATS", "ExchangeError", "export_graph", "import_graph"]

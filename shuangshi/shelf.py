"""What the dialogue can ask: the bank that comes with the engine, and the region's own items."""

from chat.shelf import Shelf
from knowledge_graph import KnowledgeGraph
from recommender.assessment.bank import read_bank
from store.assessment import find_region_items
from store.database import Database

__all__ = ["build_shelf"]


def build_shelf(graph: KnowledgeGraph, database: Database) -> Shelf:
    """Reads the bank; takes some seconds."""
    with database.reading() as session:
        own = find_region_items(session)
    return Shelf.of(graph, (*read_bank(graph), *own))

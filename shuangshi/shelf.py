"""What the dialogue can ask: the bank that comes with the engine, and the region's own items."""

from collections.abc import Callable
from functools import cache
from threading import Lock

from cachetools import TTLCache, cached

from chat.shelf import Shelf
from knowledge_graph import KnowledgeGraph
from recommender.assessment.bank import read_bank
from store.assessment import find_region_items, read_item_counts
from store.database import Database

__all__ = ["build_shelf", "keep_shelf"]

_FRESH_S = 60


def build_shelf(graph: KnowledgeGraph, database: Database) -> Shelf:
    """Reads the bank, and what answers have taught of its items; takes some seconds."""
    with database.reading() as session:
        own, counts = find_region_items(session), read_item_counts(session)
    return Shelf.of(graph, (*read_bank(graph), *own)).with_counts(counts)


def keep_shelf(graph: KnowledgeGraph, database: Database) -> Callable[[], Shelf]:
    """Gives the shelf: items are read once, what answers have taught of them is a minute old at most."""
    build = cache(lambda: build_shelf(graph, database))

    @cached(TTLCache(maxsize=1, ttl=_FRESH_S), lock=Lock())
    def shelf() -> Shelf:
        with database.reading() as session:
            return build().with_counts(read_item_counts(session))

    return shelf

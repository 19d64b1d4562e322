"""Builds the engine — encoder, heads, linker, index, main flow — and keeps its index up with the change log."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intent.linking import PointLinker
from intent.profiler import Profiler, load_heads
from knowledge_graph import KnowledgeGraph
from models.cached_encoder import SHIPPED_PASSAGES, CachedEncoder
from models.encoder import EncoderMismatchError, TextEncoder, load_encoder
from recommender.content_index import ContentIndex, IndexFileError
from recommender.main_flow import MainFlow
from shuangshi.settings import Settings
from store.catalogue import find_changes, last_sequence
from store.database import Database
from store.installation import get_installation_id

__all__ = ["Engine", "build_engine", "build_profiler", "index_file"]

log = logging.getLogger(__name__)


@dataclass
class Engine:
    """The main flow with what keeps it fresh.

    Attributes:
        model: Hashes of everything that decides its answers; kept with every slate.
    """

    flow: MainFlow
    settings: Settings
    database: Database
    model: dict[str, Any]
    _lock: threading.Lock

    def follow_changes(self) -> int:
        """Brings the index up to the change log and saves it; returns how many changes there were."""
        with self._lock:
            total = 0
            while True:
                with self.database.reading() as session:
                    changes = list(find_changes(session, self.flow.index.sequence))
                if not changes:
                    break
                self.flow.index = self.flow.index.with_changes(changes)
                total += len(changes)
            if total:
                self.flow.index.save(index_file(self.settings))
                log.info("index follows %d changes, now at %d", total, self.flow.index.sequence)
            return total


def index_file(settings: Settings) -> Path:
    """Where the content index is saved."""
    return settings.home / "indexes" / "content.npz"


def build_profiler(settings: Settings, graph: KnowledgeGraph, encoder: TextEncoder | None = None) -> Profiler:
    """Encoder, heads and linker put together."""
    import torch

    torch.set_num_threads(settings.threads)
    encoder = encoder or load_encoder(settings.encoder, settings.cache)
    encoder = CachedEncoder(encoder, "passage", settings.home / "cache", SHIPPED_PASSAGES)
    return Profiler(encoder, load_heads(encoder, settings.research_weights), PointLinker(graph, encoder))


def build_engine(settings: Settings, graph: KnowledgeGraph, database: Database,
                 encoder: TextEncoder | None = None) -> Engine:  # fmt: skip
    """A warm engine: its index has followed the change log to the end."""
    profiler = build_profiler(settings, graph, encoder)
    flow = MainFlow(graph, profiler, _open_index(index_file(settings), profiler.encoder, database))
    model = {
        "graph": graph.content_hash[:16],
        "encoder": profiler.encoder.hash[:16],
        "heads": {name: head.card.get("data_sha256", "")[:16] for name, head in profiler.heads.items()},
    }
    engine = Engine(flow, settings, database, model, threading.Lock())
    engine.follow_changes()
    return engine


def _open_index(path: Path, encoder: TextEncoder, database: Database) -> ContentIndex:
    """The saved index where it is of this encoder and database; else an empty one, and the saved one is gone."""
    saved, fault = None, ""
    if path.is_file():
        try:
            saved = ContentIndex.load(path, encoder)
        except EncoderMismatchError:
            fault = "was made with another encoder"
        except IndexFileError as error:
            fault = f"is unreadable ({error})"
    with database.transaction() as session:  # after loading: the log only grows, so the index cannot be ahead of it
        source, newest = get_installation_id(session), last_sequence(session)
    if saved is not None and saved.source != source:
        fault = "is of another database"
    elif saved is not None and saved.sequence > newest:
        fault = f"is at {saved.sequence}, ahead of the database at {newest}, as after restoring an older back-up"
    if saved is not None and not fault:
        return saved
    if fault:
        log.warning("the saved content index %s; rebuilding it", fault)
        path.unlink(missing_ok=True)
    return ContentIndex(encoder, source)

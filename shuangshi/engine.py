"""Builds the engine — encoder, heads, linker, index, main flow — and keeps its index up with the change log."""

import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intent.heads import HEAD_NAMES, POINTS, fit_linker, load_heads
from intent.linking import PointLinker
from intent.profiler import Profiler
from knowledge_graph import KnowledgeGraph
from models.encoder import EncoderMismatchError, TextEncoder, load_encoder
from models.registry import ModelRegistry
from recommender.content_index import ContentIndex, IndexFileError
from recommender.main_flow import MainFlow
from shuangshi.models import open_registry, remember_passages
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
        model: Hashes and versions of everything that decides its answers; kept with every slate.
    """

    flow: MainFlow
    settings: Settings
    database: Database
    model: dict[str, Any]
    _stamp: str
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

    def follow_promotions(self) -> bool:
        """Puts the heads in service that were promoted or rolled back since; returns whether there were any.

        A question that is being answered meanwhile is answered by the ones it began with.

        Raises:
            RegistryError, HeadFileError, EncoderMismatchError: A promoted version cannot be used; the old serve on.
        """
        registry = open_registry(self.settings)
        stamp = registry.stamp()
        if stamp == self._stamp:
            return False
        with self._lock:
            old = self.flow.profiler
            heads = load_heads(old.encoder, registry)
            self.flow.profiler = Profiler(old.encoder, heads, fit_linker(old.linker, old.encoder, registry))
            self.model = self.model | {"heads": _versions(registry)}
            self._stamp = stamp
        log.info("heads in service: %s", self.model["heads"])
        return True


def index_file(settings: Settings) -> Path:
    """Where the content index is saved."""
    return settings.home / "indexes" / "content.npz"


def build_profiler(settings: Settings, graph: KnowledgeGraph, encoder: TextEncoder | None = None) -> Profiler:
    """Encoder, heads and linker put together."""
    import torch

    torch.set_num_threads(settings.threads)
    encoder = encoder or load_encoder(settings.encoder, settings.cache)
    encoder = remember_passages(settings, encoder)
    registry = open_registry(settings)
    linker = fit_linker(PointLinker(graph, encoder), encoder, registry)
    return Profiler(encoder, load_heads(encoder, registry), linker)


def build_engine(settings: Settings, graph: KnowledgeGraph, database: Database,
                 encoder: TextEncoder | None = None) -> Engine:  # fmt: skip
    """A warm engine: its index has followed the change log to the end."""
    registry = open_registry(settings)
    stamp = registry.stamp()  # before loading: a promotion meanwhile is followed later
    profiler = build_profiler(settings, graph, encoder)
    flow = MainFlow(graph, profiler, _open_index(index_file(settings), profiler.encoder, database))
    model = {
        "graph": graph.content_hash[:16],
        "encoder": profiler.encoder.hash[:16],
        "heads": _versions(registry),
    }
    engine = Engine(flow, settings, database, model, stamp, threading.Lock())
    engine.follow_changes()
    return engine


def _versions(registry: ModelRegistry) -> dict[str, str]:
    """Of each head the version in service, with the first digits of its weights' hash."""
    serving = {name: registry.serving(name) for name in (*HEAD_NAMES, POINTS)}
    return {name: f"{v.name}/{v.read_card()['weights_sha256'][:12]}" for name, v in serving.items()}


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

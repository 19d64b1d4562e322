"""Builds the engine — encoder, heads, linker, index, main flow — and keeps its index up with the change log."""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intent.heads import HEAD_NAMES, POINTS, fit_linker, load_heads
from intent.linking import PointLinker
from intent.profiler import Profiler
from knowledge_graph import KnowledgeGraph
from models.encoder import TextEncoder, load_encoder
from models.registry import ModelRegistry
from recommender.behaviour import learn_behaviour
from recommender.main_flow import MainFlow
from recommender.ranker import Rankers
from recommender.ranker_file import RANKER_TASK, load_rankers
from shuangshi.models import open_registry, remember_passages
from shuangshi.saved_index import IndexPlace, choose_place, open_index
from shuangshi.settings import Settings
from store.base import utc_now
from store.catalogue import find_changes
from store.database import Database
from store.interactions import read_behaviour

__all__ = ["Engine", "build_engine", "build_profiler"]

log = logging.getLogger(__name__)

_LEARN_EVERY = timedelta(minutes=10)
_BEHAVIOUR_OF = timedelta(days=180)


@dataclass
class Engine:
    """The main flow with what keeps it fresh.

    Attributes:
        place: Where its index is saved.
        model: Hashes and versions of everything that decides its answers; kept with every slate.
    """

    flow: MainFlow
    settings: Settings
    database: Database
    place: IndexPlace
    model: dict[str, Any]
    _stamp: str
    _lock: threading.Lock
    _behaviour_at: datetime | None = None

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
                self.flow.index.save(self.place.file)
                log.info("index follows %d changes, now at %d", total, self.flow.index.sequence)
            return total

    def follow_behaviour(self) -> bool:
        """Learns anew what students' behaviour says of items, where that was long ago; returns whether it was.

        Learning holds nobody up: questions are answered with what was known before.
        """
        now = utc_now()
        if self._behaviour_at is not None and now - self._behaviour_at < _LEARN_EVERY:
            return False
        with self.database.reading() as session:
            seen = read_behaviour(session, now - _BEHAVIOUR_OF, now.date())
        self.flow.behaviour = learn_behaviour(seen.interactions, seen.groups, seen.shown, now)
        self._behaviour_at = now
        log.info("behaviour learned from %d signs of interest of %d students", len(seen.interactions), len(seen.groups))
        return True

    def follow_promotions(self) -> bool:
        """Puts the heads and the ranker in service that were promoted or rolled back since; returns whether there were
        any.

        A question that is being answered meanwhile is answered by the ones it began with.

        Raises:
            RegistryError, HeadFileError, EncoderMismatchError, RankerFileError: A promoted version cannot be used; the
                old serve on.
        """
        registry = open_registry(self.settings)
        stamp = registry.stamp()
        if stamp == self._stamp:
            return False
        with self._lock:
            old = self.flow.profiler
            heads = load_heads(old.encoder, registry)
            rankers = load_rankers(registry.serving(RANKER_TASK).folder)
            self.flow.profiler = Profiler(old.encoder, heads, fit_linker(old.linker, old.encoder, registry))
            self.flow.rankers = rankers
            self.model = self.model | _versions(registry)
            self._stamp = stamp
        log.info("in service: %s", self.model)
        return True


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
    place = choose_place(settings, database)
    flow = MainFlow(
        graph, profiler, open_index(place, profiler.encoder, database),
        load_rankers(registry.serving(RANKER_TASK).folder), _open_shadow(settings, registry),
    )  # fmt: skip
    model = {
        "graph": graph.content_hash[:16], "encoder": profiler.encoder.hash[:16], **_versions(registry),
    } | ({"shadow_ranker": settings.shadow_ranker} if settings.shadow_ranker else {})  # fmt: skip
    log.info("ranker in service: %s", model["ranker"])
    engine = Engine(flow, settings, database, place, model, stamp, threading.Lock())
    engine.follow_changes()
    return engine


def _versions(registry: ModelRegistry) -> dict[str, Any]:
    """Of each head and of the ranker the version in service, with the first digits of its weights' hash."""

    def name(task: str) -> str:
        version = registry.serving(task)
        return f"{version.name}/{version.read_card()['weights_sha256'][:12]}"

    return {"heads": {task: name(task) for task in (*HEAD_NAMES, POINTS)}, "ranker": name(RANKER_TASK)}


def _open_shadow(settings: Settings, registry: ModelRegistry) -> Rankers | None:
    if not settings.shadow_ranker:
        return None
    log.info("ranker in the shadow: %s", settings.shadow_ranker)
    return load_rankers(registry.get_version(RANKER_TASK, settings.shadow_ranker).folder)

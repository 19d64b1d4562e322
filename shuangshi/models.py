"""Wires what learned models need: their registry, the corpus they learn from and are measured on, and an encoder."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from models.cached_encoder import SHIPPED_PASSAGES, CachedEncoder
from models.encoder import TextEncoder
from models.registry import ModelRegistry
from models.tracking import Track, untracked
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from eval.corpus import Corpus

__all__ = ["choose_device", "open_corpus", "open_query_encoder", "open_registry", "remember_passages"]


def open_registry(settings: Settings) -> ModelRegistry:
    """Versions under the home folder, behind those of the package: research ones where the settings ask for them."""
    from intent.heads import shipped_versions
    from recommender.matching.acceptance_file import ACCEPTANCE_TASK, BY_HAND_FOLDER
    from recommender.ranker_file import HAND_SET_FOLDER, RANKER_TASK

    by_hand = {RANKER_TASK: HAND_SET_FOLDER, ACCEPTANCE_TASK: BY_HAND_FOLDER}
    return ModelRegistry(settings.home / "models", shipped_versions(settings.research_weights) | by_hand)


def open_corpus(settings: Settings, track: Track, from_log: bool = False) -> "Corpus":
    """Every labelled text that is there; with `from_log` also what was corrected here, as far as consent goes."""
    from eval.corpus import Corpus
    from shuangshi.console import messages
    from shuangshi.preparation import DEMO_FOLDER, open_database, open_graph
    from store.region_files import read_region
    from store.training_log import find_corrected_questions

    graph = open_graph(settings)
    log = []
    if from_log:
        today = datetime.now(ZoneInfo(settings.timezone)).date()
        with open_database(settings, graph).reading() as session:
            log = list(find_corrected_questions(session, today))
        messages.print(f"{len(log)} corrected questions whose askers allow training")
    return Corpus.load(graph, read_region(DEMO_FOLDER, graph), settings.data_dir, log, track, settings.home / "cache")


def choose_device(name: str) -> str:
    """A torch device: `auto` is a GPU where there is one."""
    import torch

    return name if name != "auto" else "cuda" if torch.cuda.is_available() else "cpu"


def open_query_encoder(settings: Settings, device: str = "cpu") -> CachedEncoder:
    """The encoder on a torch device; its query vectors are remembered on disk."""
    import torch

    from models.encoder import load_encoder
    from shuangshi.console import track

    torch.set_num_threads(settings.threads)
    encoder = load_encoder(settings.encoder, settings.cache, device=device)
    return CachedEncoder(encoder, "query", settings.home / "cache", track=track)


def remember_passages(settings: Settings, encoder: TextEncoder, track: Track = untracked) -> CachedEncoder:
    """The same encoder with its passage vectors remembered on disk, behind those of the package."""
    return CachedEncoder(encoder, "passage", settings.home / "cache", SHIPPED_PASSAGES, track)

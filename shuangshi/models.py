"""Wires what learned models need: the registry of versions, and the corpus that they learn from and are measured on."""

from typing import TYPE_CHECKING

from models.registry import ModelRegistry
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from eval.corpus import Corpus
    from models.tracking import Track

__all__ = ["open_corpus", "open_registry"]


def open_registry(settings: Settings) -> ModelRegistry:
    """Versions under the home folder, behind those of the package: research ones where the settings ask for them."""
    from intent.heads import shipped_versions

    return ModelRegistry(settings.home / "models", shipped_versions(settings.research_weights))


def open_corpus(settings: Settings, track: "Track") -> "Corpus":
    """Every labelled text that is there."""
    from eval.corpus import Corpus
    from shuangshi.preparation import DEMO_FOLDER, open_graph
    from store.region_files import read_region

    graph = open_graph(settings)
    return Corpus.load(graph, read_region(DEMO_FOLDER, graph), settings.data_dir, track=track)

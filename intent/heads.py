"""The heads of question understanding: which there are, where those of the package stand, and how they are loaded."""

import json
from collections.abc import Iterable
from pathlib import Path

from intent.linking import LinkerConfig, PointLinker
from models.encoder import TextEncoder
from models.linear_head import HeadFileError, LinearHead
from models.registry import ModelRegistry

__all__ = [
    "HEAD_NAMES", "LINKER_FILE", "MODEL_FILE", "POINTS", "WEIGHTS_FOLDER", "fit_linker", "fit_linker_from",
    "load_heads", "load_label_heads", "shipped_versions",
]  # fmt: skip

HEAD_NAMES = ("subject", "stage", "ability", "difficulty", "intent", "distress", "danger")
MODEL_FILE = "model.safetensors"
LINKER_FILE = "linker.json"
POINTS = "points"
"""Task of the linker: a classifier, and in `LINKER_FILE` how its views are added."""

WEIGHTS_FOLDER = Path(__file__).parent / "weights"
"""`default/` learned from authored and permissively licensed text; `research/` also from research-only sets."""


def shipped_versions(research: bool = False) -> dict[str, Path]:
    """Folder of each task's version in the package; with `research`, one from research-only sets where it exists."""
    folders = {path.parent.name: path.parent for path in sorted(WEIGHTS_FOLDER.glob("default/*/card.json"))}
    if research:
        folders |= {path.parent.name: path.parent for path in sorted(WEIGHTS_FOLDER.glob("research/*/card.json"))}
    return folders


def load_heads(
    encoder: TextEncoder, registry: ModelRegistry, names: Iterable[str] = HEAD_NAMES
) -> dict[str, LinearHead]:
    """The heads in service, by name.

    Raises:
        EncoderMismatchError: A head belongs to another encoder; the message names the command that refits it.
        RegistryError: No version of a head serves.
        HeadFileError: A head's file is damaged.
    """
    return {name: LinearHead.load(registry.serving(name).folder / MODEL_FILE, encoder) for name in names}


def load_label_heads(encoder: TextEncoder, registry: ModelRegistry, names: Iterable[str]) -> dict[str, LinearHead]:
    """Heads of public sets' own labels, by set, as far as they are there.

    Raises:
        EncoderMismatchError: A head belongs to another encoder.
    """
    there = {f"{POINTS}-{name}": name for name in names if f"{POINTS}-{name}" in registry.tasks()}
    return {there[task]: head for task, head in load_heads(encoder, registry, there).items()}


def fit_linker(linker: PointLinker, encoder: TextEncoder, registry: ModelRegistry) -> PointLinker:
    """The linker with the classifier and the weights in service; as it is where none serve.

    Raises:
        EncoderMismatchError: The classifier belongs to another encoder.
        HeadFileError: A file is damaged.
    """
    return fit_linker_from(registry.serving(POINTS).folder, linker, encoder) if POINTS in registry.tasks() else linker


def fit_linker_from(folder: Path, linker: PointLinker, encoder: TextEncoder) -> PointLinker:
    """The linker with the classifier and the weights of one version; raises as `fit_linker`."""
    head = LinearHead.load(folder / MODEL_FILE, encoder)
    try:
        config = LinkerConfig(**json.loads((folder / LINKER_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise HeadFileError(f"{folder / LINKER_FILE}: damaged ({error})") from error
    return linker.with_head(head).with_config(config)

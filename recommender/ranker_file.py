"""A version of the ranker on disk: `ranker.json` says for each kind of item what scores it; trees lie beside it.

Kinds that the file does not name are ranked by the weights set by hand, so that a log that could teach only some lists
changes only those. `hand_set/` holds the version that names none.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from knowledge_graph.atomic_file import replace_file
from recommender.boosted_ranker import BoostedRanker, BoosterError
from recommender.items import ItemKind
from recommender.ranker import HAND_SET, LinearRanker, Ranker, Rankers

__all__ = ["HAND_SET_FOLDER", "RANKER_FILE", "RANKER_TASK", "RankerFileError", "load_rankers", "save_rankers"]

RANKER_TASK = "ranker"
"""Its name in the registry."""

RANKER_FILE = "ranker.json"
HAND_SET_FOLDER = Path(__file__).parent / "hand_set"


class RankerFileError(ValueError):
    """A ranker's file cannot be used; the message says which and why."""


class _Linear(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["linear"] = "linear"
    weights: dict[str, float]


class _Boosted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    form: Literal["boosted"] = "boosted"
    file: Annotated[str, Field(pattern=r"^[a-z_]+\.txt$")]
    scale: Annotated[float, Field(gt=0)]


_FILE: TypeAdapter[dict[ItemKind, _Linear | _Boosted]] = TypeAdapter(
    dict[ItemKind, Annotated[_Linear | _Boosted, Field(discriminator="form")]]
)


def load_rankers(folder: Path) -> Rankers:
    """The rankers of a version.

    Raises:
        RankerFileError: A file is missing or damaged, or LightGBM is needed and not usable.
    """
    path = folder / RANKER_FILE
    try:
        named = _FILE.validate_json(path.read_bytes())
        learned = {kind: _load(folder, entry) for kind, entry in named.items()}
    except (OSError, UnicodeDecodeError, ValidationError, BoosterError) as error:
        raise RankerFileError(f"{path}: {error}") from error
    return {**HAND_SET, **learned}


def save_rankers(rankers: Mapping[ItemKind, Ranker], folder: Path) -> None:
    """Writes those that are not the ones set by hand.

    Raises:
        TypeError: A ranker of a form that has no file.
    """
    entries: dict[ItemKind, _Linear | _Boosted] = {}
    for kind in get_args(ItemKind):
        ranker = rankers.get(kind, HAND_SET[kind])
        if isinstance(ranker, BoostedRanker):
            entries[kind] = _Boosted(file=f"{kind}.txt", scale=ranker.scale)
            _write(folder / f"{kind}.txt", ranker.text)
        elif not isinstance(ranker, LinearRanker):
            raise TypeError(f"{type(ranker).__name__} cannot be saved")
        elif ranker != HAND_SET[kind]:
            entries[kind] = _Linear(weights=ranker.weights)
    text = json.dumps({kind: entry.model_dump() for kind, entry in entries.items()}, indent=1)
    _write(folder / RANKER_FILE, text)


def _load(folder: Path, entry: _Linear | _Boosted) -> Ranker:
    if isinstance(entry, _Linear):
        return LinearRanker(entry.weights)
    return BoostedRanker((folder / entry.file).read_text(encoding="utf-8"), entry.scale)


def _write(path: Path, text: str) -> None:
    with replace_file(path) as file:
        file.write(text.encode())

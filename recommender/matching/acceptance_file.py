"""A version of the model of acceptance on disk. `by_hand/` holds the one that is set by hand."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from knowledge_graph.atomic_file import replace_file
from recommender.matching.acceptance import AcceptanceModel

__all__ = [
    "ACCEPTANCE_FILE", "ACCEPTANCE_TASK", "BY_HAND_FOLDER", "AcceptanceFileError", "load_acceptance", "save_acceptance",
]  # fmt: skip

ACCEPTANCE_TASK = "acceptance"
"""Its name in the registry."""

ACCEPTANCE_FILE = "acceptance.json"
BY_HAND_FOLDER = Path(__file__).parent / "by_hand"

_FILE: TypeAdapter[AcceptanceModel | None] = TypeAdapter(AcceptanceModel | None)


class AcceptanceFileError(ValueError):
    """The file cannot be used; the message says which and why."""


def load_acceptance(folder: Path) -> AcceptanceModel:
    """The model of a version.

    Raises:
        AcceptanceFileError: Its file is missing or damaged.
    """
    path = folder / ACCEPTANCE_FILE
    try:
        return _FILE.validate_json(path.read_bytes()) or AcceptanceModel.by_hand()
    except (OSError, ValidationError) as error:
        raise AcceptanceFileError(f"{path}: {error}") from error


def save_acceptance(model: AcceptanceModel, folder: Path) -> Path:
    """Writes the model; gives the file."""
    path = folder / ACCEPTANCE_FILE
    with replace_file(path) as file:
        file.write(_FILE.dump_json(model, indent=1))
    return path

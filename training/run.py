"""One training from start to version: what was done is remembered on disk, so that an interrupted run goes on."""

import copy
import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge_graph.atomic_file import replace_file
from models.registry import CARD_FILE

__all__ = ["RunMismatchError", "TrainingRun", "fingerprint", "version_name"]

Arrays = dict[str, NDArray[Any]]

_STEPS = "steps"
_RUN_FILE = "run.json"


class RunMismatchError(ValueError):
    """A folder holds an interrupted training with another configuration or other data."""


def fingerprint(*parts: Any) -> str:
    """Sixteen hex digits that change with anything in `parts` (JSON values)."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def version_name(print_of_run: str) -> str:
    """Date and the first digits of the run's fingerprint, so that equal trainings of a day bear one name."""
    return f"{datetime.now(UTC):%Y%m%d}-{print_of_run[:8]}"


class TrainingRun:
    """A folder in which a training works.

    Args:
        folder: Becomes the version's folder.
        identity: Fingerprint of configuration, data and encoder; steps are only taken up under the same one.

    Raises:
        RunMismatchError: The folder was begun under another identity.
    """

    def __init__(self, folder: Path, identity: str) -> None:
        self.folder = folder
        self.identity = identity
        self.resumed: list[str] = []
        self._prefix = ""
        path = folder / _RUN_FILE
        if path.is_file():
            begun = json.loads(path.read_text(encoding="utf-8"))["identity"]
            if begun != identity:
                raise RunMismatchError(
                    f"{folder} holds a training that was begun with another configuration or other data "
                    f"({begun}, this is {identity}); delete it or name another version"
                )
        else:
            folder.mkdir(parents=True, exist_ok=True)
            with replace_file(path) as file:
                file.write(json.dumps({"identity": identity}).encode())

    def under(self, name: str) -> "TrainingRun":
        """The same run for a part of it that has steps of the same names."""
        other = copy.copy(self)
        other._prefix = f"{self._prefix}{name}-"
        return other

    def remember(self, step: str, make: Callable[[], Arrays]) -> Arrays:
        """What `make` gives, or gave before this run was interrupted."""
        step = self._prefix + step
        path = self.folder / _STEPS / f"{step}.npz"
        if path.is_file():
            with np.load(path) as file:
                found = {name: file[name] for name in file.files}
            self.resumed.append(step)
            return found
        made = make()
        with replace_file(path) as file:
            np.savez(file, **made)  # type: ignore[arg-type]  # no array is called allow_pickle
        return made

    def finish(self, card: Mapping[str, Any]) -> None:
        """Writes the card, which makes the folder a version, and forgets the steps."""
        with replace_file(self.folder / CARD_FILE) as file:
            file.write(json.dumps(card, ensure_ascii=False, indent=1).encode())
        shutil.rmtree(self.folder / _STEPS, ignore_errors=True)
        (self.folder / _RUN_FILE).unlink(missing_ok=True)

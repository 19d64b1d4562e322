"""Versions of learned models: which there are, which one serves, and how it came to serve.

A version is a folder, `<folder>/<task>/<version>/`: the model's file, `card.json` (written last: without it a folder
is training that has not ended), and whatever else its training wrote. `<folder>/promotions.jsonl` grows by one row a
promotion or rollback; the last row of a task says which version serves. A task without a row is served by the version
that comes with the package.
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge_graph.atomic_file import replace_file

__all__ = ["CARD_FILE", "SHIPPED", "GateResult", "ModelRegistry", "ModelVersion", "Promotion", "RegistryError"]

CARD_FILE = "card.json"
SHIPPED = "shipped"
"""Name of the version that comes with the package."""

_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]*$", re.IGNORECASE)


class RegistryError(ValueError):
    """No such task or version, or a registry file that cannot be read; the message says which."""


class GateResult(BaseModel):
    """What one gate said of a candidate.

    Attributes:
        gate: Its name, such as `accuracy on held-out cjeval`.
        serving: Value of the version that serves; None where none does.
        candidate: Value of the version to be promoted; higher is better.
    """

    model_config = ConfigDict(frozen=True)

    gate: str
    serving: float | None
    candidate: float

    @property
    def passed(self) -> bool:
        """Whether the candidate is not worse, to the fourth digit."""
        return self.serving is None or round(self.candidate, 4) >= round(self.serving, 4)


class Promotion(BaseModel):
    """A row of the promotions file."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    task: str
    action: Literal["promote", "rollback"]
    version: str
    previous: str
    gates: tuple[GateResult, ...] = ()


@dataclass(frozen=True)
class ModelVersion:
    """A version of a task's model.

    Attributes:
        task: What it predicts.
        name: `shipped`, or the name its training gave it.
        folder: Holds the model's file and its card.
        serves: Whether it is the one in service.
    """

    task: str
    name: str
    folder: Path
    serves: bool

    def read_card(self) -> dict[str, Any]:
        """Data with licences and hash, sizes, metrics, seed, and the command that reproduces the version.

        Raises:
            RegistryError: The card cannot be read.
        """
        path = self.folder / CARD_FILE
        try:
            card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise RegistryError(f"{path}: unreadable ({error})") from error
        return card

    def read_figures(self) -> dict[str, float]:
        """What the version is worth on the held-out part of its data, by name of the figure.

        Raises:
            RegistryError: The card cannot be read.
        """
        return {name: measured["value"] for name, measured in self.read_card()["metrics"]["head"].items()}


class ModelRegistry:
    """Versions in a folder, behind those that come with the package.

    Args:
        folder: Made on first use.
        shipped: Folder of each task's version that comes with the package.
    """

    def __init__(self, folder: Path, shipped: Mapping[str, Path]) -> None:
        self.folder = folder
        self._shipped = dict(shipped)
        self._log = folder / "promotions.jsonl"

    def tasks(self) -> list[str]:
        """Tasks with at least one version."""
        return sorted({path.parent.parent.name for path in self.folder.glob(f"*/*/{CARD_FILE}")} | set(self._shipped))

    def versions(self, task: str) -> list[ModelVersion]:
        """All versions of a task, the shipped one first, then by name.

        Raises:
            RegistryError: Nothing of this name was ever trained or shipped.
        """
        serving = self._serving_name(task)
        folders = {SHIPPED: self._shipped[task]} if task in self._shipped else {}
        folders |= {path.parent.name: path.parent for path in sorted(self.folder.glob(f"{task}/*/{CARD_FILE}"))}
        if not folders:
            raise RegistryError(f"no model is called {task!r}; there are {', '.join(self.tasks()) or 'none'}")
        return [ModelVersion(task, name, folder, name == serving) for name, folder in folders.items()]

    def get_version(self, task: str, name: str) -> ModelVersion:
        """One version.

        Raises:
            RegistryError: There is no such task or version.
        """
        versions = self.versions(task)
        for version in versions:
            if version.name == name:
                return version
        raise RegistryError(f"{task} has no version {name!r}; it has {', '.join(v.name for v in versions)}")

    def serving(self, task: str) -> ModelVersion:
        """The version in service.

        Raises:
            RegistryError: No version serves, or its folder is gone.
        """
        return self.get_version(task, self._serving_name(task))

    def history(self, task: str | None = None) -> list[Promotion]:
        """Promotions and rollbacks, oldest first.

        Raises:
            RegistryError: A row is unreadable; with file and line.
        """
        if not self._log.is_file():
            return []
        rows = []
        for number, line in enumerate(self._log.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                rows.append(Promotion.model_validate_json(line))
            except ValidationError as error:
                raise RegistryError(f"{self._log}:{number}: not a promotion: {error.errors()[0]['msg']}") from error
        return [row for row in rows if task is None or row.task == task]

    def make_folder(self, task: str, name: str) -> Path:
        """The folder of a version in training, new or left by a training that was interrupted.

        Raises:
            RegistryError: The name is taken, or not fit for a folder.
        """
        if name == SHIPPED or not _NAME.match(name):
            raise RegistryError(f"{name!r} cannot name a version; use letters, digits, dots and dashes")
        folder = self.folder / task / name
        if (folder / CARD_FILE).exists():
            raise RegistryError(f"{task} already has a version {name!r}")
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def promote(self, task: str, name: str, gates: Sequence[GateResult]) -> Promotion:
        """Puts a version into service.

        Raises:
            RegistryError: It does not exist, serves already, or is worse at a gate; every such gate is named.
        """
        version = self.get_version(task, name)
        if version.serves:
            raise RegistryError(f"{task} {name} serves already")
        worse = "; ".join(f"{g.gate}: {g.candidate:.4f} < {g.serving:.4f}" for g in gates if not g.passed)
        if worse:
            raise RegistryError(f"{task} {name} is worse than {self._serving_name(task)} and stays out ({worse})")
        return self._append(task, "promote", name, tuple(gates))

    def rollback(self, task: str) -> Promotion:
        """Puts back what served before the last promotion that was not rolled back.

        Raises:
            RegistryError: Nothing was promoted, or what served before is gone.
        """
        promoted: list[Promotion] = []
        for row in self.history(task):
            if row.action == "promote":
                promoted.append(row)
            elif promoted:
                promoted.pop()
        if not promoted:
            raise RegistryError(f"nothing to roll back: {task} is served by the version that was there first")
        return self._append(task, "rollback", self.get_version(task, promoted[-1].previous).name, ())

    def remove(self, task: str, name: str) -> None:
        """Deletes a version that does not serve.

        Raises:
            RegistryError: It serves, is shipped, or does not exist.
        """
        version = self.get_version(task, name)
        if version.serves or name == SHIPPED:
            raise RegistryError(f"{task} {name} {'serves' if version.serves else 'comes with the package'}; it stays")
        shutil.rmtree(version.folder)

    def stamp(self) -> str:
        """Changes with every promotion and rollback; cheap, for services that look often."""
        try:
            status = self._log.stat()
        except FileNotFoundError:
            return ""
        return f"{status.st_mtime_ns}/{status.st_size}"

    def _serving_name(self, task: str) -> str:
        rows = self.history(task)
        return rows[-1].version if rows else SHIPPED

    def _append(
        self, task: str, action: Literal["promote", "rollback"], name: str, gates: tuple[GateResult, ...]
    ) -> Promotion:
        row = Promotion(
            at=datetime.now(UTC), task=task, action=action, version=name, previous=self._serving_name(task), gates=gates
        )
        with replace_file(self._log) as file:
            file.write("".join(f"{r.model_dump_json()}\n" for r in [*self.history(), row]).encode())
        return row

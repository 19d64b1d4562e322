"""Reads authored YAML into pydantic models; every fault names its file and line.

All faults of a file are reported at once, so that an author mends them in one go.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

__all__ = ["AuthoredFileError", "AuthoredModel", "Fault", "read_authored", "read_authored_text"]

T = TypeVar("T")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class AuthoredModel(BaseModel):
    """Base of all authored formats: unknown keys are faults, values do not change."""

    model_config = {"extra": "forbid", "frozen": True}


@dataclass(frozen=True)
class Fault:
    """Something wrong in an authored file.

    Attributes:
        file: Path of the file.
        line: Line number from 1; 0 where the whole file is meant.
        message: What is wrong.
    """

    file: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else f"{self.file}: {self.message}"


class AuthoredFileError(ValueError):
    """One or more faults in authored files; `faults` holds them all."""

    def __init__(self, faults: Sequence[Fault]):
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


def read_authored(path: Path, model: type[T]) -> tuple[T, "LineIndex"]:
    """Reads a YAML file into `model` (any type pydantic can validate).

    Returns:
        The validated value and an index from location in the document to line number.

    Raises:
        AuthoredFileError: Unreadable, not YAML, or not valid; every fault is listed.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise AuthoredFileError([Fault(path, 0, f"is not UTF-8 text: {error.reason}")]) from error
    except OSError as error:
        raise AuthoredFileError([Fault(path, 0, f"cannot be read: {error.strerror}")]) from error
    return read_authored_text(text, path, model)


def read_authored_text(text: str, path: Path, model: type[T], first_line: int = 1) -> tuple[T, "LineIndex"]:
    """Like `read_authored`, for text already in hand; `first_line` is the line of `path` at which it starts."""
    try:
        node = yaml.compose(text, Loader=_Loader)
        value = yaml.load(text, Loader=_Loader)  # noqa: S506 - _Loader is a safe loader
    except yaml.MarkedYAMLError as error:
        line = (error.problem_mark.line if error.problem_mark else 0) + first_line
        raise AuthoredFileError([Fault(path, line, f"not valid YAML: {error.problem or error}")]) from error
    if node is None:
        raise AuthoredFileError([Fault(path, 0, "is empty")])
    lines = LineIndex(node, first_line)
    try:
        return TypeAdapter(model).validate_python(value), lines
    except ValidationError as error:
        raise AuthoredFileError(
            [
                Fault(
                    path,
                    lines.line_of(fault["loc"]),
                    f"{'.'.join(map(str, fault['loc'])) or 'document'}: {fault['msg']}",
                )
                for fault in error.errors()
            ]
        ) from error


class LineIndex:
    """Finds the line at which a location of a YAML document stands."""

    def __init__(self, node: yaml.Node, first_line: int):
        self._node = node
        self._first_line = first_line

    def line_of(self, location: Sequence[str | int]) -> int:
        """Line number of the deepest part of `location` that the document has."""
        node: yaml.Node = self._node
        for part in location:
            child = _child(node, part)
            if child is None:
                break
            node = child
        return int(node.start_mark.line) + self._first_line


def _child(node: yaml.Node, part: str | int) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part]  # type: ignore[no-any-return]  # PyYAML's stubs leave value untyped
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == part:
                return value  # type: ignore[no-any-return]  # as above
    return None

"""Assumptions of a simulator read from a file."""

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel

__all__ = ["read_assumptions"]

Assumptions = TypeVar("Assumptions", bound=BaseModel)


def read_assumptions(kind: type[Assumptions], path: Path | None) -> Assumptions:
    """Reads a YAML file that names what differs from the defaults; None gives the defaults.

    Raises:
        ValueError: Something in it is wrong; every wrong field is named.
    """
    if path is None:
        return kind()
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: no YAML: {error}") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error

"""What fine-tuning added to an encoder's weights, cut to a low rank: small enough to come with the package.

Fine-tuning moves a weight matrix in few directions (Hu et al. 2021), so the difference is kept as the product of two
thin matrices, the nearest of that rank (Eckart and Young 1936). Biases and norms are kept whole.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_graph.atomic_file import replace_file

__all__ = [
    "UPDATE_FILE", "UpdateMismatchError", "Weights", "add_update", "cut_update", "read_update", "write_update",
]  # fmt: skip

UPDATE_FILE = "update.safetensors"
"""Of a version of the encoder: all that is shipped of it."""

Weights = dict[str, NDArray[np.float32]]
"""Arrays by the name of a weight; of an update, those that are `<name>.left` and `<name>.right` belong together."""

_LEFT, _RIGHT = ".left", ".right"


class UpdateMismatchError(ValueError):
    """The update is damaged, or belongs to other weights."""


def cut_update(
    before: Mapping[str, NDArray[np.float32]], after: Mapping[str, NDArray[np.float32]], rank: int
) -> Weights:
    """The update that brings `before` nearest to `after`, of the weights that both have.

    Args:
        before: Matrices and vectors by name.
        after: The same shapes.
        rank: Of each matrix's difference, at most.
    """
    update: Weights = {}
    for name in sorted(before.keys() & after.keys()):
        moved = after[name] - before[name]
        if moved.ndim != 2:
            update[name] = moved
            continue
        left, values, right = np.linalg.svd(moved, full_matrices=False)
        roots = np.sqrt(values[:rank])
        update[name + _LEFT], update[name + _RIGHT] = left[:, :rank] * roots, roots[:, None] * right[:rank]
    return update


def add_update(weights: Mapping[str, NDArray[np.float32]], update: Mapping[str, NDArray[np.float32]]) -> Weights:
    """The weights with the update added.

    Raises:
        UpdateMismatchError: The update has a weight that is not there, or in another shape.
    """
    updated = dict(weights)
    for name, part in update.items():
        if name.endswith(_RIGHT):
            continue
        whole = name.removesuffix(_LEFT)
        moved = part @ update[whole + _RIGHT] if name.endswith(_LEFT) else part
        if whole not in weights or weights[whole].shape != moved.shape:
            raise UpdateMismatchError(f"no weight {whole} of shape {moved.shape}")
        updated[whole] = weights[whole] + moved
    return updated


def write_update(path: Path, update: Weights, base: str, base_hash: str) -> None:
    """Writes an update in float16.

    Args:
        path: Of the file.
        update: From `cut_update`.
        base: Choice of the encoder that it updates, as `prepare_encoder` takes it.
        base_hash: Hash of that encoder.
    """
    from safetensors.numpy import save

    half = {name: np.ascontiguousarray(part, np.float16) for name, part in sorted(update.items())}
    with replace_file(path) as file:
        file.write(save(half, metadata={"base": base, "base_hash": base_hash}))


def read_update(path: Path) -> tuple[Weights, str, str]:
    """(update, base, base_hash), as they were written but for the rounding.

    Raises:
        UpdateMismatchError: The file is damaged.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="numpy") as file:
            header = file.metadata() or {}
            update = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
            return update, header["base"], header["base_hash"]
    except (SafetensorError, KeyError, OSError) as error:
        raise UpdateMismatchError(f"{path}: damaged ({error})") from error

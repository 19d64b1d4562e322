"""Vectors of texts on disk, by the text's hash: eight bits a component, one file an encoder.

Only directions are kept: a row of whole numbers stands for the unit vector that points where it points. So what
is read is decided by those numbers alone, and writing what was read gives the same file.
"""

import hashlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_graph.atomic_file import replace_file
from models.encoder import Vectors

__all__ = ["VectorFileError", "read_vectors", "round_vectors", "text_key", "write_vectors"]


class VectorFileError(ValueError):
    """The file is damaged, or holds something else than vectors."""


def text_key(text: str) -> str:
    """What a text is found by: 32 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def round_vectors(vectors: Vectors) -> Vectors:
    """Unit vectors as they come back from a file; cosines to the originals stay above .9999."""
    return _from_eight_bits(_to_eight_bits(vectors))


def write_vectors(path: Path, vectors: dict[str, Vectors], encoder_hash: str) -> None:
    """Writes unit vectors by key, atomically."""
    from safetensors.numpy import save

    rows = _to_eight_bits(np.stack(list(vectors.values())))
    keys = np.frombuffer(bytes.fromhex("".join(vectors)), np.uint8).reshape(len(rows), 16)
    with replace_file(path) as file:
        file.write(save({"keys": keys, "rows": rows}, metadata={"encoder_hash": encoder_hash}))


def read_vectors(path: Path, encoder_hash: str) -> dict[str, Vectors]:
    """Vectors by key; empty where there is no file or it belongs to another encoder.

    Raises:
        VectorFileError: It cannot be read.
    """
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        return {}
    try:
        with safe_open(str(path), framework="numpy") as file:
            if (file.metadata() or {})["encoder_hash"] != encoder_hash:
                return {}
            keys, rows = file.get_tensor("keys"), file.get_tensor("rows")
        if keys.dtype != np.uint8 or rows.dtype != np.int8 or rows.ndim != 2 or keys.shape != (len(rows), 16):
            raise VectorFileError(f"{path}: rows {rows.dtype}{rows.shape} do not go with keys {keys.dtype}{keys.shape}")
    except (SafetensorError, KeyError, OSError) as error:
        raise VectorFileError(f"{path}: {error}") from error
    return {key.tobytes().hex(): vector for key, vector in zip(keys, _from_eight_bits(rows), strict=True)}


def _to_eight_bits(vectors: Vectors) -> NDArray[np.int8]:
    scales = np.abs(vectors).max(axis=1, keepdims=True) / 127
    return np.asarray(np.round(vectors / scales), np.int8)


def _from_eight_bits(rows: NDArray[np.int8]) -> Vectors:
    squares = (rows.astype(np.int64) ** 2).sum(axis=1, keepdims=True)  # whole numbers: exact in every order of adding
    return np.asarray(rows / np.sqrt(np.maximum(squares, 1)), np.float32)

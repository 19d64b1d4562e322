"""Vectors of texts on disk, by the text's hash: eight bits a component, one scale a row, one file an encoder."""

import hashlib
from pathlib import Path

import numpy as np

from knowledge_graph.atomic_file import replace_file
from models.encoder import Vectors

__all__ = ["read_vectors", "text_key", "write_vectors"]


def text_key(text: str) -> str:
    """What a text is found by: 32 hex digits."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def write_vectors(path: Path, vectors: dict[str, Vectors], encoder_hash: str) -> None:
    """Writes unit vectors by key, atomically; cosines to the originals stay above .9999."""
    from safetensors.numpy import save

    rows = np.stack(list(vectors.values()))
    scales = np.abs(rows).max(axis=1, keepdims=True) / 127
    keys = np.frombuffer(bytes.fromhex("".join(vectors)), np.uint8).reshape(len(rows), 16)
    arrays = {"keys": keys, "rows": np.round(rows / scales).astype(np.int8), "scales": scales.astype(np.float32)}
    with replace_file(path) as file:
        file.write(save(arrays, metadata={"encoder_hash": encoder_hash}))


def read_vectors(path: Path, encoder_hash: str) -> dict[str, Vectors]:
    """Vectors by key; empty where there is no file or it belongs to another encoder."""
    from safetensors import safe_open

    if not path.is_file():
        return {}
    with safe_open(str(path), framework="numpy") as file:
        if file.metadata().get("encoder_hash") != encoder_hash:
            return {}
        keys, rows, scales = (file.get_tensor(name) for name in ("keys", "rows", "scales"))
    vectors = rows.astype(np.float32) * scales
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return {key.tobytes().hex(): vector for key, vector in zip(keys, vectors, strict=True)}

"""A linear classifier or regressor over the encoder's vector and hashed character n-grams.

Prediction needs numpy and scipy alone; training lives in `training/`. A head is one `.safetensors` file whose header
tells what it predicts and which encoder it belongs to.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from knowledge_graph.atomic_file import replace_file
from models.encoder import TextEncoder, Vectors, check_encoder_hash
from models.lexical import character_features

__all__ = ["HeadFileError", "HeadKind", "LinearHead", "read_head_header", "to_probabilities"]

HeadKind = Literal["one_of", "any_of", "number"]
"""One class a text, any number of classes a text, or a number a text."""


class HeadFileError(ValueError):
    """The file is damaged, or holds something else than a head."""


@dataclass
class LinearHead:
    """A fitted head.

    Attributes:
        name: What it predicts, such as `subject`.
        kind: What a prediction is.
        classes: Class names in column order; one name for a number.
        encoder_hash: Encoder it was trained with.
        dense: Weights over the encoder's vector, shape (dimension, classes).
        lexical: Weights over character features, shape (buckets, classes), sparse.
        idf: Inverse document frequencies, shape (buckets,).
        bias: Shape (classes,).
        temperature: Divides the scores; fitted so that confidences are calibrated.
        threshold: Least probability at which a class of `any_of` is said to apply.
        error: Of a number: its mean absolute error on questions the head has not learned from.
    """

    name: str
    kind: HeadKind
    classes: list[str]
    encoder_hash: str
    dense: NDArray[np.float32]
    lexical: csr_matrix
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float = 1.0
    threshold: float = 0.5
    error: float = 0.0

    def decide(self, vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """Raw scores of plain texts and their query vectors, shape (texts, classes)."""
        if not len(texts):
            return np.zeros((0, len(self.classes)), np.float32)
        lexical = character_features(texts, self.idf) @ self.lexical
        return np.asarray(vectors @ self.dense + lexical.toarray() + self.bias, np.float32)

    def predict(self, vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """Calibrated probabilities, shape (texts, classes); rows of `one_of` sum to 1; a number comes as it is."""
        scores = self.decide(vectors, texts)
        if self.kind == "number":
            return scores
        return to_probabilities(scores / self.temperature, self.kind)

    def save(self, path: Path) -> None:
        """Writes the head as one `.safetensors` file, weights in float16."""
        from safetensors.numpy import save

        header = {
            "name": self.name, "kind": self.kind, "classes": self.classes, "encoder_hash": self.encoder_hash,
            "temperature": self.temperature, "threshold": self.threshold, "error": self.error,
        }  # fmt: skip
        lexical = self.lexical.tocsr()
        arrays = {
            "dense": self.dense.astype(np.float16), "bias": self.bias.astype(np.float32),
            "idf": self.idf.astype(np.float16), "lexical.data": lexical.data.astype(np.float16),
            "lexical.indices": lexical.indices.astype(np.uint16), "lexical.indptr": lexical.indptr.astype(np.int32),
        }  # fmt: skip
        with replace_file(path) as file:
            rows_first = {key: np.ascontiguousarray(array) for key, array in arrays.items()}  # what is written is raw
            file.write(save(rows_first, metadata={"head": json.dumps(header, ensure_ascii=False, sort_keys=True)}))

    @classmethod
    def load(cls, path: Path, encoder: TextEncoder) -> "LinearHead":
        """Reads a head.

        Raises:
            EncoderMismatchError: The head belongs to another encoder.
            FileNotFoundError: There is no such file.
            HeadFileError: It is damaged or no head.
        """
        from safetensors import SafetensorError, safe_open

        header = read_head_header(path)
        name, classes = header["name"], header["classes"]
        check_encoder_hash(f"head {name!r}", header["encoder_hash"], encoder, f"shuangshi train {name}")
        try:
            with safe_open(str(path), framework="numpy") as file:
                arrays = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
            parts = (arrays.pop(f"lexical.{part}") for part in ("data", "indices", "indptr"))
            data, indices, indptr = parts
            shape = (len(arrays["idf"]), len(classes))
            lexical = csr_matrix((data.astype(np.float32), indices.astype(np.int32), indptr), shape=shape)
            dense, idf, bias = (arrays[key].astype(np.float32) for key in ("dense", "idf", "bias"))
        except (SafetensorError, KeyError, ValueError) as error:
            raise HeadFileError(f"{path}: damaged ({error})") from error
        return cls(
            name, header["kind"], classes, header["encoder_hash"], dense, lexical, idf, bias, header["temperature"],
            header["threshold"], header["error"],
        )  # fmt: skip


def read_head_header(path: Path) -> dict[str, Any]:
    """What the file says of itself, without reading its weights.

    Raises:
        FileNotFoundError: There is no such file.
        HeadFileError: It is no head.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(str(path), framework="numpy") as file:
            header: dict[str, Any] = json.loads((file.metadata() or {})["head"])
    except (SafetensorError, KeyError, json.JSONDecodeError) as error:
        raise HeadFileError(f"{path}: not a head") from error
    if header.get("kind") not in get_args(HeadKind):
        raise HeadFileError(f"{path}: a head of the unknown kind {header.get('kind')!r}")
    return header


def to_probabilities(scores: NDArray[np.floating[Any]], kind: HeadKind) -> NDArray[np.float32]:
    """Softmax over each row for `one_of`, the logistic function for `any_of`."""
    if kind == "any_of":
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)
    exponentials = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), np.float32)

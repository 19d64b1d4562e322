from pathlib import Path

import numpy as np
import pytest

from models.encoder import EncoderMismatchError, TextEncoder
from recommender.content_index import ContentIndex, IndexFileError, read_saved_index
from recommender.items import AnswerItem, ItemChange


def answer(item_id: str, question: str) -> AnswerItem:
    return AnswerItem(id=item_id, title=question[:10], subject="数学", points=(), level="B1", difficulty=0.5,
                      question=question)  # fmt: skip


def put(sequence: int, item: AnswerItem) -> ItemChange:
    return ItemChange(sequence=sequence, kind="answer", item_id=item.id, item=item)


@pytest.fixture
def index(encoder: TextEncoder) -> ContentIndex:
    index = ContentIndex(encoder)
    index.apply([
        put(1, answer("roots", "不解方程，判断 2x²-3x+2=0 的根的情况")),
        put(2, answer("buoyancy", "一个木块浮在水面上，求它受到的浮力")),
        put(3, answer("angles", "三角形的一个外角等于 120°，求内角")),
    ])  # fmt: skip
    return index


def best(index: ContentIndex, encoder: TextEncoder, text: str) -> str:
    return index.search("answer", encoder.encode_queries([text]), text, {"数学"})[0][0].id


def test_meaning_and_wording_find_the_item(index: ContentIndex, encoder: TextEncoder):
    assert best(index, encoder, "2x^2-3x+2=0 有几个根") == "roots"
    assert best(index, encoder, "木头漂在水里，水托着它的力多大") == "buoyancy"


def test_it_follows_additions_changes_and_withdrawals(index: ContentIndex, encoder: TextEncoder):
    index.apply(
        [
            put(4, answer("roots", "地球为什么有四季")),
            ItemChange(sequence=5, kind="answer", item_id="angles", item=None),
        ]
    )
    assert best(index, encoder, "四季变化的原因") == "roots"
    found = index.search("answer", encoder.encode_queries(["外角"]), "外角", {"数学"})
    assert {item.id for item, _ in found} == {"roots", "buoyancy"}
    assert index.sequence == 5


def test_seen_changes_are_passed_over(index: ContentIndex):
    assert index.apply([put(2, answer("buoyancy", "别的"))]) == 0


def test_it_survives_saving(index: ContentIndex, encoder: TextEncoder, tmp_path: Path):
    index.save(tmp_path / "index.npz")
    loaded = ContentIndex.load(tmp_path / "index.npz", encoder)
    vector = encoder.encode_queries(["浮力"])
    assert loaded.sequence == index.sequence
    again, before = (one.search("answer", vector, "浮力", {"数学"}) for one in (loaded, index))
    assert [item for item, _ in again] == [item for item, _ in before]
    assert [score for _, score in again] == pytest.approx([score for _, score in before], abs=1e-4)


def test_another_encoders_index_is_refused(index: ContentIndex, tmp_path: Path):
    index.save(tmp_path / "index.npz")

    class Other:
        hash, dimension = "other", 384

        def encode_queries(self, texts):
            return np.zeros((len(texts), 384), np.float32)

        encode_passages = encode_queries

    with pytest.raises(EncoderMismatchError, match="content index"):
        ContentIndex.load(tmp_path / "index.npz", Other())


def test_a_failed_save_leaves_the_old_file(index: ContentIndex, encoder: TextEncoder, tmp_path: Path, monkeypatch):
    path = tmp_path / "index.npz"
    index.save(path)

    def explode(*_args, **_values):
        raise OSError("disk full")

    monkeypatch.setattr(np, "savez", explode)
    with pytest.raises(OSError, match="disk full"):
        index.save(path)
    assert ContentIndex.load(path, encoder).sequence == 3
    assert [p.name for p in tmp_path.iterdir()] == ["index.npz"]


def test_an_empty_index_finds_nothing(encoder: TextEncoder):
    assert ContentIndex(encoder).search("answer", encoder.encode_queries(["x"]), "x", {"数学"}) == []


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04 cut short", b"not an archive", "half", "other"])
def test_a_damaged_file_is_named_and_said_to_be_unreadable(
    index: ContentIndex, encoder: TextEncoder, tmp_path: Path, damage: bytes | str
):
    path = tmp_path / "index.npz"
    index.save(path)
    if damage == "other":
        with path.open("wb") as file:
            np.savez(file, header=np.zeros(3, np.uint8))
    else:
        path.write_bytes(path.read_bytes()[:-200] if damage == "half" else damage)
    with pytest.raises(IndexFileError, match=r"index\.npz"):
        ContentIndex.load(path, encoder)


def test_an_index_of_narrower_vectors_is_unreadable(index: ContentIndex, encoder: TextEncoder, tmp_path: Path):
    path = tmp_path / "index.npz"
    index._vectors = {item_id: vector[:3] for item_id, vector in index._vectors.items()}
    index.save(path)
    with pytest.raises(IndexFileError, match="384 components"):
        ContentIndex.load(path, encoder)


def test_what_is_saved_can_be_looked_at_without_an_encoder(index: ContentIndex, encoder: TextEncoder, tmp_path: Path):
    index.save(tmp_path / "index.npz")
    saved = read_saved_index(tmp_path / "index.npz")
    assert (saved.encoder_hash, saved.sequence, len(saved.items)) == (encoder.hash, 3, 3)
    assert set(saved.vectors) == {"roots", "buoyancy", "angles"}

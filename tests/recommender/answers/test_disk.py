"""What only the index on disk has to stand: being killed, damaged checkpoints, growth beyond one list."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from recommender.answers import background, dense, resident
from recommender.answers.disk import DiskAnswers
from recommender.items import AnswerItem
from tests.recommender.answers.writer import AT_ONCE, change, kept_at, numbered

ROOT = Path(__file__).parents[3]


def open_index(folder: Path) -> DiskAnswers:
    return DiskAnswers(folder, "hash", 16, "log")


def nearest(index: DiskAnswers, number: int) -> list[AnswerItem]:
    asked = numbered(number)
    return [item for item, _ in index.search(asked.vector[None], asked.text, {"数学"})]


def check_is_whole(index: DiskAnswers) -> None:
    """Everything up to its sequence is there and can be found by both views; nothing else is."""
    expected = kept_at(index.sequence)
    assert len(index) == len(expected)
    assert {item.id for item in nearest(index, max(expected, default=0))} == {f"a{number}" for number in expected}
    mask = index.mask({"数学"})
    for number in expected:
        answer = numbered(number)
        assert nearest(index, number)[0] == answer.item
        views = index.nearest_by_meaning(answer.vector[None], mask), index.nearest_by_wording(answer.text, mask)
        assert [index.store.items(view[:1])[int(view[0])].id for view in views] == [f"a{number}"] * 2


def test_killed_in_the_midst_of_writing_it_is_as_before_or_after_a_change(tmp_path: Path):
    luck, reached = random.Random(0), 0
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, Path(__file__).with_name("writer.py"), tmp_path], stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert writer.stdout is not None
        for _ in range(luck.randint(1, 12)):
            written = int(writer.stdout.readline())
        time.sleep(luck.uniform(0, 0.03))
        writer.kill()
        writer.wait()
        writer.stdout.close()
        index = open_index(tmp_path)
        assert index.sequence >= written > reached
        reached = index.sequence
        check_is_whole(index)
        index.close()


def test_a_failed_change_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    index = open_index(tmp_path)
    change(index, 1)

    def explode(*_args: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(index.store, "_put_settings", explode)
    with pytest.raises(OSError, match="disk full"):
        change(index, 2)
    check_is_whole(index)
    index.close()


@pytest.mark.parametrize("damage", ["absent", "cut short", "something else"])
def test_a_damaged_checkpoint_is_made_again(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture):
    index = open_index(tmp_path)
    for sequence in range(1, 5):
        change(index, sequence)
    index.close()
    (checkpoint,) = tmp_path.glob("*.faiss")
    if damage == "absent":
        checkpoint.unlink()
    else:
        checkpoint.write_bytes(checkpoint.read_bytes()[:100] if damage == "cut short" else b"something else")
    index = open_index(tmp_path)
    assert "unreadable" in caplog.text
    check_is_whole(index)
    index.close()


def test_changes_since_the_checkpoint_are_followed_at_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    index = open_index(tmp_path)
    change(index, 1)
    monkeypatch.setattr(background, "_PENDING_SHARE", 1e9)
    for sequence in range(2, 6):
        change(index, sequence)
    index.close()
    index = open_index(tmp_path)
    check_is_whole(index)
    index.close()


def test_lists_are_learned_as_it_grows_and_hold_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dense, "_LEAST_FOR_LISTS", 500)
    index = open_index(tmp_path)
    for start in range(0, 4000, 500):
        index.apply([numbered(number) for number in range(start, start + 500)], [], start + 500)
    index.apply([], [f"a{number}" for number in range(0, 4000, 2)], 4001)
    assert index._dense._index.nlist > 1
    for number in range(1, 4000, 101):
        odd = number | 1
        found = nearest(index, odd)
        assert found[0].id == f"a{odd}"
        assert all(int(item.id[1:]) % 2 for item in found)
    index.close()


def test_few_rows_of_a_facet_are_found_among_many_of_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(dense, "_LEAST_FOR_LISTS", 500)
    index = open_index(tmp_path)
    rare = {7, 1234, 1999}
    answers = [numbered(number) for number in range(2000)]
    for answer in answers:
        if int(answer.item.id[1:]) in rare:
            object.__setattr__(answer, "item", answer.item.model_copy(update={"subject": "音乐"}))
    index.apply(answers, [], 1)
    far = np.random.default_rng(-1 % 2**32).standard_normal((1, 16)).astype(np.float32)
    assert {item.id for item, _ in index.search(far, "别的话", {"音乐"})} == {f"a{number}" for number in rare}
    assert index.search(far, "别的话", {"美术"}) == []
    index.close()


def test_odd_texts_can_be_put_and_asked(tmp_path: Path):
    index = open_index(tmp_path)
    change(index, 1)
    vector = numbered(AT_ONCE).vector[None]
    for text in ("", "题", '"', "a\0b\0c", "half \ud83d", "%_'\"*^:()", "长" * 5000):
        assert len(index.search(vector, text, {"数学"})) == AT_ONCE
    index.close()


def test_two_processes_may_follow_the_same_log(tmp_path: Path):
    one, other = open_index(tmp_path), open_index(tmp_path)
    for sequence in range(1, 8):
        change(one if sequence % 3 else other, sequence)
        if sequence % 2:
            change(other, sequence)
            change(one, sequence)
            check_is_whole(one)
            check_is_whole(other)
    one.close()
    other.close()
    again = open_index(tmp_path)
    check_is_whole(again)
    again.close()


@pytest.mark.parametrize("damage", [None, "absent", "cut short", "something else"])
def test_full_ranges_of_rows_are_read_from_files_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str | None, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(resident, "_RANGE", 8)
    index = open_index(tmp_path)
    for sequence in range(1, 6):
        change(index, sequence)
    index.close()
    files = sorted(tmp_path.glob("rows-*.npy"))
    assert len(files) > 1
    before = files[0].stat().st_mtime_ns
    if damage == "absent":
        files[1].unlink()
    elif damage is not None:
        files[1].write_bytes(files[1].read_bytes()[:100] if damage == "cut short" else b"something else")
    index = open_index(tmp_path)
    index.wait_for_memory()
    assert ("unreadable" in caplog.text) == (damage in {"cut short", "something else"})
    check_is_whole(index)
    index.close()
    assert files[0].stat().st_mtime_ns == before
    assert sorted(tmp_path.glob("rows-*.npy")) == files


def test_what_is_not_in_memory_yet_is_read_from_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resident, "_RANGE", 8)
    index = open_index(tmp_path)
    for sequence in range(1, 6):
        change(index, sequence)
    index.close()
    monkeypatch.setattr(resident.ResidentRows, "_load_all", lambda _self: None)
    index = open_index(tmp_path)
    check_is_whole(index)
    index.close()


def test_what_is_withdrawn_stays_in_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resident, "_RANGE", 8)
    index = open_index(tmp_path)
    index.apply([numbered(number) for number in range(20)], [], 1)
    words = numbered(3).text.encode()
    assert any(words in file.read_bytes() for file in tmp_path.glob("rows-*.npy"))
    earlier = {file: file.read_bytes() for file in tmp_path.glob("rows-*.npy")}
    index.apply([], ["a3"], 2)
    assert not any(words in file.read_bytes() for file in tmp_path.glob("rows-*.npy"))
    assert "a3" not in {item.id for item in nearest(index, 3)}
    index.close()
    for file, content in earlier.items():  # as if killed before the file was deleted
        file.write_bytes(content)
    index = open_index(tmp_path)
    index.wait_for_memory()
    assert not any(words in file.read_bytes() for file in tmp_path.glob("rows-*.npy"))
    assert len(index) == 19
    assert nearest(index, 4)[0].id == "a4"
    index.close()


def test_files_of_another_database_are_not_mistaken_for_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resident, "_RANGE", 8)
    index = open_index(tmp_path)
    index.apply([numbered(number) for number in range(20)], [], 1)
    index.close()
    for file in tmp_path.glob("answers.db*"):
        file.unlink()
    index = open_index(tmp_path)
    index.apply([numbered(number) for number in range(100, 120)], [], 1)
    assert {item.id for item in nearest(index, 105)} == {f"a{number}" for number in range(100, 120)}
    assert {file.name.split("-")[1] for file in tmp_path.glob("rows-*.npy")} == {index.store.identity}
    index.close()


def test_postings_are_merged_and_still_found(tmp_path: Path):
    index = open_index(tmp_path)
    for sequence in range(1, 40):
        change(index, sequence)
    index.store.merge_postings()
    levels = index.store._connection.execute("SELECT count(DISTINCT segid) FROM wording_idx").fetchone()[0]
    assert levels == 1
    check_is_whole(index)
    index.close()

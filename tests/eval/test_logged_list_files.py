"""Logged lists on disk."""

from pathlib import Path

import pytest

from eval.jsonl_files import JsonlFileError
from eval.logged_list_files import read_logged_lists, write_logged_lists
from tests.eval.made_up_lists import make_lists


def test_what_is_written_is_read_back(tmp_path: Path):
    lists, path = make_lists(20, 0), tmp_path / "log.jsonl"
    assert write_logged_lists(path, lists) == 20
    assert read_logged_lists(path) == (lists, [])


def test_a_bad_row_is_named_with_file_line_and_field(tmp_path: Path):
    path = tmp_path / "log.jsonl"
    write_logged_lists(path, make_lists(3, 0))
    with path.open("a", encoding="utf-8") as file:
        file.write('{"slate": "s"}\n')
    with pytest.raises(JsonlFileError, match=r"log\.jsonl:4: .*student: Field required"):
        read_logged_lists(path)
    lists, faults = read_logged_lists(path, skip_bad=True)
    assert len(lists) == 3
    assert len(faults) == 1

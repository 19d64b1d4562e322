"""The authored items: all of them valid, enough for every unit, and families that work out."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge_graph import AuthoredFileError, KnowledgeGraph
from recommender.assessment.bank import cover_units, read_bank
from recommender.assessment.expressions import read_expression
from recommender.assessment.families import ItemFamily, draw_items
from recommender.assessment.marking import mark_answer

FAMILY = {
    "id": "fm-math.x-1", "kind": "number", "parameters": {"a": [2, 9], "x": [-6, 9], "b": [1, 20]},
    "values": {"c": "a*x+b"}, "where": ["x != 0", "c > 0"], "stem": "解方程 $⟨a⟩x+⟨b⟩=⟨c⟩$。", "answer": "x",
    "point": "math.j.linear-equation.solve-linear-equation", "level": "A2", "difficulty": 0.3,
    "explanation": "移项得 $⟨a⟩x=⟨c-b⟩$，$x=⟨answer⟩$。",
}  # fmt: skip


def test_a_family_draws_different_items_whose_answers_hold():
    drawn = draw_items(ItemFamily.model_validate(FAMILY))
    assert len(drawn) == len({item.stem for item in drawn}) == 4
    assert drawn == draw_items(ItemFamily.model_validate(FAMILY))
    for item in drawn:
        left, right = item.stem.removeprefix("解方程 $").removesuffix("$。").split("=")
        value = read_expression(item.answer)
        assert read_expression(left, {"x": value}) == read_expression(right)
        assert "⟨" not in item.explanation
        assert mark_answer(item, item.answer).verdict == "right"


@pytest.mark.parametrize(
    "change",
    [{"parameters": {"a": [2, 2], "x": [1, 1], "b": [3, 3]}}, {"answer": "z"}, {"where": ["q > 1"]},
     {"values": {"c": "1/0"}},
     {"parameters": {"a": [1, 1000], "x": [1, 1000], "b": [1, 2]}}, {"answer": "import os"}],
)  # fmt: skip
def test_a_family_that_cannot_be_drawn_is_refused(change: dict[str, object]):
    with pytest.raises(ValidationError):
        ItemFamily.model_validate(FAMILY | change)


def test_faults_are_named_by_file_and_line(tmp_path: Path, graph: KnowledgeGraph):
    (tmp_path / "math").mkdir()
    answer = "answer: '3', compute: '1+1'"
    row = "- {id: it-a, kind: number, stem: 几, " + answer + ", point: %s, level: A1, difficulty: 1, explanation: e}\n"
    (tmp_path / "math" / "01.yaml").write_text(
        row % "math.j.linear-equation.solve-linear-equation" + row % "math.j.none.none", encoding="utf-8"
    )
    with pytest.raises(AuthoredFileError) as caught:
        read_bank(graph, tmp_path)
    text = str(caught.value)
    assert "01.yaml:1: it-a: the computation gives [2]" in text
    assert "01.yaml:2: duplicate id it-a" in text
    assert "01.yaml:2: it-a: unknown knowledge point math.j.none.none" in text


def test_the_bank_is_valid_and_every_answer_is_marked_right(graph: KnowledgeGraph):
    items = read_bank(graph)
    unmarked = [item.id for item in items if mark_answer(item, item.answer).verdict != "right"]
    assert unmarked == []


def test_units_are_counted(graph: KnowledgeGraph):
    items = draw_items(ItemFamily.model_validate(FAMILY))
    (unit,) = [unit for unit in cover_units(items, graph) if unit.points_with_items]
    assert (unit.unit, unit.items, unit.points_with_items) == ("math.j.linear-equation", {"A": 4, "B": 0, "C": 0}, 1)
    assert not unit.is_enough

"""The demo region: complete, consistent, and right where a machine can tell."""

import re
from pathlib import Path

import pytest
import sympy
import yaml

from knowledge_graph import AuthoredFileError, KnowledgeGraph
from models.plain_text import plain_text
from shuangshi.preparation import DEMO_FOLDER
from store.content_review import stamps
from store.region_files import Region, read_region

CODES = ("chinese", "math", "english", "physics", "chemistry", "biology", "history", "geography", "morality")


@pytest.fixture(scope="module")
def region(graph: KnowledgeGraph) -> Region:
    return read_region(DEMO_FOLDER, graph)


def test_the_region_is_as_large_as_promised(region: Region, graph: KnowledgeGraph):
    assert len(region.region.districts) == 2
    assert sum(len(d.schools) for d in region.region.districts) == 6
    assert len(region.teachers) == 40
    assert len(region.students) == 60
    for name in graph.subjects:
        assert sum(subject == name for subject, *_ in region.micro_courses.values()) >= 10
        assert sum(subject == name for subject, _ in region.answers.values()) >= 30
        assert sum(subject == name for subject, _ in region.items.values()) >= 20
    topics = [course.topic for subject, course, _ in region.micro_courses.values() if subject is None]
    assert {"study_method", "personal_growth"} <= set(topics)


def evaluate(expression: str) -> object:
    """A sympy expression; equalities and comparisons are evaluated too."""
    return sympy.sympify(expression)


def equal(one: object, other: object) -> bool:
    if isinstance(one, (list, tuple, sympy.Tuple)):
        return len(one) == len(other) and all(equal(a, b) for a, b in zip(one, other, strict=True))  # type: ignore[arg-type]
    if isinstance(one, (set, sympy.FiniteSet)):
        return sympy.FiniteSet(*one) == sympy.FiniteSet(*other)  # type: ignore[misc]
    if one == other:
        return True
    try:
        return bool(sympy.simplify(one - other) == 0)  # type: ignore[operator]
    except TypeError:
        return False


def computed() -> list[tuple[str, str, str]]:
    rows = []
    for path in sorted(DEMO_FOLDER.glob("answers/*.yaml")):
        rows += [(r["id"], r["value"], r["compute"]) for r in yaml.safe_load(path.read_text()) if r.get("compute")]
    for path in sorted(DEMO_FOLDER.glob("items/*.yaml")):
        rows += [(r["id"], r["answer"], r["compute"]) for r in yaml.safe_load(path.read_text()) if r.get("compute")]
    return rows


def test_every_numeric_or_algebraic_answer_is_recomputed():
    rows = computed()
    wrong = [i for i, value, compute in rows if not equal(evaluate(str(value)), evaluate(str(compute)))]
    assert wrong == []
    assert len(rows) >= 60


def test_number_and_expression_items_all_have_a_computation(region: Region):
    assert [i.id for _, i in region.items.values() if i.kind in ("number", "expression") and not i.compute] == []


def test_hints_do_not_give_the_result_away(region: Region):
    """The result, letters and all, stands in neither idea nor key steps."""
    leaks = []
    for _, answer in region.answers.values():
        final = re.sub(r"\s", "", plain_text(answer.final))
        hints = re.sub(r"\s", "", plain_text(" ".join((answer.idea, *answer.key_steps))))
        question = re.sub(r"\s", "", plain_text(answer.question))
        if len(final) >= 2 and final in hints and final not in question:
            leaks.append(answer.id)
    assert leaks == []


@pytest.mark.parametrize("code", CODES)
def test_every_question_and_item_has_been_solved_blind_as_it_stands(code: str):
    review = yaml.safe_load((DEMO_FOLDER / "reviews" / f"{code}.yaml").read_text(encoding="utf-8"))
    assert review["read"] >= 50
    verdicts = {str(key): str(value) for key, value in review["verdicts"].items()}
    assert verdicts == stamps(DEMO_FOLDER, code)


def test_formulas_have_balanced_dollars_and_braces(region: Region):
    faults = []
    for _, answer in region.answers.values():
        for text in (answer.question, answer.idea, answer.solution, *answer.key_steps):
            formulas = re.findall(r"\$+([^$]+)\$+", text)
            if text.count("$") % 2 or any(f.count("{") != f.count("}") for f in formulas):
                faults.append(answer.id)
    assert faults == []


def test_names_are_invented_and_unique(region: Region):
    names = [s.name for s in region.students]
    assert len(set(names)) == len(names)


def test_faults_of_a_region_are_all_named(tmp_path: Path, graph: KnowledgeGraph):
    (tmp_path / "region.yaml").write_text("name: x\ndistricts: []\n")
    (tmp_path / "answers").mkdir()
    (tmp_path / "answers" / "math.yaml").write_text("- {id: qa-1, question: 几}\n", encoding="utf-8")
    with pytest.raises(AuthoredFileError) as caught:
        read_region(tmp_path, graph)
    assert {fault.file.name for fault in caught.value.faults} == {"region.yaml"}

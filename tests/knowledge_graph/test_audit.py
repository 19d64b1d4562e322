from pathlib import Path

import pytest

from knowledge_graph import audit_graph, load_graph
from tests.knowledge_graph.toy import point, theme, toy, words


def audit(tmp_path: Path, *files: str) -> str:
    return "\n".join(audit_graph(load_graph(toy(tmp_path, *files))))


def test_a_sound_curriculum_has_no_fault(tmp_path: Path):
    assert audit(tmp_path, theme(point("one", []) + point("two", ["one"]))) == ""


@pytest.mark.parametrize(
    ("points", "fault"),
    [
        (point("aa", ["bb"]) + point("bb", ["aa"]), "stands on a cycle"),
        (point("aa", ["nowhere"]), "names toy.j.unit.nowhere, which does not exist"),
        (point("aa", ["aa"]), "names itself"),
        (point("aa", [], "same") + point("bb", ["aa"], "same"), "shares the name 'same'"),
        (point("aa", []) + point("bb", ["aa"], more="aliases: [ＡＡ]"), "shares the name 'aa'"),
        (point("aa", []) + point("bb", ["aa"]) + point("cc", ["aa", "bb"]), "already through another"),
        (point("aa", []) + point("bb", ["aa"]).replace(words("bb ask"), words("aa ask")), "shares the colloquial"),
        (point("aa", []), "is an orphan"),
        (point("aa", ["bb"]) + point("bb", []), "which is taught later"),
        (point("aa", []).replace(f', "{words("aa ask")}"]', "]"), "at least 2 are needed"),
        (point("aa", []).replace(words("aa ask"), "ａａ怎么做"), "contains the point's own name"),
        (point("aa", []).replace("misconceptions:", "aliases: [] #"), "has no misconception"),
        (point("aa", [], more="core_concept: nothing"), "is not in the subject's core_concepts"),
        (point("aa", []) + point("bb", ["aa"], more="related: [toy.j.unit.aa]"), "joined to it as a prerequisite"),
        (point("aa", [], more="related: [toy.j.unit.bb]") + point("bb", [], more="related: [toy.j.unit.aa]"),
         "one side is enough"),
        (point("aa", []) + point("bb", ["aa"]) + point("cc", [], more="later_prerequisites: [toy.j.unit.aa]"),
         "which it is not"),
    ],
)  # fmt: skip
def test_the_audit_finds(tmp_path: Path, points: str, fault: str):
    assert fault in audit(tmp_path, theme(points))


def test_a_prerequisite_taught_later_is_allowed_where_it_is_marked(tmp_path: Path):
    early = point("aa", [], more="later_prerequisites: [toy.j.unit.bb]") + point("bb", [])
    assert audit(tmp_path, theme(early)) == ""


def test_a_senior_point_builds_on_something(tmp_path: Path):
    senior = theme(point("aa", []) + point("bb", ["toy.s.unit.aa"]), grade=10).replace("初中", "高中")
    assert "toy.s.unit.aa: has no prerequisite" in audit(tmp_path, senior)


def test_a_missing_or_empty_text_is_named(tmp_path: Path):
    whole, text = point("aa", []), words("aa C")
    assert "'会' is too short" in audit(tmp_path / "short", theme(whole.replace(text, "会")))
    assert "can_do says nothing for C" in audit(tmp_path / "missing", theme(whole.replace(f', "C": "{text}"', "")))


def test_a_template_filled_in_is_found_though_the_names_differ(tmp_path: Path):
    def templated(slug: str, name: str, needs: list[str]) -> str:
        return point(slug, needs, name).replace(words(f"{slug} A"), f"能说出{name}的定义并举出生活中的例子")

    faults = audit(tmp_path, theme(templated("one", "全等三角形", []) + templated("two", "光合作用", ["one"])))
    assert "能说出光合作用的定义" in faults
    assert "templated" in faults


def test_faults_of_one_subject_can_be_asked_for(tmp_path: Path):
    folder = toy(tmp_path, theme(point("aa", [])))
    other = tmp_path / "other"
    other.mkdir()
    for path in (tmp_path / "toy").iterdir():
        text = path.read_text(encoding="utf-8").replace("toy", "other").replace("玩具", "别的")
        (other / path.name).write_text(text, encoding="utf-8")
    graph = load_graph(folder)
    assert {fault.split(".")[0] for fault in audit_graph(graph)} == {"toy", "other"}
    assert {fault.split(".")[0] for fault in audit_graph(graph, "玩具")} == {"toy"}

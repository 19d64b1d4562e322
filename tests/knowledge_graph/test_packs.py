"""What a region's own folder can do to the curriculum, without touching ours."""

from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from knowledge_graph import AuthoredFileError, KnowledgeGraph, audit_graph, load_graph, packs
from tests.knowledge_graph.toy import point, theme, toy

EXAMPLE = Path(__file__).parent.parent.parent / "docs" / "examples" / "curriculum-pack"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return toy(tmp_path / "base", theme(point("one", []) + point("two", ["one"])),
               theme(point("far", ["toy.j.unit.two"], unit="late"), unit="late"))  # fmt: skip


def pack(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "pack" / "toy"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder.parent


def test_the_worked_example_adds_a_tenth_subject_in_under_20_lines(graph: KnowledgeGraph):
    lines = [line for path in EXAMPLE.glob("*/*.yaml") for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(lines) < 20
    with_it = load_graph(packs=[EXAMPLE])
    assert len(with_it.subjects) == len(graph.subjects) + 1
    assert audit_graph(with_it, "信息科技") == []


def test_a_pack_adds_points_to_a_unit_and_units_to_a_subject(tmp_path: Path, base: Path):
    more = theme(point("three", ["two"])) + theme(point("own", ["toy.j.unit.one"], unit="ours"), unit="ours")[
        len("theme: 主题\nstage: 初中\nunits:\n"):
    ]  # fmt: skip
    graph = load_graph(base, packs=[pack(tmp_path, extra=more)])
    assert [p.id.rpartition(".")[2] for p in graph.unit_points("toy.j.unit")] == ["one", "two", "three"]
    assert "toy.j.ours.own" in graph
    assert audit_graph(graph) == []


def test_a_pack_renames_and_reorders_and_marks_what_is_then_taught_later(tmp_path: Path, base: Path):
    changes = (
        "units:\n  toy.j.unit: {name: 本区叫法, after: toy.j.late}\n"
        "points:\n  toy.j.late.far: {name: 远, aliases: [遥], later_prerequisites: [toy.j.unit.two]}\n"
    )
    graph = load_graph(base, packs=[pack(tmp_path, changes=changes)])
    assert [p.unit.name for p in graph.points_of("玩具")] == ["单元", "本区叫法", "本区叫法"]
    far = graph.get_point("toy.j.late.far")
    assert (far.name, far.aliases) == ("远", ("far", "遥"))
    assert far.later_prerequisites == ("toy.j.unit.two",)
    assert far.prerequisites == ()
    assert audit_graph(graph) == []
    unmarked = changes.replace(", later_prerequisites: [toy.j.unit.two]", "")
    (tmp_path / "pack" / "toy" / "changes.yaml").write_text(unmarked, encoding="utf-8")
    assert "taught later" in "\n".join(audit_graph(load_graph(base, packs=[tmp_path / "pack"])))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"changes": "units:\n  toy.j.none: {name: x}\n"}, r"changes\.yaml:2: no unit has the id toy\.j\.none"),
        ({"changes": "units:\n  toy.j.unit: {after: toy.j.none}\n"}, r"changes\.yaml:2: no unit has the id toy"),
        ({"changes": "points:\n  toy.j.unit.none: {name: x}\n"}, r"changes\.yaml:2: no point has the id"),
        ({"extra": theme(point("one", []))}, r"extra\.yaml:10: duplicate id toy\.j\.unit\.one \(also 00-theme\.yaml"),
        ({"extra": theme(point("new", []), grade=8)}, r"extra\.yaml:4: unit toy\.j\.unit exists already with another"),
        ({"subject": "code: toy"}, r"subject toy exists already"),
        ({"moved": "- {old: toy.j.unit.one, new: toy.j.unit.two, since: '1'}\n"}, "to have moved, but is there"),
        ({"moved": "- {old: toy.j.unit.old, new: toy.j.unit.no, since: '1'}\n"}, "moved to toy.j.unit.no, which does"),
    ],
)  # fmt: skip
def test_a_pack_that_does_not_fit_is_refused_with_its_place(
    tmp_path: Path, base: Path, files: dict[str, str], message: str
):
    with pytest.raises(AuthoredFileError, match=message):
        load_graph(base, packs=[pack(tmp_path, **files)])


def test_the_compiled_cache_knows_packs_apart(tmp_path: Path, base: Path):
    cache = tmp_path / "cache"
    own = pack(tmp_path, extra=theme(point("three", ["two"])))
    assert [len(load_graph(base, cache, p)) for p in ([], [own], [own], [])] == [3, 4, 4, 3]


def test_an_installed_pack_is_found_by_its_entry_point(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: Path):
    package = tmp_path / "site" / "district_pack"
    (package / "toy").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "toy" / "extra.yaml").write_text(theme(point("three", ["two"])), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    entry = EntryPoint(name="district", value="district_pack", group=packs.ENTRY_POINTS)
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry] if group == packs.ENTRY_POINTS else [])
    assert "toy.j.unit.three" in load_graph(base, packs=packs.find_packs())


def test_a_pack_folder_that_is_missing_is_named(tmp_path: Path):
    with pytest.raises(packs.PackError, match="nowhere is not a folder"):
        packs.find_packs([tmp_path / "nowhere"])


def test_an_installed_pack_that_cannot_be_loaded_is_named(monkeypatch: pytest.MonkeyPatch):
    entry = EntryPoint(name="district", value="no_such_package", group=packs.ENTRY_POINTS)
    monkeypatch.setattr(packs, "entry_points", lambda group: [entry])
    with pytest.raises(packs.PackError, match=r"district \(no_such_package\) cannot be loaded"):
        packs.find_packs()


# Ids that moved


def moves(*pairs: tuple[str, str]) -> str:
    return "".join(f"- {{old: toy.j.unit.{old}, new: toy.j.unit.{new}, since: '1'}}\n" for old, new in pairs)


def test_a_former_id_still_finds_its_point(tmp_path: Path, base: Path):
    graph = load_graph(base, packs=[pack(tmp_path, moved=moves(("zero", "mid"), ("mid", "one")))])
    assert graph.get_point("toy.j.unit.zero").id == "toy.j.unit.one"
    assert "toy.j.unit.mid" in graph
    assert graph.dependants("toy.j.unit.zero") == {"toy.j.unit.two": 1}
    assert graph.moved == {"toy.j.unit.zero": "toy.j.unit.one", "toy.j.unit.mid": "toy.j.unit.one"}


def test_a_circle_of_moves_is_refused(tmp_path: Path, base: Path):
    moves = (
        "- {old: toy.j.unit.x, new: toy.j.unit.y, since: '1'}\n- {old: toy.j.unit.y, new: toy.j.unit.x, since: '1'}\n"
    )
    with pytest.raises(AuthoredFileError, match="does not exist"):
        load_graph(base, packs=[pack(tmp_path, moved=moves)])

"""Small curricula: as files, and as graphs made in memory."""

import json
import random
from pathlib import Path

from knowledge_graph import KnowledgeGraph, KnowledgePoint, Subject, Unit

LEVELS = {code: code for code in ("A1", "A2", "A3", "B1", "B2", "B3", "C1", "C2", "C3")}
SUBJECT = f"code: toy\nname: 玩具\nlevels: {json.dumps(LEVELS)}\ncore_concepts: {{play: 游戏}}\n"


def theme(points: str, grade: int = 7, unit: str = "unit") -> str:
    head = f"theme: 主题\nstage: 初中\nunits:\n  - id: {unit}\n    name: 单元\n    grade: {grade}\n"
    return head + f"    term: 1\n    core_concept: play\n    points:\n{points}"


def point(slug: str, needs: list[str], name: str | None = None, unit: str = "unit", more: str = "") -> str:
    """A point without fault; every text of it is unlike every other point's."""
    row = {
        "id": slug, "name": name or slug, "definition": words(f"{slug} definition"),
        "asks": [words(f"{slug} first ask"), words(f"{slug} ask")],
        "prerequisites": [n if "." in n else f"toy.j.{unit}.{n}" for n in needs],
        "can_do": {level: words(f"{slug} {level}") for level in "ABC"},
        "misconceptions": [{"belief": words(f"{slug} belief"), "repair": words(f"{slug} repair")}],
    }  # fmt: skip
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in row.items()]
    return "      - " + "\n        ".join([*lines, *([more] if more else [])]) + "\n"


def words(seed: str) -> str:
    """Twenty characters that make no sense and resemble no other seed's."""
    return "".join(chr(0x4E00 + random.Random(f"{seed} {i}").randrange(5000)) for i in range(20))


def toy(tmp_path: Path, *files: str, subject: str = SUBJECT) -> Path:
    folder = tmp_path / "toy"
    folder.mkdir(parents=True)
    (folder / "subject.yaml").write_text(subject, encoding="utf-8")
    for i, text in enumerate(files):
        (folder / f"{i:02}-theme.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def made(edges: dict[str, str], related: tuple[tuple[str, str], ...] = (), units: str = "") -> KnowledgeGraph:
    """A graph of one-letter points, `{"c": "ab"}`: c needs a and b; letters in `units` stand in a second unit."""
    places = {letter: Unit(f"toy.j.{name}", name, name, "玩具", "初中", 7, 1, order)
              for order, (name, letters) in enumerate((("one", set(edges) - set(units)), ("two", set(units))))
              for letter in letters}  # fmt: skip
    ids = {letter: f"{places[letter].id}.{letter}" for letter in edges}
    points = [
        KnowledgePoint(
            ids[letter], letter.upper(), (), "", (), tuple(ids[n] for n in needs), places[letter], order,
            related=tuple(ids[b] for a, b in related if a == letter),
        )
        for order, (letter, needs) in enumerate(edges.items())
    ]  # fmt: skip
    return KnowledgeGraph([Subject("toy", "玩具", (), LEVELS)], points)

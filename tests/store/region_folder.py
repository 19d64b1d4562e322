"""Writes small regions into a folder, for tests of reading and importing."""

from pathlib import Path
from typing import Any

import yaml

SCHOOLS = ("s-a", "s-b")


def student(id: str, number: str, school: str = "s-a", **more: Any) -> dict[str, Any]:
    return {"id": id, "name": f"学生{id}", "number": number, "school": school, "class": f"c-{school}", "grade": 8,
            "born": "2012-05-04"} | more  # fmt: skip


def teacher(id: str, school: str = "s-a") -> dict[str, Any]:
    return {"id": id, "name": f"教师{id}", "subject": "math", "school": school, "stages": ["初中"], "title": "一级教师",
            "points": ["math.j.quadratic-equation.discriminant"], "hours": [], "load": 0.1, "ratings": {"count": 0},
            "introduction": "教数学。"}  # fmt: skip


def staff(role: str, organisation: str, number: str, name: str = "某管理员") -> dict[str, Any]:
    return {"role": role, "organisation": organisation, "number": number, "name": name}


def write_region(
    folder: Path, *, students: list[dict[str, Any]] | None = None, teachers: list[dict[str, Any]] | None = None,
    staff: list[dict[str, Any]] | None = None,
) -> Path:  # fmt: skip
    """A district `d-1` with the schools `s-a` and `s-b`, a class `c-<school>` in each, and these people."""
    schools = [
        {"id": s, "name": f"学校{s}", "classes": [{"id": f"c-{s}", "name": "八（1）班", "grade": 8}]} for s in SCHOOLS
    ]
    region = {"name": "测试区", "districts": [{"id": "d-1", "name": "一区", "schools": schools}], "staff": staff or []}
    (folder / "teachers").mkdir(parents=True, exist_ok=True)
    for name, rows in (("region.yaml", region), ("students.yaml", students), ("teachers/math.yaml", teachers)):
        (folder / name).write_text(yaml.safe_dump(rows or [], allow_unicode=True), encoding="utf-8")
    return folder

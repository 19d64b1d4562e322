"""A compiled cache of the curriculum, keyed by a hash of its files' content, so that loading is quick."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from knowledge_graph.atomic_file import replace_file
from knowledge_graph.graph import KnowledgeGraph
from knowledge_graph.loader import CURRICULUM_FOLDER, Curriculum, read_curriculum
from knowledge_graph.schema import KnowledgePoint, Misconception, Subject, Unit

__all__ = ["content_hash", "load_graph"]

log = logging.getLogger(__name__)

_FORMAT = "2"
_LISTS = ("aliases", "asks", "prerequisites", "later_prerequisites", "related")


def content_hash(folder: Path = CURRICULUM_FOLDER, packs: Sequence[Path] = ()) -> str:
    """Hex sha256 over names and bytes of all curriculum files."""
    digest = hashlib.sha256(_FORMAT.encode())
    for source in (folder, *packs):
        for path in sorted(source.glob("*/*.yaml")):
            digest.update(path.relative_to(source).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def load_graph(
    folder: Path = CURRICULUM_FOLDER, cache: Path | None = None, packs: Sequence[Path] = ()
) -> KnowledgeGraph:
    """The knowledge graph of a curriculum folder.

    Args:
        folder: The authored files.
        cache: Folder for the compiled form; None reads the YAML each time.
        packs: Folders of a region's additions and changes, applied in this order.

    Raises:
        AuthoredFileError: The files have faults.
    """
    key = content_hash(folder, packs)
    compiled = cache / f"graph-{key[:16]}.json" if cache else None
    if compiled and compiled.is_file():
        try:
            return _from_json(json.loads(compiled.read_text(encoding="utf-8")), key)
        except (ValueError, LookupError, TypeError, AttributeError, OSError) as error:  # whatever damage looks like
            log.warning("the compiled graph %s is unreadable (%r); compiling it again", compiled, error)
    curriculum = read_curriculum(folder, packs)
    if compiled:
        for stale in compiled.parent.glob("graph-*.json"):
            stale.unlink(missing_ok=True)
        with replace_file(compiled) as file:
            file.write(json.dumps(_to_json(curriculum), ensure_ascii=False).encode())
    return KnowledgeGraph(curriculum.subjects.values(), curriculum.points.values(), key, curriculum.moved)


def _to_json(curriculum: Curriculum) -> dict[str, Any]:
    units = {point.unit.id: asdict(point.unit) for point in curriculum.points.values()}
    points = []
    for point in curriculum.points.values():
        row = asdict(point)
        row["unit"] = point.unit.id
        points.append(row)
    subjects = [asdict(subject) for subject in curriculum.subjects.values()]
    return {"subjects": subjects, "units": units, "points": points, "moved": curriculum.moved}


def _from_json(document: dict[str, Any], key: str) -> KnowledgeGraph:
    subjects = [Subject(**{**row, "aliases": tuple(row["aliases"])}) for row in document["subjects"]]
    units = {unit_id: Unit(**row) for unit_id, row in document["units"].items()}
    points = [_point(row, units) for row in document["points"]]
    return KnowledgeGraph(subjects, points, key, document["moved"])


def _point(row: dict[str, Any], units: dict[str, Unit]) -> KnowledgePoint:
    lists = {name: tuple(row[name]) for name in _LISTS}
    wrong_ideas = tuple(Misconception(**idea) for idea in row["misconceptions"])
    return KnowledgePoint(**{**row, **lists, "misconceptions": wrong_ideas, "unit": units[row["unit"]]})

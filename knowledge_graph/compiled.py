"""A compiled cache of the curriculum, keyed by a hash of its files' content, so that loading is quick."""

import hashlib
import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from knowledge_graph.atomic_file import replace_file
from knowledge_graph.graph import KnowledgeGraph
from knowledge_graph.loader import CURRICULUM_FOLDER, Curriculum, read_curriculum
from knowledge_graph.schema import KnowledgePoint, Subject, Unit

__all__ = ["content_hash", "load_graph"]

log = logging.getLogger(__name__)

_FORMAT = "1"


def content_hash(folder: Path = CURRICULUM_FOLDER) -> str:
    """Hex sha256 over names and bytes of all curriculum files."""
    digest = hashlib.sha256(_FORMAT.encode())
    for path in sorted(folder.glob("*/*.yaml")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def load_graph(folder: Path = CURRICULUM_FOLDER, cache: Path | None = None) -> KnowledgeGraph:
    """The knowledge graph of a curriculum folder.

    Args:
        folder: The authored files.
        cache: Folder for the compiled form; None reads the YAML each time.

    Raises:
        AuthoredFileError: The files have faults.
    """
    key = content_hash(folder)
    compiled = cache / f"graph-{key[:16]}.json" if cache else None
    if compiled and compiled.is_file():
        try:
            return _from_json(json.loads(compiled.read_text(encoding="utf-8")), key)
        except (ValueError, LookupError, TypeError, AttributeError, OSError) as error:  # whatever damage looks like
            log.warning("the compiled graph %s is unreadable (%r); compiling it again", compiled, error)
    curriculum = read_curriculum(folder)
    if compiled:
        for stale in compiled.parent.glob("graph-*.json"):
            stale.unlink(missing_ok=True)
        with replace_file(compiled) as file:
            file.write(json.dumps(_to_json(curriculum), ensure_ascii=False).encode())
    return KnowledgeGraph(curriculum.subjects.values(), curriculum.points.values(), key)


def _to_json(curriculum: Curriculum) -> dict[str, Any]:
    units = {point.unit.id: asdict(point.unit) for point in curriculum.points.values()}
    points = []
    for point in curriculum.points.values():
        row = asdict(point)
        row["unit"] = point.unit.id
        points.append(row)
    return {"subjects": [asdict(s) for s in curriculum.subjects.values()], "units": units, "points": points}


def _from_json(document: dict[str, Any], key: str) -> KnowledgeGraph:
    subjects = [Subject(row["code"], row["name"], tuple(row["aliases"]), row["levels"]) for row in document["subjects"]]
    units = {unit_id: Unit(**row) for unit_id, row in document["units"].items()}
    points = [
        KnowledgePoint(
            row["id"],
            row["name"],
            tuple(row["aliases"]),
            row["definition"],
            tuple(row["asks"]),
            tuple(row["prerequisites"]),
            units[row["unit"]],
            row["order"],
        )
        for row in document["points"]
    ]
    return KnowledgeGraph(subjects, points, key)

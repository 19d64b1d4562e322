"""Stamps of authored questions and items: a review holds for exactly the text that was read."""

import hashlib
import json
from pathlib import Path

from knowledge_graph.authored_files import read_authored
from recommender.assessment.items import AssessmentItem
from store.region_files import AnswerFile

__all__ = ["stamps"]

_READ = ("question", "stem", "options", "final", "answer", "unit")


def stamps(region: Path, subject: str) -> dict[str, str]:
    """Id → stamp of every answered question and item of a subject (by code).

    Raises:
        AuthoredFileError: A file has faults.
    """
    found: dict[str, str] = {}
    answers, items = (region / kind / f"{subject}.yaml" for kind in ("answers", "items"))
    if answers.is_file():
        found |= {row.id: _stamp(row) for row in read_authored(answers, tuple[AnswerFile, ...])[0]}
    if items.is_file():
        found |= {row.id: _stamp(row) for row in read_authored(items, tuple[AssessmentItem, ...])[0]}
    return found


def _stamp(row: AnswerFile | AssessmentItem) -> str:
    read = {name: getattr(row, name) for name in _READ if hasattr(row, name)}
    return hashlib.sha256(json.dumps(read, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]

"""Anybody's labelled questions: a JSONL file, the field that holds the text, the field that holds the label."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from eval.jsonl_files import read_jsonl_file
from eval.label_sets import GRAPH
from intent.grouped_choice import QUIET
from intent.profile import NO_SUBJECT, DangerName, IntentName, IntentSub
from knowledge_graph import KnowledgeGraph
from models.plain_text import plain_text

__all__ = ["TASKS", "LabelledFile", "Measurement", "make_label_reader", "read_labelled_file"]

TASKS = ("subject", "stage", "points", "ability", "difficulty", "intent", "distress", "danger")

_STAGES = {"初中": "初中", "高中": "高中", "junior": "初中", "senior": "高中"}
_YES_NO = {"yes": "yes", "no": "no", "true": "yes", "false": "no", "1": "yes", "0": "no"}
_DANGERS = {name: name for name in (QUIET["danger"], *get_args(DangerName))}
_LIST_MARKS = ";；|"

Label = str | float | tuple[str, ...]
LabelReader = Callable[[Any], Label]


@dataclass(frozen=True)
class Measurement:
    """A text with what is right for it.

    Attributes:
        text: In plain Unicode.
        label: A class; of `points` all right ids or labels; of `difficulty` a number from 0 to 1.
        slices: Groups it is also counted in, such as `{"subject": "数学"}`.
    """

    text: str
    label: Label
    slices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class LabelledFile:
    """What was read of a file.

    Attributes:
        rows: In the order of the file.
        skipped: Faults of rows that were left out, each with file and line.
    """

    rows: list[Measurement]
    skipped: list[str]


def read_labelled_file(
    path: Path, text_field: str, label_field: str, read_label: LabelReader, skip_bad: bool = False,
    slice_fields: Sequence[str] = ("subject", "stage", "condition"),
) -> LabelledFile:  # fmt: skip
    """Reads a JSONL file.

    Raises:
        JsonlFileError: No such file, no usable row, or, unless `skip_bad`, a row that is wrong.
    """
    rows, skipped = read_jsonl_file(
        path, lambda row: _read_row(row, text_field, label_field, read_label, slice_fields), skip_bad
    )
    return LabelledFile(rows, skipped)


def _read_row(
    row: dict[str, Any], text_field: str, label_field: str, read_label: LabelReader, slice_fields: Sequence[str]
) -> Measurement:
    missing = [name for name in (text_field, label_field) if row.get(name) in (None, "", [])]
    if missing:
        raise ValueError(f"no {' and no '.join(missing)}; the row has {', '.join(row) or 'nothing'}")
    text = plain_text(str(row[text_field]))
    if not text:
        raise ValueError(f"{text_field} is blank")
    slices = {name: str(row[name]) for name in slice_fields if name != label_field and isinstance(row.get(name), str)}
    return Measurement(text, read_label(row[label_field]), slices)


def make_label_reader(task: str, label_set: str, graph: KnowledgeGraph) -> LabelReader:
    """How a label of the task is read; what is read raises ValueError where it is none."""
    if task == "points":
        return (lambda given: _read_points(given, graph)) if label_set == GRAPH else _read_list
    readers: dict[str, LabelReader] = {
        "subject": lambda given: _read_subject(given, graph),
        "stage": lambda given: _choose(str(given), _STAGES, "stage"),
        "ability": _read_ability,
        "difficulty": _read_difficulty,
        "intent": _read_intent,
        "danger": lambda given: _choose(str(given).lower(), _DANGERS, "danger"),
        "distress": lambda given: _choose(str(given).lower(), _YES_NO, "distress"),
    }
    return readers[task]


def _choose(given: str, known: dict[str, str], what: str) -> str:
    if given not in known:
        raise ValueError(f"{given!r} is no {what}; it is one of {', '.join(known)}")
    return known[given]


def _read_subject(given: Any, graph: KnowledgeGraph) -> str:
    """The subject's name; `none` for every subject that is not one of ours."""
    subject = graph.find_subject(str(given))
    return subject.name if subject else NO_SUBJECT


def _read_list(given: Any) -> tuple[str, ...]:
    if isinstance(given, str):
        for mark in _LIST_MARKS:
            given = given.replace(mark, "\n")
        given = given.split("\n")
    if not isinstance(given, list) or not all(isinstance(label, str) for label in given):
        raise ValueError(f"labels are a list of strings or a string with {' '.join(_LIST_MARKS)}, not {given!r}")
    labels = tuple(dict.fromkeys(label.strip() for label in given if label.strip()))
    if not labels:
        raise ValueError("no label")
    return labels


def _read_points(given: Any, graph: KnowledgeGraph) -> tuple[str, ...]:
    """Ids; a label may also be a name or an alias of a point, or an id it had before."""
    found: dict[str, None] = {}
    labels = _read_list(given)
    for label in labels:
        ids = [graph.current_id(label)] if graph.current_id(label) in graph else []
        found |= dict.fromkeys(ids or [point.id for point in graph.find_points(label)])
    if not found:
        raise ValueError(f"no knowledge point has the id, name or alias {', '.join(labels)}")
    return tuple(found)


def _read_ability(given: Any) -> str:
    code = str(given).upper()
    if code[:1] not in "ABC" or len(code) not in (1, 2) or code[1:] not in ("", "1", "2", "3"):
        raise ValueError(f"{given!r} is no ability level; it is A, B, C or A1 to C3")
    return code


def _read_difficulty(given: Any) -> float:
    try:
        number = float(given)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{given!r} is no difficulty; it is a number from 0 to 1") from error
    if not 0 <= number <= 1:
        raise ValueError(f"difficulty {number} is not from 0 to 1")
    return number


def _read_intent(given: Any) -> str:
    name, _, sub = str(given).partition("/")
    if name not in IntentName.__args__ or (sub and sub not in IntentSub.__args__):  # type: ignore[attr-defined]
        raise ValueError(f"{given!r} is no intent; docs/intents.md has the codes, written name or name/sub")
    return str(given)

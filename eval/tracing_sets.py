"""Real students' answers to trace knowledge on; no student is in two parts."""

import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from eval.answer_log import read_students
from eval.public_sets import PUBLIC_SETS, get_set
from models.tracing import AnswerSequence, Catalogue

__all__ = ["TRACING_SETS", "TracingSet", "read_tracing_set"]

_NAMES = "skill.json"
_HELD_BACK = "0"  # the fold of pyKT's five that is not learned from


@dataclass(frozen=True)
class TracingSet:
    """A set in three parts.

    Attributes:
        learn: Students to learn from.
        valid: Students to choose on.
        test: Students to measure on.
        skill_names: What each skill stands for: several names where problems of several are one; none where no names
            are known.
    """

    learn: list[AnswerSequence]
    valid: list[AnswerSequence]
    test: list[AnswerSequence]
    catalogue: Catalogue
    skill_names: tuple[tuple[str, ...], ...] = ()

    def first(self, most: int | None) -> "TracingSet":
        """The same with so many students of each part at most."""
        return replace(self, learn=self.learn[:most], valid=self.valid[:most], test=self.test[:most])


def read_tracing_set(name: str, data_dir: Path | None) -> TracingSet:
    """One of `TRACING_SETS`.

    Raises:
        MissingSetError: The set is absent.
        ValueError: A file of it is not as described.
    """
    return TRACING_SETS[name](data_dir)


def _read_2015(data_dir: Path | None) -> TracingSet:
    """ASSISTments 2015 in pyKT's split: skills alone, no problems."""
    first = get_set("kt_assist2015", data_dir)
    rows = [*_read_pykt(first)]
    test = [answers for _, answers in _read_pykt(first.parent / PUBLIC_SETS["kt_assist2015"].more[0])]
    learn = [answers for fold, answers in rows if fold != _HELD_BACK]
    valid = [answers for fold, answers in rows if fold == _HELD_BACK]
    return TracingSet(learn, valid, test, _count([*learn, *valid, *test]))


def _read_pykt(path: Path) -> Iterator[tuple[str, AnswerSequence]]:
    csv.field_size_limit(sys.maxsize)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                skills, right = ([int(value) for value in row[name].split(",")] for name in ("concepts", "responses"))
                yield row["fold"], AnswerSequence.of(skills, right)
            except (KeyError, ValueError) as error:
                raise ValueError(f"{path}, line {number}: fold, concepts and responses wanted ({error})") from error


def _read_2009(data_dir: Path | None) -> TracingSet:
    """ASSISTments 2009 with problems. Adjacent rows of one problem are one answer of all its skills together, right
    where all rows are: as rows of their own, the first would give the others away.
    """
    first = get_set("kt_assist2009_pid", data_dir)
    paths = [first, *(first.parent / other for other in PUBLIC_SETS["kt_assist2009_pid"].more)]
    skills: dict[tuple[str, ...], int] = {}
    problems: dict[str, int] = {}
    parts = []
    for path in paths:
        part = []
        for of_problems, of_skills, answers in read_students(path):
            rows = zip(of_problems, of_skills, answers, strict=True)
            steps = [(problem, [*group]) for problem, group in groupby(rows, key=lambda row: row[0])]
            part.append(AnswerSequence.of(
                [skills.setdefault(tuple(sorted({skill for _, skill, _ in group})), len(skills)) for _, group in steps],
                [int(all(answer == "1" for _, _, answer in group)) for _, group in steps],
                [problems.setdefault(problem, len(problems)) for problem, _ in steps],
            ))  # fmt: skip
        parts.append(part)
    learn, valid, test = parts
    return TracingSet(
        learn, valid, test, Catalogue(len(skills), len(problems)), _names_of(skills, first.parent / _NAMES)
    )


def _names_of(skills: Iterable[tuple[str, ...]], path: Path) -> tuple[tuple[str, ...], ...]:
    if not path.is_file():
        return ()
    names = {str(number): name for name, number in json.loads(path.read_text("utf-8")).items()}
    return tuple(tuple(names.get(skill, skill) for skill in some) for some in skills)


def _count(sequences: Sequence[AnswerSequence]) -> Catalogue:
    return Catalogue(
        max(int(one.skills.max(initial=-1)) for one in sequences) + 1,
        max(int(one.problems.max(initial=-1)) for one in sequences) + 1,
    )


TRACING_SETS: dict[str, Callable[[Path | None], TracingSet]] = {"assist2015": _read_2015, "assist2009": _read_2009}
"""By the name they go by on the command line."""

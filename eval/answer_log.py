"""Real students' way through problems: ASSISTments 2009 with problem ids, split by student (fold 1 of AKT).

A problem of several skills stands in several adjacent rows of the set; here it is one step, and its skills together
are one skill, so that no row gives the next away.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.public_sets import PUBLIC_SETS, get_set

__all__ = ["AnswerLog", "read_answer_log", "read_students"]

_SET = "kt_assist2009_pid"


@dataclass(frozen=True)
class AnswerLog:
    """Problems of each student in the order they were first met.

    Attributes:
        learn: Of the students to learn from; `valid`: to choose settings on; `test`: to measure on.
        skills: Of each problem: the ids of its skills, joined by `+`.
    """

    learn: Sequence[Sequence[str]]
    valid: Sequence[Sequence[str]]
    test: Sequence[Sequence[str]]
    skills: Mapping[str, str]


def read_answer_log(data_dir: Path | None) -> AnswerLog:
    """Reads the three parts.

    Raises:
        MissingSetError: The set is absent.
        ValueError: A file of it is not as described.
    """
    first = get_set(_SET, data_dir)
    skills: dict[str, set[str]] = defaultdict(set)
    parts = []
    for path in (first, *(first.parent / other for other in PUBLIC_SETS[_SET].more)):
        sequences = []
        for problems, of_skills, _ in read_students(path):
            sequences.append(list(dict.fromkeys(problems)))
            for problem, skill in zip(problems, of_skills, strict=True):
                skills[problem].add(skill)
        parts.append(sequences)
    joined = {problem: "+".join(sorted(some, key=int)) for problem, some in skills.items()}
    return AnswerLog(parts[0], parts[1], parts[2], joined)


def read_students(path: Path) -> Iterator[tuple[list[str], list[str], list[str]]]:
    """Problems, skills and answers of each student; four lines a student, the first with ids.

    Raises:
        ValueError: A student's lines are not of equal length.
    """
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [line.strip().rstrip(",").split(",") for line in file if line.strip()]
    for number in range(0, len(lines), 4):
        student = lines[number : number + 4]
        if len(student) < 4 or len({len(line) for line in student[1:]}) > 1:
            raise ValueError(
                f"{path}, student {number // 4 + 1}: problems, skills and answers must be three lines of equal length, "
                f"not {', '.join(str(len(line)) for line in student[1:]) or 'none'}"
            )
        yield student[1], student[2], student[3]

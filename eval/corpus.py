"""Every labelled text there is, each with what is known of it, and the part of the split it belongs to.

Models learn from the corpus and are measured on it. Texts that are near-duplicates share a part, whatever their source;
parts 0–7 are learned from, part 8 chooses strengths and temperatures, part 9 is for measuring alone.
"""

import csv
import hashlib
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import yaml
from numpy.typing import NDArray

from eval.alignments import aligned_points, read_alignment
from eval.label_sets import question_text
from eval.near_duplicates import Groups, group_near_duplicates
from eval.public_sets import PUBLIC_SETS, find_set, read_rows
from intent.authored_rows import read_paper_questions, read_requests, read_sample_questions
from intent.grouped_choice import QUIET
from intent.profile import NO_SUBJECT, is_subjectless
from knowledge_graph import STAGES, KnowledgeGraph
from models.plain_text import plain_text, shorten
from models.tracking import Track, untracked
from store.region_files import Region
from store.training_log import CorrectedQuestion

__all__ = [
    "AUTHORED", "CALIBRATION_PART", "LEARN_PARTS", "LOG", "SPLIT_SEED", "TEST_PART", "Corpus", "LabelledText",
    "find_utterances", "is_permitted", "read_ability_labels", "sample",
]  # fmt: skip

AUTHORED = "authored"
"""Source of what was written for this project."""

LOG = "log"
"""Source of what an installation's students and teachers have corrected, with consent; it never leaves there."""

LEARN_PARTS, CALIBRATION_PART, TEST_PART = tuple(range(8)), 8, 9
SPLIT_SEED = 0
_READ = 256  # characters that decide what is a near-duplicate

T = TypeVar("T")

_INTENT = Path(__file__).parent.parent / "intent"
ABILITY_LABELS = Path(__file__).parent / "labels" / "ability"

_DIFFICULTY_WORDS = {"容易": 0.15, "易": 0.2, "简单": 0.25, "较易": 0.3, "一般": 0.5, "中": 0.5, "较难": 0.7, "难": 0.8,
                     "困难": 0.85}  # fmt: skip
_QUESTION_SETS = (
    "gaokao_bench", "tal_scq5k_zh", "cjeval", "baidu_hs", "conceptmath_zh", "physics_kp", "math_hs_functions",
)  # fmt: skip
_TAL_LEVELS = 4  # its difficulty runs from 0 to 4
_SERVED = QUIET["danger"]
_MAY_BE_DANGER = {"homework_question/full_solution", "personal_growth/distress", "other/out_of_scope"}
"""Intents of which some texts are not served: a whole essay to hand in, a game's cheats."""
_HOMEWORK_ONE_IN, _EXPLAIN_ONE_IN = 6, 8
"""One sample question in so many also stands for a bare exercise, one asked point in so many for a wish to have it
explained; all of them would drown what students say in other ways."""


@dataclass(frozen=True)
class LabelledText:
    """A text and what is known of it; None or empty where nothing is.

    Attributes:
        text: As it would be typed or printed.
        source: `authored` or a public set's name.
        id: Of the row in its source.
        form: `question` as it is printed or photographed, `request` of a pupil without one, or any other `text`.
        subject: One of the nine, or `NO_SUBJECT`.
        points: Ids of knowledge points, the best known first.
        intent: `name/sub`.
        danger: Why it is not served, `none` where it is; None where nobody said.
        balanced: Of a set whose ability levels were balanced by its authors; papers are not.
    """

    text: str
    source: str
    id: str = ""
    form: Literal["question", "request", "text"] = "text"
    subject: str | None = None
    stage: str | None = None
    points: tuple[str, ...] = ()
    ability: str | None = None
    difficulty: float | None = None
    intent: str | None = None
    distress: bool | None = None
    danger: str | None = None
    balanced: bool = False

    @cached_property
    def plain(self) -> str:
        """In plain Unicode."""
        return plain_text(self.text)

    @property
    def read(self) -> str:
        """What encoder and lexical features see of it."""
        return shorten(self.plain)


@dataclass
class Corpus:
    """All labelled texts.

    Attributes:
        texts: From the sources that are there.
        parts: The part of each, shape (texts,).
        groups: Their near-duplicates.
    """

    texts: list[LabelledText]
    groups: Groups
    parts: NDArray[np.int64] = field(init=False)

    def __post_init__(self) -> None:
        self.parts = self.groups.parts(SPLIT_SEED, [text.source in PUBLIC_SETS for text in self.texts])

    @classmethod
    def load(
        cls, graph: KnowledgeGraph, region: Region, data_dir: Path | None, log: Iterable[CorrectedQuestion] = (),
        track: Track = untracked, cache: Path | None = None,
    ) -> "Corpus":  # fmt: skip
        """Everything authored, the public sets that are there, and what was corrected; pairs of near-duplicates are
        remembered in `cache`.

        Raises:
            ValueError: An authored file is wrong; with file and line.
        """
        texts = [*_authored(graph, region), *_public(graph, data_dir), *_corrected(graph, log)]
        return cls(texts, group_near_duplicates([text.plain[:_READ] for text in texts], track, cache))

    @cached_property
    def content_hash(self) -> str:
        """Changes with any text or label."""
        digest = hashlib.sha256()
        for text in self.texts:
            digest.update(repr(text).encode("utf-8", "replace"))
        return digest.hexdigest()

    def choose(self, wanted: Callable[[LabelledText], bool], *parts: int) -> list[LabelledText]:
        """The texts of some parts, of all where none is named, that are wanted."""
        return [
            text for text, part in zip(self.texts, self.parts.tolist(), strict=True)
            if (not parts or part in parts) and wanted(text)
        ]  # fmt: skip

    def held_back(self) -> frozenset[str]:
        """Requests and questions about points that no linker may have among its texts while it is weighed, measured."""
        texts = self.choose(lambda text: bool(text.points) and text.form != "text", CALIBRATION_PART, TEST_PART)
        return frozenset(text.text for text in texts)


def is_permitted(text: LabelledText) -> bool:
    """Whether weights may learn from the text without being kept apart as research."""
    return text.source in (AUTHORED, LOG) or (text.source in PUBLIC_SETS and PUBLIC_SETS[text.source].permissive)


def _authored(graph: KnowledgeGraph, region: Region) -> Iterator[LabelledText]:
    yield from _curriculum(graph)
    for number, q in enumerate(read_sample_questions()):
        point = graph.get_point(graph.current_id(q.point))
        bare = number % _HOMEWORK_ONE_IN == 0
        yield LabelledText(
            q.text, AUTHORED, f"{q.point}/{q.level}", "question", point.subject, point.stage, (point.id,), q.level,
            q.difficulty, "homework_question/none" if bare else None, False if bare else None, _SERVED, balanced=True,
        )  # fmt: skip
    for paper in read_paper_questions():
        points = tuple(graph.current_id(point) for point in paper.points)
        yield LabelledText(
            paper.text,
            AUTHORED,
            "paper",
            "question",
            paper.subject,
            paper.stage,
            points,
            paper.level,
            paper.difficulty,
            danger=_SERVED,
        )
    for request in read_requests():
        point = graph.get_point(graph.current_id(request.point))
        for text in request.texts:
            yield LabelledText(
                text, AUTHORED, request.point, "request", point.subject, point.stage, (point.id,), danger=_SERVED
            )
    for id_, (subject, answer) in region.answers.items():
        yield LabelledText(
            answer.question, AUTHORED, id_, "question", subject or NO_SUBJECT, "初中" if subject else None,
            tuple(answer.points), answer.level, answer.difficulty, danger=_SERVED,
        )  # fmt: skip
    for id_, (subject, item) in region.items.items():
        options = " ".join(f"{letter}．{option}" for letter, option in (item.options or {}).items())
        yield LabelledText(
            f"{item.stem} {options}".strip(), AUTHORED, id_, "question", subject, "初中", (item.point,), item.level,
            item.difficulty, danger=_SERVED,
        )  # fmt: skip
    for subject, texts in yaml.safe_load((_INTENT / "stages" / "senior.yaml").read_text(encoding="utf-8")).items():
        for text in texts:
            yield LabelledText(text, AUTHORED, subject=subject, stage="高中")
    yield from find_utterances()


def _curriculum(graph: KnowledgeGraph) -> Iterator[LabelledText]:
    for number, point in enumerate(graph):
        known: dict[str, Any] = {"subject": point.subject, "stage": point.stage, "points": (point.id,)}
        ideas = (text for idea in point.misconceptions for text in (idea.belief, idea.repair))
        names = (f"{point.name}：{point.definition}", point.name, *point.aliases)
        for text in (*names, *point.can_do.values(), *ideas, *point.asks[:-1]):
            yield LabelledText(text, AUTHORED, point.id, **known)
        intent = "explain_point/none" if number % _EXPLAIN_ONE_IN == 0 else None
        yield LabelledText(point.asks[-1], AUTHORED, point.id, intent=intent, distress=False, **known)


def find_utterances() -> Iterator[LabelledText]:
    """What students type, by intent and, where it tells, subject (`hint/物理`); texts that are nobody's question;
    distress and what only sounds like it; what is not served, by danger, and what only sounds like it.
    """
    for path in sorted((_INTENT / "utterances").glob("*.yaml")):
        for kind, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            sub, _, subject = kind.partition("/")
            intent = f"{path.stem}/{sub}"
            for text in texts:
                if path.stem == "not_a_question":
                    yield LabelledText(text, AUTHORED, subject=NO_SUBJECT, distress=False)
                elif path.stem == "distress":
                    yield LabelledText(text, AUTHORED, distress=sub == "distress")
                elif path.stem == "danger":
                    yield LabelledText(text, AUTHORED, danger=sub)
                else:
                    yield LabelledText(
                        text, AUTHORED, subject=NO_SUBJECT if is_subjectless(intent) else subject or None,
                        intent=intent, distress=intent == "personal_growth/distress",
                        danger=None if intent in _MAY_BE_DANGER else _SERVED,
                    )  # fmt: skip


def _public(graph: KnowledgeGraph, data_dir: Path | None) -> Iterator[LabelledText]:
    abilities = read_ability_labels()
    for name in _QUESTION_SETS:
        if find_set(name, data_dir) is None:
            continue
        tables = {subject: read_alignment(graph, name, subject) for subject in graph.subjects}
        for row in read_rows(name, data_dir):
            text, subject = question_text(row), graph.find_subject(row["subject"])
            if not text.strip() or (name == "conceptmath_zh" and row["stage"] != "初中"):
                continue
            stage = row.get("stage") or _stage_of_tags(row)
            yield LabelledText(
                text, name, str(row["id"]), "question", subject.name if subject else None,
                stage if stage in STAGES else None,
                aligned_points(name, tables[subject.name] if subject else {}, _labels(name, row)),
                abilities.get((name, str(row["id"]))), _difficulty(name, row),
            )  # fmt: skip


def _corrected(graph: KnowledgeGraph, log: Iterable[CorrectedQuestion]) -> Iterator[LabelledText]:
    for row in log:
        points = [graph.current_id(point) for point in row.points]
        yield LabelledText(
            row.text, LOG, row.id, "question", row.subject, None, tuple(point for point in points if point in graph),
            row.ability, row.difficulty, row.intent,
        )  # fmt: skip


def read_ability_labels(folder: Path = ABILITY_LABELS) -> dict[tuple[str, str], str]:
    """Settled ability level by (set, id) of the questions that were labelled."""
    found = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found.update({(row["set"], row["id"]): row["settled"] for row in csv.DictReader(file)})
    return found


def _labels(name: str, row: dict[str, Any]) -> list[str]:
    if name == "conceptmath_zh":
        return [" > ".join(row["concept_path"])]
    labels: list[str] = row.get("tags" if name == "physics_kp" else "knowledge_points") or []
    return labels


def _stage_of_tags(row: dict[str, Any]) -> str | None:
    stages = {stage for stage in STAGES for tag in row.get("tags", ()) if f"({stage})" in tag}
    return stages.pop() if len(stages) == 1 else None


def _difficulty(name: str, row: dict[str, Any]) -> float | None:
    given = row.get("difficulty")
    if name == "tal_scq5k_zh" and given:
        return int(given) / _TAL_LEVELS
    return _DIFFICULTY_WORDS.get(str(given))


def sample(texts: Sequence[T], most: int, seed: int) -> list[T]:
    """At most `most` of the texts, drawn by seed, in their order."""
    if len(texts) <= most:
        return list(texts)
    chosen = sorted(random.Random(seed).sample(range(len(texts)), most))
    return [texts[i] for i in chosen]

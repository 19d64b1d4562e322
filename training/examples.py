"""Labelled texts for each head, from authored content, permissively licensed sets and, opt-in, research-only sets."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from eval.public_sets import find_set, read_rows, subject_of
from knowledge_graph import KnowledgeGraph
from store.region_files import Region

__all__ = ["Example", "Sources", "examples_for"]

_INTENT = Path(__file__).parent.parent / "intent"
UTTERANCES = _INTENT / "utterances"
SENIOR = _INTENT / "stages" / "senior.yaml"
NO_SUBJECT = "none"
_TAL_SAMPLE = 1200
_RESEARCH_SAMPLE = 800  # rows of a research-only set and subject; more takes hours to encode
_DIFFICULTY_WORDS = {"容易": 0.15, "较易": 0.3, "一般": 0.5, "较难": 0.7, "困难": 0.85, "简单": 0.25}


@dataclass(frozen=True)
class Example:
    """A text with what a head should say of it.

    Attributes:
        label: Class name; a number for regression heads.
        source: `authored` or a public set's name.
    """

    text: str
    label: str | float
    source: str


@dataclass(frozen=True)
class Sources:
    """Where examples come from.

    Attributes:
        data_dir: Folder of public sets; None for authored text alone.
        research: Whether research-only sets take part.
    """

    graph: KnowledgeGraph
    region: Region
    data_dir: Path | None
    research: bool
    seed: int = 0


def examples_for(head: str, sources: Sources) -> list[Example]:
    """All examples of a head.

    Raises:
        ValueError: No head has this name.
    """
    makers = {
        "subject": _subject,
        "stage": _stage,
        "ability": _ability,
        "difficulty": _difficulty,
        "intent": _intent,
    }
    if head not in makers:
        raise ValueError(f"no head is called {head!r}; one of {', '.join(makers)}")
    return list(makers[head](sources))


def _subject(sources: Sources) -> Iterator[Example]:
    for point in sources.graph:
        for text in (f"{point.name}：{point.definition}", point.name, *point.asks):
            yield Example(text, point.subject, "authored")
    for text, subject, _ in _authored_questions(sources):
        yield Example(text, subject, "authored")
    for subject, text in _senior_asks():
        yield Example(text, subject, "authored")
    for label, text in _utterances():
        name, _, sub = label.partition("/")
        if name in ("study_method", "personal_growth") or sub in ("small_talk", "out_of_scope", "none_of_nine"):
            yield Example(text, NO_SUBJECT, "authored")
    for text, subject, _, source in _public_questions(sources):
        if subject in sources.graph.subjects:
            yield Example(text, subject, source)


def _stage(sources: Sources) -> Iterator[Example]:
    for point in sources.graph:
        for text in (f"{point.name}：{point.definition}", point.name, *point.aliases, *point.asks):
            yield Example(text, point.stage, "authored")
    for text, _, _ in _authored_questions(sources):
        yield Example(text, "初中", "authored")
    for _, text in _senior_asks():
        yield Example(text, "高中", "authored")
    for text, _, stage, source in _public_questions(sources):
        if source == "tal_scq5k_zh":  # primary and junior mathematics in the style of examinations
            yield Example(text, "初中", source)
        if stage in ("初中", "高中"):
            yield Example(text, stage, source)


def _ability(sources: Sources) -> Iterator[Example]:
    for _, answer in sources.region.answers.values():
        yield Example(answer.question, answer.level, "authored")
    for _, item in sources.region.items.values():
        yield Example(item.stem, item.level, "authored")


def _difficulty(sources: Sources) -> Iterator[Example]:
    for _, answer in sources.region.answers.values():
        yield Example(answer.question, answer.difficulty, "authored")
    for _, item in sources.region.items.values():
        yield Example(item.stem, item.difficulty, "authored")
    if sources.research:
        for row in _research_sample("cjeval", sources):
            if row["difficulty"] in _DIFFICULTY_WORDS:
                yield Example(row["question"], _DIFFICULTY_WORDS[row["difficulty"]], "cjeval")


def _intent(sources: Sources) -> Iterator[Example]:
    for label, text in _utterances():
        if not label.endswith("none_of_nine"):
            yield Example(text, label, "authored")
    for text, _, _ in _authored_questions(sources):
        yield Example(text, "homework_question/none", "authored")
    for point in sources.graph:
        yield Example(point.asks[-1], "explain_point/none", "authored")


def _authored_questions(sources: Sources) -> Iterator[tuple[str, str, str]]:
    """(text, subject, level) of answered questions and items that belong to a subject."""
    for subject, answer in sources.region.answers.values():
        if subject:
            yield answer.question, subject, answer.level
    for subject, item in sources.region.items.values():
        if subject:
            yield item.stem + " " + " ".join((item.options or {}).values()), subject, item.level


def _public_questions(sources: Sources) -> Iterator[tuple[str, str, str, str]]:
    """(text, subject, stage, set) of the public sets that take part and are there."""
    if find_set("gaokao_bench", sources.data_dir):
        for row in read_rows("gaokao_bench", sources.data_dir):
            yield row["question"], subject_of(row), row["stage"], "gaokao_bench"
    if find_set("tal_scq5k_zh", sources.data_dir):
        rows = list(read_rows("tal_scq5k_zh", sources.data_dir))
        for row in random.Random(sources.seed).sample(rows, min(_TAL_SAMPLE, len(rows))):
            yield row["question"], "数学", "", "tal_scq5k_zh"
    if sources.research:
        for name in ("cjeval", "baidu_hs"):
            for row in _research_sample(name, sources):
                yield row["question"], subject_of(row), row["stage"], name


def _research_sample(name: str, sources: Sources) -> list[dict[str, Any]]:
    """At most `_RESEARCH_SAMPLE` rows a subject of a set; none where it is absent."""
    if not find_set(name, sources.data_dir):
        return []
    by_subject: dict[str, list[dict[str, Any]]] = {}
    for row in read_rows(name, sources.data_dir):
        by_subject.setdefault(row["subject"], []).append(row)
    chooser = random.Random(sources.seed)
    return [
        row for _, rows in sorted(by_subject.items()) for row in chooser.sample(rows, min(_RESEARCH_SAMPLE, len(rows)))
    ]


def _senior_asks() -> Iterator[tuple[str, str]]:
    """(subject, text) of what 高中 students ask."""
    for subject, texts in yaml.safe_load(SENIOR.read_text(encoding="utf-8")).items():
        for text in texts:
            yield subject, text


def _utterances() -> Iterator[tuple[str, str]]:
    """(name/sub, text) of all authored utterances."""
    for path in sorted(UTTERANCES.glob("*.yaml")):
        for sub, texts in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            label = sub if "/" in sub else f"{path.stem}/{sub}"
            for text in texts:
                yield label, text

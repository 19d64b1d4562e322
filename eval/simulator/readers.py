"""Made-up students who read what is recommended to them: a log whose truth is known. Simulated: nobody was asked.

The questions are real ones with known points, and the real main flow understands them and finds what to recommend, so
that a profile's mistakes are in the log. What a student gains hangs on the true points instead. Teachers are not read:
they have a simulator of their own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from eval.simulator.catalogue import make_catalogue
from eval.simulator.readers_config import ReadersConfig
from intent import QuestionProfile
from intent.authored_rows import PaperQuestion
from knowledge_graph import KnowledgeGraph, ability_rank
from models.plain_text import plain_text
from models.tracking import Track, untracked
from recommender.draw_lists import SIZES, draw_lists
from recommender.features import Features
from recommender.items import Item, MicroCourseItem, TeacherItem
from recommender.logged_list import GAINS, VERDICTS, Event, LoggedList, logged_lists
from recommender.main_flow import MainFlow
from recommender.mastery import Answered, Mastery, update_mastery
from recommender.query import Query
from recommender.ranker import HAND_SET, Rankers
from recommender.ranking import mark_pool, score_candidates
from recommender.slate import KINDS, ListName
from recommender.student import StudentContext

__all__ = ["ReaderRequest", "Readers", "make_requests"]

LISTS: tuple[ListName, ...] = ("micro_courses", "answers")
_NOW = datetime(2026, 3, 2, 19, 0, tzinfo=timezone(timedelta(hours=8)))  # a Monday evening of the service
_LEVELS = 9
_MIDDLE = 4.0  # of an item that names no level
_FAR = -1e9  # log weight of what is not in the pool

Array = NDArray[np.float64]


@dataclass(frozen=True)
class ReaderList:
    """What one list may show, with the part of the truth that does not hang on luck.

    Attributes:
        pool: Items with their features; those a slate may be drawn from.
        match: How much each is about the true points, 0–1.
        levels_off: How far each asks for more (or, negative, less) than the student can do, in levels.
    """

    pool: list[tuple[Item, Features]]
    match: Array
    levels_off: Array


@dataclass(frozen=True)
class ReaderRequest:
    """A student's question, understood and looked up by the main flow.

    Attributes:
        patience: The student's share of going on to the next place.
    """

    student: str
    patience: float
    query: Query
    lists: dict[ListName, ReaderList]


@dataclass(frozen=True)
class _Paper:
    """A question with its true points and levels, and what the service takes it for."""

    question: PaperQuestion
    profile: QuestionProfile


@dataclass(frozen=True)
class _Student:
    id: str
    ability: float
    patience: float
    unit_ability: dict[str, float]


def make_requests(
    flow: MainFlow, questions: Sequence[PaperQuestion], config: ReadersConfig, track: Track = untracked
) -> list[ReaderRequest]:
    """What the students ask, and what the main flow finds for it.

    Raises:
        ValueError: There is no question of the configured subjects and stage.
    """
    rng = np.random.default_rng(config.people_seed)
    catalogue = make_catalogue(
        flow.graph, config.subjects, config.stage, config.catalogue, config.people_seed, flow.index.sequence
    )
    flow = replace(flow, index=flow.index.with_changes(catalogue))
    papers = _choose_papers(flow, questions, config, rng)
    people = [_make_student(i, config, rng) for i in range(config.students)]
    asked = [(student, papers[rng.integers(len(papers))]) for student in people for _ in range(config.questions)]
    return [
        _make_request(flow, student, paper, config, rng)
        for student, paper in track(asked, "asking simulated questions", len(asked))
    ]


class Readers:
    """The same students with one draw of everything hidden.

    Args:
        requests: What they ask.
        config: Of them.
        seed: Of quality, taste and luck.
    """

    def __init__(self, requests: Sequence[ReaderRequest], config: ReadersConfig, seed: int) -> None:
        self.requests, self.config, self.seed = requests, config, seed
        rng = np.random.default_rng([seed, 1])
        items = sorted({item.id for r in requests for each in r.lists.values() for item, _ in each.pool})
        quality = dict(zip(items, rng.normal(0, config.quality_spread, len(items)), strict=True))
        self._chances = [
            {name: self._find_chances(each, quality, rng) for name, each in request.lists.items()}
            for request in requests
        ]

    def read(self, n: int, rankers: Rankers, temperature: float, ranker: str = "hand-set") -> Iterator[LoggedList]:
        """The log of `n` requests, drawn with replacement."""
        rng = np.random.default_rng([self.seed, 2])
        for number in range(n):
            i = int(rng.integers(len(self.requests)))
            request = self.requests[i]
            context = request.query.student.model_copy(
                update={"temperature": temperature, "seed": int(rng.integers(2**31))}
            )
            found = {name: each.pool for name, each in request.lists.items()}
            slates, entry = draw_lists(replace(request.query, student=context), found, rankers)
            events: list[Event] = []
            for name, slate in slates.items():
                places = {item.id: k for k, (item, _) in enumerate(request.lists[name].pool)}
                events += self._walk(i, name, [places[c.item.id] for c in slate], rng)
            if not events and rng.random() < self.config.none_fits:
                events.append(("none_fits", None))
            yield from logged_lists(f"s{number}", request.student, entry, events, ranker, simulated=True)

    def true_value(self, rankers: Rankers, temperature: float, places: int = 6, draws: int = 50) -> float:
        """Expected gain of a list of the first `places` that the rankers draw; exact but for which lists are drawn."""
        total, count = 0.0, 0
        rng = np.random.default_rng([self.seed, 3])
        for name in LISTS:
            indices = [i for i, request in enumerate(self.requests) if request.lists[name].pool]
            rows = [features for i in indices for _, features in self.requests[i].lists[name].pool]
            scores = np.split(rankers[KINDS[name]].score(rows), np.cumsum(
                [len(self.requests[i].lists[name].pool) for i in indices])[:-1])  # fmt: skip
            total += self._mean_gain(name, indices, scores, temperature, min(places, SIZES[name]), draws, rng)
            count += len(indices)
        return total / count

    def _find_chances(
        self, each: ReaderList, quality: dict[str, float], rng: np.random.Generator
    ) -> tuple[Array, Array]:
        """Of opening when looked at, and of getting to the end when opened."""
        config = self.config
        good = np.array([quality[item.id] for item, _ in each.pool])
        noise = rng.normal(0, config.pair_noise, (2, len(good)))
        opens = config.open_bias + config.point_on_open * each.match + config.quality_on_open * good
        ends = (
            config.finish_bias + config.point_on_finish * each.match + config.quality_on_finish * good
            + config.level_on_finish * np.abs(each.levels_off)
        )  # fmt: skip
        return _share(opens + noise[0]), _share(ends + noise[1])

    def _walk(self, request: int, name: ListName, order: Sequence[int], rng: np.random.Generator) -> Iterator[Event]:
        """What a reader does, from the first place down."""
        config, each = self.config, self.requests[request].lists[name]
        opens, ends = self._chances[request][name]
        go_on = config.examined
        for j in order:
            if rng.random() >= go_on:
                break
            go_on = self.requests[request].patience
            if rng.random() >= opens[j]:
                continue
            item = each.pool[j][0].id
            yield "opened", item
            if rng.random() >= ends[j]:
                continue
            yield _END[name], item
            if name == "micro_courses" and rng.random() < config.said:
                yield self._verdict(each.levels_off[j]), item
            if rng.random() < config.stop_when_helped:
                break

    def _verdict(self, levels_off: float) -> str:
        if abs(levels_off) <= self.config.fitting_levels:
            return "fits"
        return "too_hard" if levels_off > 0 else "too_easy"

    def _worth(self, name: ListName, each: ReaderList, ends: Array) -> Array:
        """Expected gain of what was opened."""
        end: Array = np.full(len(ends), GAINS[_END[name]])
        if name == "micro_courses":
            verdicts = np.array([VERDICTS[self._verdict(off)] for off in each.levels_off])
            end = (1 - self.config.said) * end + self.config.said * verdicts
        return np.asarray((1 - ends) * GAINS["opened"] + ends * end, np.float64)

    def _mean_gain(
        self, name: ListName, indices: Sequence[int], scores: Sequence[Array], temperature: float, places: int,
        draws: int, rng: np.random.Generator,
    ) -> float:  # fmt: skip
        """Sum over lists of the mean over draws of what is expected of the list drawn."""
        widest = max(map(len, scores))
        scaled, gain, stop = np.full((len(indices), widest), _FAR), *np.zeros((2, len(indices), widest))
        patience = np.array([self.requests[i].patience for i in indices])[:, None]
        for row, (i, score) in enumerate(zip(indices, scores, strict=True)):
            opens, ends = self._chances[i][name]
            scaled[row, : len(score)] = score / temperature
            gain[row, : len(score)] = opens * self._worth(name, self.requests[i].lists[name], ends)
            stop[row, : len(score)] = opens * ends * self.config.stop_when_helped
        looked = self.config.examined * patience ** np.arange(places)
        rows, total = np.arange(len(indices))[:, None], 0.0
        for _ in range(draws):
            order = np.argsort(-(scaled + rng.gumbel(size=scaled.shape)), axis=1)[:, :places]
            unhelped = np.cumprod(1 - stop[rows, order], axis=1) / (1 - stop[rows, order])
            total += float((gain[rows, order] * looked[:, : order.shape[1]] * unhelped).sum())
        return total / draws


_END: dict[ListName, str] = {"micro_courses": "finished", "answers": "attempted"}
"""What the log says of who got to the end of something."""


def _share(log_odds: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-log_odds)), np.float64)


def _choose_papers(
    flow: MainFlow, questions: Sequence[PaperQuestion], config: ReadersConfig, rng: np.random.Generator
) -> list[_Paper]:
    known = [
        q for q in questions
        if q.subject in config.subjects and q.stage == config.stage and q.points and q.points[0] in flow.graph
    ]  # fmt: skip
    if not known:
        raise ValueError(f"no questions of {', '.join(config.subjects)} for {config.stage}")
    chosen = [known[i] for i in rng.permutation(len(known))[: config.papers]]
    profiles = flow.profiler.profile_many([plain_text(question.text) for question in chosen])
    return [_Paper(question, profile) for question, profile in zip(chosen, profiles, strict=True)]


def _make_student(number: int, config: ReadersConfig, rng: np.random.Generator) -> _Student:
    patience = min(max(config.patience, 1e-6), 1 - 1e-6)
    odds = log(patience / (1 - patience)) + rng.normal(0, config.patience_spread)
    return _Student(f"p{number:04}", float(rng.normal(0, config.ability_spread)), 1 / (1 + exp(-odds)), {})


def _make_request(
    flow: MainFlow, student: _Student, paper: _Paper, config: ReadersConfig, rng: np.random.Generator
) -> ReaderRequest:
    question, graph = paper.question, flow.graph
    point = graph.get_point(question.points[0])
    if point.unit.id not in student.unit_ability:
        student.unit_ability[point.unit.id] = student.ability + float(rng.normal(0, config.unit_ability_spread))
    ability = student.unit_ability[point.unit.id]
    near = [point.id, *graph.prerequisites(point.id)]
    known = [near[rng.integers(len(near))] for _ in range(int(rng.poisson(config.known_points)))]
    context = StudentContext(
        student=student.id, grade=point.grade, now=_NOW,
        mastery={each: _observe(ability, config.evidence, rng) for each in known},
    )  # fmt: skip
    query = flow.read(question.text, context, paper.profile)
    found = {name: rows for name, rows in flow.find(query).items() if name in LISTS}
    lists = {name: _make_list(name, rows, question, ability, graph, config) for name, rows in found.items()}
    return ReaderRequest(student.id, student.patience, query, lists)


def _observe(ability: float, evidence: int, rng: np.random.Generator) -> Mastery:
    mastery = Mastery()
    for right in rng.random(evidence) < float(_share(np.array(ability))):
        mastery = update_mastery(mastery, Answered(level="B", right=bool(right)), _NOW)
    return mastery


def _make_list(
    name: ListName, rows: Sequence[tuple[Item, Features]], question: PaperQuestion, ability: float,
    graph: KnowledgeGraph, config: ReadersConfig,
) -> ReaderList:  # fmt: skip
    marked = mark_pool(score_candidates(rows, HAND_SET[KINDS[name]]))
    pool = [(candidate.item, candidate.features) for candidate in marked if candidate.in_pool]
    match = np.array([_match(item, question, ability, graph, config) for item, _ in pool])
    wanted = ability_rank(question.level) + config.levels_by_ability * ability
    return ReaderList(pool, match, np.array([_level(item) - min(max(wanted, 0), _LEVELS - 1) for item, _ in pool]))


def _match(item: Item, question: PaperQuestion, ability: float, graph: KnowledgeGraph, config: ReadersConfig) -> float:
    point = question.points[0]
    if point in item.points:
        return 1.0
    lacking = config.prerequisite if ability < 0 and set(graph.prerequisites(point)) & set(item.points) else 0.0
    other = config.other_point if set(question.points) & set(item.points) else 0.0
    units = {graph.get_point(each).unit.id for each in item.points if each in graph}
    near = config.same_unit if graph.get_point(point).unit.id in units else 0.0
    return max(lacking, other, near)


def _level(item: Item) -> float:
    if isinstance(item, TeacherItem):
        raise TypeError("a teacher has no level")
    levels = item.levels if isinstance(item, MicroCourseItem) else (item.level,)
    return float(np.mean([ability_rank(level) for level in levels])) if levels else _MIDDLE

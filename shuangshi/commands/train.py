"""`shuangshi train`: fits the heads of `intent/`."""

from typing import Annotated

import typer

from shuangshi.console import messages, print_json, progress
from shuangshi.settings import Settings

__all__ = ["app"]

app = typer.Typer(help="Fits the heads of question understanding.", no_args_is_help=True)

Research = Annotated[bool, typer.Option(help="Also learn from research-only sets; kept apart, opt-in.")]
Seed = Annotated[int, typer.Option(help="Of the split.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def _train(name: str, research: bool, seed: int, as_json: bool) -> None:
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
        cached = CachedEncoder(encoder, settings.home / "cache", lambda count: bar.advance(task, count))
        head = fit_head(name, examples, cached, seed)
    path = WEIGHTS_FOLDER / ("research" if research else "default") / f"{name}.safetensors"
    head.save(path)
    if as_json:
        print_json({"path": str(path), **head.card})
    else:
        messages.print(f"{path}: {head.card['metrics']}")


def _add(name: str) -> None:
    @app.command(name=name, help=f"Fits the {name} head.")
    def command(research: Research = False, seed: Seed = 0, as_json: AsJson = False) -> None:
        _train(name, research, seed, as_json)


for _name in ("subject", "stage", "ability", "difficulty", "intent"):
    _add(_name)

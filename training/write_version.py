"""Writes what a training leaves: the model, its card for programs and for people, pictures, and a page of them all."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from typing import Any

from eval.corpus import LOG
from eval.metrics import coverage_curve
from eval.public_sets import PUBLIC_SETS
from eval.report import describe_run
from eval.scoring import Scores, coarse
from intent.heads import LINKER_FILE, MODEL_FILE
from knowledge_graph.atomic_file import replace_file
from models.encoder_update import UPDATE_FILE
from models.linear_head import LinearHead
from training.config import Config, EncoderConfig, HeadConfig, PointsConfig, write_config
from training.plots import draw_confusion, draw_coverage, draw_curve, draw_reliability
from training.run import TrainingRun
from training.train_encoder import TrainedEncoder
from training.train_head import TrainedHead
from training.train_points import TrainedPoints

__all__ = ["finish_version", "write_encoder_version", "write_head_version", "write_points_version"]

_OURS = "Apache-2.0"
_MOST_CLASSES = 30  # named in a card; of more their number stands there


def write_head_version(trained: TrainedHead, config: HeadConfig, command: str, run: TrainingRun) -> dict[str, Any]:
    """Fills the run's folder, which becomes a version; returns the card."""
    head, fitted = trained.fitted.head, trained.fitted
    head.save(run.folder / MODEL_FILE)
    facts = {
        **_head_facts(head, run.folder),
        "near_duplicate_pairs_kept_together": trained.removed, "strength": fitted.strength,
        "temperature": round(head.temperature, 4), "threshold": round(head.threshold, 4),
        "learning_curve": {str(share): round(loss, 4) for share, loss in sorted(fitted.curve.items())},
    }  # fmt: skip
    pictures = _draw_head(trained, run.folder)
    return finish_version(facts, trained.metrics, trained.sources, trained.sizes, pictures, config, command, run)


def write_points_version(
    trained: TrainedPoints, config: PointsConfig, command: str, run: TrainingRun
) -> dict[str, Any]:
    """Fills the run's folder, which becomes a version; returns the card."""
    trained.head.save(run.folder / MODEL_FILE)
    linker = {name: round(value, 4) for name, value in asdict(trained.linker).items()}
    _write(run.folder / LINKER_FILE, json.dumps(linker, indent=1))
    draw_curve(run.folder / "loss.png", trained.losses, "epoch", "log loss of what is learned from")
    pictures = [run.folder / "loss.png"]
    facts = {**_head_facts(trained.head, run.folder), "linker": linker}
    return finish_version(facts, trained.metrics, trained.sources, trained.sizes, pictures, config, command, run)


def write_encoder_version(
    trained: TrainedEncoder, encoder_hash: str, config: EncoderConfig, command: str, run: TrainingRun
) -> dict[str, Any]:
    """Fills the run's folder, which becomes a version; returns the card."""
    draw_curve(run.folder / "curve.png", trained.curve, "step", "r@1 of requests held back")
    facts = {
        "task": "encoder", "encoder": encoder_hash, "best_step": trained.best_step,
        "learning_curve": {str(step): round(rate, 4) for step, rate in trained.curve.items()},
        "weights_sha256": _sha256(run.folder / UPDATE_FILE),
    }  # fmt: skip
    metrics = {"head" if who == "after" else who: scores for who, scores in trained.metrics.items()}
    return finish_version(
        facts, metrics, trained.sources, trained.sizes, [run.folder / "curve.png"], config, command, run
    )


def _head_facts(head: LinearHead, folder: Path) -> dict[str, Any]:
    return {
        "task": head.name, "encoder": head.encoder_hash,
        "classes": head.classes if len(head.classes) <= _MOST_CLASSES else len(head.classes),
        "weights_sha256": _sha256(folder / MODEL_FILE),
    }  # fmt: skip


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def finish_version(
    facts: dict[str, Any], metrics: Mapping[str, Scores], sources: dict[str, int], sizes: dict[str, int],
    pictures: Sequence[Path], config: Config, command: str, run: TrainingRun,
) -> dict[str, Any]:  # fmt: skip
    """Writes configuration, card and page into the run's folder, which becomes a version; returns the card."""
    folder = run.folder
    write_config(config, folder / "config.yaml")
    card = {
        **facts, "command": command, "config": config.model_dump(mode="json"), "identity": run.identity,
        "sources": sources, "licences": {name: _licence(name) for name in sources}, "sizes": sizes,
        "metrics": {who: {name: value.as_dict() for name, value in scores.items()} for who, scores in metrics.items()},
        "run": describe_run(),
    }  # fmt: skip
    _write(folder / "README.md", _card_text(card))
    _write(folder / "report.html", _page(card, pictures))
    run.finish(card)
    return card


def _draw_head(trained: TrainedHead, folder: Path) -> list[Path]:
    drawn = []
    head, fitted = trained.fitted.head, trained.fitted
    if head.kind == "one_of" and trained.labels:
        right = [coarse(head.name, label) == coarse(head.name, guess)
                 for label, guess in zip(trained.labels, trained.guesses, strict=True)]  # fmt: skip
        if draw_confusion(folder / "confusion.png", trained.labels, trained.guesses):
            drawn.append(folder / "confusion.png")
        draw_reliability(folder / "calibration.png", trained.confidence, right)
        draw_coverage(folder / "coverage.png", coverage_curve(trained.confidence, right))
        drawn += [folder / "calibration.png", folder / "coverage.png"]
    loss = "mean squared error" if head.kind == "number" else "log loss"
    curve = dict(sorted(fitted.curve.items()))
    draw_curve(folder / "learning-curve.png", curve, "share of the texts learned from", loss)
    draw_curve(folder / "strength.png", fitted.losses, "inverse regularisation", loss, logarithmic=True)
    return [*drawn, folder / "learning-curve.png", folder / "strength.png"]


def _licence(source: str) -> str:
    if source == LOG:
        return "with consent, for this installation alone"
    return PUBLIC_SETS[source].licence if source in PUBLIC_SETS else _OURS


def _card_text(card: Mapping[str, Any]) -> str:
    sizes = ", ".join(f"{name} {count}" for name, count in card["sizes"].items())
    encoder = f"Encoder {card['encoder'][:12]}. " if "encoder" in card else ""
    pairs = card.get("near_duplicate_pairs_kept_together")
    lines = [
        f"# {card['task']}", "", f"Reproduce: `{card['command']}`", "",
        f"{encoder}Weights sha256 {card['weights_sha256'][:12]}; trained {card['run']['at']}.",
        "",
        "| learned from | licence | rows |", "|---|---|---|",
        *(f"| {name} | {card['licences'][name]} | {count} |" for name, count in card["sources"].items()), "",
        f"Rows by part (disturbed copies counted in learn): {sizes}."
        + (f" {pairs} pairs of near-duplicates that a split by single text would have torn apart are kept together."
           if pairs else ""), "",
        "Held-out part, 95 % bootstrap intervals (ece: lower is better):", "",
        *_metric_table(card["metrics"]), "",
    ]  # fmt: skip
    return "\n".join(lines)


def _metric_table(metrics: Mapping[str, Mapping[str, Mapping[str, float | None]]]) -> list[str]:
    names = list(dict.fromkeys(name for scores in metrics.values() for name in scores))
    rows = [f"| who | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for who, scores in metrics.items():
        cells = (_cell(scores.get(name)) for name in names)
        rows.append(f"| {who} | {' | '.join(cells)} |")
    return rows


def _cell(measured: Mapping[str, float | None] | None) -> str:
    if measured is None or measured["value"] is None:
        return ""
    return f"{measured['value']:.3f} ({measured['lo']:.3f}–{measured['hi']:.3f})"


def _page(card: Mapping[str, Any], pictures: Sequence[Path]) -> str:
    images = "".join(
        f"<figure><img alt='{escape(path.stem)}' src='data:image/png;base64,"
        f"{base64.b64encode(path.read_bytes()).decode()}'><figcaption>{escape(path.stem)}</figcaption></figure>"
        for path in pictures
    )
    facts = escape(json.dumps(card, ensure_ascii=False, indent=1))
    table = "".join(
        f"<tr>{''.join(f'<td>{escape(cell.strip())}</td>' for cell in row.strip('|').split('|'))}</tr>"
        for row in _metric_table(card["metrics"]) if not row.startswith("|---")
    )  # fmt: skip
    return (
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{escape(card['task'])}</title>"
        "<style>body{font:15px system-ui;margin:2rem;max-width:72rem}figure{display:inline-block;margin:0 1rem 1rem 0}"
        "td{padding:.2rem .8rem;border-bottom:1px solid #ddd}img{max-width:100%}</style>"
        f"<h1>{escape(card['task'])}</h1><p><code>{escape(card['command'])}</code></p><table>{table}</table>{images}"
        f"<details><summary>card</summary><pre>{facts}</pre></details></html>"
    )


def _write(path: Path, text: str) -> None:
    with replace_file(path) as file:
        file.write(text.encode())

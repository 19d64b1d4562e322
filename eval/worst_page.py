"""The rows a model was surest of and wrong about, as a page to read: what would mend most, which labels are doubtful.

The texts come from whatever was measured; the page stays on the machine and out of version control.
"""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from eval.understanding import Evaluation
from knowledge_graph.atomic_file import replace_file

__all__ = ["write_worst_page"]

_STYLE = (
    "body{font:15px/1.6 system-ui;margin:2rem auto;max-width:60rem;padding:0 1rem}article{border-top:1px solid #ccc;"
    "padding:.6rem 0}b{color:#a00}.sure{color:#666;float:right}"
)


def write_worst_page(evaluations: Sequence[Evaluation], path: Path) -> None:
    """Writes one section a task."""
    sections = "".join(_section(evaluation) for evaluation in evaluations if evaluation.worst)
    page = (
        f"<!doctype html><html lang='zh'><meta charset='utf-8'><title>worst errors</title><style>{_STYLE}</style>"
        f"<h1>Surest and wrong</h1>{sections or '<p>No row is wrong.</p>'}</html>"
    )
    with replace_file(path) as file:
        file.write(page.encode("utf-8", "replace"))


def _section(evaluation: Evaluation) -> str:
    rows = "".join(
        f"<article><span class='sure'>{row['confidence']:.2f}</span>guess <b>{escape(str(row['guess']))}</b>, label "
        f"{escape(_label(row['label']))}<br>{escape(row['text'])}</article>"
        for row in evaluation.worst
    )
    return f"<h2>{escape(evaluation.name)} ({evaluation.n} rows)</h2>{rows}"


def _label(label: object) -> str:
    return "、".join(map(str, label)) if isinstance(label, tuple) else str(label)

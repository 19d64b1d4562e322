"""What every evaluation says of itself: machine, versions, time; and where its JSON goes."""

import importlib.metadata
import json
import os
import platform
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["describe_run", "milliseconds", "percentiles", "write_report"]

_PACKAGES = ("torch", "sentence-transformers", "faiss-cpu", "scikit-learn", "paddleocr", "onnxruntime")


def describe_run() -> dict[str, Any]:
    """Machine, versions and time of a run."""
    model = next(
        (line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")), platform.processor()
    )
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"cpu": model, "cores": os.cpu_count(), "system": platform.platform()},
        "versions": {name: importlib.metadata.version(name) for name in _PACKAGES}
        | {"python": platform.python_version()},
    }


def milliseconds(work: Callable[[], object]) -> float:
    """How long the work takes, once."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def percentiles(values: Sequence[float]) -> dict[str, float]:
    """p50 and p95 of some milliseconds; zeros for none."""
    if not values:
        return {"p50": 0.0, "p95": 0.0}
    return {f"p{q}": round(float(np.percentile(values, q)), 3) for q in (50, 95)}


def write_report(report: dict[str, Any], folder: Path, name: str) -> Path:
    """Writes the report with its run's description as `<folder>/<name>-<time>.json`."""
    folder.mkdir(parents=True, exist_ok=True)
    run = describe_run()
    path = folder / f"{name}-{run['at'].replace(':', '')}.json"
    path.write_text(json.dumps(run | report, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.is_file() else []

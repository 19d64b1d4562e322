"""Ties a process to the one that started it, so that a killed supervisor leaves no orphans."""

import multiprocessing
import os
import threading
import time

__all__ = ["PARENT_VARIABLE", "end_with_parent"]

PARENT_VARIABLE = "SHUANGSHI_PARENT_PID"
"""In it a supervisor tells its own process id: a child may be so slow to begin that it finds itself an orphan."""

_LOOK_S = 0.5


def end_with_parent() -> None:
    """Watches the parent from a thread, and ends this process at once when it is gone."""
    named = os.environ.pop(PARENT_VARIABLE, None)  # it is not the parent of what this process starts
    spawner = multiprocessing.parent_process()
    parent = spawner.pid if spawner is not None else int(named or os.getppid())
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int | None) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_S)
    os._exit(1)

"""The child process that owns PaddleOCR: pictures on stdin, events on stdout, nothing else.

A request is four bytes of length (big-endian) and the picture. The answer is one JSON object a line: `region` objects
as questions are complete, then `done` or `error`. Before the first request the child says `ready` once, or `failed`
with a message and exits. It ends when stdin ends, and is killed by the kernel when its parent dies.
"""

import argparse
import ctypes
import json
import logging
import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from ocr.reading import ReadError, Reading, Region

__all__ = ["die_with_parent", "main", "own_pipes", "send", "serve"]

log = logging.getLogger(__name__)

ReadRegions = Callable[[bytes], Iterator[Region | Reading]]

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Ask the kernel (Linux) to kill this process when its parent dies. Elsewhere the end of stdin has to do."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        raise SystemExit(1)


def serve(read_regions: ReadRegions, source: BinaryIO, target: BinaryIO) -> None:
    """Answer requests until `source` ends."""
    while len(head := source.read(4)) == 4:
        data = source.read(struct.unpack(">I", head)[0])
        for event in _events(read_regions, data):
            send(target, event)
        _give_memory_back()


def main(arguments: list[str] | None = None) -> None:
    """Load the recogniser and serve."""
    parser = argparse.ArgumentParser(prog="python -m ocr.worker", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--max-mb", type=float, default=20)
    parser.add_argument("--max-megapixels", type=float, default=50)
    options = parser.parse_args(arguments)
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["OMP_NUM_THREADS"] = str(options.threads)
    source, target = own_pipes()
    try:
        read_regions = _load(options)
    except Exception as error:
        send(target, {"event": "failed", "message": f"{type(error).__name__}: {error}"})
        raise
    send(target, {"event": "ready"})
    serve(read_regions, source, target)


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Stdin and stdout as private streams; whatever a library prints goes to stderr instead."""
    source, target = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    return source, target


def _load(options: argparse.Namespace) -> ReadRegions:
    from ocr.engine import PictureReader, ReaderSettings
    from ocr.picture import PictureLimits

    limits = PictureLimits(max_bytes=int(options.max_mb * 1e6), max_pixels=int(options.max_megapixels * 1e6))
    reader = PictureReader(options.cache, ReaderSettings(threads=options.threads, limits=limits))
    reader.warm_up()
    return reader.read_regions


def _events(read_regions: ReadRegions, data: bytes) -> Iterator[dict[str, Any]]:
    try:
        for item in read_regions(data):
            if isinstance(item, Reading):
                yield {"event": "done", "reading": item.to_dict()}
            else:
                yield {"event": "region", **item.to_dict()}
    except ReadError as error:
        yield {"event": "error", "code": error.code, "message": error.message}
    except MemoryError:
        raise
    except Exception:
        log.exception("reading a picture failed")
        yield {"event": "error", "code": "internal", "message": "识别这张图片时出错了，请换一张图片或直接输入题目。"}


def send(target: BinaryIO, event: dict[str, Any]) -> None:
    """Write one event as a line of JSON."""
    target.write(json.dumps(event, ensure_ascii=False).encode() + b"\n")
    target.flush()


def _give_memory_back() -> None:
    """Return freed heap to the system (glibc), so that resident memory stays flat over thousands of pictures."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


if __name__ == "__main__":
    main()

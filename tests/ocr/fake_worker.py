"""A worker without a recogniser: does what the picture's bytes say, over the real protocol."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from ocr.reading import ReadError, Reading, Region
from ocr.worker import die_with_parent, own_pipes, send, serve

_ballast: list[bytes] = []


def read_regions(data: bytes) -> Iterator[Region | Reading]:
    words = data.decode().split()
    regions = [Region(word, 1.0, (0, 0, 1, 1)) for word in words]
    for region in regions:
        verb, _, value = region.text.partition("=")
        if verb == "sleep":
            time.sleep(float(value))
        elif verb == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif verb == "die_once":
            mark = Path(value)
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif verb == "grow":
            _ballast.append(os.urandom(int(value) * 1_000_000))
        elif verb == "refuse":
            raise ReadError("no_text", "没有文字")
        elif verb == "crash":
            raise ValueError("a fault in the recogniser")
        yield region
    yield Reading(" ".join(words), 0, tuple(regions), 1, 1)


if __name__ == "__main__":
    die_with_parent()
    source, target = own_pipes()
    if "broken" in sys.argv[sys.argv.index("--cache") + 1]:
        send(target, {"event": "failed", "message": "no weights"})
        raise SystemExit(1)
    send(target, {"event": "ready"})
    serve(read_regions, source, target)

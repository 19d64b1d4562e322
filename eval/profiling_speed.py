"""How fast questions are understood, one at a time and many at once, beside the bare encoder on the same texts."""

import random
from collections.abc import Sequence
from typing import Any

from eval.report import milliseconds, percentiles
from intent.profiler import Profiler
from models.plain_text import plain_text
from models.tracking import Track, untracked

__all__ = ["evaluate_profiling_speed"]

_BATCH = 64  # texts at once, as `shuangshi profile --jsonl` takes them


def evaluate_profiling_speed(
    profiler: Profiler, questions: Sequence[str], n_single: int = 200, n_many: int = 1024, seed: int = 0,
    track: Track = untracked,
) -> dict[str, Any]:  # fmt: skip
    """Milliseconds of single questions and texts a second of many, warm; encoder and profiler take turns.

    Args:
        profiler: What serves.
        questions: To draw from; drawn again where they do not suffice.
        n_single: Questions understood one at a time.
        n_many: Questions understood in batches of 64.
        seed: Of the choice.
        track: Shows progress.

    Returns:
        `{"seed", "single", "many"}`. `single` has n and p50 and p95 of `profile` and of `bare_encoder`; `many` has n,
        texts a second of both, and `share`: the profiler's throughput in proportion to the encoder's.
    """
    chooser = random.Random(seed)
    encode = profiler.encoder.encode_queries
    profiler.profile_many(questions[:_BATCH])

    def time_both(texts: Sequence[str]) -> tuple[float, float]:
        plain = [plain_text(text) for text in texts]
        return milliseconds(lambda: encode(plain)), milliseconds(lambda: profiler.profile_many(texts))

    single = [time_both([text]) for text in track(chooser.choices(questions, k=n_single), "single questions")]
    many = [
        time_both(chooser.choices(questions, k=min(_BATCH, n_many - start)))
        for start in track(range(0, n_many, _BATCH), "many questions")
    ]
    (bare, ours), seconds = zip(*single, strict=True), [sum(side) / 1000 for side in zip(*many, strict=True)]
    return {
        "seed": seed,
        "single": {"n": n_single, "bare_encoder": percentiles(bare), "profile": percentiles(ours)},
        "many": {
            "n": n_many, "bare_encoder": round(n_many / seconds[0], 1), "profile": round(n_many / seconds[1], 1),
            "share": round(seconds[0] / seconds[1], 3),
        },
    }  # fmt: skip

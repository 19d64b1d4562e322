"""Small trees for tests."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommender.boosted_ranker import BoostedRanker, import_lightgbm


def boosted_on(rows: NDArray[np.float64], worth: NDArray[np.float64], names: Sequence[str]) -> BoostedRanker:
    """Thirty trees that learn `worth` from `rows`."""
    lightgbm = import_lightgbm()
    data = lightgbm.Dataset(rows, worth, feature_name=list(names), params={"verbose": -1})
    options = {"objective": "l2", "num_leaves": 8, "num_threads": 1, "deterministic": True, "seed": 0, "verbose": -1,
               "learning_rate": 0.3}  # fmt: skip
    return BoostedRanker(lightgbm.train(options, data, 30).model_to_string())

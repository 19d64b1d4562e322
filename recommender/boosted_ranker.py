"""Gradient-boosted trees as a ranker (Friedman 2001; LightGBM, Ke et al. 2017), kept in LightGBM's own text format."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.features import Features
from recommender.ranker import Scores

__all__ = ["BoostedRanker", "BoosterError", "feature_matrix", "import_lightgbm"]


class BoosterError(ValueError):
    """LightGBM is not usable here, or the text is no model of it."""


class BoostedRanker:
    """Scores by a sum of trees.

    Args:
        text: LightGBM's text format; its feature names say which features the columns are.
        scale: Multiplies the trees' sum, so that scores spread as those do whose temperature draws slates.

    Raises:
        BoosterError: See there.
    """

    def __init__(self, text: str, scale: float = 1.0) -> None:
        lightgbm = import_lightgbm()
        try:
            self._booster = lightgbm.Booster(model_str=text)
        except lightgbm.basic.LightGBMError as error:
            raise BoosterError(f"no LightGBM model: {error}") from error
        self.text, self.scale = text, scale
        self.names: list[str] = self._booster.feature_name()

    def score(self, rows: Sequence[Features]) -> Scores:
        """See `recommender.ranker.Ranker`."""
        if not rows:
            return np.zeros(0)
        found = self._booster.predict(feature_matrix(rows, self.names), raw_score=True, num_threads=1)
        return self.scale * np.asarray(found, np.float64)


def feature_matrix(rows: Sequence[Mapping[str, float]], names: Sequence[str]) -> NDArray[np.float64]:
    """Rows of features as an array of shape (rows, names); what is absent is 0."""
    return np.array([[row.get(name, 0.0) for name in names] for row in rows], np.float64).reshape(-1, len(names))


def import_lightgbm() -> Any:
    """The module, which takes seconds to import and needs the system's OpenMP library.

    Raises:
        BoosterError: The library is missing; with what to install.
    """
    try:
        import lightgbm
    except OSError as error:
        raise BoosterError(
            f"LightGBM cannot be loaded ({error}); install libgomp1 (Debian) or libomp (macOS)"
        ) from error
    return lightgbm

"""What every item-item model must do, whatever learned it: subclass, give the fixtures, inherit the tests."""

from pathlib import Path

import numpy as np
import pytest

from recommender.interaction import History
from recommender.item_item import ItemItemFileError, ItemItemModel


class ItemItemConformance:
    """Fixtures to give: `model` (fitted), `refitted` (from the same interactions in another order), `histories`."""

    def test_a_batch_says_what_single_histories_say(self, model: ItemItemModel, histories: list[History]):
        rows = model.score_batch(histories).toarray()
        for history, row in zip(histories, rows, strict=True):
            assert model.scores(history) == {model.items[i]: row[i] for i in np.flatnonzero(row)}

    def test_without_a_known_item_it_is_silent(self, model: ItemItemModel):
        assert model.scores([]) == model.scores([("unheard of", 1.0)]) == {}
        assert model.score_batch([]).shape == (0, len(model.items))

    def test_unknown_items_change_nothing(self, model: ItemItemModel, histories: list[History]):
        for history in histories:
            strange = [row for known in history for row in (("unheard of", 1.0), known)] + [("never", 2.0)]
            assert model.scores(strange) == model.scores(history)

    def test_own_items_are_not_scored_and_the_rest_is_positive(self, model: ItemItemModel, histories: list[History]):
        for history in histories:
            scores = model.scores(history)
            assert not scores.keys() & {item for item, _ in history}
            assert all(score > 0 for score in scores.values())

    def test_it_speaks(self, model: ItemItemModel, histories: list[History]):
        assert any(model.scores(history) for history in histories)

    def test_the_order_of_interactions_does_not_matter(self, model: ItemItemModel, refitted: ItemItemModel):
        assert refitted.version == model.version

    def test_saved_and_loaded_it_is_the_same(self, model: ItemItemModel, histories: list[History], tmp_path: Path):
        model.save(tmp_path / "once")
        loaded = ItemItemModel.load(tmp_path / "once")
        loaded.save(tmp_path / "twice")
        assert (tmp_path / "once").read_bytes() == (tmp_path / "twice").read_bytes()
        assert loaded.version == model.version
        assert [loaded.scores(history) for history in histories] == [model.scores(history) for history in histories]

    def test_a_damaged_file_is_refused_by_name(self, model: ItemItemModel, tmp_path: Path):
        model.save(tmp_path / "model")
        (tmp_path / "model").write_bytes((tmp_path / "model").read_bytes()[:-7])
        with pytest.raises(ItemItemFileError, match="model: damaged"):
            ItemItemModel.load(tmp_path / "model")
        with pytest.raises(FileNotFoundError):
            ItemItemModel.load(tmp_path / "absent")

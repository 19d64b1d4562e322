"""What every text classifier must do, whatever is inside: subclass, give the fixtures, inherit the tests."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from models.encoder import EncoderMismatchError

UNKNOWN = ["", " ", "？！", "\u3000", "𠮷野家", "zzz" * 300, "Ω" * 5, "\ud800半个字"]


class ClassifierConformance:
    """Fixtures to give: `encoder`, `classifier` (fitted), `refitted` (again from the same data and seed), `unseen`
    (texts and labels from the same source, not learned from).
    """

    def test_it_beats_the_commonest_label_on_what_it_has_not_seen(self, classifier: Any, encoder: Any, unseen: Any):
        texts, labels = unseen
        said = self.say(classifier, encoder, texts)
        right = np.mean([a == b for a, b in zip(said, labels, strict=True)])
        assert right > max(labels.count(label) for label in set(labels)) / len(labels)

    def test_probabilities_sum_to_one(self, classifier: Any, encoder: Any, unseen: Any):
        rows = classifier.predict(encoder.encode_queries(unseen[0]), unseen[0])
        assert rows.shape == (len(unseen[0]), len(classifier.classes))
        np.testing.assert_allclose(rows.sum(axis=1), 1, atol=1e-5)
        assert (rows >= 0).all()

    def test_a_batch_says_what_single_texts_say(self, classifier: Any, encoder: Any, unseen: Any):
        texts = unseen[0][:8]
        batch = classifier.predict(encoder.encode_queries(texts), texts)
        for text, row in zip(texts, batch, strict=True):
            np.testing.assert_allclose(classifier.predict(encoder.encode_queries([text]), [text])[0], row, atol=1e-5)

    def test_saved_and_loaded_it_is_the_same(self, classifier: Any, encoder: Any, unseen: Any, tmp_path: Path):
        classifier.save(tmp_path / "once")
        loaded = type(classifier).load(tmp_path / "once", encoder)
        loaded.save(tmp_path / "twice")
        assert (tmp_path / "once").read_bytes() == (tmp_path / "twice").read_bytes()
        assert self.say(loaded, encoder, unseen[0]) == self.say(classifier, encoder, unseen[0])

    def test_the_same_data_and_seed_give_the_same(self, classifier: Any, refitted: Any, tmp_path: Path):
        classifier.save(tmp_path / "one")
        refitted.save(tmp_path / "other")
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()

    @pytest.mark.parametrize("text", UNKNOWN)
    def test_unknown_input_is_answered_with_finite_numbers(self, classifier: Any, encoder: Any, text: str):
        vectors = encoder.encode_queries([text.encode("utf-8", "replace").decode()])
        assert np.isfinite(classifier.predict(vectors, [text])).all()

    def test_no_texts_give_no_rows(self, classifier: Any, encoder: Any):
        assert classifier.predict(encoder.encode_queries([]), []).shape == (0, len(classifier.classes))

    def test_another_encoder_is_refused(self, classifier: Any, encoder: Any, tmp_path: Path):
        classifier.save(tmp_path / "head")
        other = type(encoder)()
        other.hash = "another"
        with pytest.raises(EncoderMismatchError, match="another"):
            type(classifier).load(tmp_path / "head", other)

    @staticmethod
    def say(classifier: Any, encoder: Any, texts: list[str]) -> list[str]:
        return [classifier.classes[i] for i in classifier.predict(encoder.encode_queries(texts), texts).argmax(axis=1)]

"""What each head learns: which texts of the corpus, under which label."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eval.corpus import LEARN_PARTS, Corpus, LabelledText, is_permitted, sample
from eval.public_sets import PUBLIC_SETS
from models.linear_head import HeadKind
from training.config import HeadTask

__all__ = ["RECIPES", "Recipe", "choose_texts", "learned_texts"]


@dataclass(frozen=True)
class Recipe:
    """What a head learns.

    Attributes:
        kind: What its prediction is.
        label_of: A text's class or number; None where the text tells nothing of it.
        most: Texts of one source and label that are learned from; 0 for all.
    """

    kind: HeadKind
    label_of: Callable[[LabelledText], str | float | None]
    most: int = 0


RECIPES: dict[HeadTask, Recipe] = {
    "subject": Recipe("one_of", lambda text: text.subject),
    "stage": Recipe("one_of", lambda text: text.stage),
    "ability": Recipe("one_of", lambda text: text.ability),
    "difficulty": Recipe("number", lambda text: text.difficulty, most=3000),
    "intent": Recipe("one_of", lambda text: text.intent, most=1500),
    "distress": Recipe("one_of", lambda text: _yes_or_no(text.distress)),
    "danger": Recipe("one_of", lambda text: text.danger),
}


def choose_texts(recipe: Recipe, corpus: Corpus, research: bool, seed: int, *parts: int) -> list[LabelledText]:
    """The texts of some parts that the recipe has a label for, from permitted sources unless `research`."""
    texts = corpus.choose(lambda text: recipe.label_of(text) is not None and (research or is_permitted(text)), *parts)
    if not recipe.most:
        return texts
    piles: dict[tuple[str, object], list[LabelledText]] = defaultdict(list)
    for text in texts:
        label = recipe.label_of(text)
        piles[text.source, round(label, 1) if isinstance(label, float) else label].append(text)
    return [text for pile in piles.values() for text in sample(pile, recipe.most, seed)]


def _yes_or_no(value: bool | None) -> str | None:
    return None if value is None else "yes" if value else "no"


def learned_texts(task: str, corpus: Corpus, card: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a head with this card learned from, undisturbed, as far as it is here; numbers are left out."""
    recipe = RECIPES.get(task)  # type: ignore[call-overload]  # None for what has no recipe
    if recipe is None or recipe.kind == "number":
        return []
    research = any(not PUBLIC_SETS[name].permissive for name in card["sources"] if name in PUBLIC_SETS)
    texts = choose_texts(recipe, corpus, research, card["config"]["seed"], *LEARN_PARTS)
    return [(text.read, str(recipe.label_of(text))) for text in texts if text.source in card["sources"]]

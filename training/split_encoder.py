"""An encoder cut in two: lower layers that do not learn, whose work is done once a text, and upper layers that do."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from torch import nn

from models.encoder import SentenceTransformerEncoder

__all__ = ["SplitEncoder"]


class _Passing(nn.Module):
    """Stands in for the embeddings of a BERT whose input is a layer's already."""

    def forward(self, inputs_embeds: torch.Tensor, **_rest: Any) -> torch.Tensor:
        return inputs_embeds


class SplitEncoder:
    """Embeds texts so that gradients reach the upper layers alone.

    Args:
        encoder: Of BERT's shape. Its weights are shared; it goes on encoding by itself.
        upper: How many layers learn.
    """

    def __init__(self, encoder: SentenceTransformerEncoder, upper: int) -> None:
        self._encoder = encoder
        self._bert = encoder.model[0].model
        encoder.model.eval()
        encoder.model.requires_grad_(False)
        layers = list(self._bert.encoder.layer)
        self._lower, self._upper = nn.ModuleList(layers[:-upper]), nn.ModuleList(layers[-upper:])
        self._upper.requires_grad_(True)
        self.weights: dict[str, nn.Parameter] = {
            name: weight for name, weight in self._bert.named_parameters() if weight.requires_grad
        }
        self._states: dict[str, torch.Tensor] = {}

    def embed_queries(self, texts: Sequence[str]) -> torch.Tensor:
        """Unit vectors of texts that look for something, shape (texts, dimension)."""
        return self._embed(self._encoder.query_prompt, texts)

    def embed_passages(self, texts: Sequence[str]) -> torch.Tensor:
        """Unit vectors of texts that are looked for, shape (texts, dimension)."""
        return self._embed(self._encoder.passage_prompt, texts)

    def _embed(self, prompt: str, texts: Sequence[str]) -> torch.Tensor:
        prompted = [prompt + text for text in texts]
        new = list(dict.fromkeys(text for text in prompted if text not in self._states))
        if new:
            self._states.update(zip(new, self._run_lower(new), strict=True))
        states = [self._states[text].float() for text in prompted]
        device = self._encoder.model.device
        hidden = nn.utils.rnn.pad_sequence(states, batch_first=True).to(device)
        lengths = torch.tensor([len(state) for state in states], device=device)
        mask = (torch.arange(hidden.shape[1], device=device) < lengths[:, None]).long()
        with self._encoder.precision(), self._standing_in(_Passing(), self._upper):
            tokens = self._bert(inputs_embeds=hidden, attention_mask=mask).last_hidden_state
        features = {"token_embeddings": tokens.float(), "attention_mask": mask}
        for module in list(self._encoder.model.children())[1:]:
            features = module(features)
        return nn.functional.normalize(features["sentence_embedding"], dim=1)

    def _run_lower(self, texts: Sequence[str]) -> list[torch.Tensor]:
        """What the lower layers make of each text, shape (tokens, dimension)."""
        features = self._encoder.model.preprocess(list(texts))
        features = {name: features[name].to(self._encoder.model.device) for name in ("input_ids", "attention_mask")}
        with torch.no_grad(), self._encoder.precision(), self._standing_in(self._bert.embeddings, self._lower):
            hidden = self._bert(**features).last_hidden_state
        lengths = features["attention_mask"].sum(dim=1).tolist()
        return [row[:length].to("cpu", torch.float16) for row, length in zip(hidden, lengths, strict=True)]

    @contextmanager
    def _standing_in(self, embeddings: nn.Module, layers: nn.ModuleList) -> Iterator[None]:
        """The BERT with these embeddings and layers alone."""
        whole = self._bert.embeddings, self._bert.encoder.layer
        self._bert.embeddings, self._bert.encoder.layer = embeddings, layers
        try:
            yield
        finally:
            self._bert.embeddings, self._bert.encoder.layer = whole

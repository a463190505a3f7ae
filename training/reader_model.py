"""The reader's network: BERT with heads for the answer, its words, and whether a question stands alone."""

from collections.abc import Mapping

import numpy as np
import torch
from torch import nn

from training.base import make_bert

MIDDLE = 2 / 3  # of the layers, after which near misses are told from answers best


class ReaderModel(nn.Module):
    """BERT with four heads."""

    def __init__(
        self, state: Mapping[str, np.ndarray], layers: int, dropout: float = 0.1, attention: str = "sdpa"
    ):
        super().__init__()
        self.bert = make_bert(state, layers, dropout, attention)
        width = self.bert.config.hidden_size
        self.dense = nn.Linear(2 * width, width)
        self.answer = nn.Linear(width, 1)
        self.alone = nn.Linear(width, 1)
        self.words = nn.Linear(width, 2)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Shapes (pairs, pieces) → answer (pairs,), words (pairs, pieces, 2), alone (pairs,)."""
        hidden = self.bert(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        return self.heads(hidden, kinds)

    def heads(self, hidden: torch.Tensor, kinds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """The same of what the last layer holds, shape (pairs, pieces, width)."""
        said = kinds.unsqueeze(-1).to(hidden.dtype)
        mean = (hidden * said).sum(1) / said.sum(1).clamp(min=1)
        pooled = torch.tanh(self.dense(torch.cat([hidden[:, 0], mean], dim=-1)))
        return self.answer(pooled).squeeze(-1), self.words(hidden), self.alone(pooled).squeeze(-1)


class ReaderWithStates(nn.Module):
    """A reader that also gives what its middle and its last layer hold, for the verifier."""

    def __init__(self, reader: ReaderModel):
        super().__init__()
        self.reader = reader

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """As the reader's, then the two layers, each of shape (pairs, pieces, width)."""
        told = self.reader.bert(input_ids=ids, attention_mask=mask, token_type_ids=kinds, output_hidden_states=True)
        layers = told.hidden_states
        middle = layers[round(MIDDLE * (len(layers) - 1))]
        return *self.reader.heads(layers[-1], kinds), middle, layers[-1]


def reader_state(model: ReaderModel) -> dict[str, np.ndarray]:
    """Weights without the frozen word vectors, which the base holds."""
    return {
        name: values.detach().float().cpu().numpy()
        for name, values in model.state_dict().items()
        if not any(part in name for part in ("position_ids", "word_embeddings", "token_type_ids"))
    }

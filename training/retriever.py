"""Trains the retriever: the base as a bi-encoder, contrastive, with mined hard negatives (sentence-transformers).

    python -m training.retriever BUILD              # writes retriever.*.npz and mined.json
    python -m training.retriever BUILD --rounds 0   # only mined.json, by the weights that are there

Loss: cached multiple negatives ranking (van den Oord et al. 2018; Gao et al. 2021) at temperature .03, in two rounds:
negatives from the same document's neighbourhood, then those that the first round ranks high and that do not answer.
"""

import argparse
import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import torch
from datasets import Dataset
from sentence_transformers import SentenceTransformer, SentenceTransformerTrainer, SentenceTransformerTrainingArguments
from sentence_transformers.losses import CachedMultipleNegativesRankingLoss
from sentence_transformers.models import Normalize, Pooling, Transformer
from transformers import PreTrainedTokenizerFast

from training.base import folder_state, make_bert
from training.examples import Examples
from training.weights import has_weights, load_weights, save_weights

SCALE = 1 / 0.03
HARD = 4  # hard negatives beside each positive
MARGIN = 0.03  # a sentence this close to the answer, or better, may answer as well and is no negative
LENGTH = 160


def make_model(folder: Path, layers: int, start: dict[str, np.ndarray] | None = None) -> SentenceTransformer:
    """The base, or what was trained before (`start`), with mean pooling, as a sentence-transformers model."""
    bert = make_bert({**folder_state(folder), **(start or {})}, layers)
    for parameter in bert.embeddings.parameters():
        parameter.requires_grad_(False)
    here = folder / "start"
    bert.save_pretrained(here)
    PreTrainedTokenizerFast(
        tokenizer_file=str(folder / "tokenizer.json"),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=LENGTH,
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(here)
    transformer = Transformer(str(here), max_seq_length=LENGTH)
    add_borders(transformer.tokenizer)
    model = SentenceTransformer(modules=[transformer, Pooling(bert.config.hidden_size, "mean"), Normalize()])
    for name, parameter in model.named_parameters():
        parameter.requires_grad_("embeddings." not in name)
    return model


def add_borders(tokenizer: PreTrainedTokenizerFast) -> None:
    """<s> … </s> around every text, as e5 was trained."""
    from tokenizers.processors import TemplateProcessing

    tokenizer.backend_tokenizer.post_processor = TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )


def triples(examples: Examples, numbers: list[int], mined: dict[int, list[int]], chance: random.Random) -> Dataset:
    """(question, answering sentence or its paragraph, negatives) of every answerable question."""
    columns: dict[str, list[str]] = {"query": [], "positive": [], **{f"negative_{n}": [] for n in range(HARD)}}
    for number in numbers:
        row = examples.questions[number]
        if row["label"] != "Y":
            continue
        doc, gold = row["doc"], row["sentences"]
        size = len(examples.documents[doc]["sentences"])
        near = [i for i in range(max(0, gold[0] - 6), min(size, gold[-1] + 7)) if i not in gold]
        hard = [i - examples.start[doc] for i in mined.get(number, [])]
        pool = hard if len(hard) >= HARD else [*hard, *near]
        target = chance.choice(gold[:2])
        columns["query"].append(f"query: {row['text']}")
        show = examples.window if chance.random() < 0.25 else examples.text
        columns["positive"].append(f"passage: {show(doc, target)}")
        chosen = chance.sample(pool, HARD) if len(pool) >= HARD else [chance.choice(pool or [0]) for _ in range(HARD)]
        for n, i in enumerate(chosen):
            columns[f"negative_{n}"].append(f"passage: {examples.text(doc, i)}")
    return Dataset.from_dict(columns)


def encode(model: SentenceTransformer, texts: list[str]) -> np.ndarray:
    return model.encode(texts, batch_size=256, normalize_embeddings=True, show_progress_bar=False)


def mine(
    examples: Examples, encode: Callable[[list[str]], np.ndarray], keep: int = 24
) -> dict[int, dict[str, list]]:
    """For each question the rows of its document that rank first, with scores, and those of other documents."""
    passages = encode([f"passage: {examples.text(doc, i)}" for doc, i in examples.rows])
    queries = encode([f"query: {row['text']}" for row in examples.questions])
    device = "cuda" if torch.cuda.is_available() else "cpu"
    everything = torch.from_numpy(passages).to(device)
    found: dict[int, dict[str, list]] = {}
    by_doc: dict[str, list[int]] = {}
    for number, row in enumerate(examples.questions):
        by_doc.setdefault(row["doc"], []).append(number)
    for doc, numbers in by_doc.items():
        start = examples.start[doc]
        size = len(examples.documents[doc]["sentences"])
        scores = torch.from_numpy(queries[numbers]).to(device) @ everything.T
        own = scores[:, start : start + size].topk(min(keep, size), dim=1)
        scores[:, start : start + size] = -1
        other = scores.topk(6, dim=1)
        for row, number in enumerate(numbers):
            found[number] = {
                "rows": (own.indices[row] + start).tolist(),
                "scores": own.values[row].tolist(),
                "others": other.indices[row].tolist(),
            }
    return found


def hard_rows(examples: Examples, mined: dict[int, dict[str, list]]) -> dict[int, list[int]]:
    """Rows that rank high and do not answer: not gold, no neighbour of it, and behind the answer by MARGIN."""
    hard: dict[int, list[int]] = {}
    for number, found in mined.items():
        row = examples.questions[number]
        start = examples.start[row["doc"]]
        gold = {start + i for i in row["sentences"]}
        scores = dict(zip(found["rows"], found["scores"], strict=True))
        best = max((scores[g] for g in gold if g in scores), default=1.0)
        hard[number] = [
            r for r in found["rows"] if r not in gold and (row["label"] != "Y" or scores[r] < best - MARGIN)
        ][:12]
    return hard


def recall(examples: Examples, mined: dict[int, dict[str, list]], numbers: list[int]) -> dict[str, float]:
    """Share of the answerable questions with an answering sentence among the first k of their document."""
    found: dict[str, list[float]] = {}
    for number in numbers:
        row = examples.questions[number]
        if row["label"] == "Y":
            gold = {examples.start[row["doc"]] + i for i in row["sentences"]}
            for k in (1, 3, 5, 8, 12):
                hit = float(bool(gold & set(mined[number]["rows"][:k])))
                for group in ("all", row["language"], row["style"]):
                    found.setdefault(f"{group}@{k}", []).append(hit)
    return {name: round(float(np.mean(hits)), 3) for name, hits in sorted(found.items())}


def train(
    model: SentenceTransformer, data: Dataset, epochs: float, rate: float, folder: Path, batch: int = 128
) -> None:
    cuda = torch.cuda.is_available()
    arguments = SentenceTransformerTrainingArguments(
        output_dir=str(folder / "retriever-run"),
        num_train_epochs=epochs,
        per_device_train_batch_size=min(batch, max(2, len(data) // 2)),
        learning_rate=rate,
        warmup_steps=0.1,
        lr_scheduler_type="cosine",
        bf16=cuda,
        save_strategy="no",
        logging_steps=25,
        report_to=[],
        seed=1,
        dataloader_drop_last=True,
        disable_tqdm=True,
    )
    loss = CachedMultipleNegativesRankingLoss(model, scale=SCALE, mini_batch_size=128 if cuda else 16)
    SentenceTransformerTrainer(model=model, args=arguments, train_dataset=data, loss=loss).train()


def retriever_state(model: SentenceTransformer) -> dict[str, np.ndarray]:
    """Weights under the names of BertModel, without the frozen word vectors, which the base holds."""
    bert = model[0].auto_model if hasattr(model[0], "auto_model") else model[0].model
    return {
        name: values.detach().float().cpu().numpy()
        for name, values in bert.state_dict().items()
        if not any(part in name for part in ("_ids", "word_embeddings", "pooler"))  # AutoModel adds a pooler
    }


def run(folder: Path, layers: int, epochs: float, rate: float, rounds: int, out: Path) -> None:
    """Train, mine again after each round; write weights, mined.json and recall on the held-out documents.

    Weights of an earlier run in the folder are gone on from, with the negatives that they find.
    """
    torch.manual_seed(1)
    chance = random.Random(1)
    examples = Examples.load(folder)
    start = load_weights(folder, "retriever") if has_weights(folder, "retriever") else None
    model = make_model(folder, layers, start)
    if torch.cuda.is_available():
        model.to("cuda")
    numbers, held = examples.questions_of(held=False), examples.questions_of(held=True)
    mined = mine(examples, partial(encode, model))
    report = {"before": recall(examples, mined, held)}
    for n in range(rounds):
        hard = hard_rows(examples, mined) if n or start else {}
        train(model, triples(examples, numbers, hard, chance), epochs, rate / 2 if n or start else rate, folder)
        mined = mine(examples, partial(encode, model))
        report[f"round {n + 1}"] = recall(examples, mined, held)
    out.mkdir(parents=True, exist_ok=True)
    (out / "mined.json").write_text(json.dumps(mined), "utf-8")
    (out / "retriever.json").write_text(json.dumps(report, indent=1), "utf-8")
    print(json.dumps(report), flush=True)
    if rounds:
        save_weights(out, "retriever", retriever_state(model))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="where results go; the folder itself when not given")
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--rate", type=float, default=8e-5)
    parser.add_argument("--rounds", type=int, default=2, help="each with newly mined negatives")
    given = parser.parse_args()
    run(given.folder, given.layers, given.epochs, given.rate, given.rounds, given.out or given.folder)

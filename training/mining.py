"""Which sentences the bundled retriever finds for each question: what a reader is taught beside the answers.

    python -m training.mining BUILD      # writes mined.json, by models/retriever.onnx

`training.retriever` writes the same by the weights that it has just trained.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from index.encoders import BundledEncoder
from training.examples import Examples
from training.retriever import mine, recall


def bundled(texts: Sequence[str]) -> np.ndarray:
    """Vectors of texts that begin with `passage: ` or `query: `, shape (texts, dimensions)."""
    encoder = BundledEncoder()
    encoder.open()
    return np.stack(list(encoder.pool.map(encoder.embed, texts)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    examples = Examples.load(folder)
    mined = mine(examples, bundled)
    (folder / "mined.json").write_text(json.dumps(mined), "utf-8")
    print(json.dumps(recall(examples, mined, examples.questions_of(held=True))))


if __name__ == "__main__":
    main()

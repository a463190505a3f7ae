"""Averages the weights of readers trained from the same base with other seeds (model soup, Wortsman et al. 2022).

    python -m training.soup BUILD reader-1 reader-2 reader-3      # writes reader.*.npz and its figures
"""

import argparse
import json
from pathlib import Path

import torch

from training.base import folder_state
from training.examples import Examples, load_mined
from training.measure import alone_accuracy, evaluate
from training.reader_model import ReaderModel
from training.weights import load_weights, save_weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--weights", type=Path, help="where the readers lie; the folder itself when not given")
    parser.add_argument("--name", default="reader")
    given = parser.parse_args()
    weights = given.weights or given.folder
    states = [load_weights(weights, name) for name in given.names]
    if any(state.keys() != states[0].keys() for state in states):
        raise SystemExit(f"{', '.join(given.names)}: readers of different make; average like with like")
    mean = {key: sum(state[key] for state in states) / len(states) for key in states[0]}
    save_weights(weights, given.name, mean)
    examples = Examples.load(given.folder)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    layers = 1 + max(int(key.split(".")[3]) for key in mean if ".layer." in key)
    model = ReaderModel(folder_state(given.folder), layers).to(device)
    model.load_state_dict({key: torch.from_numpy(values) for key, values in mean.items()}, strict=False)
    report = evaluate(model, examples, load_mined(given.folder), examples.questions_of(held=True), device)
    report["stands alone"] = round(alone_accuracy(model, examples, device), 3)
    (weights / f"{given.name}.json").write_text(json.dumps(report, indent=1), "utf-8")
    print(given.name, json.dumps(report))


if __name__ == "__main__":
    main()

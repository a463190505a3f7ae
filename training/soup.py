"""Averages the weights of readers of two runs from the same base (model soup, Wortsman et al. 2022).

    python -m training.soup FIRST SECOND OUT --layers 12 --share 0.5
"""

import argparse
from pathlib import Path

from training.weights import load_weights, save_weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first", type=Path)
    parser.add_argument("second", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=12)
    parser.add_argument("--share", type=float, default=0.5, help="of the second")
    given = parser.parse_args()
    name = f"reader-{given.layers}"
    first, second = load_weights(given.first, name), load_weights(given.second, name)
    if first.keys() != second.keys():
        raise SystemExit(f"{given.first} and {given.second} hold readers of different make; average like with like")
    mean = {key: (1 - given.share) * first[key] + given.share * second[key] for key in first}
    save_weights(given.out, name, mean)


if __name__ == "__main__":
    main()

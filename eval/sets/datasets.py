"""Opens a public dataset by its kind and its place.

    baipishu eval run --dataset squad:cmrc2018_trial.json --out runs/cmrc
    baipishu eval run --dataset beir:covid-retrieval#dev --out runs/covid
"""
from pathlib import Path

from eval.sets.beir import DEFAULT_SPLIT, read_beir
from eval.sets.dataset import Dataset
from eval.sets.mistakes import DatasetError
from eval.sets.squad import read_squad


def load_dataset(name: str) -> Dataset:
    """Read "squad:FILE", "beir:FOLDER" or "beir:FOLDER#SPLIT". Raises DatasetError with all mistakes."""
    kind, _, place = name.partition(":")
    if kind == "squad" and place:
        return read_squad(Path(place))
    if kind == "beir" and place:
        folder, _, split = place.partition("#")
        return read_beir(Path(folder), split or DEFAULT_SPLIT)
    raise DatasetError(name, ["no dataset; write squad:FILE, beir:FOLDER or beir:FOLDER#SPLIT"])

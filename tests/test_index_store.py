"""A saved index is what it was, or it is refused."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from index_samples import SENTENCES, TEXT, BigramEncoder, generation_in_use, load, small_index

from index.catalogue import CATALOGUE
from index.core import Index
from index.manifest import POINTER, IndexUnusable, read_manifest, verify
from index.store import IndexNotSaved, load_index, save_index

pytestmark = pytest.mark.early

CHANGED = TEXT.replace("12.6万辆", "13.7万辆")


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Index:
    return small_index(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def new(tmp_path_factory) -> Index:
    return small_index(tmp_path_factory.mktemp("new"), CHANGED)


@pytest.fixture
def saved(old: Index, tmp_path: Path) -> Path:
    save_index(old, tmp_path / "built")
    return tmp_path / "built"


def files_in_use(folder: Path) -> list[Path]:
    """Every file but the catalogue, which an index that is whole does without."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != CATALOGUE)


def damaged_copies(data: bytes, places: int) -> Iterator[bytes]:
    """The data with one byte changed, or cut off, at a spread of so many places."""
    step = max(1, len(data) // places)
    for at in {*range(0, len(data), step), len(data) - 1}:
        yield data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        yield data[:at]


def test_an_index_comes_back_as_it_was(old: Index, saved: Path):
    again = load(saved)
    assert again.documents == old.documents and again.rows == old.rows and again.build_id == old.build_id
    query = old.encoder.encode_query(SENTENCES[1])
    every = range(len(old.rows))
    assert (again.dense_scores(query)[every] == old.dense_scores(query)[every]).all()
    assert again.engine.text_search(["充电"], 9) == old.engine.text_search(["充电"], 9)


def test_dense_scores_are_inner_products_with_every_row(old: Index):
    vector = old.encoder.encode_query(f"二、生态建设 {SENTENCES[2]}")  # as a row holds it, with its heading
    row = next(i for i, r in enumerate(old.rows) if (s := old.sentence(r)) and s.text == SENTENCES[2])
    assert old.dense_scores(vector)[row] == pytest.approx(1.0)
    assert int(np.argmax(old.dense_scores(vector)[range(len(old.rows))])) == row


def test_the_manifest_says_what_is_there(old: Index, saved: Path):
    manifest = read_manifest(saved)
    assert manifest.documents == ["haizhou-2023"]
    assert manifest.counts == {"documents": 1, "passages": 3, "rows": 3 + 4}
    assert (manifest.encoder, manifest.dimensions, manifest.build_id) == ("bigrams", 64, old.build_id)
    assert verify(saved) == []


@pytest.mark.parametrize("places", [10, pytest.param(40, marks=pytest.mark.long)])
def test_every_changed_byte_and_every_truncation_is_refused(saved: Path, places: int):
    for path in files_in_use(saved):
        data = path.read_bytes()
        for damaged in damaged_copies(data, len(data) if path.name == POINTER else places):
            path.write_bytes(damaged)
            with pytest.raises(IndexUnusable, match="run `baipishu index build`") as refusal:
                load(saved)
            assert path.name in str(refusal.value) or path.name == POINTER
        path.write_bytes(data)
    assert load(saved)


def test_a_missing_file_is_refused_by_name(saved: Path):
    for path in files_in_use(saved):
        path.rename(saved.parent / "away")
        with pytest.raises(IndexUnusable, match=f"{path.name}|no index here"):
            load(saved)
        (saved.parent / "away").rename(path)


def test_a_file_that_was_not_saved_is_refused(saved: Path):
    extra = generation_in_use(saved) / "extra.json"
    extra.write_text("{}")
    assert verify(saved) == ["extra.json: not in the manifest"]
    with pytest.raises(IndexUnusable, match=r"extra\.json: not in the manifest"):
        load(saved)


def test_another_encoder_is_refused(saved: Path):
    with pytest.raises(IndexUnusable, match=r"was built with 'bigrams', not 'other'; run `baipishu index build`"):
        load_index(saved, lambda: BigramEncoder("other"))


def test_another_format_is_refused(old: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.store.FORMAT", 99)
    save_index(old, tmp_path)
    with pytest.raises(IndexUnusable, match=r"has format 99, not .*run `baipishu index build`"):
        load(tmp_path)


@pytest.mark.parametrize("pointer", ["gen-1\n", "../elsewhere 0\n", "", "gen-1 0 0\n", "量 0\n"])
def test_a_pointer_to_no_index_is_refused(saved: Path, pointer: str):
    (saved / POINTER).write_text(pointer, "utf-8")
    with pytest.raises(IndexUnusable, match="current: damaged"):
        load(saved)


def test_a_folder_without_an_index_is_refused(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(IndexUnusable, match="no index here; run `baipishu index build`"):
            load(folder)


def test_a_saved_index_replaces_the_one_before(saved: Path, new: Index):
    save_index(new, saved)
    assert load(saved).build_id == new.build_id
    save_index(new, saved)
    assert len(list(saved.glob("gen-*"))) == 2  # it and the one before, to fall back to


def test_writers_and_readers_at_once_never_meet_half_an_index(saved: Path, old: Index, new: Index):
    children = []
    for index in (old, new):
        children.append(os.fork())
        if not children[-1]:
            for _ in range(8):
                save_index(index, saved)
            os._exit(0)
    while children:
        assert load(saved).build_id in (old.build_id, new.build_id)
        children = [child for child in children if os.waitpid(child, os.WNOHANG) == (0, 0)]
    assert verify(saved) == []
    assert len(list(saved.glob("gen-*"))) == 2


def test_a_folder_that_cannot_be_made_is_an_error_with_a_cure(old: Index, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(IndexNotSaved, match=r"not saved .*BAIPISHU_INDEX"):
        save_index(old, tmp_path / "file" / "built")


def test_a_read_only_folder_is_read_and_not_written(saved: Path, new: Index, monkeypatch: pytest.MonkeyPatch):
    before = load(saved).build_id
    monkeypatch.setattr(os, "access", lambda path, mode: not mode & os.W_OK)  # as on a read-only disk, root or not
    with pytest.raises(IndexNotSaved, match="no permission to write"):
        save_index(new, saved)
    assert load(saved).build_id == before


def test_nothing_in_a_saved_index_is_pickled(saved: Path):
    for path in files_in_use(saved):
        if path.suffix == ".json":
            assert json.loads(path.read_text("utf-8")) is not None
        elif path.suffix == ".npy":
            np.load(path, allow_pickle=False)
        elif path.suffix == ".jsonl":
            assert all(json.loads(line) for line in path.read_text("utf-8").splitlines())
        else:
            assert path.name == POINTER

"""Documents of a saved index are read from disk when they are asked for, and are what was saved."""

import gc
import json
from dataclasses import replace
from pathlib import Path

import pytest
from index_samples import SENTENCES, TEXT, BigramEncoder, generation_in_use, load, small_index, write_report

from corpus.outline import about
from corpus.report import read_report
from index.build import build_index
from index.core import Index
from index.engines.errors import EngineUnavailable
from index.rows import Row, make_rows
from index.store import save_index
from index.texts import Kept, Texts, write_texts

REPORTS = Path(__file__).parent.parent / "corpus"
EVERY = [REPORTS / "reports" / "shenzhen-climate-2024.txt", REPORTS / "holdout" / "noise-law-2021.md",
         REPORTS / "holdout" / "haihe-water-plan-2022.txt"]  # fmt: skip

pytestmark = pytest.mark.early


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """Two small reports, saved and opened again."""
    write_report(tmp_path / "reports")
    write_report(tmp_path / "reports", TEXT.replace("海州", "云港"), card=None, name="yungang.txt")
    save_index(build_index([tmp_path / "reports"], BigramEncoder()), tmp_path / "built")
    return load(tmp_path / "built")


def test_documents_come_back_as_they_were(tmp_path: Path):
    documents = [read_report(path) for path in EVERY]
    write_texts(iter(documents), tmp_path)
    again = Texts(tmp_path).documents
    assert list(again) == documents and documents == list(again)
    assert [hash(document) for document in again] == [hash(document) for document in documents]
    assert all(type(mine.tables) is type(its.tables) for mine, its in zip(again, documents, strict=True))
    assert again[0] != again[1] and again[0] != "text"
    assert replace(again[0], year=1999) == replace(documents[0], year=1999) != documents[0]


def test_nothing_but_cards_is_read_when_an_index_is_opened_and_listed(
    index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    reads = []
    monkeypatch.setattr("os.pread", lambda *where: reads.append(where) or b"")
    titles = [(document.doc_id, document.year, document.title[:2]) for document in index.documents]
    assert titles == [("haizhou-2023", 2023, "海州"), ("yungang", 2023, "云港")]
    assert len(index.passages) == len(index.ids) == 6 and len(index.rows) == 14
    assert index.ids[4] in index.positions and "no:0-1" not in index.positions
    assert [about(document)["sentences"] for document in index.documents] == [6, 6]
    assert reads == []
    monkeypatch.undo()
    plain = [read_report(path) for path in sorted((tmp_path / "reports").glob("*.txt"))]
    assert [about(document) for document in index.documents] == [about(document) for document in plain]


def test_one_passage_is_read_without_the_others(index: Index, monkeypatch: pytest.MonkeyPatch):
    read = index.texts.records.read_all
    asked = []
    monkeypatch.setattr(index.texts.records, "read_all", lambda a, b: asked.append((a, b)) or read(a, b))
    assert SENTENCES[2] in index.passages[2].text
    assert asked == [(4, 5)]  # title, heading, paragraph, heading: numbers count headings too


def test_a_passage_in_use_is_the_same_object_wherever_it_is_asked_for(index: Index):
    held = index.passages[3]
    assert index.by_id[held.passage_id] is held is index.passages[3:][0]
    assert held in index.documents[1].passages and any(held is each for each in index.documents[1].passages)
    assert any(held is each for _, each in index.passages_in("yungang"))
    number = int(index.rows.searched[3])
    del held
    index.texts.recent.clear()
    index.texts.kept = Kept(0)
    gc.collect()
    assert number not in index.texts.alive, "nobody needs it any more"


def test_passages_are_found_by_id_headings_too(index: Index):
    every = [passage for document in index.documents for passage in document.passages]
    assert [index.by_id[passage.passage_id] for passage in every] == every
    assert list(index.by_id) == [passage.passage_id for passage in every] and len(index.by_id) == len(every)
    heading = next(passage for passage in every if passage.kind == "heading")
    assert heading.passage_id not in index.positions
    for unknown in ("", "haizhou-2023:0-1", "z" * 500, "\ud800"):
        assert unknown not in index.by_id and unknown not in index.positions
    with pytest.raises(KeyError, match="no:0-1"):
        index.positions.all([index.ids[0], "no:0-1"])
    assert index.positions.all(index.ids[::-1]) == [5, 4, 3, 2, 1, 0] == [index.positions[i] for i in index.ids[::-1]]


def test_rows_are_passages_then_sentences(index: Index):
    passages = index.passages
    listed = [Row(int(p.doc_id == "yungang"), n, None) for n, p in enumerate(passages)]
    listed += [Row(int(p.doc_id == "yungang"), n, k) for n, p in enumerate(passages) for k in range(len(p.sentences))]
    assert list(index.rows) == listed == index.rows[:]
    assert [index.sentence(row) for row in listed[6:]] == [s for p in passages for s in p.sentences]
    assert [list(rows) for rows in index.sentence_rows] == [[6], [7, 8], [9], [10], [11, 12], [13]]
    assert index.rows[-1] == listed[-1] and index.rows == make_rows(index.documents)
    with pytest.raises(IndexError):
        index.rows[14]
    assert list(index.passages_in("yungang")) == list(enumerate(passages))[3:]


def test_titles_and_kinds_are_those_of_the_index_before_it_was_saved(tmp_path: Path):
    built = build_index(EVERY, BigramEncoder())
    save_index(built, tmp_path)
    again = load(tmp_path)
    assert again.titles == built.titles == {title for p in built.passages for title in p.section_path}
    assert again.kinds == built.kinds == sorted({p.kind for p in built.passages})
    for doc_id in (None, *again.documents_by_id):
        listed = dict.fromkeys(p.kind for p in built.passages if doc_id in (None, p.doc_id))
        assert again.kinds_in(doc_id) == built.kinds_in(doc_id) == list(listed)


def test_a_text_that_changed_after_the_index_was_opened_is_not_shown(index: Index, tmp_path: Path):
    for name in ("passages.jsonl", "bodies.jsonl"):
        path = generation_in_use(tmp_path / "built") / "texts" / name
        path.write_bytes(path.read_bytes().replace("12.6万辆".encode(), "99.9万辆".encode()))
    with pytest.raises(EngineUnavailable, match=r"passages\.jsonl: changed since it was opened; run `baipishu index"):
        list(index.passages[1].text)
    with pytest.raises(EngineUnavailable, match=r"bodies\.jsonl: changed"):
        list(index.documents[0].text)
    assert SENTENCES[2] in index.passages[2].text, "this one is as it was"


def test_a_text_that_was_cut_off_after_the_index_was_opened_is_not_shown(index: Index, tmp_path: Path):
    path = generation_in_use(tmp_path / "built") / "texts" / "passages.jsonl"
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - 1)
    with pytest.raises(EngineUnavailable, match="changed since it was opened"):
        list(index.documents[1].passages)


def test_an_index_goes_on_when_its_files_are_removed(tmp_path: Path):
    """A rebuild removes generations that a process may still answer from."""
    save_index(small_index(tmp_path), tmp_path / "built")
    index = load(tmp_path / "built")
    for path in (generation_in_use(tmp_path / "built") / "texts").iterdir():
        path.unlink()
    assert SENTENCES[0] in index.documents[0].text and SENTENCES[1] in index.passages[1].text


def test_what_was_not_used_longest_is_dropped_when_there_is_no_room():
    kept, read = Kept(100), []

    def get(key: str, size: int) -> str:
        return kept.get(key, size, lambda: read.append(key) or key)

    for key, size in [("a", 40), ("b", 40), ("a", 40), ("c", 40), ("a", 40), ("b", 40), ("d", 500), ("d", 500)]:
        assert get(key, size) == key
    assert read == ["a", "b", "c", "b", "d"]
    assert list(kept.held) == ["d"], "one that is larger than the room is kept alone"


def test_a_sentence_that_is_no_stretch_of_its_passage_is_kept_in_words(tmp_path: Path):
    document = read_report(write_report(tmp_path))
    first = document.passages[2]
    own = replace(first, sentences=(replace(first.sentences[0], text="另一句。"), *first.sentences[1:]))
    changed = replace(document, passages=(*document.passages[:2], own, *document.passages[3:]))
    (tmp_path / "texts").mkdir()
    write_texts([changed], tmp_path / "texts")
    assert Texts(tmp_path / "texts").documents == (changed,)
    record = json.loads((tmp_path / "texts" / "passages.jsonl").read_text("utf-8").splitlines()[2])
    assert record["sentences"][0][2:] == ["另一句。"] and len(record["sentences"][1]) == 2

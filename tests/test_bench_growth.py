"""Made reports: as many passages as wanted, in new sentences, the same with the same seed."""

from pathlib import Path

import numpy as np
import pytest

from bench.growth import Grower, write_grown
from bench.vectors import made_vectors, moved, nearest_cosine
from corpus.document import Document
from corpus.report import read_report
from corpus.splitter import MAX_CHARS
from index.core import searched_passages

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "corpus" / "reports" / "shenzhen-climate-2024.txt"


@pytest.fixture(scope="module")
def real() -> Document:
    return read_report(REPORT)


@pytest.fixture(scope="module")
def others() -> list[Document]:
    return [read_report(path) for path in sorted((ROOT / "corpus" / "holdout").glob("*.txt"))]


@pytest.fixture(scope="module")
def four(real, others, tmp_path_factory) -> list[Document]:
    """The real report and three made ones, read from their files."""
    folder = tmp_path_factory.mktemp("grown") / "reports"
    write_grown(folder, [REPORT], [real], others, 4)
    return [read_report(path) for path in sorted(folder.glob("*.txt"))]


def sentences(documents: list[Document]) -> list[str]:
    return [s.text for p in searched_passages(tuple(documents)) for s in p.sentences]


def test_four_times_the_corpus_has_four_times_the_passages_and_sentences(real, four):
    assert len(searched_passages(tuple(four))) == 4 * len(searched_passages((real,)))
    assert len(sentences(four)) == 4 * len(sentences([real]))


def test_no_made_sentence_is_real_or_made_twice(real, others, four):
    made = sentences([document for document in four if document.doc_id.startswith("made-")])
    assert len(made) == 3 * len(sentences([real]))
    assert len(set(made)) == len(made)
    assert not set(made) & set(sentences([real, *others]))


def test_made_reports_keep_the_real_section_titles(real, four):
    real_paths = [path for path, _ in real.walk_sections()]
    assert all([path for path, _ in document.walk_sections()] == real_paths for document in four)


def test_made_reports_have_titles_of_their_own_and_the_real_year(real, four):
    assert len({document.title for document in four}) == 4
    assert {document.year for document in four} == {real.year}


def test_the_same_seed_makes_the_same_text_and_another_seed_another(real, others):
    first, again, other = (Grower([real, *others], seed).report(real) for seed in (1, 1, 2))
    assert first == again != other


def test_no_made_passage_is_so_long_that_it_would_be_cut(four):
    assert max(len(passage.text) for passage in searched_passages(tuple(four))) <= MAX_CHARS


UNIT = np.eye(4, dtype=np.float32)


def test_moving_turns_a_row_by_the_cosine_and_keeps_its_length():
    turned = moved(UNIT, 0.6, np.random.default_rng(1))
    assert np.allclose((turned * UNIT).sum(axis=1), 0.6, atol=1e-6)
    assert np.allclose(np.linalg.norm(turned, axis=1), 1, atol=1e-6)


def test_nearest_cosine_is_the_median_over_rows():
    rows = np.array([[1, 0], [1, 0], [0, 1]], dtype=np.float32)  # nearest cosines 1, 1 and 0
    assert nearest_cosine(rows) == 1.0


def test_made_vectors_begin_with_the_real_ones_and_every_one_is_a_unit_vector():
    rows = np.random.default_rng(5).standard_normal((30, 16)).astype(np.float32)
    real = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    made, again = (np.vstack(list(made_vectors(real, 100))) for _ in range(2))
    assert made.shape == (100, 16)
    assert np.array_equal(made[:30], real) and np.array_equal(made, again)
    assert len(np.unique(made, axis=0)) == 100
    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)

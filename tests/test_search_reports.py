"""Of many reports few are looked through for a title, and those that name it are among them."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from index_samples import TEXT, BigramEncoder, write_report

from index.build import build_index
from index.core import Index
from retrieval.read.constraints import unmet
from retrieval.search import reports
from retrieval.search.reports import likeliest_reports

PLACES = ("海州", "云港", "青湖", "白山")


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Index:
    """Four reports of one wording; the third names a plan."""
    folder: Path = tmp_path_factory.mktemp("reports")
    for place in PLACES:
        more = "实施《湿地保护修复规划》。" if place == "青湖" else ""
        write_report(folder, TEXT.replace("海州", place).replace("同比", f"{place}同比") + more, None, f"{place}.txt")
    return build_index([folder], BigramEncoder())


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one report is many, and one of them is looked through."""
    monkeypatch.setattr(reports, "MANY", 1)
    monkeypatch.setattr(reports, "LOOKED_THROUGH", 1)


def test_a_few_are_all_looked_through(index: Index):
    assert likeliest_reports(index, index.documents, "湿地保护修复规划") is index.documents


@pytest.mark.usefixtures("many")
def test_of_many_those_whose_passages_share_the_rarest_words(index: Index):
    by_place = {document.title[:2]: document for document in index.documents}
    assert likeliest_reports(index, index.documents, "《湿地保护修复规划》") == [by_place["青湖"]]
    assert likeliest_reports(index, index.documents, "白山同比增长") == [by_place["白山"]]
    others = [document for document in index.documents if document is not by_place["青湖"]]
    assert by_place["青湖"] not in likeliest_reports(index, others, "湿地保护修复规划")
    assert likeliest_reports(index, index.documents, "龘龘") == []


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize(
    ("title", "known"),
    [("湿地保护修复规划", True), ("云港市绿色发展报告（2023）", True), ("噪声污染防治行动方案", False)],
)
def test_a_title_is_known_when_one_of_many_reports_names_or_bears_it(index: Index, title: str, known: bool):
    asked = SimpleNamespace(titles=(title,), places=(), years=())
    found = unmet(asked, [], index.documents, lambda words: likeliest_reports(index, index.documents, words))
    assert found.titles == (() if known else (f"《{title}》",)) == unmet(asked, [], index.documents).titles

"""The library: reports come in all or none, bring their cards, and leave the others' vectors and permalinks alone."""

from pathlib import Path

import pytest
from index_samples import CARD, TEXT, BigramEncoder, silent_bar, write_report

from corpus.decode import UnreadableDocument
from corpus.report import read_report
from index.core import UnknownReport
from index.current import documents_of, rebuild
from index.library import add_reports, remarks, remove_report

OTHER = TEXT.replace("海州", "云港")


@pytest.fixture
def library(tmp_path: Path) -> Path:
    write_report(tmp_path / "library")
    return tmp_path / "library"


def outside(tmp_path: Path, text: str = OTHER, name: str = "yungang.txt", card: str | None = None) -> Path:
    return write_report(tmp_path / "inbox", text, card, name)


def test_a_report_comes_in_with_what_was_given_above_its_card(library: Path, tmp_path: Path):
    (added,) = add_reports([outside(tmp_path, card=CARD.replace("haizhou-2023", "y-2023"))], library, {"year": 2022})
    assert (added.path, added.new, added.document.doc_id, added.document.year) == (
        library / "yungang.txt",
        True,
        "y-2023",
        2022,
    )
    assert read_report(library / "yungang.txt").publisher == "海州市生态环境局"


def test_a_file_that_is_there_under_another_name_is_not_taken_in_again(library: Path, tmp_path: Path):
    add_reports([outside(tmp_path)], library, {})
    with pytest.raises(UnreadableDocument, match=r"the same file as yungang\.txt"):
        add_reports([outside(tmp_path, name="copy.txt")], library, {})


def test_a_report_that_is_there_already_is_not_doubled(library: Path, tmp_path: Path):
    path = outside(tmp_path)
    assert [
        added.new for added in [*add_reports([path], library, {}), *add_reports([path], library, {"year": 2021})]
    ] == [True, False]
    assert read_report(library / "yungang.txt").year == 2021
    assert len(list(library.glob("*.txt"))) == 2


def test_all_that_stands_in_the_way_is_said_at_once_and_nothing_comes_in(library: Path, tmp_path: Path):
    same_name = outside(tmp_path, name="haizhou.txt")
    empty = outside(tmp_path, "", "empty.txt")
    good = outside(tmp_path)
    with pytest.raises(UnreadableDocument, match=r"another report has this name; remove it first.*empty\.txt"):
        add_reports([same_name, empty, good], library, {})
    assert sorted(path.name for path in library.iterdir()) == ["haizhou.toml", "haizhou.txt"]


def test_two_reports_cannot_have_one_id(library: Path, tmp_path: Path):
    with pytest.raises(UnreadableDocument, match="have the id 'haizhou-2023'; rename a file or set doc_id"):
        add_reports([outside(tmp_path, card=CARD)], library, {})


def test_files_of_one_name_from_two_folders_cannot_both_come_in(library: Path, tmp_path: Path):
    write_report(tmp_path / "inbox" / "a", OTHER, None, "r.txt")
    write_report(tmp_path / "inbox" / "b", TEXT, None, "r.txt")
    with pytest.raises(UnreadableDocument, match="have one name; rename one of them"):
        add_reports([tmp_path / "inbox"], library, {})


def test_one_title_is_not_for_many_files(library: Path, tmp_path: Path):
    files = [outside(tmp_path), outside(tmp_path, OTHER, "b.txt")]
    with pytest.raises(UnreadableDocument, match="--title '新' for 2 files; add the files one by one"):
        add_reports(files, library, {"title": "新"})


def test_a_report_is_removed_with_its_card_unless_it_is_the_last(library: Path, tmp_path: Path):
    add_reports([outside(tmp_path)], library, {"place": "云港市"})
    with pytest.raises(UnknownReport, match=r"no report 'x' in .*; there are haizhou-2023, yungang"):
        remove_report("x", library)
    assert remove_report("yungang", library) == library / "yungang.txt"
    assert sorted(path.name for path in library.iterdir()) == ["haizhou.toml", "haizhou.txt"]
    with pytest.raises(UnreadableDocument, match="haizhou-2023 is the only report"):
        remove_report("haizhou-2023", library)


def test_adding_one_report_embeds_one_report_and_keeps_the_others_permalinks(library: Path, tmp_path: Path):
    def build(encoder: BigramEncoder):
        return rebuild([library], tmp_path / "built", encoder, tmp_path / "cache", silent_bar, named=False)[0]

    before = build(BigramEncoder())
    add_reports([outside(tmp_path)], library, {})
    encoder = BigramEncoder()
    after = build(encoder)
    assert {p.passage_id for p in before.passages} < {p.passage_id for p in after.passages}
    (added,) = [d for d in after.documents if d.doc_id == "yungang"]
    own = {p.embedding_text for p in added.passages} | {s.text for p in added.passages for s in p.sentences}
    assert encoder.texts and set(encoder.texts) <= own


def test_documents_come_from_the_index_in_use_as_long_as_nothing_changed(library: Path, tmp_path: Path, monkeypatch):
    rebuild([library], tmp_path / "built", BigramEncoder(), tmp_path / "cache", silent_bar, named=False)
    (library / "haizhou.toml").write_text(CARD.replace("2023\n", "2019\n"), "utf-8")
    assert documents_of([library], tmp_path / "built")[0].year == 2019
    (library / "haizhou.toml").write_text(CARD, "utf-8")
    monkeypatch.setattr("index.build.read_reports", lambda paths: pytest.fail("read again"))
    assert documents_of([library], tmp_path / "built")[0].year == 2023


def test_what_was_not_read_is_remarked(tmp_path: Path):
    bare = write_report(tmp_path, "一、能源\n新增装机20万千瓦。\n", None, "bare.txt")
    found = "\n".join(remarks(read_report(bare)))
    missing = ("标题", "发布单位", "年份", "地域", "章节", "2 句")
    assert [name for name in missing if name in found] == list(missing)
    assert list(remarks(read_report(write_report(tmp_path, TEXT + TEXT)))) == []

"""The index in use is built when it is missing, and anew when its reports have changed."""

from pathlib import Path

import pytest
from index_samples import CARD, TEXT, BigramEncoder, generation_in_use, load, silent_bar, texts_of, write_report

from corpus.decode import UnreadableDocument
from index.build import build_index, read_reports
from index.current import open_index, rebuild
from index.manifest import POINTER, IndexUnusable, read_manifest
from index.sources import find_reports


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_report(tmp_path / "reports")


@pytest.fixture
def opened(report: Path, tmp_path: Path):
    """Open the index of the folder of reports, as a command does; returns (index, texts embedded for it)."""

    def open_it(encoder: BigramEncoder | None = None, mend: bool = False):
        encoder = encoder or BigramEncoder()
        index = open_index([report.parent], tmp_path / "built", encoder, tmp_path / "cache", silent_bar, mend)
        return index, encoder.texts

    return open_it


def test_a_missing_index_is_built_and_the_next_time_loaded(opened, tmp_path: Path):
    first, embedded = opened()
    assert len(embedded) == 6  # the title, two paragraphs, three sentences
    created = (tmp_path / "built" / POINTER).read_text()
    second, embedded = opened()
    assert embedded == [] and (tmp_path / "built" / POINTER).read_text() == created
    assert second.build_id == first.build_id


def test_a_changed_report_is_indexed_anew(opened, report: Path):
    opened()
    report.write_text(TEXT.replace("41.2%", "42.7%"), "utf-8")
    index, embedded = opened()
    assert "42.7%" in "".join(texts_of(index))
    assert len(embedded) == 2


def test_a_changed_card_is_indexed_anew(opened, report: Path):
    opened()
    report.with_suffix(".toml").write_text(CARD.replace("year = 2023", "year = 2022"), "utf-8")
    assert opened()[0].documents[0].year == 2022
    report.with_suffix(".toml").unlink()
    assert opened()[0].documents[0].doc_id == "haizhou"


def test_an_added_and_a_removed_report_are_noticed(opened, report: Path):
    opened()
    other = write_report(report.parent, TEXT.replace("海州", "云港"), card=None, name="yungang.txt")
    assert [d.doc_id for d in opened()[0].documents] == ["haizhou-2023", "yungang"]
    other.unlink()
    assert [d.doc_id for d in opened()[0].documents] == ["haizhou-2023"]


def test_an_unreadable_report_is_an_error_and_the_index_in_use_still_loads(opened, report: Path, tmp_path: Path):
    index, _ = opened()
    (report.parent / "scan.txt").write_bytes(b"%PDF-1.7 \x00\x01")
    with pytest.raises(UnreadableDocument, match=r"scan\.txt：这份 PDF 已损坏"):
        opened()
    assert load(tmp_path / "built").build_id == index.build_id


def test_reports_out_of_reach_leave_the_index_as_it_is(opened, report: Path):
    index, _ = opened()
    for path in (report, report.with_suffix(".toml")):
        path.unlink()
    report.parent.rmdir()
    assert opened()[0].build_id == index.build_id


def test_other_reports_in_the_settings_make_another_index(opened, report: Path, tmp_path: Path):
    opened()
    other = write_report(tmp_path / "others", TEXT.replace("41.2%", "9.9%"))
    index = open_index([other], tmp_path / "built", BigramEncoder(), tmp_path / "cache", silent_bar)
    assert "9.9%" in "".join(texts_of(index))


def test_an_index_of_reports_that_a_user_named_keeps_to_them(opened, tmp_path: Path):
    other = write_report(tmp_path / "others", TEXT.replace("41.2%", "9.9%"))
    rebuild([other], tmp_path / "built", BigramEncoder(), None, silent_bar)
    assert "9.9%" in "".join(texts_of(opened()[0]))
    assert read_manifest(tmp_path / "built").roots == [str(other)]


def test_a_damaged_index_is_refused_or_mended(opened, tmp_path: Path):
    opened()
    (generation_in_use(tmp_path / "built") / "texts/cards.json").write_text("[]")
    with pytest.raises(IndexUnusable, match=r"cards\.json: changed since it was saved"):
        opened()
    assert opened(mend=True)[0]
    assert opened()[0]


def test_another_encoder_is_refused_or_mended(opened):
    opened()
    with pytest.raises(IndexUnusable, match=r"was built with 'bigrams', not 'other'"):
        opened(BigramEncoder("other"))
    assert opened(BigramEncoder("other"), mend=True)[0].encoder.name == "other"


def test_a_folder_that_cannot_be_written_fails_before_the_work(report: Path, tmp_path: Path):
    (tmp_path / "built").write_text("a file")
    encoder = BigramEncoder()
    with pytest.raises(ValueError, match="built: the index was not saved"):
        rebuild([report], tmp_path / "built", encoder, None, silent_bar)
    assert encoder.texts == []


def test_paths_that_name_no_report_are_errors(tmp_path: Path):
    with pytest.raises(UnreadableDocument, match="no such file or folder; check the path"):
        find_reports([tmp_path / "none.txt"])
    with pytest.raises(UnreadableDocument, match=r"no report here"):
        find_reports([tmp_path])


def test_a_report_named_twice_is_read_once(report: Path):
    assert find_reports([report, report.parent, report]) == [report]


def test_two_reports_with_one_id_are_an_error(report: Path):
    write_report(report.parent, name="copy.txt")
    with pytest.raises(UnreadableDocument, match="haizhou-2023: two reports have this id; rename a file or set doc_id"):
        read_reports([report.parent])


def test_all_unreadable_reports_are_named_at_once(report: Path):
    (report.parent / "a.txt").write_bytes(b"")
    (report.parent / "b.txt").write_bytes(b"\x89PNG")
    with pytest.raises(UnreadableDocument, match=r"(?s)a\.txt: .*; .*b\.txt：这是图片"):
        read_reports([report.parent])


def test_a_report_of_headings_only_is_an_error(tmp_path: Path):
    empty = write_report(tmp_path, "一、绿色交通\n\n二、生态建设\n", card=None)
    with pytest.raises(UnreadableDocument, match="nothing but headings"):
        build_index([empty], BigramEncoder())


def test_the_build_id_changes_with_the_report_its_card_and_the_encoder(report: Path):
    names = {build_index([report], BigramEncoder()).build_id, build_index([report], BigramEncoder("other")).build_id}
    report.with_suffix(".toml").write_text(CARD.replace("2023\n", "2022\n"), "utf-8")
    names.add(build_index([report], BigramEncoder()).build_id)
    report.write_text(TEXT + "完。", "utf-8")
    names.add(build_index([report], BigramEncoder()).build_id)
    assert len(names) == 4

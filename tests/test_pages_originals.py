"""The files behind the reports: found by name and checksum, and not given out once they have changed."""

import os

import pytest
from index_samples import write_report

from corpus.report import read_report
from web.pages import originals as module
from web.pages.originals import Originals


@pytest.fixture
def report_path(tmp_path):
    return write_report(tmp_path / "reports")


def test_a_file_is_found_with_its_card(report_path):
    document = read_report(report_path)
    original = Originals(lambda: [report_path.parent]).of(document)
    assert original.path == report_path
    assert original.card["publisher"] == "海州市生态环境局"
    assert not original.is_pdf


def test_a_file_that_was_changed_is_not_given_out_and_is_again_when_it_is_put_back(report_path, monkeypatch):
    monkeypatch.setattr(module, "AGAIN", 0.0)
    document, originals = read_report(report_path), Originals(lambda: [report_path.parent])
    first = report_path.read_bytes()
    assert originals.data(document) == first
    report_path.write_bytes(b"x" + first)
    assert originals.of(document) is None
    assert originals.data(document) is None
    report_path.write_bytes(first)
    assert originals.data(document) == first


def test_a_file_of_the_same_name_and_other_bytes_is_another_file(report_path):
    document = read_report(report_path)
    other = report_path.parent / "a" / report_path.name
    other.parent.mkdir()
    other.write_bytes(b"secret")
    assert Originals(lambda: [report_path.parent]).of(document).path == report_path
    report_path.unlink()
    assert Originals(lambda: [report_path.parent]).of(document) is None


def test_a_file_is_read_once_as_long_as_it_stays_the_same(report_path, monkeypatch):
    read = []
    real = module.checksum
    monkeypatch.setattr(module, "checksum", lambda file: read.append(file) or real(file))
    document, originals = read_report(report_path), Originals(lambda: [report_path.parent])
    for _ in range(3):
        assert originals.of(document)
    assert len(read) == 1
    os.utime(report_path, ns=(1, 1))
    assert originals.of(document)
    assert len(read) == 2


def test_a_folder_that_is_gone_is_looked_for_only_now_and_then(report_path):
    looked = []
    document = read_report(report_path)
    originals = Originals(lambda: looked.append(1) or [report_path.parent / "gone"])
    assert [originals.of(document) for _ in range(5)] == [None] * 5
    assert len(looked) == 1

"""Reports that did not change are not read again at every start; those that may have are."""

import os
from pathlib import Path

import pytest
from index_samples import TEXT, BigramEncoder, silent_bar, texts_of, write_report

from index import seen
from index.current import open_index
from index.seen import SEEN, Seen
from index.sources import sha256

LONG_AGO = 1_600_000_000


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Open an index of one report as a command does; returns (index, names of the report files that were read)."""
    report = write_report(tmp_path / "reports")
    os.utime(report, (LONG_AGO, LONG_AGO))
    monkeypatch.setattr(seen, "SETTLED", -(10**18))  # every file counts as written long ago
    read: list[str] = []
    monkeypatch.setattr(seen, "sha256", lambda path: read.append(path.name) or sha256(path))

    def open_it():
        read.clear()
        index = open_index([tmp_path / "reports"], tmp_path / "built", BigramEncoder(), None, silent_bar)
        return index, list(read)

    open_it()
    return open_it


def test_reports_are_read_once_and_then_known(opened):
    assert opened()[1] == ["haizhou.txt", "haizhou.toml"]
    assert opened()[1] == []


def test_a_report_of_the_same_size_and_date_is_read_when_it_was_written(opened, tmp_path: Path):
    opened()
    report = write_report(tmp_path / "reports", TEXT.replace("41.2%", "42.7%"))
    os.utime(report, (LONG_AGO, LONG_AGO))
    index, read = opened()
    assert "haizhou.txt" in read and "42.7%" in "".join(texts_of(index))


def test_a_report_that_took_the_place_of_another_is_read(opened, tmp_path: Path):
    opened()
    other = write_report(tmp_path / "other", TEXT.replace("41.2%", "42.7%"))
    os.utime(other, (LONG_AGO, LONG_AGO))
    os.replace(other, tmp_path / "reports" / "haizhou.txt")
    assert "42.7%" in "".join(texts_of(opened()[0]))


def test_what_is_remembered_and_damaged_is_forgotten(opened, tmp_path: Path):
    opened()
    for damage in (b"", b"[]", b'{"a": 5}', b"\xff", (tmp_path / "built" / SEEN).read_bytes().replace(b"[", b"5, [")):
        (tmp_path / "built" / SEEN).write_bytes(damage)
        assert opened()[1] == ["haizhou.txt", "haizhou.toml"]
    (tmp_path / "built" / SEEN).unlink()
    (tmp_path / "built" / SEEN).mkdir()  # cannot be written
    assert opened()[1] == opened()[1] == ["haizhou.txt", "haizhou.toml"]


def test_a_file_that_was_written_a_moment_ago_is_read_each_time(tmp_path: Path):
    """Two changes in one tick of the file system's clock leave the same marks."""
    path = write_report(tmp_path)
    for _ in range(2):
        known = Seen(tmp_path)
        assert known.checksum(path) == sha256(path) and known.now == {}
        known.keep()
    assert not (tmp_path / SEEN).exists()

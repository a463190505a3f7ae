"""An index that is damaged or whose pointer is gone is never replaced by one of other reports."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from index_samples import TEXT, BigramEncoder, generation_in_use, load, silent_bar, texts_of, write_report

from index.catalogue import CATALOGUE, read_catalogue
from index.core import Index
from index.current import open_index, rebuild, reports_in_use
from index.engines.files import write_array
from index.lock import BuildUnderWay, building
from index.manifest import POINTER, IndexUnusable, verify
from index.store import save_index

MINE = TEXT.replace("41.2%", "9.9%")


@pytest.fixture
def defaults(tmp_path: Path) -> Path:
    """The folder of reports that the settings name; nothing was built of it."""
    return write_report(tmp_path / "defaults").parent


@pytest.fixture
def named(tmp_path: Path) -> Path:
    """A report that a user named, with an index of it."""
    report = write_report(tmp_path / "mine", MINE)
    rebuild([report], tmp_path / "built", BigramEncoder(), None, silent_bar)
    return report


@pytest.fixture
def served(defaults: Path, tmp_path: Path):
    """Open the index as `serve` does."""

    def open_it(encoder: BigramEncoder | None = None, mend: bool = True) -> Index:
        return open_index([defaults], tmp_path / "built", encoder or BigramEncoder(), None, silent_bar, mend)

    return open_it


def damage_files(folder: Path) -> None:
    cards = generation_in_use(folder) / "texts/cards.json"
    data = cards.read_bytes()
    cards.write_bytes(data[:-9] + bytes([data[-9] ^ 1]) + data[-8:])  # a single bit


def damage_manifest(folder: Path) -> None:
    (generation_in_use(folder) / "manifest.json").write_text("{}")


def lose_manifest(folder: Path) -> None:
    (generation_in_use(folder) / "manifest.json").unlink()


def lose_generation(folder: Path) -> None:
    shutil.rmtree(generation_in_use(folder))


def damage_pointer(folder: Path) -> None:
    (folder / POINTER).write_text("gen-nonsense 0\n")


def empty_pointer(folder: Path) -> None:
    (folder / POINTER).write_text("")


def lose_pointer(folder: Path) -> None:
    (folder / POINTER).unlink()


DAMAGES = [damage_files, damage_manifest, lose_manifest, lose_generation, damage_pointer, empty_pointer, lose_pointer]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_of_a_named_report_is_built_anew_of_that_report(named: Path, served, tmp_path, damage, caplog):
    damage(tmp_path / "built")
    assert "9.9%" in "".join(texts_of(served()))
    assert "built anew from its own reports" in caplog.text
    assert "9.9%" in "".join(texts_of(served(mend=False)))


def test_an_index_that_is_whole_and_cannot_be_opened_is_built_anew(named, served, tmp_path, monkeypatch, caplog):
    """Half a file had been put in use under its own checksum: NumPy had not told that the disk was full."""

    def half(array, path: Path) -> None:
        write_array(array, path)
        path.write_bytes(path.read_bytes()[:-4])

    with monkeypatch.context() as patch:
        patch.setattr("index.engines.files.write_array", half)
        rebuild([named], tmp_path / "built", BigramEncoder(), None, silent_bar)
    assert verify(tmp_path / "built") == []
    with pytest.raises(IndexUnusable, match="cannot be opened"):
        served(mend=False)
    assert "9.9%" in "".join(texts_of(served()))
    assert "built anew from its own reports" in caplog.text


@pytest.mark.parametrize("damage", DAMAGES)
def test_where_its_report_is_gone_the_generation_before_is_used_and_said_so(named, served, tmp_path, damage, caplog):
    rebuild([named], tmp_path / "built", BigramEncoder(), None, silent_bar)
    damage(tmp_path / "built")
    named.unlink()
    assert "9.9%" in "".join(texts_of(served()))
    assert "cannot be built anew" in caplog.text and "is used" in caplog.text


def test_the_generation_before_is_not_used_when_it_is_of_other_reports(named: Path, served, tmp_path: Path):
    other = write_report(tmp_path / "other", TEXT.replace("41.2%", "5.5%"))
    rebuild([other], tmp_path / "built", BigramEncoder(), None, silent_bar)
    damage_files(tmp_path / "built")
    other.unlink()
    with pytest.raises(IndexUnusable, match="cannot be built anew"):
        served()


@pytest.mark.parametrize("damage", [damage_manifest, lose_manifest, lose_generation, damage_pointer, lose_pointer])
def test_where_nothing_tells_which_reports_it_held_it_is_refused(named: Path, served, tmp_path: Path, damage):
    damage(tmp_path / "built")
    (tmp_path / "built" / CATALOGUE).write_text("{}")
    if not (tmp_path / "built" / POINTER).exists() or not list((tmp_path / "built").glob("gen-*")):
        assert damage in (lose_pointer, lose_generation)
    for mend in (True, False):
        with pytest.raises(IndexUnusable):
            served(mend=mend)
    with pytest.raises(IndexUnusable):
        reports_in_use([tmp_path / "defaults"], tmp_path / "built")


def test_what_is_left_of_a_lost_index_of_named_reports_is_not_taken_for_none(named: Path, served, tmp_path: Path):
    """Pointer and generations were gone, the catalogue was not: the default reports were served."""
    lose_generation(tmp_path / "built")
    lose_pointer(tmp_path / "built")
    assert "9.9%" in "".join(texts_of(served()))


def test_a_catalogue_that_cannot_be_read_is_not_taken_for_none(named: Path, served, tmp_path: Path):
    lose_generation(tmp_path / "built")
    lose_pointer(tmp_path / "built")
    (tmp_path / "built" / CATALOGUE).write_text("{}")
    with pytest.raises(IndexUnusable, match="no others take their place"):
        served()


def test_a_damaged_catalogue_is_mended_by_the_next_build(named: Path, served, tmp_path: Path):
    (tmp_path / "built" / CATALOGUE).write_text("[")
    assert "9.9%" in "".join(texts_of(served(mend=False)))
    rebuild([named], tmp_path / "built", BigramEncoder(), None, silent_bar)
    assert len(read_catalogue(tmp_path / "built")) == 2


def test_an_index_without_a_catalogue_as_earlier_versions_left_it_keeps_to_its_reports(named, served, tmp_path: Path):
    (tmp_path / "built" / CATALOGUE).unlink()
    damage_files(tmp_path / "built")
    assert "9.9%" in "".join(texts_of(served()))


def test_another_encoder_keeps_to_the_reports_that_a_user_named(named: Path, served):
    assert "9.9%" in "".join(texts_of(served(BigramEncoder("other"))))


def test_another_format_keeps_to_the_reports_that_a_user_named(named: Path, served, monkeypatch):
    for module in ("index.store", "index.manifest"):
        monkeypatch.setattr(f"{module}.FORMAT", 99)
    assert "9.9%" in "".join(texts_of(served()))


def test_the_outline_of_a_damaged_index_is_that_of_its_own_reports(named: Path, defaults: Path, tmp_path: Path):
    lose_pointer(tmp_path / "built")
    assert list(reports_in_use([defaults], tmp_path / "built")) == [named]


def test_a_changed_report_that_cannot_be_read_leaves_the_index_in_use_and_says_so(named, served, caplog):
    named.write_bytes(b"%PDF-1.7")
    assert "9.9%" in "".join(texts_of(served()))
    assert "the index before stays in use" in caplog.text


def test_a_disk_without_room_leaves_the_index_in_use_and_says_so(named, served, monkeypatch, caplog):
    named.write_text(MINE + "完。", "utf-8")

    def full(*arguments, **named):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.store.write_index", full)
    assert "9.9%" in "".join(texts_of(served()))
    assert "No space left" in caplog.text


def test_two_builders_do_not_work_at_once(named: Path, tmp_path: Path):
    with building(tmp_path / "built", wait=False), pytest.raises(BuildUnderWay, match=f"process {os.getpid()}"):
        rebuild([named], tmp_path / "built", BigramEncoder(), None, silent_bar)
    rebuild([named], tmp_path / "built", BigramEncoder(), None, silent_bar)


def test_a_builder_that_was_killed_holds_nothing(named: Path, tmp_path: Path):
    code = (
        "import sys, time; from pathlib import Path; from index.lock import building\n"
        "with building(Path(sys.argv[1]), False): print('held', flush=True); time.sleep(60)"
    )
    builder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "built")], stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent
    )
    assert builder.stdout.readline() == b"held\n"
    with pytest.raises(BuildUnderWay, match=f"process {builder.pid}"):
        rebuild([named], tmp_path / "built", BigramEncoder(), None, silent_bar)
    builder.send_signal(signal.SIGKILL)
    builder.wait()
    rebuild([named], tmp_path / "built", BigramEncoder(), None, silent_bar)


def test_what_killed_builds_have_left_is_cleared_away_and_what_lives_is_not(named: Path, tmp_path: Path):
    folder = tmp_path / "built"
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    for left in (folder / f".{POINTER}.{child}", folder / f".{CATALOGUE}.{child}"):
        left.write_text("half")
    (folder / f".{POINTER}.{os.getppid()}").write_text("being written")
    (folder / "gen-20200101000000-dead").mkdir()
    save_index(load(folder), folder)
    left = {path.name for path in folder.iterdir() if not path.name.startswith("gen-2")} - {".building"}
    assert left == {POINTER, CATALOGUE, f".{POINTER}.{os.getppid()}"}
    assert not (folder / "gen-20200101000000-dead").exists()


def test_a_cache_clears_away_what_a_killed_build_has_left(tmp_path: Path):
    report = write_report(tmp_path / "mine", MINE)
    rebuild([report], tmp_path / "built", BigramEncoder(), tmp_path / "cache", silent_bar)
    for cache in tmp_path.glob("cache/vectors-*.npz"):
        (cache.parent / f".{cache.name}.999999999").write_bytes(b"half")
    report.write_text(MINE.replace("50公顷", "50块湿地"), "utf-8")
    rebuild([report], tmp_path / "built", BigramEncoder(), tmp_path / "cache", silent_bar)
    assert list((tmp_path / "cache").glob(".*")) == []


def test_a_process_that_waits_for_a_builder_uses_what_it_has_built(defaults: Path, tmp_path: Path):
    folder = tmp_path / "waiting"
    folder.mkdir()
    holds, told = os.pipe()
    child = os.fork()
    if not child:
        with building(folder, wait=False):
            os.write(told, b"x")
            time.sleep(0.5)
            from index.current import build_and_save

            build_and_save([defaults], folder, BigramEncoder(), None, silent_bar, False)
        os._exit(0)
    os.read(holds, 1)
    encoder = BigramEncoder()
    assert open_index([defaults], folder, encoder, None, silent_bar)
    assert encoder.texts == []
    os.waitpid(child, 0)

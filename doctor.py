"""`baipishu doctor`: looks at everything that an operator can get wrong, and says what to mend. Changes nothing."""

import os
import platform
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from index.encoders import MODELS
from index.manifest import IndexUnusable, read_manifest, verify
from index.sources import find_reports, sha256
from settings import ROOT, Settings, listed, unknown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

LIBRARIES = ("gradio", "uvicorn", "starlette", "pydantic", "faiss-cpu", "bm25s", "numpy", "onnxruntime", "limits")
RESTORE = "git checkout -- models"
ROOM = 500_000_000  # bytes that a rebuild wants free
MEMORY = 1_500_000_000  # bytes
FILES = 4096  # descriptors


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at and found; `cure` is None when all is well."""

    subject: str
    found: str
    cure: str | None = None

    def __str__(self) -> str:
        return f"✗ {self.subject}: {self.found} → {self.cure}" if self.cure else f"✓ {self.subject}: {self.found}"


def examine(host: str = "127.0.0.1", port: int = 7860) -> list[Finding]:
    """Look at machine, settings, libraries, encoders, reports, index, disk and port."""
    try:
        s = Settings()
    except ValidationError as error:
        return [*machine(), *(bad_setting(each) for each in error.errors(include_url=False))]
    checks: list[Callable[[], Iterator[Finding]]] = [
        machine,
        misspelt,
        libraries,
        models,
        lambda: reports(s),
        lambda: index(s),
        lambda: folders(s),
        lambda: network(s, host, port),
        lambda: operator(s),
        lambda: language_model(s),
    ]
    return [finding for check in checks for finding in check()]


def language_model(s: Settings) -> Iterator[Finding]:
    """Whether the model server answers, when one is set; its key is not shown."""
    if s.llm is None:
        return
    from opening import read_key
    from writing.client import Chat, ModelFailed, NoModel, need_openai

    try:
        need_openai("llm")
        key = read_key(s.llm_key, s.llm_key_file)
        Chat(s.llm, str(s.llm_model), key, min(s.llm_seconds, 10), 50).complete([{"role": "user", "content": "1"}])
    except (NoModel, ValueError) as error:
        yield Finding("language model", s.llm, str(error))
    except ModelFailed as failure:
        cure = "start the server, or correct BAIPISHU_LLM, BAIPISHU_LLM_MODEL or the key; until then answers quote"
        yield Finding("language model", f"{s.llm_model} at {s.llm}: {failure.detail or failure.kind}", cure)
    else:
        yield Finding("language model", f"{s.llm_model} at {s.llm} answers")


def bad_setting(error: "ErrorDetails") -> Finding:
    name = f"BAIPISHU_{'_'.join(map(str, error['loc'])).upper()}" if error["loc"] else "settings"
    return Finding(name, error["msg"], "change or unset it; docs/operations.md lists the settings")


def misspelt() -> Iterator[Finding]:
    """Variables that set nothing."""
    for name in unknown(os.environ):
        yield Finding(name, "no setting has this name", "correct or unset it; docs/operations.md lists the settings")


def machine() -> Iterator[Finding]:
    """Interpreter, processors, memory, descriptors."""
    yield Finding("Python", f"{platform.python_version()} · {platform.platform()} · {os.cpu_count()} CPUs")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    few = "give the machine 1.5 GB" if memory < MEMORY else None
    yield Finding("memory", f"{memory / 1e9:.1f} GB", few)
    import resource

    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    small = hard != resource.RLIM_INFINITY and hard < FILES
    yield Finding("open files", f"at most {hard}", f"raise it to {FILES}: LimitNOFILE= of systemd" if small else None)


def libraries() -> Iterator[Finding]:
    """Versions beside the pins that the tests run with."""
    pins = dict(
        line.strip().split("==") for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if "==" in line
    )
    by_name = {name.lower().replace("_", "-"): pin for name, pin in pins.items()}
    for name in LIBRARIES:
        try:
            found, pinned = version(name), by_name.get(name)
        except PackageNotFoundError:
            yield Finding(name, "not installed", "run `make run`, or pip install -e . -c constraints.txt")
            continue
        other = pinned is not None and found != pinned
        yield Finding(name, found, f"the tests run with {pinned}: pip install -c constraints.txt" if other else None)


def models(folder: Path = MODELS) -> Iterator[Finding]:
    """Every file of the bundled models, by the checksums that came with them."""
    for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines():
        checksum, name = line.split()
        whole = matches(folder / name, checksum)
        yield Finding(f"models/{name}", "whole" if whole else "damaged or gone", None if whole else RESTORE)


def matches(path: Path, checksum: str) -> bool:
    try:
        return sha256(path) == checksum
    except OSError:
        return False


def reports(s: Settings) -> Iterator[Finding]:
    try:
        yield Finding("reports", f"{s.reports}: {len(find_reports([s.reports]))}")
    except (ValueError, OSError) as error:
        yield Finding("reports", str(error), "set BAIPISHU_REPORTS to a folder of reports or to one report")


def index(s: Settings) -> Iterator[Finding]:
    try:
        manifest, problems = read_manifest(s.index), verify(s.index)
    except (IndexUnusable, OSError) as error:
        yield Finding("index", str(error), "run `baipishu index build`, naming its reports where they were named")
        return
    found = f"{manifest.build_id}, {manifest.created}, {len(manifest.documents)} reports"
    yield Finding("index", "; ".join([found, *problems]), "run `baipishu index build`" if problems else None)


def folders(s: Settings) -> Iterator[Finding]:
    """Where is written: may it be, and is there room."""
    written = {"INDEX": s.index, "CACHE": s.cache, "RUNS": s.runs}
    files = {"LOG_FILE": s.log_file, "FEEDBACK": s.feedback}
    for name, folder in {**written, **{name: file and file.parent for name, file in files.items()}}.items():
        if folder is None:
            continue
        place = next((each for each in (folder, *folder.parents) if each.exists()), Path("/"))
        if not os.access(place, os.W_OK):
            yield Finding(f"BAIPISHU_{name}", f"{place} cannot be written", f"chown it, or set BAIPISHU_{name}")
            continue
        free = shutil.disk_usage(place).free
        cure = "make room: a rebuild wants 0.5 GB" if free < ROOM else None
        yield Finding(f"BAIPISHU_{name}", f"{folder}, {free / 1e9:.1f} GB free", cure)


def network(s: Settings, host: str, port: int) -> Iterator[Finding]:
    """Whether the port is free, and whether who comes through a proxy can be told apart."""
    try:
        with socket.create_server((host, port)):
            yield Finding("port", f"{host}:{port} is free")
    except (OSError, OverflowError) as error:
        yield Finding("port", f"{host}:{port}: {error}", "stop what uses it, or choose another --port")
    open_to_all = host not in ("127.0.0.1", "::1", "localhost")
    if open_to_all and not listed(s.hosts):
        yield Finding("BAIPISHU_HOSTS", "not set", "name the host names under which the app is reached")
    if not listed(s.proxies):
        yield Finding("BAIPISHU_PROXIES", "not set: right without a reverse proxy, behind one all are a single client")


def operator(s: Settings) -> Iterator[Finding]:
    from web.guard.operators import Operators, read_token

    try:
        token = read_token(s.token, s.token_file)
        Operators(token)
    except ValueError as error:
        yield Finding("operator's token", str(error), "openssl rand -hex 32 > FILE; chmod 600 FILE")
        return
    if s.token_file and s.token_file.stat().st_mode & 0o077:
        yield Finding("operator's token", f"{s.token_file} can be read by others", f"chmod 600 {s.token_file}")
        return
    yield Finding("operator's token", "set" if token else "not set: only this machine is the operator")


def main(host: str, port: int) -> int:
    """Print the findings; return the exit code: 1 when something is to be mended."""
    findings = examine(host, port)
    for finding in findings:
        print(finding, file=sys.stdout)
    return int(any(finding.cure for finding in findings))

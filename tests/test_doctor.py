"""`baipishu doctor` finds what is wrong and says how to mend it."""

import os
import socket
from pathlib import Path

import pytest
from forked import run_command
from index_samples import BigramEncoder, generation_in_use, silent_bar, write_report

import doctor
from index.current import rebuild
from settings import settings

ROOT = Path(__file__).parent.parent


@pytest.fixture
def healthy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings with which nothing is wrong; returns their folder."""
    report = write_report(tmp_path / "reports")
    rebuild([report], tmp_path / "built", BigramEncoder(), None, silent_bar)
    for name, value in (("REPORTS", report.parent), ("INDEX", tmp_path / "built"), ("CACHE", tmp_path / "cache")):
        monkeypatch.setenv(f"BAIPISHU_{name}", str(value))
    return tmp_path


def cures(**named: object) -> dict[str, str]:
    return {finding.subject: finding.cure for finding in doctor.examine(port=0, **named) if finding.cure}


def test_nothing_is_wrong_where_nothing_is(healthy: Path):
    assert {subject: cure for subject, cure in cures().items() if subject not in doctor.LIBRARIES} == {}


def test_a_damaged_index_is_found(healthy: Path):
    (generation_in_use(healthy / "built") / "texts/cards.json").write_text("[]")
    assert "index build" in cures()["index"]


def test_a_report_that_is_gone_is_found(healthy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAIPISHU_REPORTS", str(healthy / "nowhere"))
    assert "BAIPISHU_REPORTS" in cures()["reports"]


def test_a_changed_file_of_a_model_is_found(healthy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("doctor.matches", lambda path, checksum: path.name != "reader.onnx")
    assert cures()["models/reader.onnx"] == "git checkout -- models"


def test_the_checksums_name_every_file_that_is_read():
    listed = {line.split()[1] for line in (ROOT / "models" / "SHA256SUMS").read_text("utf-8").splitlines()}
    files = {path.name for path in (ROOT / "models").iterdir()}
    assert listed == files - {"README.md", "SHA256SUMS"}


def test_a_full_disk_and_a_folder_that_cannot_be_written_are_found(healthy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("doctor.ROOM", 1 << 62)
    assert "make room" in cures()["BAIPISHU_INDEX"]
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "chown" in cures()["BAIPISHU_INDEX"]


def test_a_busy_port_is_found(healthy: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        findings = doctor.examine(port=taken.getsockname()[1])
    assert any(finding.subject == "port" and finding.cure for finding in findings)


def test_a_public_address_without_names_is_found(healthy: Path):
    assert "host names" in cures(host="0.0.0.0")["BAIPISHU_HOSTS"]


def test_a_token_that_others_can_read_is_found(healthy: Path, monkeypatch: pytest.MonkeyPatch):
    token = healthy / "token"
    token.write_text("x" * 40)
    token.chmod(0o644)
    monkeypatch.setenv("BAIPISHU_TOKEN_FILE", str(token))
    assert cures()["operator's token"].startswith("chmod 600")
    token.write_text("short")
    assert "openssl" in cures()["operator's token"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RATE_QUESTIONS", "many"),
        ("PROXIES", "not-an-address"),
        ("CONNECTIONS", "0"),
        ("QUESTION_SECONDS", "-1"),
        ("LOG_LEVEL", "loud"),
        ("HOSTS", "https://qa.example.org"),
        ("HOSTS", "qa.example.org:443"),
        ("EMBED", "qa.example.org"),
    ],
)
def test_a_bad_setting_is_named(healthy: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str):
    monkeypatch.setenv(f"BAIPISHU_{name}", value)
    assert f"BAIPISHU_{name}" in cures()
    settings.cache_clear()
    with pytest.raises(ValueError, match=f"BAIPISHU_{name}"):
        settings()
    settings.cache_clear()


def test_a_setting_that_is_misspelt_is_found(healthy: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("BAIPISHU_HOST", "qa.example.org")
    assert "docs/operations.md" in cures()["BAIPISHU_HOST"]


@pytest.mark.parametrize("name", ["RUNS", "FEEDBACK"])
def test_a_place_of_runs_or_notes_that_cannot_be_written_is_found(healthy: Path, monkeypatch, name: str):
    monkeypatch.setenv(f"BAIPISHU_{name}", str(healthy / "elsewhere" / "notes"))
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "chown" in cures()[f"BAIPISHU_{name}"]


def test_a_bad_setting_stops_the_start_at_once(healthy: Path, tmp_path: Path):
    for command, expected in (("doctor", 1), ("serve", 2)):
        code, said = run_command({**os.environ, "BAIPISHU_CONNECTIONS": "0"}, tmp_path / command, command)
        assert code == expected and "BAIPISHU_CONNECTIONS" in said and "Traceback" not in said


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_that_is_none_is_one_line(healthy: Path, tmp_path: Path, port: str):
    code, said = run_command(dict(os.environ), tmp_path / "said", "serve", "--port", port)
    assert code == 2 and len(said.splitlines()) == 1 and "--port" in said

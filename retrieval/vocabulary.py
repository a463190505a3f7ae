"""Fixed vocabularies (provisional loader)."""
import re, tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
DATA = Path(__file__).parent / "data"

@dataclass(frozen=True, slots=True)
class Unit:
    family: str
    factor: float | None

@dataclass(frozen=True, slots=True)
class Place:
    name: str
    aliases: tuple[str, ...]
    kind: str
    parent: str

def rows(name):
    p = DATA / name
    if not p.exists(): return
    for line in p.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"): yield line.split("\t")

@cache
def synonyms(): return {r[0]: tuple(r[1].split("|")) for r in rows("synonyms.tsv")}
@cache
def cantonese(): return tuple(sorted(((r[0], r[1]) for r in rows("cantonese.tsv")), key=lambda r: -len(r[0])))
@cache
def glossary(): return {r[0]: tuple(r[1].split("|")) for r in rows("glossary.tsv")}
@cache
def places(): return [Place(r[0], tuple(a for a in r[1].split("|") if a), r[2], r[3] if len(r)>3 else "") for r in rows("places.txt")]
@cache
def units():
    out = {}
    for f in tomllib.loads((DATA / "units.toml").read_text("utf-8"))["family"]:
        for u, k in f.get("units", {}).items(): out[u] = Unit(f["name"], 1.0)
        for u in f.get("count", []): out[u] = Unit(f["name"], None)
    return out
@cache
def question_patterns():
    t = tomllib.loads((DATA / "question_words.toml").read_text("utf-8"))
    groups = {**t.pop("wants"), **t}
    def c(g):
        zh, en = g.get("zh", []), g.get("en", [])
        parts = [f"(?:{p})" for p in zh] + [rf"(?<!\w)(?:{p.replace(' ', chr(92)+'s+') if False else p})(?!\w)" for p in en]
        return re.compile("|".join(parts), re.I)
    return {k: c(v) for k, v in groups.items()}

"""Which generations of an index there are, and of which reports each is: what is left when one of them is damaged.

Kept outside the generations, in a file that is replaced before the pointer is; newest last. An empty one is written
before the first generation is begun: what is found beside it was never in use.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.atomic import write_file

CATALOGUE = "generations.json"


@dataclass(frozen=True, slots=True)
class Generation:
    """A saved index: where it lies, how its manifest is checked, which reports it was built from."""

    name: str  # of its folder
    manifest: str  # checksum of its manifest, SHA-256
    roots: tuple[str, ...]  # the files and folders that the build was given
    named: bool  # whether a user named them for this build


def read_catalogue(folder: Path) -> list[Generation] | None:
    """List the generations, oldest first: none while the first one is being built. None when nobody can tell."""
    try:
        stored = json.loads((folder / CATALOGUE).read_bytes())
        if stored["sha256"] != checksum(stored["generations"]):
            return None
        return [Generation(**{**each, "roots": tuple(each["roots"])}) for each in stored["generations"]]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_catalogue(folder: Path, generations: Sequence[Generation]) -> None:
    listed = [{**asdict(each), "roots": list(each.roots)} for each in generations]
    data = json.dumps({"generations": listed, "sha256": checksum(listed)}, ensure_ascii=False, indent=1)
    write_file(folder / CATALOGUE, data.encode())


def checksum(generations: list[dict]) -> str:
    return hashlib.sha256(json.dumps(generations, sort_keys=True).encode()).hexdigest()

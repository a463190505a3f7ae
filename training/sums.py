"""Writes the checksums of the bundled models, by which `baipishu doctor` knows them.

    python -m training.sums          # after export, kinds or decision wrote a file of models/
"""

from index.encoders import MODELS
from index.sources import sha256

if __name__ == "__main__":
    paths = sorted(path for path in MODELS.iterdir() if path.suffix in (".onnx", ".json", ".npz"))
    (MODELS / "SHA256SUMS").write_text("".join(f"{sha256(path)}  {path.name}\n" for path in paths), "utf-8")

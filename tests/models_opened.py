"""Opens both models when it is imported, for the processes that are forked from the one that imports it."""

from models_once import opened

from index.encoders import MODELS

for name in ("reader.onnx", "retriever.onnx"):
    opened(MODELS / name)

"""Opens both models when it is imported, for the processes that are forked from the one that imports it."""

from models_once import opened

from index.encoders import MODELS
from retrieval.read.reader import NOT_FUSED

opened(MODELS / "reader.onnx", NOT_FUSED)
opened(MODELS / "retriever.onnx")

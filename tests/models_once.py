"""All readers and retrievers of this process share the two models, each of which takes a third of a second to open."""

from functools import cache

from index import encoders
from index.onnx import open_model
from retrieval.read import reader

opened = cache(open_model)
encoders.open_model = opened
reader.open_model = opened

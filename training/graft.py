"""Takes weights out of an exported reader and puts others in their place: the layers that are not taught stay as they
are, bit for bit, and nothing is needed of the training that the reader came from.

    python -m training.graft BUILD upper-1 upper-2      # the mean of what was taught → models/reader.onnx
"""

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import onnx
from onnx.numpy_helper import from_array, to_array

from index.encoders import MODELS

LARGEST = 127  # of an 8-bit weight; each column has its own scale
PRODUCT = re.compile(r"^/(.*)/(?:Gemm_)?MatMul_quant$")  # the name of a node, after the path of its module


def matrices(model: onnx.ModelProto) -> Iterator[tuple[str, str]]:
    """(name of a weight as torch has it, what its values and scales are called before _quantized and _scale)."""
    for node in model.graph.node:
        if found := PRODUCT.match(node.name):
            yield f"{found.group(1).replace('/', '.')}.weight", node.input[1].removesuffix("_quantized")


def weights_of(model: onnx.ModelProto) -> dict[str, np.ndarray]:
    """Matrices of products and all vectors, single precision, by the names that torch gives them."""
    stored = {value.name: value for value in model.graph.initializer}
    state = {
        name: to_array(value) for name, value in stored.items()
        if name.endswith((".bias", ".LayerNorm.weight")) and value.data_type == onnx.TensorProto.FLOAT
    }  # fmt: skip
    for name, short in matrices(model):
        values, scales = to_array(stored[f"{short}_quantized"]), to_array(stored[f"{short}_scale"])
        state[name] = np.ascontiguousarray((values.astype(np.float32) * scales).T)
    return state


def graft(model: onnx.ModelProto, state: Mapping[str, np.ndarray]) -> None:
    """Put weights, named as `weights_of` names them, in place of the model's.

    Raises KeyError for one that the model does not have, ValueError for one of another shape.
    """
    stored = {value.name: value for value in model.graph.initializer}
    short = dict(matrices(model))

    def put(name: str, values: np.ndarray) -> None:
        if tuple(stored[name].dims) != values.shape:
            raise ValueError(f"{name}: shape {values.shape} in place of {tuple(stored[name].dims)}")
        stored[name].CopyFrom(from_array(values, name))

    for name, values in state.items():
        if name in short:
            scales = (np.abs(values).max(axis=1) / LARGEST).astype(np.float32)
            scales[scales == 0] = 1
            put(f"{short[name]}_scale", scales)
            put(f"{short[name]}_quantized", np.round(values / scales[:, None]).astype(np.int8).T)
        else:
            put(name, values.astype(np.float32))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+")
    parser.add_argument("--out", type=Path, default=MODELS / "reader.onnx")
    given = parser.parse_args()
    states = [dict(np.load(given.folder / f"{name}.npz")) for name in given.names]
    model = onnx.load(MODELS / "reader.onnx")
    graft(model, {name: sum(state[name] for state in states) / len(states) for name in states[0]})
    onnx.save(model, given.out)


if __name__ == "__main__":
    main()

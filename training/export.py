"""Writes the trained models as ONNX with 8-bit weights, and the tokeniser beside them.

    python -m training.export BUILD WEIGHTS models
"""

import argparse
import shutil
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn
from torch.nn import functional as F

from training.base import folder_state, make_bert
from training.reader_model import ReaderModel, ReaderWithStates
from training.weights import load_weights

OPSET = 17


class RetrieverModel(nn.Module):
    """Mean-pooled, normalised vectors of texts."""

    def __init__(self, state: dict[str, np.ndarray], layers: int):
        super().__init__()
        self.bert = make_bert(state, layers, attention="eager")

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        weight = mask.unsqueeze(-1).to(hidden.dtype)
        return F.normalize((hidden * weight).sum(1) / weight.sum(1).clamp(min=1), dim=-1)


def load_retriever(base: dict[str, np.ndarray], folder: Path, layers: int) -> RetrieverModel:
    return RetrieverModel({**base, **load_weights(folder, "retriever")}, layers).eval()


def load_reader(base: dict[str, np.ndarray], folder: Path, layers: int) -> ReaderModel:
    model = ReaderModel(base, layers, dropout=0.0, attention="eager")
    stored = {name: torch.from_numpy(values) for name, values in load_weights(folder, "reader").items()}
    missing, unexpected = model.load_state_dict(stored, strict=False)
    if unexpected or [name for name in missing if "word_embeddings" not in name and "_ids" not in name]:
        raise ValueError(f"the reader does not fit: missing {missing}, unexpected {unexpected}")
    return model.eval()


def write_onnx(model: nn.Module, inputs: tuple[str, ...], outputs: dict[str, tuple[int, ...]], path: Path) -> None:
    """Export with free batch and length, then quantise the weights to 8 bits, one scale a channel.

    `outputs`: the free axes of each output.
    """
    example = torch.randint(4, 1000, (2, 16))
    arguments = {"ids": example, "mask": torch.ones_like(example), "kinds": torch.zeros_like(example)}
    axes = {name: {0: "texts", 1: "pieces"} for name in inputs}
    axes |= {name: dict(zip(free, ("texts", "pieces"), strict=False)) for name, free in outputs.items()}
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exact = Path(folder) / "exact.onnx"
        torch.onnx.export(
            model,
            tuple(arguments[name] for name in inputs),
            str(exact),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=OPSET,
            dynamo=False,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        quantize_dynamic(exact, path, per_channel=True, weight_type=QuantType.QInt8)


def write_probe(path: Path, width: int = 64) -> None:
    """One product of 8-bit values, the weights the largest, by which `index.onnx` sees whether sums overflow."""
    weights = onnx.numpy_helper.from_array(np.full((width, width), 127, np.int8), "weights")
    graph = onnx.helper.make_graph(
        [onnx.helper.make_node("MatMulInteger", ["values", "weights"], ["sums"])],
        "overflow",
        [onnx.helper.make_tensor_value_info("values", onnx.TensorProto.UINT8, ["rows", width])],
        [onnx.helper.make_tensor_value_info("sums", onnx.TensorProto.INT32, ["rows", width])],
        [weights],
    )
    opset = onnx.helper.make_opsetid("", OPSET)
    onnx.save(onnx.helper.make_model(graph, opset_imports=[opset], ir_version=8), path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="what training.prepare wrote")
    parser.add_argument("weights", type=Path, help="what training wrote")
    parser.add_argument("out", type=Path)
    parser.add_argument("--layers", type=int, default=12)
    given = parser.parse_args()
    torch.set_num_threads(1)
    base = folder_state(given.folder)
    write_onnx(
        load_retriever(base, given.weights, given.layers),
        ("ids", "mask"),
        {"vectors": (0,)},
        given.out / "retriever.onnx",
    )
    write_onnx(
        ReaderWithStates(load_reader(base, given.weights, given.layers)),
        ("ids", "mask", "kinds"),
        {"answer": (0,), "words": (0, 1), "alone": (0,), "middle": (0, 1), "last": (0, 1)},
        given.out / "reader.onnx",
    )
    write_probe(given.out / "overflow.onnx")
    shutil.copyfile(given.folder / "tokenizer.json", given.out / "tokenizer.json")
    for path in sorted(given.out.glob("*.onnx")):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()

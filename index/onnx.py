"""Opens an ONNX model for one thread a call: many calls run side by side, and none depends on the others."""

from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime

onnxruntime.disable_telemetry_events()  # on by default since 1.32: nothing that is asked or read leaves this machine

# On x86 without VNNI the sums of 8-bit products overflow, and scores are others than elsewhere: up to 1.5 of the
# reader's. This avoids it, but takes .7 more of the time on a processor that has VNNI and needs no avoiding.
OVERFLOW_AVOIDED = "session.x64quantprecision"
PROBE = Path(__file__).parent.parent / "models" / "overflow.onnx"  # one product of 8-bit values, by training/export.py


class ModelUnusable(ValueError):
    """A model file that is missing or that ONNX Runtime cannot read."""


def open_model(path: Path, without: tuple[str, ...] = ()) -> onnxruntime.InferenceSession:
    """`without`: steps of ONNX Runtime's that would rewrite the model. Raises ModelUnusable with the cure."""
    return open_session(path, avoiding=overflows(), without=without)


@cache
def overflows() -> bool:
    """Whether this machine's sums of 8-bit products overflow: a product is taken whose sums are largest.

    The arithmetic itself is asked, as no list of processors is complete.
    """
    model = open_session(PROBE, avoiding=False)
    (given,) = model.get_inputs()
    largest = np.full((8, given.shape[1]), 255, np.uint8)
    return bool((model.run(None, {given.name: largest})[0] != 255 * 127 * given.shape[1]).any())


def open_session(path: Path, avoiding: bool, without: tuple[str, ...] = ()) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry(OVERFLOW_AVOIDED, str(int(avoiding)))
    try:
        return onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"], disabled_optimizers=list(without)
        )
    except Exception as error:  # the runtime raises classes of its own for every kind of damage
        reason = str(error).splitlines()[0]
        raise ModelUnusable(f"{path}: cannot be opened ({reason}); restore it with `git checkout -- models`") from error

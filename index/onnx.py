"""Opens an ONNX model for one thread a call: many calls run side by side, and none depends on the others."""

from pathlib import Path

import onnxruntime

onnxruntime.disable_telemetry_events()  # on by default since 1.32: nothing that is asked or read leaves this machine

# On x86 without VNNI the sums of 8-bit products overflow, and scores are others than elsewhere: up to 1.5 of the
# reader's. Changes nothing on other CPUs.
OVERFLOW_AVOIDED = "session.x64quantprecision"


class ModelUnusable(ValueError):
    """A model file that is missing or that ONNX Runtime cannot read."""


def open_model(path: Path) -> onnxruntime.InferenceSession:
    """Raises ModelUnusable with the cure."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry(OVERFLOW_AVOIDED, "1")
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime raises classes of its own for every kind of damage
        reason = str(error).splitlines()[0]
        raise ModelUnusable(f"{path}: cannot be opened ({reason}); restore it with `git checkout -- models`") from error

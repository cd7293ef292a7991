"""Writes the recorded files of this folder: what Python's safetensors writes, and what it reads of a file of ours.

Run once, with safetensors 0.8.0 and numpy 2.4.6, in this folder: python record.py
from_typegrad.safetensors is there before: `npx tsx record.ts` writes it.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from safetensors import TensorSpec, serialize
from safetensors.numpy import load

HERE = Path(__file__).parent
# bfloat16 has no numpy dtype: the upper halves of the bits of f32
BF16 = np.array([0x3F80, 0xBF00, 0x0001, 0x7F7F], dtype=np.uint16)

TENSORS = {
    "f32": ("float32", np.array([[0.1, -2.5], [3e-39, 3.4e38]], dtype=np.float32)),
    "f64": ("float64", np.array([0.1, -1e300], dtype=np.float64)),
    "f16": ("float16", np.array([1.5, -0.0, 6e-8], dtype=np.float16)),
    "bf16": ("bfloat16", BF16),
    "i64": ("int64", np.array([2**62, -1], dtype=np.int64)),
    "i32": ("int32", np.array([[-(2**31)], [7]], dtype=np.int32)),
    "u32": ("uint32", np.array([2**32 - 1], dtype=np.uint32)),
    "u8": ("uint8", np.arange(6, dtype=np.uint8).reshape(1, 2, 3)),
    "bool": ("bool", np.array([True, False, True])),
    "scalar": ("float32", np.array(2.5, dtype=np.float32)),
    "empty": ("float32", np.zeros((0, 3), dtype=np.float32)),
    "h.0.attn-weight": ("float32", np.array([1, 2], dtype=np.float32)),
    "h.1.attn-weight": ("float32", np.array([3, 4], dtype=np.float32)),
}


def spec(name: str) -> TensorSpec:
    dtype, array = TENSORS[name]
    return TensorSpec(
        dtype=dtype, shape=list(array.shape), data_ptr=array.ctypes.data, data_len=array.nbytes
    )


def shown(path: Path) -> dict:
    """What Python's safetensors reads: f32 and f64 as numbers that JSON holds exactly."""
    return {
        name: {"shape": list(array.shape), "dtype": str(array.dtype), "values": array.ravel().tolist()}
        for name, array in sorted(load(path.read_bytes()).items())
    }


written = serialize({name: spec(name) for name in TENSORS}, {"made by": 'Python, "safetensors" 0.8.0, ü'})
(HERE / "from_python.safetensors").write_bytes(written)

ours = HERE / "from_typegrad.safetensors"
record = {"sha256": hashlib.sha256(ours.read_bytes()).hexdigest(), "tensors": shown(ours)}
(HERE / "read_by_python.json").write_text(json.dumps(record, indent=2) + "\n")

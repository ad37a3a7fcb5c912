"""Writes the fixtures of ModelFilesTests with the Python packages gguf, safetensors, numpy and torch.

    python3 make_fixtures.py [SmolLM2-135M-Instruct.Q4_1.gguf]

Given the real file, the digests of some of its dequantised tensors are written too.
"""

import hashlib
import json
import pathlib
import sys

import gguf
import numpy as np
import safetensors.torch
import torch
from gguf import GGMLQuantizationType as Q

here = pathlib.Path(__file__).parent
random = np.random.default_rng(7)


def k_quant_blocks(kind, rows, blocks):
    """Random bits for everything but the half-precision scales: the package cannot quantise to these formats."""
    size = gguf.GGML_QUANT_SIZES[kind][1]
    data = random.integers(0, 256, (rows, blocks, size), dtype=np.uint8)
    scale_offsets = [208] if kind == Q.Q6_K else [0, 2]
    for offset in scale_offsets:
        scales = random.uniform(-0.01, 0.01, (rows, blocks, 1)).astype(np.float16)
        data[:, :, offset : offset + 2] = scales.view(np.uint8)
    return data.reshape(rows, blocks * size)


def write_quantized():
    writer = gguf.GGUFWriter(here / "quantized.gguf", "test")
    writer.add_uint8("test.uint8", 200)
    writer.add_int8("test.int8", -100)
    writer.add_uint16("test.uint16", 60000)
    writer.add_int16("test.int16", -30000)
    writer.add_uint32("test.uint32", 4_000_000_000)
    writer.add_int32("test.int32", -2_000_000_000)
    writer.add_uint64("test.uint64", 2**53)
    writer.add_int64("test.int64", -(2**53))
    writer.add_float32("test.float32", 0.15625)
    writer.add_float64("test.float64", 0.1)
    writer.add_bool("test.bool", True)
    writer.add_string("test.string", "grüße 🜁\n")
    writer.add_array("test.strings", ["", "a", "Ġthe"])
    writer.add_array("test.integers", [1, -2, 3])
    writer.add_array("test.floats", [0.5, -1.25])
    writer.add_array("test.bools", [True, False])
    writer.add_array("test.arrays", [[1, 2], [3]])

    floats, bfloat16 = {}, {}
    for kind in [Q.F32, Q.F16, Q.BF16, Q.Q4_0, Q.Q4_1, Q.Q5_0, Q.Q5_1, Q.Q8_0, Q.Q4_K, Q.Q5_K, Q.Q6_K]:
        name = kind.name
        if kind.name.endswith("_K"):
            data = k_quant_blocks(kind, 2, 2)
        else:
            values = random.standard_normal((3, 64)).astype(np.float32)
            data = gguf.quants.quantize(values, kind)
        writer.add_tensor(name, data, raw_dtype=kind)
        expected = gguf.quants.dequantize(data, kind).astype(np.float32)
        floats[name] = torch.from_numpy(expected.copy())
        bfloat16[name] = floats[name].to(torch.bfloat16)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    safetensors.torch.save_file(floats, here / "quantized.f32.safetensors")
    safetensors.torch.save_file(bfloat16, here / "quantized.bf16.safetensors")


def write_dtypes():
    """A tensor of each dtype, with the corners of its range, and what torch makes of them as float32 and bfloat16."""
    halves = torch.arange(0, 65536, 37, dtype=torch.int32).to(torch.uint16).view(torch.float16)
    wide = torch.tensor([0.0, -0.0, 1.0, 1.00390625, 1.01171875, 3.3895e38, 1e-40, float("inf"), -float("inf"), float("nan")])
    tensors = {
        "f64": torch.tensor([[0.1, -1e300], [1e-50, 16777217.0]], dtype=torch.float64),
        "f32": wide,
        "f16": halves[torch.isfinite(halves)],
        "f16-not-finite": torch.tensor([float("inf"), -float("inf"), float("nan")], dtype=torch.float16),
        "bf16": wide.to(torch.bfloat16),
        "i64": torch.tensor([-(2**63), 2**63 - 1, 16777217, 0]),
        "i32": torch.tensor([-(2**31), 2**31 - 1, 7], dtype=torch.int32),
        "i16": torch.tensor([-(2**15), 2**15 - 1], dtype=torch.int16),
        "i8": torch.arange(-128, 128, 17, dtype=torch.int8),
        "u8": torch.arange(0, 256, 17).to(torch.uint8),
        "bool": torch.tensor([True, False, True]),
        "empty": torch.zeros((0, 4)),
        "scalar": torch.tensor(2.5),
        'a "name" \\ with\n\té': torch.ones((2, 1, 3), dtype=torch.bfloat16),
    }
    safetensors.torch.save_file(tensors, here / "dtypes.safetensors", metadata={"format": "pt"})
    as_floats = {name: tensor.to(torch.float32) for name, tensor in tensors.items()}
    safetensors.torch.save_file(as_floats, here / "dtypes.f32.safetensors")
    as_bfloat16 = {name: tensor.to(torch.float32).to(torch.bfloat16) for name, tensor in tensors.items()}
    safetensors.torch.save_file(as_bfloat16, here / "dtypes.bf16.safetensors")


def write_real_digests(path):
    names = ["token_embd.weight", "blk.0.attn_q.weight", "blk.7.ffn_down.weight", "blk.29.attn_norm.weight"]
    reader = gguf.GGUFReader(path)
    facts = {}
    for tensor in reader.tensors:
        if tensor.name in names:
            values = gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(np.float32)
            facts[tensor.name] = {
                "format": tensor.tensor_type.name,
                "shape": list(values.shape),
                "sha256": hashlib.sha256(np.ascontiguousarray(values).tobytes()).hexdigest(),
            }
    (here / "smollm2.json").write_text(json.dumps(facts, indent=2, sort_keys=True) + "\n")


write_quantized()
write_dtypes()
if len(sys.argv) > 1:
    write_real_digests(sys.argv[1])

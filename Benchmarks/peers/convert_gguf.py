"""Writes a GGUF file's weights in another format, so that llama.cpp reads as many bytes for each as Candor does.

    python convert_gguf.py SmolLM2-135M-Instruct.Q4_1.gguf .deps/peers/smollm2-bf16.gguf --format BF16
"""

import argparse
from pathlib import Path

import gguf
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter

FORMATS = {"BF16": gguf.LlamaFileType.MOSTLY_BF16, "F16": gguf.LlamaFileType.MOSTLY_F16}
# The writer sets these itself.
OWN_KEYS = {"GGUF.version", "GGUF.tensor_count", "GGUF.kv_count", "general.architecture", "general.file_type"}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("source", type=Path)
    arguments.add_argument("target", type=Path)
    arguments.add_argument("--format", choices=FORMATS, default="BF16")
    options = arguments.parse_args()
    reader = GGUFReader(options.source)
    writer = GGUFWriter(options.target, reader.get_field("general.architecture").contents())
    writer.add_file_type(FORMATS[options.format])
    for field in reader.fields.values():
        if field.name not in OWN_KEYS:
            is_list = field.types[0] == GGUFValueType.ARRAY
            writer.add_key_value(field.name, field.contents(), field.types[0],
                                 sub_type=field.types[-1] if is_list else None)
    for tensor in reader.tensors:
        numbers = gguf.quants.dequantize(tensor.data, tensor.tensor_type)
        # Norms stay as they are: llama.cpp computes them in float32 only.
        kind = GGMLQuantizationType[options.format] if numbers.ndim > 1 else GGMLQuantizationType.F32
        writer.add_tensor(tensor.name, gguf.quants.quantize(numbers, kind), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    main()

"""What the scripts for transformers share: models with random weights in the true shapes, and measuring on any device."""

import math
import resource
import time

import torch
from transformers import AutoModelForCausalLM, LlamaConfig, Qwen2Config

DTYPES = {"bf16": torch.bfloat16, "fp32": torch.float32}


def qwen2(vocabulary, hidden, intermediate, layers, heads, key_value_heads, epsilon=1e-6, theta=10_000.0):
    return Qwen2Config(
        vocab_size=vocabulary, hidden_size=hidden, intermediate_size=intermediate, num_hidden_layers=layers,
        num_attention_heads=heads, num_key_value_heads=key_value_heads, rms_norm_eps=epsilon, rope_theta=theta,
        max_position_embeddings=131_072, tie_word_embeddings=False)


# The same as `DecoderConfiguration.shapes`.
SHAPES = {
    "r1-distill-qwen-1.5b": lambda: qwen2(151_936, 1_536, 8_960, 28, 12, 2),
    "r1-distill-qwen-7b": lambda: qwen2(152_064, 3_584, 18_944, 28, 28, 4),
    "r1-distill-qwen-14b": lambda: qwen2(152_064, 5_120, 13_824, 48, 40, 8, 1e-5, 1_000_000.0),
    "smollm2-135m": lambda: LlamaConfig(
        vocab_size=49_152, hidden_size=576, intermediate_size=1_536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, rms_norm_eps=1e-5, rope_theta=100_000.0, max_position_embeddings=8_192,
        tie_word_embeddings=True),
}


def add_model_arguments(arguments):
    model = arguments.add_mutually_exclusive_group(required=True)
    model.add_argument("--model", help="a Hugging Face folder")
    model.add_argument("--shape", choices=SHAPES, help="random weights in the shape of a model")
    arguments.add_argument("--device", default="cpu")
    arguments.add_argument("--dtypes", nargs="+", choices=DTYPES, default=["bf16"])
    arguments.add_argument("--attention", nargs="+", choices=["sdpa", "eager"], default=["sdpa"])
    arguments.add_argument("--passes", type=int, default=2, help="times that the work is done; the best counts")
    arguments.add_argument("--threads", type=int, help="2 or whatever else; all of them when left out")


def load_model(options, dtype, attention):
    torch.manual_seed(0)
    settings = dict(dtype=DTYPES[dtype], attn_implementation=attention)
    if options.model:
        return AutoModelForCausalLM.from_pretrained(options.model, **settings).to(options.device)
    with torch.device(options.device):
        return AutoModelForCausalLM.from_config(SHAPES[options.shape](), **settings)


def mixed_lengths(count):
    """Quantiles of an exponential distribution, cut off: 600 in the mean, 2,048 at most; as in `candor bench`."""
    return [min(2048, 16 + round(-605 * math.log(1 - (index + 0.5) / count))) for index in range(count)]


def seconds(options, work):
    synchronize(options)
    start = time.perf_counter()
    work()
    synchronize(options)
    return time.perf_counter() - start


def synchronize(options):
    if options.device != "cpu":
        torch.cuda.synchronize()


def forget_peak_memory(options):
    if options.device != "cpu":
        torch.cuda.reset_peak_memory_stats()


def peak_gigabytes(options):
    if options.device != "cpu":
        return round(torch.cuda.max_memory_allocated() / 1e9, 2)
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9, 2)


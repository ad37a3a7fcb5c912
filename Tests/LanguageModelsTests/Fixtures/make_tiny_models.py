"""Writes the tiny random checkpoints beside this file, with what transformers and PEFT compute from them.

    python make_tiny_models.py          # needs torch 2.11, transformers 5.17, peft 0.21

Each folder (llama, llama3-scaled, llama-yarn, qwen2, qwen3) is a checkpoint in the Hugging Face layout plus
    adapter*/             a LoRA adapter written by PEFT, every lora_B non-zero
    cases.json            token ids, greedy continuations and the training batch (all that is whole numbers)
    expected.safetensors  fp32 results: see README.md for the keys, the shapes and the meaning of the losses
    variants/*.json       the same weights under another rotary scaling (llama-yarn only)
Everything is computed in fp32 on one thread. The script stops if a fixture could not notice the mistake it is for.
"""

import json
import shutil
from pathlib import Path

import torch
import torch.nn.functional as F
from peft import LoraConfig, PeftModel, get_peft_model, get_peft_model_state_dict
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM, LlamaConfig, Qwen2Config, Qwen3Config
from transformers.utils import logging

HERE = Path(__file__).parent
VOCABULARY, LAST_SPECIAL = 160, 4
ROW_LENGTHS = [4, 9, 13]
PROMPT_LENGTHS = [1, 3, 6]  # tokens of each row that are not supervised
GREEDY_TOKENS = 16
LONG_LENGTH, LONG_KEPT = 80, 12  # positions of the long row, and how many of the last are kept

SHAPE = dict(vocab_size=VOCABULARY, hidden_size=48, intermediate_size=64, num_hidden_layers=2, num_attention_heads=3,
             num_key_value_heads=1, max_position_embeddings=128, rms_norm_eps=1e-5, hidden_act="silu",
             bos_token_id=1, eos_token_id=2, tie_word_embeddings=True)
LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
              original_max_position_embeddings=32)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=32)

YARN_VARIANTS = {
    "attention-factor": YARN | dict(attention_factor=1.5),
    "mscale": YARN | dict(mscale=1.0, mscale_all_dim=0.4),
    "betas": YARN | dict(beta_fast=6.0, beta_slow=0.5),
    "no-truncation": YARN | dict(truncate=False),
    "linear": dict(rope_type="linear", factor=4.0),
    "default": dict(rope_type="default"),
}


def specifications():
    """The models by name: configuration, stored dtype, rotary embedding, how the files are written, adapters."""
    all_linear = dict(r=4, lora_alpha=8, target_modules="all-linear")
    return {
        # Spelled as transformers 5 writes it; heads 3/1 as in SmolLM2.
        "llama": dict(seed=6, config=LlamaConfig(**SHAPE), dtype=torch.float32, theta=1e4, adapters={
            "adapter": all_linear,
            "adapter-regex": dict(r=4, lora_alpha=8, target_modules=r".*\.layers\.1\.self_attn\.(q_proj|v_proj)"),
        }),
        # Spelled as the published Llama 3 checkpoints are: rope_theta, rope_scaling, torch_dtype, several end tokens.
        "llama3-scaled": dict(seed=1, config=LlamaConfig(**SHAPE | dict(
            num_attention_heads=4, num_key_value_heads=2, head_dim=16, tie_word_embeddings=False,
            eos_token_id=[2, 3, 4])), dtype=torch.bfloat16, theta=1e4, scaling=LLAMA3, published_spelling=True,
            adapters={"adapter": all_linear}),
        "llama-yarn": dict(seed=4, config=LlamaConfig(**SHAPE), dtype=torch.bfloat16, theta=1e4, scaling=YARN,
                           variants=YARN_VARIANTS, adapters={"adapter": all_linear}),
        # Biases on q, k and v; two shards; hidden 64 = 4 x 16. The large epsilon makes a wrong epsilon visible.
        "qwen2": dict(seed=4, config=Qwen2Config(**SHAPE | dict(
            hidden_size=64, num_attention_heads=4, num_key_value_heads=2, rms_norm_eps=1e-2,
            tie_word_embeddings=False, use_sliding_window=False)), dtype=torch.bfloat16, theta=1e6,
            published_spelling=True, max_shard_size="90KB", adapters={
                "adapter": all_linear | dict(use_rslora=True, rank_pattern={"q_proj": 2, "layers.1.mlp.down_proj": 6},
                                             alpha_pattern={"v_proj": 3, "layers.0.self_attn.o_proj": 16})}),
        # Normed queries and keys; head_dim 32 although hidden / heads is 12; three layers.
        "qwen3": dict(seed=2, config=Qwen3Config(**SHAPE | dict(
            num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2, head_dim=32, rms_norm_eps=1e-6)),
            dtype=torch.bfloat16, theta=1e6, published_spelling=True, adapters={"adapter": all_linear}),
    }


def main():
    logging.disable_progress_bar()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    for name, specification in specifications().items():
        write_model(HERE / name, specification, torch.Generator().manual_seed(specification["seed"]))
    total = sum(file.stat().st_size for name in specifications() for file in (HERE / name).rglob("*.*"))
    print(f"{total / 1e6:.2f} MB in all")


def write_model(folder, specification, random):
    shutil.rmtree(folder, ignore_errors=True)
    scaling = specification.get("scaling", dict(rope_type="default"))
    write_checkpoint(folder, specification, scaling, random)
    model = load(folder)

    rows = [token_ids(length, random) for length in ROW_LENGTHS]
    long_row = token_ids(LONG_LENGTH, random)
    expected, cases = {}, {"rows": rows, "long": {"ids": long_row, "positions": long_positions()}}

    for index, row in enumerate(rows):
        expected[f"rows.{index}.logits"] = logits(model, row)
    expected["long.logits"] = logits(model, long_row)[-LONG_KEPT:]
    cases["greedy"] = [greedy(model, row) for row in rows]
    check_rotary_matters(folder, scaling, expected["long.logits"], long_row)

    for variant, changed in specification.get("variants", {}).items():
        write_variant(folder, variant, specification["theta"], changed)
        expected[f"variants.{variant}.long.logits"] = logits(load(folder, variant), long_row)[-LONG_KEPT:]
    check_all_differ({key: value for key, value in expected.items() if key.endswith("long.logits")})

    for adapter, parameters in specification["adapters"].items():
        write_adapter(folder, adapter, parameters, random)
        adapted = load_adapter(folder, adapter)
        for index, row in enumerate(rows):
            expected[f"{adapter}.rows.{index}.logits"] = logits(adapted, row)
        check_all_differ({index: expected[f"{key}rows.2.logits"] for index, key in enumerate(["", f"{adapter}."])})

    if folder.name in ("llama", "qwen2"):
        weighted = folder.name == "qwen2"
        cases["training"], tensors = training(load_adapter(folder, "adapter", trainable=True), rows, weighted)
        expected |= tensors

    (folder / "cases.json").write_text(compact_json(cases))
    save_file({key: value.contiguous() for key, value in expected.items()}, folder / "expected.safetensors")
    print(f"{folder.name}: largest logit {max(value.abs().max().item() for value in expected.values()):.2f}")


# Checkpoints


def write_checkpoint(folder, specification, scaling, random):
    config = specification["config"]
    config.rope_parameters = dict(rope_theta=specification["theta"]) | scaling
    model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            parameter.copy_(random_parameter(name, parameter.shape, random))
    dtype = specification["dtype"]
    config.dtype = dtype
    model.to(dtype).save_pretrained(folder, max_shard_size=specification.get("max_shard_size", "1GB"))
    (folder / "generation_config.json").unlink(missing_ok=True)
    if specification.get("published_spelling"):
        spell_as_published(folder / "config.json")


def random_parameter(name, shape, random):
    """Sharp attention, layers that outweigh the embedding, and norms and biases far from 1 and 0."""
    values = torch.randn(shape, generator=random)
    if "norm" in name:
        return 1 + 0.4 * values
    if name.endswith("bias"):
        return 0.5 * values
    if "embed_tokens" in name:
        return 0.2 * values
    return values * (1.0 if "lm_head" in name else 1.5) / shape[1] ** 0.5


def spell_as_published(file):
    """Writes the rotary embedding and the dtype as the published checkpoints and transformers 4 do."""
    config = json.loads(file.read_text())
    rope = config.pop("rope_parameters")
    config["rope_theta"] = rope.pop("rope_theta")
    config["rope_scaling"] = rope if rope["rope_type"] != "default" else None
    config["torch_dtype"] = config.pop("dtype")
    config.pop("layer_types", None)
    file.write_text(json.dumps(config, indent=2) + "\n")


def write_variant(folder, variant, theta, scaling):
    config = json.loads((folder / "config.json").read_text())
    config["rope_parameters"] = dict(rope_theta=theta) | scaling
    (folder / "variants").mkdir(exist_ok=True)
    (folder / "variants" / f"{variant}.json").write_text(json.dumps(config, indent=2) + "\n")


def load(folder, variant=None):
    config = AutoConfig.from_pretrained(folder / "variants" / f"{variant}.json" if variant else folder)
    return AutoModelForCausalLM.from_pretrained(folder, config=config, dtype=torch.float32).eval()


# Adapters


def write_adapter(folder, adapter, parameters, random):
    model = get_peft_model(load(folder), LoraConfig(task_type="CAUSAL_LM", lora_dropout=0.0, **parameters))
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if "lora_" in name:
                values = torch.randn(parameter.shape, generator=random)
                parameter.copy_(values * (0.2 if "lora_B" in name else parameter.shape[1] ** -0.5))
    model.peft_config["default"].base_model_name_or_path = folder.name
    model.save_pretrained(folder / adapter)
    (folder / adapter / "README.md").unlink()
    file = folder / adapter / "adapter_config.json"
    config = json.loads(file.read_text())
    if isinstance(config["target_modules"], list):  # a set, so in a different order every time
        config["target_modules"].sort()
    file.write_text(json.dumps(config, indent=2) + "\n")


def load_adapter(folder, adapter, trainable=False):
    return PeftModel.from_pretrained(load(folder), folder / adapter, is_trainable=trainable)


# Expectations


def token_ids(length, random):
    return torch.randint(LAST_SPECIAL + 1, VOCABULARY, (length,), generator=random).tolist()


def long_positions():
    return list(range(LONG_LENGTH - LONG_KEPT, LONG_LENGTH))


@torch.no_grad()
def logits(model, row):
    return model(torch.tensor([row])).logits[0]


@torch.no_grad()
def greedy(model, row):
    """The continuation by arg max, one token at a time through the key/value cache."""
    result, ids, cache = [], torch.tensor([row]), None
    for _ in range(GREEDY_TOKENS):
        output = model(ids, past_key_values=cache, use_cache=True)
        cache, last = output.past_key_values, output.logits[0, -1]
        first, second = last.topk(2).values.tolist()
        assert first - second > 1e-3, f"a near tie ({first - second:.1e}): choose another seed"
        result.append(last.argmax().item())
        ids = torch.tensor([[result[-1]]])
    assert len(set(result)) >= 6, f"too repetitive to notice a stale cache: choose another seed: {result}"
    assert min(result) > LAST_SPECIAL, "an end token: choose another seed"
    return result


def training(model, rows, weighted):
    """Gradients of one batch, and the adapter after one and after three AdamW steps on it."""
    supervised = [[position >= prompt for position in range(len(row))] for row, prompt in zip(rows, PROMPT_LENGTHS)]
    weights = [[float(position % 4 + 1) / 2 if weighted else 1.0 for position in range(len(row))] for row in rows]
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=1e-2, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01)
    losses, norms, tensors = [], [], {}
    for step in range(1, 4):
        optimizer.zero_grad()
        loss = weighted_loss(model, rows, supervised, weights)
        loss.backward()
        if step == 1:
            tensors |= named("training.gradients", model, lambda parameter: parameter.grad)
        losses.append(loss.item())
        norms.append(torch.nn.utils.clip_grad_norm_(parameters, 1.0).item())
        optimizer.step()
        if step != 2:
            tensors |= named(f"training.step{step}", model, lambda parameter: parameter)
    assert norms[0] > 1, "clipping must change the gradients"
    assert losses[2] < losses[0]
    smallest = min(tensor.abs().max().item() for key, tensor in tensors.items() if "gradients" in key)
    assert smallest > 1e-4, "every module must receive a gradient"
    return dict(supervised=supervised, weights=weights, learningRate=1e-2, beta1=0.9, beta2=0.999, epsilon=1e-8,
                weightDecay=0.01, maximumGradientNorm=1.0, losses=losses, gradientNorms=norms), tensors


def weighted_loss(model, rows, supervised, weights):
    """sum(w * cross-entropy) / sum(w) over the supervised tokens of the whole batch.

    Token t of a row is predicted from position t - 1; supervised[t] and weights[t] belong to the token predicted.
    """
    total, weight = 0, 0
    for row, supervision, row_weights in zip(rows, supervised, weights):
        ids = torch.tensor([row])
        losses = F.cross_entropy(model(ids).logits[0, :-1], ids[0, 1:], reduction="none")
        scale = torch.tensor(row_weights)[1:] * torch.tensor(supervision)[1:]
        total, weight = total + (losses * scale).sum(), weight + scale.sum()
    return total / weight


def named(prefix, model, value):
    """The adapter's tensors under the names that PEFT gives them in a file."""
    of_parameter = {name: value(parameter).detach().clone() for name, parameter in model.named_parameters()
                    if parameter.requires_grad}
    return {f"{prefix}.{key}": tensor
            for key, tensor in get_peft_model_state_dict(model, state_dict=of_parameter).items()}


# Checks of the fixtures themselves


def check_rotary_matters(folder, scaling, expected, long_row):
    if scaling["rope_type"] == "default":
        return
    model = load(folder)
    if scaling["rope_type"] == "yarn":
        model.model.rotary_emb.attention_scaling = 1.0
        check_all_differ({"with": expected, "without attention factor": logits(model, long_row)[-LONG_KEPT:]})
    head_dimensions = model.config.head_dim or model.config.hidden_size // model.config.num_attention_heads
    exponents = torch.arange(0, head_dimensions, 2).float() / head_dimensions
    unscaled = model.config.rope_parameters["rope_theta"] ** -exponents
    if scaling["rope_type"] == "llama3":
        check_every_band_is_used(2 * torch.pi / unscaled, scaling)
    model.model.rotary_emb.inv_freq = unscaled
    check_all_differ({"with": expected, "without scaling": logits(model, long_row)[-LONG_KEPT:]})


def check_every_band_is_used(wavelengths, scaling):
    """Some frequencies are kept, some divided by the factor and some blended."""
    turns = scaling["original_max_position_embeddings"] / wavelengths
    kept, divided = turns > scaling["high_freq_factor"], turns < scaling["low_freq_factor"]
    assert kept.any() and divided.any() and not (kept | divided).all(), turns


def check_all_differ(tensors):
    entries = list(tensors.items())
    for index, (name, tensor) in enumerate(entries):
        for other_name, other in entries[index + 1:]:
            difference = (tensor - other).abs().max() / tensor.abs().max()
            assert difference > 0.01, f"{name} and {other_name} differ by only {difference:.1e}"


def compact_json(value):
    """One line per top-level entry."""
    lines = [f"  {json.dumps(key)}: {json.dumps(entry)}" for key, entry in value.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main()

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The operations of a decoder on the CPU, on raw memory. Matrices are row-major; strides are in elements, and where none is
// given a row follows the one before. Arithmetic is in fp32, rounded once on output. Each call runs on libtorch's threads and
// returns when it is done; the instruction set is chosen when the program starts.

typedef enum { CKERNELS_FLOAT32, CKERNELS_BFLOAT16 } ckernels_type;

// The instruction set that the kernels use here: "avx512-bf16", "avx2" or "portable".
const char *ckernels_instruction_set(void);

// Uses another one from now on when this thread calls; false where this machine does not have it. For tests and comparisons.
bool ckernels_choose_instruction_set(const char *name);

// activation [tokens, width] = silu(first half) * second half of gate_up [tokens, 2 * width].
// Backward: also the gradient of gate_up, from that of the activation.
typedef struct {
  ckernels_type type;
  int64_t tokens, width;
  const void *gate_up;
  int64_t gate_up_stride;
  void *activation;
  const void *gradient;     // [tokens, width]; backward only
  void *gate_up_gradient;  // [tokens, 2 * width]; backward only
} ckernels_swiglu;
void ckernels_swiglu_forward(const ckernels_swiglu *arguments);
void ckernels_swiglu_backward(const ckernels_swiglu *arguments);

// sum = x + residual, y = sum / rms(sum) * weight; with no residual, y = x / rms(x) * weight and `sum` is not written.
typedef struct {
  ckernels_type type;
  int64_t tokens, width;
  float epsilon;
  const void *x;
  int64_t x_stride;
  const void *weight, *residual;  // residual: [tokens, width] or NULL
  void *sum, *y;                  // [tokens, width]
  float *inverse_rms;             // [tokens], or NULL
} ckernels_rms;
void ckernels_rms_forward(const ckernels_rms *arguments);

// sum_gradient = the gradient of the sum through y, plus `adding` (NULL: nothing), which may be the same memory.
typedef struct {
  ckernels_type type;
  int64_t tokens, width;
  const void *gradient, *sum, *weight, *adding;
  const float *inverse_rms;
  void *sum_gradient;
} ckernels_rms_backward;
void ckernels_rms_backward_pass(const ckernels_rms_backward *arguments);

// Turns `heads` heads of each token in place; `inverse` turns them back, which is also the backward pass.
typedef struct {
  ckernels_type type;
  int64_t tokens, heads, head_size;
  void *values;
  int64_t values_stride;
  const float *cosine, *sine;  // [tokens, head_size / 2]
  bool inverse;
} ckernels_rotary;
void ckernels_rotate(const ckernels_rotary *arguments);

// Causal attention within each of `rows` rows: row i is the tokens offsets[i] ..< offsets[i + 1]. A token of `joint` is its
// `heads` queries, `key_heads` keys and `key_heads` values of `head_size`; heads is a multiple of key_heads.
typedef struct {
  ckernels_type type;
  int64_t tokens, rows, heads, key_heads, head_size;
  const int32_t *offsets;
  float scale;
  const void *joint;
  int64_t joint_stride;
  void *output;        // [tokens, heads, head_size]
  float *log_sum_exp;  // [heads, tokens], or NULL
} ckernels_attention;
void ckernels_attention_forward(const ckernels_attention *arguments);

typedef struct {
  ckernels_type type;
  int64_t tokens, rows, heads, key_heads, head_size;
  const int32_t *offsets;
  float scale;
  const void *joint;
  int64_t joint_stride;
  const void *output, *output_gradient;  // [tokens, heads, head_size]
  const float *log_sum_exp;              // [heads, tokens]
  void *joint_gradient;                  // [tokens, heads + 2 * key_heads, head_size]
} ckernels_attention_backward;
void ckernels_attention_backward_pass(const ckernels_attention_backward *arguments);

// A part of a joint projection: its columns of the outputs and of the ranks, which are its block of B, and that block's gradient.
typedef struct {
  int64_t rank_offset, rank, output_offset, outputs;
  float *b_gradient;  // [outputs, rank]; where it is asked for
} ckernels_part;

// The thin products of LoRA. For the gradients, `input`, `output` and `hidden` are the gradients of what they are named after
// where the formula beside the function says so.
typedef struct {
  ckernels_type type;
  int64_t tokens, inputs, rank;  // rank: the sum over the parts
  const ckernels_part *parts;
  int64_t part_count;
  float scale;    // of what is written to `hidden`
  const void *a;  // [rank, inputs]
  const void *b;  // [outputs of all parts, rank], of which only the parts' blocks are read
  void *input;  // [tokens, inputs]
  int64_t input_stride;
  void *hidden;  // [tokens, rank]
  void *output;  // [tokens, outputs of all parts]
  int64_t output_stride;
  float *a_gradient;  // [rank, inputs]
} ckernels_low_rank;
void ckernels_low_rank_project_input(const ckernels_low_rank *arguments);   // hidden = scale · input · Aᵀ
void ckernels_low_rank_add_output(const ckernels_low_rank *arguments);      // output += hidden · Bᵀ
void ckernels_low_rank_project_output(const ckernels_low_rank *arguments);  // hidden gradient = scale · output gradient · B
void ckernels_low_rank_add_input(const ckernels_low_rank *arguments);       // input gradient += hidden gradient · A
void ckernels_low_rank_a_gradient(const ckernels_low_rank *arguments);      // A gradient = hidden gradientᵀ · input
void ckernels_low_rank_b_gradient(const ckernels_low_rank *arguments);      // B gradients = output gradientᵀ · hidden

// losses = -log softmax(logits)[target], not a number where there is no such target; with weights, logits become (softmax(logits) - 1 at the target) * weight.
typedef struct {
  ckernels_type type;
  int64_t rows, vocabulary;
  void *logits;
  int64_t logits_stride;
  const int64_t *targets;  // [rows]
  const float *weights;    // [rows], or NULL
  float *losses;           // [rows]
} ckernels_cross_entropy;
void ckernels_cross_entropy_losses(const ckernels_cross_entropy *arguments);

// The slots of a block of the cache of keys and values. Keys and values are [blocks, key_heads, slots, head_size] each; the
// slot with number n is in block n / 16.
#define CKERNELS_CACHE_SLOTS 16

// output [sequences, heads, head_size] = the attention of one new token of each sequence over the keys and values of its first
// `lengths` positions, at least 1, that its blocks hold.
typedef struct {
  ckernels_type type;
  int64_t sequences, heads, key_heads, head_size;
  float scale;
  const void *queries;  // [sequences, heads, head_size]
  int64_t queries_stride;
  const void *keys, *values;
  const int32_t *block_table;  // [sequences, table_width]
  int64_t table_width;
  const int32_t *lengths;  // [sequences]
  void *output;
} ckernels_decode_attention;
void ckernels_decode_attention_forward(const ckernels_decode_attention *arguments);

// Copies the keys and values of each token of a joint projection, as in `ckernels_attention`, into the slot of the cache that
// `slots` [tokens] names.
typedef struct {
  ckernels_type type;
  int64_t tokens, heads, key_heads, head_size;
  const void *joint;
  int64_t joint_stride;
  const int64_t *slots;
  void *keys, *values;
} ckernels_cache_store;
void ckernels_store_keys_values(const ckernels_cache_store *arguments);

// y [rows, outputs] = x [rows, inputs] · weight [outputs, inputs]ᵀ + bias [outputs] + residual [rows, outputs], the last two or
// NULL. For few rows, up to eight of which take the time of reading the weight.
typedef struct {
  ckernels_type type;
  int64_t rows, inputs, outputs;
  const void *x;
  int64_t x_stride;
  const void *weight;
  int64_t weight_stride;
  const void *bias, *residual;
  void *y;
} ckernels_small_batch;
void ckernels_small_batch_product(const ckernels_small_batch *arguments);
// Up to how many rows it is faster than libtorch's product on a machine like this one.
int64_t ckernels_small_batch_rows(ckernels_type type);

// Of each row of logits: the first largest one, its value, and the sum of exp((logit - largest) * inverse temperature).
typedef struct {
  ckernels_type type;
  int64_t rows, vocabulary;
  const void *logits;
  int64_t logits_stride;
  const float *inverse_temperatures;  // [rows]
  int64_t *likeliest;                 // [rows]
  float *largest;                     // [rows]
  float *mass;                        // [rows], or NULL, and the temperatures are not read
} ckernels_logit_summaries;
void ckernels_summarize_logits(const ckernels_logit_summaries *arguments);

// The tokens of each row whose logits are at least its cut, in order, and their logits: as many as there is room for. `counts` is
// how many there are.
typedef struct {
  ckernels_type type;
  int64_t rows, vocabulary;
  const void *logits;
  int64_t logits_stride;
  const float *cuts;  // [rows]
  int64_t capacity;
  int32_t *tokens;  // [rows, capacity]
  float *values;    // [rows, capacity]
  int64_t *counts;  // [rows]
} ckernels_logits_above;
void ckernels_collect_logits(const ckernels_logits_above *arguments);

#ifdef __cplusplus
}
#endif

#endif

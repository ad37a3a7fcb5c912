#ifndef CKERNELS_INSTRUCTION_SETS_H
#define CKERNELS_INSTRUCTION_SETS_H

#include "CKernels.h"

// Every kernel, as its function in an instruction set's namespace, its C function and its arguments.
#define CKERNELS_EACH(DO)                                                                     \
  DO(swiglu_forward, ckernels_swiglu_forward, ckernels_swiglu)                                \
  DO(swiglu_backward, ckernels_swiglu_backward, ckernels_swiglu)                              \
  DO(rms_forward, ckernels_rms_forward, ckernels_rms)                                         \
  DO(rms_backward, ckernels_rms_backward_pass, ckernels_rms_backward)                         \
  DO(rotary, ckernels_rotate, ckernels_rotary)                                                \
  DO(attention_forward, ckernels_attention_forward, ckernels_attention)                       \
  DO(attention_backward, ckernels_attention_backward_pass, ckernels_attention_backward)       \
  DO(cross_entropy, ckernels_cross_entropy_losses, ckernels_cross_entropy)                    \
  DO(decode_attention, ckernels_decode_attention_forward, ckernels_decode_attention)          \
  DO(store_keys_values, ckernels_store_keys_values, ckernels_cache_store)                     \
  DO(small_batch_product, ckernels_small_batch_product, ckernels_small_batch)                 \
  DO(summarize, ckernels_summarize_logits, ckernels_logit_summaries)                          \
  DO(collect, ckernels_collect_logits, ckernels_logits_above)                                 \
  DO(low_rank_project_input, ckernels_low_rank_project_input, ckernels_low_rank)              \
  DO(low_rank_add_output, ckernels_low_rank_add_output, ckernels_low_rank)                    \
  DO(low_rank_project_output, ckernels_low_rank_project_output, ckernels_low_rank)            \
  DO(low_rank_add_input, ckernels_low_rank_add_input, ckernels_low_rank)                      \
  DO(low_rank_a_gradient, ckernels_low_rank_a_gradient, ckernels_low_rank)            \
  DO(low_rank_b_gradient, ckernels_low_rank_b_gradient, ckernels_low_rank)

// The kernels as compiled for one instruction set.
struct InstructionSet {
  const char *name;
#define CKERNELS_POINTER(kernel, function, arguments) void (*kernel)(const arguments &);
  CKERNELS_EACH(CKERNELS_POINTER)
#undef CKERNELS_POINTER
};

extern const InstructionSet portable_instructions;
#if defined(__x86_64__)
extern const InstructionSet avx2_instructions, avx512_instructions;
#endif

#endif

// SwiGLU (Shazeer 2020, arXiv:2002.05202): silu(gate) * up, where a row of `gate_up` is the gates, then the ups.

template <typename Element>
void swiglu_forward_rows(const ckernels_swiglu &a, int64_t begin, int64_t end) {
  for (int64_t token = begin; token < end; ++token) {
    const Element *const gates = (const Element *)a.gate_up + token * a.gate_up_stride, *const ups = gates + a.width;
    Element *const activation = (Element *)a.activation + token * a.width;
    for (int64_t index = 0; index < a.width; index += lanes) {
      const int64_t left = a.width - index;
      const Floats gate = load(gates + index, left);
      store(activation + index, gate * sigmoid(gate) * load(ups + index, left), left);
    }
  }
}

template <typename Element>
void swiglu_backward_rows(const ckernels_swiglu &a, int64_t begin, int64_t end) {
  for (int64_t token = begin; token < end; ++token) {
    const Element *const gates = (const Element *)a.gate_up + token * a.gate_up_stride, *const ups = gates + a.width;
    const Element *const gradients = (const Element *)a.gradient + token * a.width;
    Element *const activation = (Element *)a.activation + token * a.width;
    Element *const gate_gradients = (Element *)a.gate_up_gradient + token * 2 * a.width;
    Element *const up_gradients = gate_gradients + a.width;
    for (int64_t index = 0; index < a.width; index += lanes) {
      const int64_t left = a.width - index;
      const Floats gate = load(gates + index, left), up = load(ups + index, left);
      const Floats gradient = load(gradients + index, left), open = sigmoid(gate), silu = gate * open;
      store(activation + index, silu * up, left);
      store(up_gradients + index, gradient * silu, left);
      store(gate_gradients + index, gradient * up * open * (1.0f + gate * (1.0f - open)), left);
    }
  }
}

void swiglu_forward(const ckernels_swiglu &a) {
  parallel(a.tokens, rows_per_piece(a.width), [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? swiglu_forward_rows<BFloat16>(a, begin, end)
                                : swiglu_forward_rows<float>(a, begin, end);
  });
}

void swiglu_backward(const ckernels_swiglu &a) {
  parallel(a.tokens, rows_per_piece(a.width), [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? swiglu_backward_rows<BFloat16>(a, begin, end)
                                : swiglu_backward_rows<float>(a, begin, end);
  });
}

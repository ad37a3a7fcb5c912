// Root mean square normalisation (Zhang and Sennrich 2019, arXiv:1910.07467), with the residual added first.

template <typename Element>
void rms_forward_rows(const ckernels_rms &a, int64_t begin, int64_t end) {
  const Element *const weight = (const Element *)a.weight;
  for (int64_t token = begin; token < end; ++token) {
    const Element *x = (const Element *)a.x + token * a.x_stride;
    Element *const y = (Element *)a.y + token * a.width;
    Floats squares = {};
    if (a.residual) {
      const Element *const residual = (const Element *)a.residual + token * a.width;
      Element *const sums = (Element *)a.sum + token * a.width;
      for (int64_t index = 0; index < a.width; index += lanes) {
        const int64_t left = a.width - index;
        store(sums + index, load(x + index, left) + load(residual + index, left), left);
        // What is normalised is the sum as it is kept.
        const Floats kept = load(sums + index, left);
        squares += kept * kept;
      }
      x = sums;
    } else {
      for (int64_t index = 0; index < a.width; index += lanes) {
        const Floats value = load(x + index, a.width - index);
        squares += value * value;
      }
    }
    const float inverse = 1.0f / __builtin_sqrtf(sum(squares) / (float)a.width + a.epsilon);
    if (a.inverse_rms) a.inverse_rms[token] = inverse;
    for (int64_t index = 0; index < a.width; index += lanes) {
      const int64_t left = a.width - index;
      store(y + index, load(x + index, left) * inverse * load(weight + index, left), left);
    }
  }
}

template <typename Element>
void rms_backward_rows(const ckernels_rms_backward &a, int64_t begin, int64_t end) {
  const Element *const weight = (const Element *)a.weight;
  for (int64_t token = begin; token < end; ++token) {
    const Element *const gradient = (const Element *)a.gradient + token * a.width;
    const Element *const x = (const Element *)a.sum + token * a.width;
    const Element *const adding = a.adding ? (const Element *)a.adding + token * a.width : nullptr;
    Element *const result = (Element *)a.sum_gradient + token * a.width;
    const float inverse = a.inverse_rms[token];
    Floats products = {};
    for (int64_t index = 0; index < a.width; index += lanes) {
      const int64_t left = a.width - index;
      products += load(gradient + index, left) * load(weight + index, left) * load(x + index, left);
    }
    const float along = sum(products) * inverse * inverse * inverse / (float)a.width;
    for (int64_t index = 0; index < a.width; index += lanes) {
      const int64_t left = a.width - index;
      Floats value = load(gradient + index, left) * load(weight + index, left) * inverse - load(x + index, left) * along;
      if (adding) value += load(adding + index, left);
      store(result + index, value, left);
    }
  }
}

void rms_forward(const ckernels_rms &a) {
  parallel(a.tokens, rows_per_piece(a.width), [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? rms_forward_rows<BFloat16>(a, begin, end) : rms_forward_rows<float>(a, begin, end);
  });
}

void rms_backward(const ckernels_rms_backward &a) {
  parallel(a.tokens, rows_per_piece(a.width), [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? rms_backward_rows<BFloat16>(a, begin, end) : rms_backward_rows<float>(a, begin, end);
  });
}

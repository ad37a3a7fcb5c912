// Rotary positions (Su et al. 2021, arXiv:2104.09864) in the form of Llama: the two halves of a head turn against each other.

template <typename Element>
void rotary_rows(const ckernels_rotary &a, int64_t begin, int64_t end) {
  const int64_t half = a.head_size / 2;
  const float direction = a.inverse ? -1.0f : 1.0f;
  for (int64_t token = begin; token < end; ++token) {
    const float *const cosines = a.cosine + token * half, *const sines = a.sine + token * half;
    for (int64_t head = 0; head < a.heads; ++head) {
      Element *const first = (Element *)a.values + token * a.values_stride + head * a.head_size;
      Element *const second = first + half;
      for (int64_t index = 0; index < half; index += lanes) {
        const int64_t left = half - index;
        const Floats cosine = load(cosines + index, left), sine = load(sines + index, left) * direction;
        const Floats x = load(first + index, left), y = load(second + index, left);
        store(first + index, x * cosine - y * sine, left);
        store(second + index, y * cosine + x * sine, left);
      }
    }
  }
}

void rotary(const ckernels_rotary &a) {
  parallel(a.tokens, rows_per_piece(a.heads * a.head_size), [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? rotary_rows<BFloat16>(a, begin, end) : rotary_rows<float>(a, begin, end);
  });
}

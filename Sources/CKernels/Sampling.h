// What choosing a token needs of a row of logits.

template <typename Element>
void summarize_rows(const ckernels_logit_summaries &a, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; ++row) {
    const Element *const logits = (const Element *)a.logits + row * a.logits_stride;
    const float most = largest_of(logits, a.vocabulary);
    int64_t index = 0;
    while (index + lanes <= a.vocabulary && largest(load(logits + index)) < most) index += lanes;
    while (index + 1 < a.vocabulary && element(logits + index) < most) ++index;
    a.likeliest[row] = index;
    a.largest[row] = most;
    if (a.mass) a.mass[row] = mass_of(logits, a.vocabulary, most, a.inverse_temperatures[row]);
  }
}

void summarize(const ckernels_logit_summaries &a) {
  parallel(a.rows, 1, [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? summarize_rows<BFloat16>(a, begin, end) : summarize_rows<float>(a, begin, end);
  });
}

template <typename Element>
int64_t collect_from(const ckernels_logits_above &a) {
  const Element *const logits = (const Element *)a.logits;
  int64_t found = 0;
  for (int64_t first = 0; first < a.vocabulary; first += lanes) {
    const int64_t count = std::min(lanes, a.vocabulary - first);
    if (largest(load(logits + first, count, -infinity)) < a.cut) continue;
    for (int64_t index = first; index < first + count; ++index)
      if (element(logits + index) >= a.cut) {
        if (found < a.capacity) {
          a.tokens[found] = (int32_t)index;
          a.values[found] = element(logits + index);
        }
        ++found;
      }
  }
  return found;
}

void collect(const ckernels_logits_above &a) {
  *a.count = a.type == CKERNELS_BFLOAT16 ? collect_from<BFloat16>(a) : collect_from<float>(a);
}

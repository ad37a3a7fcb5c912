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
int64_t collect_row(const ckernels_logits_above &a, int64_t row) {
  const Element *const logits = (const Element *)a.logits + row * a.logits_stride;
  int32_t *const tokens = a.tokens + row * a.capacity;
  float *const values = a.values + row * a.capacity;
  const float cut = a.cuts[row];
  // Few pieces hold any: most are passed over by one look at their largest.
  const int64_t piece = 8 * lanes;
  int64_t found = 0;
  for (int64_t first = 0; first < a.vocabulary; first += piece) {
    const int64_t last = std::min(first + piece, a.vocabulary);
    if (largest_of(logits + first, last - first) < cut) continue;
    for (int64_t index = first; index < last; ++index)
      if (element(logits + index) >= cut) {
        if (found < a.capacity) {
          tokens[found] = (int32_t)index;
          values[found] = element(logits + index);
        }
        ++found;
      }
  }
  return found;
}

void collect(const ckernels_logits_above &a) {
  parallel(a.rows, 1, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; ++row)
      a.counts[row] = a.type == CKERNELS_BFLOAT16 ? collect_row<BFloat16>(a, row) : collect_row<float>(a, row);
  });
}

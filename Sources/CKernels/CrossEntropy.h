// Cross-entropy of rows of logits, and its gradient in closed form.

// The largest of `count` values.
template <typename Element>
float largest_of(const Element *values, int64_t count) {
  Floats most[4] = {broadcast(-infinity), broadcast(-infinity), broadcast(-infinity), broadcast(-infinity)};
  int64_t index = 0;
  for (; index + 4 * lanes <= count; index += 4 * lanes)
    for (int64_t part = 0; part < 4; ++part) most[part] = maximum(most[part], load(values + index + part * lanes));
  for (; index < count; index += lanes)
    most[0] = maximum(most[0], load(values + index, count - index, -infinity));
  return largest(maximum(maximum(most[0], most[1]), maximum(most[2], most[3])));
}

// The sum of exp((value - origin) * factor) over `count` values.
template <typename Element>
float mass_of(const Element *values, int64_t count, float origin, float factor) {
  Floats mass[2] = {};
  int64_t index = 0;
  for (; index + 2 * lanes <= count; index += 2 * lanes)
    for (int64_t part = 0; part < 2; ++part)
      mass[part] += exponential((load(values + index + part * lanes) - origin) * factor);
  for (; index < count; index += lanes)
    mass[0] += exponential((load(values + index, count - index, -infinity) - origin) * factor);
  return sum(mass[0] + mass[1]);
}

// The logarithm of the sum of the exponentials, reading each value from memory once.
template <typename Element>
float log_sum_exp_of(const Element *values, int64_t count) {
  constexpr int64_t block = 4096;
  float most = -infinity;
  double mass = 0;
  for (int64_t first = 0; first < count; first += block) {
    const int64_t length = std::min(block, count - first);
    const float above = std::max(most, largest_of(values + first, length));
    if (above == -infinity) continue;
    mass = mass * (double)__builtin_expf(most - above) + (double)mass_of(values + first, length, above, 1);
    most = above;
  }
  return most + (float)__builtin_log(mass);
}

template <typename Element>
void cross_entropy_rows(const ckernels_cross_entropy &a, int64_t begin, int64_t end) {
  for (int64_t row = begin; row < end; ++row) {
    Element *const logits = (Element *)a.logits + row * a.logits_stride;
    const float total = log_sum_exp_of(logits, a.vocabulary);
    if (a.targets[row] < 0 || a.targets[row] >= a.vocabulary) {
      a.losses[row] = __builtin_nanf("");
      continue;
    }
    Element *const target = logits + a.targets[row];
    const float own = element(target) - total;
    a.losses[row] = -own;
    if (!a.weights) continue;
    const float weight = a.weights[row];
    for (int64_t index = 0; index < a.vocabulary; index += lanes) {
      const int64_t left = a.vocabulary - index;
      store(logits + index, exponential(load(logits + index, left) - total) * weight, left);
    }
    store(target, (exponential(broadcast(own)) - 1.0f) * weight, 1);
  }
}

void cross_entropy(const ckernels_cross_entropy &a) {
  parallel(a.rows, 1, [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? cross_entropy_rows<BFloat16>(a, begin, end)
                                : cross_entropy_rows<float>(a, begin, end);
  });
}

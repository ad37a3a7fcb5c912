// Causal attention over packed rows of different lengths, block by block with a running softmax (FlashAttention-2, Dao 2023,
// arXiv:2307.08691), so that memory grows with the length of a row and not with its square.

// The dimensions of a head, in panels of 64.
template <typename P>
struct HeadPanels {
  int64_t size;
  int64_t padded() const { return rounded_up(size, lanes); }
  int64_t width(int64_t first) const { return std::min(panel_width, padded() - first); }

  // Packs `rows` rows of a head: the summed dimension runs along the rows.
  template <typename Element>
  void pack(const Element *source, int64_t stride, int64_t rows, typename P::Unit *target) const {
    for (int64_t first = 0; first < size; first += panel_width)
      pack_rows<P>(
          source + first, stride, rows, std::min(panel_width, size - first), target + first * units<P>(rows));
  }

  // left[rows, steps] times what `pack` packed of `packed_rows` rows, of which the first `steps` units count.
  template <typename Finish>
  INLINE void multiply_with(
      Left<P> left, int64_t rows, const typename P::Unit *packed, int64_t packed_rows, int64_t steps,
      const Finish &finish) const {
    for (int64_t first = 0; first < size; first += panel_width)
      multiply<P>(
          left, rows, packed + first * units<P>(packed_rows), width(first), width(first), steps,
          [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA { finish(row, first + column, sums); });
  }
};

template <typename Element>
struct AttentionForward {
  using P = typename UnitsOf<Element>::Type;
  using Unit = typename P::Unit;
  using Stored = typename P::Element;

  // Queries of one piece, which is also the keys of one block; and the queries whose scores are held at a time.
  static constexpr int64_t block = 128, tall = 24;

  const ckernels_attention &a;

  int64_t group() const { return a.heads / a.key_heads; }
  const Element *joint(int64_t token, int64_t head) const {
    return (const Element *)a.joint + token * a.joint_stride + head * a.head_size;
  }

  struct Memory {
    Unit *keys, *values, *queries;
    float *scores, *sums, *maxima, *masses, *factors;
    Stored *weights;

    Memory(Carver carver, const AttentionForward &f, size_t *used = nullptr) {
      const HeadPanels<P> head{f.a.head_size};
      keys = carver.take<Unit>(units<P>(head.size) * block);
      values = carver.take<Unit>(block / P::depth * head.padded());
      queries = carver.take<Unit>(tall * units<P>(head.size));
      scores = carver.take<float>(tall * block);
      weights = carver.take<Stored>(tall * block);
      factors = carver.take<float>(tall);
      sums = carver.take<float>(f.group() * block * head.padded());
      maxima = carver.take<float>(f.group() * block);
      masses = carver.take<float>(f.group() * block);
      if (used) *used = carver.used();
    }
  };

  // The queries [first, last) of one row's heads that share a key head. Positions count from the row's first token.
  void run(int64_t start, int64_t key_head, int64_t first, int64_t last) const {
    size_t size;
    Memory(Carver(), *this, &size);
    const Memory memory(Carver(work_scratch.bytes(size)), *this);
    const HeadPanels<P> head{a.head_size};
    for (int64_t key = 0; key < last; key += block) {
      const int64_t keys = std::min(block, last - key);
      const Element *const from = joint(start + key, a.heads + key_head);
      for (int64_t column = 0; column < keys; column += panel_width)
        pack_transposed<P>(
            from + column * a.joint_stride, a.joint_stride, a.head_size, std::min(panel_width, keys - column),
            memory.keys + column * units<P>(a.head_size), rounded_up(std::min(panel_width, keys - column), lanes));
      head.pack(joint(start + key, a.heads + a.key_heads + key_head), a.joint_stride, keys, memory.values);
      for (int64_t member = 0; member < group(); ++member)
        for (int64_t query = first; query < last; query += tall)
          attend(
              memory, start, key_head * group() + member, member * block + query - first, query,
              std::min(tall, last - query), key, keys);
    }
    for (int64_t member = 0; member < group(); ++member)
      for (int64_t query = first; query < last; ++query)
        finish(memory, start + query, key_head * group() + member, member * block + query - first);
  }

  // Adds what the keys from `key` on give to queries [query, query + rows) of a head; `slot` is where the queries' sums are.
  void attend(
      const Memory &memory, int64_t start, int64_t head_index, int64_t slot, int64_t query, int64_t rows, int64_t key,
      int64_t keys) const {
    const HeadPanels<P> head{a.head_size};
    const int64_t visible = std::min(keys, query + rows - key);
    const Left<P> queries =
        left_rows<P>(joint(start + query, head_index), a.joint_stride, rows, a.head_size, memory.queries);
    for (int64_t column = 0; column < visible; column += panel_width)
      multiply<P>(
          queries, rows, memory.keys + column * units<P>(a.head_size),
          rounded_up(std::min(panel_width, keys - column), lanes), std::min(panel_width, visible - column),
          units<P>(a.head_size), [&](int64_t row, int64_t within, Floats sums) INLINE_LAMBDA {
            store(memory.scores + row * block + column + within, sums);
          });
    for (int64_t row = 0; row < rows; ++row)
      soften(memory, row, slot + row, std::min(visible, query + row - key + 1), visible, key == 0);
    const Left<P> weights{(const Unit *)memory.weights, block / P::depth, 1};
    head.multiply_with(
        weights, rows, memory.values, keys, units<P>(visible),
        [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA {
          float *const target = memory.sums + (slot + row) * head.padded() + column;
          store(target, key == 0 ? sums : load(target) * memory.factors[row] + sums);
        });
  }

  // One row of scores becomes weights, relative to the largest score so far.
  void soften(const Memory &memory, int64_t row, int64_t slot, int64_t seen, int64_t visible, bool is_first) const {
    const float *const scores = memory.scores + row * block;
    Stored *const weights = memory.weights + row * block;
    Floats highest = broadcast(-infinity);
    for (int64_t index = 0; index < seen; index += lanes)
      highest = maximum(highest, load_first(scores + index, seen - index, -infinity));
    float peak = largest(highest) * a.scale;
    if (!is_first) {
      peak = std::max(peak, memory.maxima[slot]);
      memory.factors[row] = exponential(broadcast(memory.maxima[slot] - peak))[0];
    }
    memory.maxima[slot] = peak;
    Floats mass = {};
    int64_t index = 0;
    for (; index < seen; index += lanes) {
      const Floats weight = exponential(load_first(scores + index, seen - index, -infinity) * a.scale - peak);
      mass += weight;
      store(weights + index, weight);
    }
    for (; index < visible; index += lanes) store(weights + index, Floats{});
    memory.masses[slot] = sum(mass) + (is_first ? 0 : memory.masses[slot] * memory.factors[row]);
  }

  void finish(const Memory &memory, int64_t token, int64_t head_index, int64_t slot) const {
    const int64_t padded = rounded_up(a.head_size, lanes);
    const float inverse = 1.0f / memory.masses[slot];
    Element *const target = (Element *)a.output + (token * a.heads + head_index) * a.head_size;
    for (int64_t index = 0; index < a.head_size; index += lanes)
      store(target + index, load(memory.sums + slot * padded + index) * inverse, a.head_size - index);
    if (a.log_sum_exp)
      a.log_sum_exp[head_index * a.tokens + token] = memory.maxima[slot] + __builtin_logf(memory.masses[slot]);
  }
};

template <typename Element>
struct AttentionBackward {
  using P = typename UnitsOf<Element>::Type;
  using Unit = typename P::Unit;
  using Stored = typename P::Element;

  static constexpr int64_t block = panel_width, tall = 48;

  const ckernels_attention_backward &a;

  int64_t group() const { return a.heads / a.key_heads; }
  const Element *joint(int64_t token, int64_t head) const {
    return (const Element *)a.joint + token * a.joint_stride + head * a.head_size;
  }
  Element *joint_gradient(int64_t token, int64_t head) const {
    return (Element *)a.joint_gradient + (token * (a.heads + 2 * a.key_heads) + head) * a.head_size;
  }
  const Element *of_output(const void *base, int64_t token, int64_t head) const {
    return (const Element *)base + (token * a.heads + head) * a.head_size;
  }

  struct Memory {
    // The whole row's keys and values, packed for the three products that they are right factors of, and their gradients.
    Unit *keys_across, *values_across, *keys_along;
    float *key_sums, *value_sums;
    // A block of queries and of their gradients, as left and as right factors.
    Unit *queries, *outputs, *queries_along, *outputs_along;
    float *query_sums, *scores, *slopes, *offsets;
    // The weights and the scores' gradients of a block: by pairs of queries for the sums over queries, and as rows.
    Unit *weights_along, *slopes_along;
    Stored *slope_rows;

    Memory(Carver carver, const AttentionBackward &b, int64_t length, size_t *used = nullptr) {
      const HeadPanels<P> head{b.a.head_size};
      const int64_t whole = rounded_up(length, block), steps = units<P>(head.size);
      keys_across = carver.take<Unit>(whole * steps);
      values_across = carver.take<Unit>(whole * steps);
      keys_along = carver.take<Unit>(whole / P::depth * head.padded());
      key_sums = carver.take<float>(whole * head.padded());
      value_sums = carver.take<float>(whole * head.padded());
      queries = carver.take<Unit>(tall * steps);
      outputs = carver.take<Unit>(tall * steps);
      queries_along = carver.take<Unit>(tall / P::depth * head.padded());
      outputs_along = carver.take<Unit>(tall / P::depth * head.padded());
      query_sums = carver.take<float>(tall * head.padded());
      scores = carver.take<float>(tall * block);
      slopes = carver.take<float>(tall * block);
      offsets = carver.take<float>(tall);
      weights_along = carver.take<Unit>(tall / P::depth * block);
      slopes_along = carver.take<Unit>(tall / P::depth * block);
      slope_rows = carver.take<Stored>(tall * block);
      if (used) *used = carver.used();
    }
  };

  // One row's gradients of a key head, its values, and the queries that share them.
  void run(int64_t start, int64_t length, int64_t key_head) const {
    size_t size;
    Memory(Carver(), *this, length, &size);
    const Memory memory(Carver(work_scratch.bytes(size)), *this, length);
    const HeadPanels<P> head{a.head_size};
    const int64_t key_index = a.heads + key_head, value_index = key_index + a.key_heads;
    for (int64_t key = 0; key < length; key += block) {
      const int64_t keys = std::min(block, length - key), across = key * units<P>(head.size);
      pack_transposed<P>(
          joint(start + key, key_index), a.joint_stride, head.size, keys, memory.keys_across + across,
          rounded_up(keys, lanes));
      pack_transposed<P>(
          joint(start + key, value_index), a.joint_stride, head.size, keys, memory.values_across + across,
          rounded_up(keys, lanes));
      head.pack(
          joint(start + key, key_index), a.joint_stride, keys, memory.keys_along + key / P::depth * head.padded());
    }
    std::fill_n(memory.key_sums, length * head.padded(), 0.0f);
    std::fill_n(memory.value_sums, length * head.padded(), 0.0f);
    for (int64_t member = 0; member < group(); ++member)
      for (int64_t query = 0; query < length; query += tall)
        differentiate(
            memory, start, length, key_head * group() + member, query, std::min(tall, length - query));
    write(memory.key_sums, length, start, key_index);
    write(memory.value_sums, length, start, value_index);
  }

  void write(const float *sums, int64_t rows, int64_t token, int64_t head_index) const {
    const int64_t padded = rounded_up(a.head_size, lanes);
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t index = 0; index < a.head_size; index += lanes)
        store(
            joint_gradient(token + row, head_index) + index, load(sums + row * padded + index), a.head_size - index);
  }

  // The part of queries [query, query + rows) of one head.
  void differentiate(
      const Memory &memory, int64_t start, int64_t length, int64_t head_index, int64_t query, int64_t rows) const {
    const HeadPanels<P> head{a.head_size};
    const int64_t token = start + query, output_stride = a.heads * a.head_size;
    const Element *const gradients = of_output(a.output_gradient, token, head_index);
    const Left<P> queries =
        left_rows<P>(joint(token, head_index), a.joint_stride, rows, head.size, memory.queries);
    const Left<P> outputs = left_rows<P>(gradients, output_stride, rows, head.size, memory.outputs);
    head.pack(joint(token, head_index), a.joint_stride, rows, memory.queries_along);
    head.pack(gradients, output_stride, rows, memory.outputs_along);
    const Element *const results = of_output(a.output, token, head_index);
    for (int64_t row = 0; row < rows; ++row) {
      Floats products = {};
      for (int64_t index = 0; index < head.size; index += lanes)
        products += load(gradients + row * output_stride + index, head.size - index) *
                    load(results + row * output_stride + index, head.size - index);
      memory.offsets[row] = sum(products);
    }
    std::fill_n(memory.query_sums, rows * head.padded(), 0.0f);
    const float *const log_sum_exp = a.log_sum_exp + head_index * a.tokens + token;
    for (int64_t key = 0; key < query + rows; key += block) {
      const int64_t packed = std::min(block, length - key), seen = std::min(block, query + rows - key);
      score(memory.scores, queries, rows, memory.keys_across + key * units<P>(head.size), packed, seen);
      score(memory.slopes, outputs, rows, memory.values_across + key * units<P>(head.size), packed, seen);
      for (int64_t row = 0; row < rows; row += P::depth)
        slope(memory, row, rows, query - key, rounded_up(seen, lanes), log_sum_exp);
      const auto add_to = [&](float *target) {
        return [=](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA {
          float *const place = target + row * head.padded() + column;
          store(place, load(place) + sums);
        };
      };
      head.multiply_with(
          Left<P>{memory.weights_along, 1, block}, seen, memory.outputs_along, rows, units<P>(rows),
          add_to(memory.value_sums + key * head.padded()));
      head.multiply_with(
          Left<P>{memory.slopes_along, 1, block}, seen, memory.queries_along, rows, units<P>(rows),
          add_to(memory.key_sums + key * head.padded()));
      head.multiply_with(
          Left<P>{(const Unit *)memory.slope_rows, block / P::depth, 1}, rows,
          memory.keys_along + key / P::depth * head.padded(), packed, units<P>(seen), add_to(memory.query_sums));
    }
    write(memory.query_sums, rows, token, head_index);
  }

  void score(
      float *target, Left<P> left, int64_t rows, const Unit *right, int64_t packed, int64_t seen) const {
    multiply<P>(
        left, rows, right, rounded_up(packed, lanes), seen, units<P>(a.head_size),
        [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA { store(target + row * block + column, sums); });
  }

  // The weights of one unit of queries, and the gradients of their scores.
  void slope(
      const Memory &memory, int64_t row, int64_t rows, int64_t ahead, int64_t width, const float *log_sum_exp) const {
    const Integers lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    for (int64_t column = 0; column < width; column += lanes) {
      Floats weights[2] = {}, slopes[2] = {};
      for (int64_t index = 0; index < P::depth && row + index < rows; ++index) {
        const int64_t place = (row + index) * block + column;
        const Floats weight =
            exponential(load(memory.scores + place) * a.scale - log_sum_exp[row + index]);
        weights[index] = lane <= (int32_t)(ahead + row + index - column) ? weight : Floats{};
        slopes[index] = weights[index] * (load(memory.slopes + place) - memory.offsets[row + index]) * a.scale;
        store(memory.slope_rows + place, slopes[index]);
      }
      const int64_t unit = row / P::depth * block + column;
      P::store_units(memory.weights_along + unit, weights[0], weights[1]);
      P::store_units(memory.slopes_along + unit, slopes[0], slopes[1]);
    }
  }
};

// A part of the work that no other part waits for.
struct AttentionPiece {
  int64_t start, length, key_head, first, last;
};

template <typename Element>
void attend_packed_rows(const ckernels_attention &a) {
  constexpr int64_t block = AttentionForward<Element>::block;
  std::vector<AttentionPiece> pieces;
  for (int64_t row = 0; row < a.rows; ++row) {
    const int64_t start = a.offsets[row], length = a.offsets[row + 1] - start;
    for (int64_t first = 0; first < length; first += block)
      for (int64_t key_head = 0; key_head < a.key_heads; ++key_head)
        pieces.push_back({start, length, key_head, first, std::min(length, first + block)});
  }
  // The largest first, so that the threads end together.
  std::sort(pieces.begin(), pieces.end(), [](const auto &one, const auto &other) {
    return (one.last - one.first) * one.last > (other.last - other.first) * other.last;
  });
  parallel(pieces.size(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t index = begin; index < end; ++index) {
      const AttentionPiece &piece = pieces[index];
      AttentionForward<Element>{a}.run(piece.start, piece.key_head, piece.first, piece.last);
    }
  });
}

template <typename Element>
void differentiate_packed_rows(const ckernels_attention_backward &a) {
  std::vector<AttentionPiece> pieces;
  for (int64_t row = 0; row < a.rows; ++row) {
    const int64_t start = a.offsets[row], length = a.offsets[row + 1] - start;
    for (int64_t key_head = 0; length > 0 && key_head < a.key_heads; ++key_head)
      pieces.push_back({start, length, key_head, 0, length});
  }
  std::sort(
      pieces.begin(), pieces.end(), [](const auto &one, const auto &other) { return one.length > other.length; });
  parallel(pieces.size(), 1, [&](int64_t begin, int64_t end) {
    for (int64_t index = begin; index < end; ++index)
      AttentionBackward<Element>{a}.run(pieces[index].start, pieces[index].length, pieces[index].key_head);
  });
}

void attention_forward(const ckernels_attention &a) {
  a.type == CKERNELS_BFLOAT16 ? attend_packed_rows<BFloat16>(a) : attend_packed_rows<float>(a);
}

void attention_backward(const ckernels_attention_backward &a) {
  a.type == CKERNELS_BFLOAT16 ? differentiate_packed_rows<BFloat16>(a) : differentiate_packed_rows<float>(a);
}

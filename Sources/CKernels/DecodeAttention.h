// Attention of one new token of each sequence over keys and values in blocks of 16 slots (PagedAttention, Kwon et al. 2023,
// arXiv:2309.06180). Long contexts are split, so that one sequence alone keeps all threads busy (Flash-Decoding).

template <typename Element>
struct DecodeAttention {
  using P = typename UnitsOf<Element>::Type;
  using Unit = typename P::Unit;
  using Stored = typename P::Element;

  // Slots of a block of the cache; keys that are packed at a time; most keys of a piece of the work.
  static constexpr int64_t slots = CKERNELS_CACHE_SLOTS, packed_keys = panel_width, longest_split = 256;

  const ckernels_decode_attention &a;
  // Keys of a piece: few where there are few heads to share among the threads.
  const int64_t split = a.sequences * a.key_heads < 4 * thread_count() ? packed_keys : longest_split;

  int64_t group() const { return a.heads / a.key_heads; }
  int64_t padded() const { return rounded_up(a.head_size, lanes); }
  // Where a head's sums of one split lie: the output's numerator, then the largest score and the mass relative to it.
  int64_t partial_size() const { return padded() + lanes; }
  int64_t splits() const {
    int64_t longest = 0;
    for (int64_t index = 0; index < a.sequences; ++index) longest = std::max<int64_t>(longest, a.lengths[index]);
    return (longest + split - 1) / split;
  }

  struct Memory {
    Unit *keys, *values, *queries;
    float *scores;
    Stored *weights;

    Memory(Carver carver, const DecodeAttention &d, size_t *used = nullptr) {
      keys = carver.take<Unit>(units<P>(d.a.head_size) * packed_keys);
      values = carver.take<Unit>(packed_keys / P::depth * d.padded());
      queries = carver.take<Unit>(d.group() * units<P>(d.a.head_size));
      scores = carver.take<float>(d.group() * longest_split);
      weights = carver.take<Stored>(d.group() * longest_split);
      if (used) *used = carver.used();
    }
  };

  // A block of the cache as its `head`'s [slots, head_size].
  const Element *block(const void *cache, int64_t sequence, int64_t key, int64_t key_head) const {
    const int64_t index = a.block_table[sequence * a.table_width + key / slots];
    return (const Element *)cache + (index * a.key_heads + key_head) * slots * a.head_size;
  }

  // Asks for the keys or values [first, last), since blocks lie where no hardware expects them.
  void prefetch(const void *cache, int64_t sequence, int64_t first, int64_t last, int64_t key_head) const {
    for (int64_t key = first; key < last; key += slots) {
      const char *const start = (const char *)block(cache, sequence, key, key_head);
      const int64_t size = std::min(slots, last - key) * a.head_size * (int64_t)sizeof(Element);
      for (int64_t line = 0; line < size; line += 64) __builtin_prefetch(start + line, 0, 2);
    }
  }

  // The keys [first, last) of one sequence, for the queries that share a key head.
  void run(int64_t sequence, int64_t key_head, int64_t first, int64_t last, float *partials, int64_t stride) const {
    size_t size;
    Memory(Carver(), *this, &size);
    const Memory memory(Carver(work_scratch.bytes(size)), *this);
    const HeadPanels<P> head{a.head_size};
    const Element *const query =
        (const Element *)a.queries + sequence * a.queries_stride + key_head * group() * a.head_size;
    const Left<P> queries = left_rows<P>(query, a.head_size, group(), a.head_size, memory.queries);
    for (int64_t key = first; key < last; key += packed_keys) {
      const int64_t keys = std::min(packed_keys, last - key), width = rounded_up(keys, lanes);
      prefetch(a.keys, sequence, key + packed_keys, std::min(last, key + 2 * packed_keys), key_head);
      prefetch(a.values, sequence, key, key + keys, key_head);
      for (int64_t within = 0; within < keys; within += slots)
        pack_transposed<P>(
            block(a.keys, sequence, key + within, key_head), a.head_size, a.head_size, std::min(slots, keys - within),
            memory.keys + within, width);
      multiply<P>(
          queries, group(), memory.keys, width, width, units<P>(a.head_size),
          [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA {
            store(memory.scores + row * longest_split + key - first + column, sums * a.scale);
          });
    }
    for (int64_t member = 0; member < group(); ++member)
      soften(memory, member, last - first, partials + member * stride + padded());
    for (int64_t key = first; key < last; key += packed_keys) {
      const int64_t keys = std::min(packed_keys, last - key);
      for (int64_t within = 0; within < keys; within += slots) {
        const Element *const values = block(a.values, sequence, key + within, key_head);
        for (int64_t column = 0; column < a.head_size; column += panel_width)
          pack_rows<P>(
              values + column, a.head_size, std::min(slots, keys - within),
              std::min(panel_width, a.head_size - column),
              memory.values + column * units<P>(keys) + within / P::depth * head.width(column));
      }
      const Left<P> weights{(const Unit *)memory.weights + (key - first) / P::depth, longest_split / P::depth, 1};
      head.multiply_with(
          weights, group(), memory.values, keys, units<P>(keys),
          [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA {
            float *const target = partials + row * stride + column;
            store(target, key == first ? sums : load(target) + sums);
          });
    }
  }

  // Turns a head's scores into weights; `statistics` gets the largest score and the weights' sum.
  void soften(const Memory &memory, int64_t member, int64_t count, float *statistics) const {
    const float *const scores = memory.scores + member * longest_split;
    const float most = largest_of(scores, count);
    Floats mass = {};
    for (int64_t index = 0; index < count; index += lanes) {
      const Floats weight = exponential(load_first(scores + index, count - index, -infinity) - most);
      mass += weight;
      store(memory.weights + member * longest_split + index, weight);
    }
    statistics[0] = most;
    statistics[1] = sum(mass);
  }

  // Joins the splits of one head of one sequence.
  void join(const float *partials, int64_t count, Element *output) const {
    float most = -infinity, mass = 0;
    for (int64_t index = 0; index < count; ++index)
      most = std::max(most, partials[index * partial_size() + padded()]);
    for (int64_t index = 0; index < count; ++index) {
      const float *const statistics = partials + index * partial_size() + padded();
      mass += statistics[1] * __builtin_expf(statistics[0] - most);
    }
    for (int64_t column = 0; column < a.head_size; column += lanes) {
      Floats total = {};
      for (int64_t index = 0; index < count; ++index) {
        const float *const partial = partials + index * partial_size();
        total += load(partial + column) * __builtin_expf(partial[padded()] - most);
      }
      store(output + column, total * (1 / mass), a.head_size - column);
    }
  }

  void run_all() const {
    const int64_t split_count = splits(), stride = split_count * partial_size();
    float *const partials = reinterpret_cast<float *>(
        shared_scratch.bytes(a.sequences * a.heads * stride * sizeof(float)));
    parallel(a.sequences * a.key_heads * split_count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t piece = begin; piece < end; ++piece) {
        const int64_t index = piece % split_count, key_head = piece / split_count % a.key_heads;
        const int64_t sequence = piece / split_count / a.key_heads, first = index * split;
        const int64_t last = std::min<int64_t>(a.lengths[sequence], first + split);
        float *const own =
            partials + (sequence * a.heads + key_head * group()) * stride + index * partial_size();
        if (first < last) run(sequence, key_head, first, last, own, stride);
      }
    });
    parallel(a.sequences * a.heads, 64, [&](int64_t begin, int64_t end) {
      for (int64_t index = begin; index < end; ++index)
        join(
            partials + index * stride, (a.lengths[index / a.heads] + split - 1) / split,
            (Element *)a.output + index * a.head_size);
    });
  }
};

void decode_attention(const ckernels_decode_attention &a) {
  a.type == CKERNELS_BFLOAT16 ? DecodeAttention<BFloat16>{a}.run_all() : DecodeAttention<float>{a}.run_all();
}

// Puts the keys and values of tokens of a joint projection into their slots.
template <typename Element>
void store_keys_values_rows(const ckernels_cache_store &a, int64_t begin, int64_t end) {
  constexpr int64_t slots = CKERNELS_CACHE_SLOTS;
  for (int64_t token = begin; token < end; ++token) {
    const int64_t block = a.slots[token] / slots, slot = a.slots[token] % slots;
    const Element *const keys =
        (const Element *)a.joint + token * a.joint_stride + a.heads * a.head_size;
    for (int64_t head = 0; head < a.key_heads; ++head) {
      const int64_t place = ((block * a.key_heads + head) * slots + slot) * a.head_size;
      std::copy_n(keys + head * a.head_size, a.head_size, (Element *)a.keys + place);
      std::copy_n(keys + (a.key_heads + head) * a.head_size, a.head_size, (Element *)a.values + place);
    }
  }
}

void store_keys_values(const ckernels_cache_store &a) {
  parallel(a.tokens, rows_per_piece(2 * a.key_heads * a.head_size), [&](int64_t begin, int64_t end) {
    a.type == CKERNELS_BFLOAT16 ? store_keys_values_rows<BFloat16>(a, begin, end)
                                : store_keys_values_rows<float>(a, begin, end);
  });
}

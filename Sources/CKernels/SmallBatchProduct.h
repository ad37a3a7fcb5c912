// The product of a few rows with a large matrix, y = x · Wᵀ: bound by how fast the matrix comes from memory.

// One step along the inputs: a vector of the matrix's row times one of x.
#ifdef CKERNELS_AVX512
INLINE Floats multiply_add_row(Floats sum, const BFloat16 *row, const BFloat16 *x) {
  return (Floats)_mm512_dpbf16_ps(
      (__m512)sum, (__m512bh)_mm512_loadu_si512(row), (__m512bh)_mm512_loadu_si512(x));
}
INLINE Floats multiply_add_row(Floats sum, const float *row, const float *x) { return sum + load(row) * load(x); }
#else
template <typename Element>
INLINE Floats multiply_add_row(Floats sum, const Element *row, const float *x) {
  return sum + load(row) * load(x);
}
#endif

template <typename Element>
struct SmallBatchProduct {
  using P = typename UnitsOf<Element>::Type;
  using Stored = typename P::Element;
  static constexpr int64_t step = lanes * P::depth, group = 64;

  const ckernels_small_batch &a;

  int64_t padded() const { return rounded_up(a.inputs, step); }

  // Outputs that a thread takes at a time: at least 16 kB of the matrix, and few enough that no thread waits long for the last.
  int64_t grain() const {
    const int64_t enough = std::max<int64_t>((16 << 10) / int64_t(sizeof(Element)) / a.inputs, 16);
    return rounded_up(std::max(enough, std::min(a.outputs / (16 * thread_count()), 4 * group)), 16);
  }

  // Sixteen outputs' sums over the inputs: `rows` rows of x times sixteen / rows columns. Columns from `last` on are left out.
  template <int64_t rows>
  INLINE void tile(const Stored *x, int64_t column, int64_t last, float *sums) const {
    constexpr int64_t columns = 16 / rows;
    const Element *starts[columns];
    for (int64_t index = 0; index < columns; ++index)
      starts[index] = (const Element *)a.weight + std::min(column + index, last - 1) * a.weight_stride;
    const int64_t length = padded(), whole = a.inputs / step * step;
    // Rows of the matrix are short for the hardware to foresee where the next tile's begin.
    const int64_t ahead = std::max<int64_t>(columns, 8) * a.weight_stride;
    Floats products[16] = {};
    // Few rows of the matrix at a time: memory is fastest so.
    constexpr int64_t streams = std::min<int64_t>(columns, 4);
#pragma unroll
    for (int64_t stream = 0; stream < columns; stream += streams)
      for (int64_t input = 0; input < whole; input += step)
#pragma unroll
        for (int64_t index = stream; index < stream + streams; ++index) {
          __builtin_prefetch(starts[index] + input + ahead);
#pragma unroll
          for (int64_t row = 0; row < rows; ++row)
            products[row * columns + index] =
                multiply_add_row(products[row * columns + index], starts[index] + input, x + row * length + input);
        }
    if (whole < a.inputs)
#pragma unroll
      for (int64_t index = 0; index < columns; ++index) {
        Element rest[step] = {};
        std::copy_n(starts[index] + whole, a.inputs - whole, rest);
#pragma unroll
        for (int64_t row = 0; row < rows; ++row)
          products[row * columns + index] =
              multiply_add_row(products[row * columns + index], rest, x + row * length + whole);
      }
    float values[16];
    store(values, sums_of(products));
#pragma unroll
    for (int64_t row = 0; row < rows; ++row) __builtin_memcpy(sums + row * group, values + row * columns, columns * 4);
  }

  // The outputs [first, last), at most a group, of rows [row, row + rows), as many as there are.
  template <int64_t rows>
  void multiply_rows(const Stored *x, int64_t row, int64_t first, int64_t last) const {
    float sums[rows * group];
    for (int64_t column = first; column < last; column += 16 / rows)
      tile<rows>(x + row * padded(), column, last, sums + column - first);
    for (int64_t below = 0; below < rows && row + below < a.rows; ++below)
      for (int64_t column = first; column < last; column += lanes)
        finish(row + below, column, last - column, load(sums + below * group + column - first));
  }

  // Stores the first `count` of sixteen outputs, with what is to be added.
  INLINE void finish(int64_t row, int64_t column, int64_t count, Floats value) const {
    const int64_t place = row * a.outputs + column;
    if (a.bias) value += load((const Element *)a.bias + column, count);
    if (a.residual) value += load((const Element *)a.residual + place, count);
    store((Element *)a.y + place, value, count);
  }

  void run() const {
    const int64_t rows = rounded_up(a.rows, 8);
    Stored *const x = reinterpret_cast<Stored *>(shared_scratch.bytes(rows * padded() * sizeof(Stored)));
    for (int64_t row = 0; row < a.rows; ++row)
      for (int64_t input = 0; input < padded(); input += lanes)
        store(
            x + row * padded() + input,
            load((const Element *)a.x + row * a.x_stride + input, std::max<int64_t>(0, a.inputs - input)));
    // Rows that only fill up a tile.
    std::fill(x + a.rows * padded(), x + rows * padded(), Stored{});
    parallel(a.outputs, grain(), [&](int64_t begin, int64_t end) {
      for (int64_t first = begin; first < end; first += group) {
        const int64_t last = std::min(first + group, end);
        int64_t row = 0;
        for (; row + 4 < a.rows; row += 8) multiply_rows<8>(x, row, first, last);
        if (row + 2 < a.rows) multiply_rows<4>(x, row, first, last);
        else if (row + 1 < a.rows) multiply_rows<2>(x, row, first, last);
        else if (row < a.rows) multiply_rows<1>(x, row, first, last);
      }
    });
  }
};

void small_batch_product(const ckernels_small_batch &a) {
  a.type == CKERNELS_BFLOAT16 ? SmallBatchProduct<BFloat16>{a}.run() : SmallBatchProduct<float>{a}.run();
}

// The product of a few rows with a large matrix, y = x · Wᵀ: bound by how fast the matrix comes from memory.

// One unit-wise step of a scalar product: a vector of the matrix's row with one of x.
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
  static constexpr int64_t step = lanes * P::depth;

  const ckernels_small_batch &a;

  // The outputs [first, first + columns) of all rows.
  template <int64_t rows, int64_t columns>
  INLINE void tile(const Stored *x, int64_t row, int64_t first) const {
    const int64_t padded = rounded_up(a.inputs, step), whole = a.inputs / step * step;
    const Element *const matrix = (const Element *)a.weight + first * a.weight_stride;
    Floats sums[rows][columns] = {};
    for (int64_t index = 0; index < whole; index += step)
#pragma unroll
      for (int64_t column = 0; column < columns; ++column)
#pragma unroll
        for (int64_t below = 0; below < rows; ++below)
          sums[below][column] = multiply_add_row(
              sums[below][column], matrix + column * a.weight_stride + index, x + (row + below) * padded + index);
    if (whole < a.inputs)
      for (int64_t column = 0; column < columns; ++column) {
        Element rest[step] = {};
        std::copy_n(matrix + column * a.weight_stride + whole, a.inputs - whole, rest);
        for (int64_t below = 0; below < rows; ++below)
          sums[below][column] = multiply_add_row(sums[below][column], rest, x + (row + below) * padded + whole);
      }
    for (int64_t below = 0; below < rows; ++below)
      for (int64_t column = 0; column < columns; ++column) {
        const int64_t place = first + column;
        float value = sum(sums[below][column]);
        if (a.bias) value += element((const Element *)a.bias + place);
        if (a.residual) value += element((const Element *)a.residual + (row + below) * a.outputs + place);
        store((Element *)a.y + (row + below) * a.outputs + place, broadcast(value), 1);
      }
  }

  template <int64_t rows>
  void run(const Stored *x, int64_t row, int64_t begin, int64_t end) const {
    constexpr int64_t columns = rows > 4 ? 2 : 4;
    int64_t first = begin;
    for (; first + columns <= end; first += columns) tile<rows, columns>(x, row, first);
    for (; first < end; ++first) tile<rows, 1>(x, row, first);
  }

  void run_all() const {
    const int64_t padded = rounded_up(a.inputs, step);
    Stored *const x = reinterpret_cast<Stored *>(shared_scratch.bytes(a.rows * padded * sizeof(Stored)));
    for (int64_t row = 0; row < a.rows; ++row)
      for (int64_t index = 0; index < padded; index += lanes)
        store(
            x + row * padded + index,
            load((const Element *)a.x + row * a.x_stride + index, std::max<int64_t>(0, a.inputs - index)));
    parallel(a.outputs, std::max<int64_t>(16, 32768 / a.inputs / 16 * 16), [&](int64_t begin, int64_t end) {
      int64_t row = 0;
      for (; row + 8 <= a.rows; row += 8) run<8>(x, row, begin, end);
      if (row + 4 <= a.rows) run<4>(x, row, begin, end), row += 4;
      if (row + 2 <= a.rows) run<2>(x, row, begin, end), row += 2;
      if (row < a.rows) run<1>(x, row, begin, end);
    });
  }
};

void small_batch_product(const ckernels_small_batch &a) {
  a.type == CKERNELS_BFLOAT16 ? SmallBatchProduct<BFloat16>{a}.run_all() : SmallBatchProduct<float>{a}.run_all();
}

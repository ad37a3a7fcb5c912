// Small matrix products in registers, the heart of attention and of the low-rank products.
// Included once per instruction set, inside its namespace.
//
// A factor is kept in units of 32 bits: pairs of bf16 along the summed dimension where there is an instruction that
// multiplies and adds such pairs, single floats elsewhere. The left factor is read unit by unit, at any strides; the right one
// is packed in panels, the units of up to 64 columns side by side.

constexpr int64_t panel_width = 4 * lanes;

// One float a unit: any source type, any machine.
struct Singles {
  using Unit = float;
  using Element = float;
  static constexpr int64_t depth = 1;
#ifdef CKERNELS_AVX512
  static constexpr int64_t widest = 4;
#else
  static constexpr int64_t widest = 1;
#endif

  static INLINE Floats multiply_add(Floats sum, Unit left, Floats right) { return sum + left * right; }
  static INLINE void store_units(Unit *target, Floats first, Floats) { store(target, first); }
  template <typename Source>
  static INLINE void interleave(Unit *target, const Source *first, const Source *) {
    store(target, load(first));
  }
};

#ifdef CKERNELS_AVX512
// Two bf16 a unit, for VDPBF16PS.
struct Pairs {
  using Unit = uint32_t;
  using Element = BFloat16;
  static constexpr int64_t depth = 2;
  static constexpr int64_t widest = 4;

  static INLINE Floats multiply_add(Floats sum, Unit left, Floats right) {
    return (Floats)_mm512_dpbf16_ps((__m512)sum, (__m512bh)_mm512_set1_epi32((int)left), (__m512bh)(__m512)right);
  }
  // Sixteen columns of two rows as units.
  static INLINE void store_units(Unit *target, Floats first, Floats second) {
    store_bits(target, rounded_bits(first), rounded_bits(second));
  }
  static INLINE void interleave(Unit *target, const BFloat16 *first, const BFloat16 *second) {
    store_bits(target, load_bits(first), load_bits(second));
  }
  static INLINE void store_bits(Unit *target, Halves first, Halves second) {
    const Words units = __builtin_convertvector(first, Words) | (__builtin_convertvector(second, Words) << 16);
    __builtin_memcpy(target, &units, sizeof units);
  }
};
template <typename Element>
struct UnitsOf {
  using Type = Singles;
};
template <>
struct UnitsOf<BFloat16> {
  using Type = Pairs;
};
#else
template <typename Element>
struct UnitsOf {
  using Type = Singles;
};
#endif

template <typename P>
constexpr int64_t units(int64_t count) {
  return (count + P::depth - 1) / P::depth;
}

// A left factor: unit (row, step) is at data[row * row_stride + step * step_stride].
template <typename P>
struct Left {
  const typename P::Unit *data;
  int64_t row_stride, step_stride;
};

// Packs `count` columns, at most a panel, of rows [0, rows): unit (step, column) at target[step * width + column], where width
// is `count` rounded up to whole vectors; zeros fill it up.
template <typename P, typename Element>
void pack_rows(const Element *source, int64_t stride, int64_t rows, int64_t count, typename P::Unit *target) {
  const int64_t width = rounded_up(count, lanes);
  for (int64_t row = 0; row < rows; row += P::depth) {
    const Element *const first = source + row * stride, *const second = first + stride;
    const bool pair = P::depth == 2 && row + 1 < rows;
    int64_t column = 0;
    if (pair || P::depth == 1)
      for (; column + lanes <= count; column += lanes) P::interleave(target + column, first + column, second + column);
    for (; column < width; column += lanes) {
      const Floats high = pair ? load(second + column, count - column) : Floats{};
      P::store_units(target + column, load(first + column, count - column), high);
    }
    target += width;
  }
}

// The sixteen by sixteen 32-bit elements of `block`, transposed.
INLINE void transpose(Words (&block)[16]) {
  Words next[16];
#pragma unroll
  for (int stage = 0; stage < 4; ++stage) {
    // Interleaving row i with row i + 8, four times, transposes.
#pragma unroll
    for (int row = 0; row < 8; ++row) {
      next[2 * row] = __builtin_shufflevector(
          block[row], block[row + 8], 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      next[2 * row + 1] = __builtin_shufflevector(
          block[row], block[row + 8], 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
#pragma unroll
    for (int row = 0; row < 16; ++row) block[row] = next[row];
  }
}

// The sums of sixteen vectors, each in its lane.
INLINE Floats sums_of(Floats (&vectors)[16]) {
  // As in `transpose`, but each interleaving halves the number of vectors.
#pragma unroll
  for (int count = 8; count > 0; count /= 2)
#pragma unroll
    for (int row = 0; row < count; ++row) {
      const Floats one = vectors[row], other = vectors[row + count];
      vectors[row] =
          __builtin_shufflevector(one, other, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23) +
          __builtin_shufflevector(one, other, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
    }
  return vectors[0];
}

// Packs the transpose: `columns` rows of `length` elements each become columns of a panel of `width`, a multiple of sixteen. What
// lies beyond them in their last sixteen has no meaning.
template <typename P, typename Element>
void pack_transposed(
    const Element *source, int64_t stride, int64_t length, int64_t columns, typename P::Unit *target, int64_t width) {
  const int64_t steps = units<P>(length);
  constexpr bool same = sizeof(Element) * P::depth == sizeof(typename P::Unit);
  const int64_t whole_steps = length / P::depth / lanes * lanes;
  for (int64_t column = 0; column < columns; column += lanes) {
    int64_t step = 0;
    if constexpr (same)
      for (; step < whole_steps; step += lanes) {
        Words block[16];
        // A row that is missing repeats the last one, and nobody reads its sums.
#pragma unroll
        for (int64_t row = 0; row < lanes; ++row)
          __builtin_memcpy(
              &block[row], source + std::min(column + row, columns - 1) * stride + step * P::depth, sizeof(Words));
        transpose(block);
#pragma unroll
        for (int64_t row = 0; row < lanes; ++row)
          __builtin_memcpy(target + (step + row) * width + column, &block[row], sizeof(Words));
      }
    for (; step < steps; ++step) {
      float first[lanes] = {}, second[lanes] = {};
      for (int64_t row = 0; row < lanes && column + row < columns; ++row) {
        const Element *const units = source + (column + row) * stride + step * P::depth;
        first[row] = element(units);
        if (P::depth == 2 && step * 2 + 1 < length) second[row] = element(units + 1);
      }
      P::store_units(target + step * width + column, load(first), load(second));
    }
  }
}

// The rows themselves as a left factor: in place where their elements are whole units already, else converted into `buffer`,
// which holds rows * units(length).
template <typename P, typename Element>
Left<P> left_rows(const Element *source, int64_t stride, int64_t rows, int64_t length, typename P::Unit *buffer) {
  if constexpr (sizeof(Element) * P::depth == sizeof(typename P::Unit))
    if (length % P::depth == 0 && stride % P::depth == 0)
      return {reinterpret_cast<const typename P::Unit *>(source), stride / P::depth, 1};
  const int64_t steps = units<P>(length);
  typename P::Element *const elements = reinterpret_cast<typename P::Element *>(buffer);
  for (int64_t row = 0; row < rows; ++row) {
    typename P::Element *const target = elements + row * steps * P::depth;
    for (int64_t index = 0; index < length; index += lanes)
      store(target + index, load(source + row * stride + index, length - index), length - index);
    if (length % P::depth) target[length] = {};
  }
  return {buffer, steps, 1};
}

// How many rows of the left factor a tile takes, so that its sums fill the registers.
#ifdef CKERNELS_AVX512
constexpr int64_t tile_rows(int64_t vectors) { return vectors == 4 ? 6 : vectors == 3 ? 8 : 12; }
#else
constexpr int64_t tile_rows(int64_t) { return 6; }
#endif

template <typename P, int64_t rows, int64_t vectors, typename Finish>
INLINE void multiply_tile(
    Left<P> left, const typename P::Unit *right, int64_t width, int64_t steps, const Finish &finish) {
  Floats sums[rows][vectors] = {};
  for (int64_t step = 0; step < steps; ++step) {
    Floats columns[vectors];
#pragma unroll
    for (int64_t vector = 0; vector < vectors; ++vector)
      __builtin_memcpy(&columns[vector], right + step * width + vector * lanes, sizeof(Floats));
#pragma unroll
    for (int64_t row = 0; row < rows; ++row) {
      const typename P::Unit unit = left.data[row * left.row_stride + step * left.step_stride];
#pragma unroll
      for (int64_t vector = 0; vector < vectors; ++vector)
        sums[row][vector] = P::multiply_add(sums[row][vector], unit, columns[vector]);
    }
  }
#pragma unroll
  for (int64_t row = 0; row < rows; ++row)
#pragma unroll
    for (int64_t vector = 0; vector < vectors; ++vector) finish(row, vector * lanes, sums[row][vector]);
}

template <typename P, int64_t vectors, typename Finish>
INLINE void multiply_columns(
    Left<P> left, int64_t rows, const typename P::Unit *right, int64_t width, int64_t steps, const Finish &finish) {
  constexpr int64_t tall = tile_rows(vectors);
  int64_t row = 0;
  for (; row + tall <= rows; row += tall)
    multiply_tile<P, tall, vectors>(
        {left.data + row * left.row_stride, left.row_stride, left.step_stride}, right, width, steps,
        [&](int64_t below, int64_t column, Floats sum) INLINE_LAMBDA { finish(row + below, column, sum); });
  if (row < rows && rows >= tall) {
    // The last tile goes over rows that are done already, and leaves those out.
    const int64_t first = rows - tall;
    multiply_tile<P, tall, vectors>(
        {left.data + first * left.row_stride, left.row_stride, left.step_stride}, right, width, steps,
        [&](int64_t below, int64_t column, Floats sum) INLINE_LAMBDA {
          if (first + below >= row) finish(first + below, column, sum);
        });
    return;
  }
  for (; row < rows; ++row)
    multiply_tile<P, 1, vectors>(
        {left.data + row * left.row_stride, left.row_stride, left.step_stride}, right, width, steps,
        [&](int64_t, int64_t column, Floats sum) INLINE_LAMBDA { finish(row, column, sum); });
}

// Multiplies `rows` of the left factor with the first `columns` of a packed panel of `width`, over `steps` units, and calls
// finish(row, column, sixteen sums) for each row and each sixteenth column.
template <typename P, typename Finish>
__attribute__((noinline)) void multiply(
    Left<P> left, int64_t rows, const typename P::Unit *right, int64_t width, int64_t columns, int64_t steps,
    const Finish &finish) {
  int64_t column = 0;
  while (column < columns) {
    const int64_t vectors = std::min((columns - column + lanes - 1) / lanes, P::widest);
    const auto shifted = [&](int64_t row, int64_t within, Floats sum) INLINE_LAMBDA {
      finish(row, column + within, sum);
    };
    const auto *const from = right + column;
    if constexpr (P::widest > 1) {
      if (vectors == 4) multiply_columns<P, 4>(left, rows, from, width, steps, shifted);
      if (vectors == 3) multiply_columns<P, 3>(left, rows, from, width, steps, shifted);
      if (vectors == 2) multiply_columns<P, 2>(left, rows, from, width, steps, shifted);
    }
    if (vectors == 1) multiply_columns<P, 1>(left, rows, from, width, steps, shifted);
    column += vectors * lanes;
  }
}

// The thin products of LoRA (Hu et al. 2021, arXiv:2106.09685), forward and backward, for projections in one or several parts:
// A is [rank, inputs] over all parts, B is block-diagonal, each part's [outputs, rank] below the other.

constexpr int64_t token_block = 48;

// Panels of up to 64 columns, and where the packed units of each begin.
struct Panels {
  int64_t columns, steps;

  int64_t count() const { return (columns + panel_width - 1) / panel_width; }
  int64_t columns_of(int64_t panel) const { return std::min(panel_width, columns - panel * panel_width); }
  int64_t width_of(int64_t panel) const { return rounded_up(columns_of(panel), lanes); }
  int64_t offset_of(int64_t panel) const { return panel * panel_width * steps; }
  int64_t size() const { return rounded_up(columns, lanes) * steps; }
};

// left[rows, length] times the panels, sixteen sums at a time.
template <typename P, typename Finish>
INLINE void multiply_panels(
    Left<P> left, int64_t rows, const typename P::Unit *packed, const Panels &panels, const Finish &finish) {
  for (int64_t panel = 0; panel < panels.count(); ++panel)
    multiply<P>(
        left, rows, packed + panels.offset_of(panel), panels.width_of(panel), panels.columns_of(panel), panels.steps,
        [&](int64_t row, int64_t column, Floats sums)
            INLINE_LAMBDA { finish(row, panel * panel_width + column, sums); });
}

template <typename Element>
struct LowRank {
  using P = typename UnitsOf<Element>::Type;
  using Unit = typename P::Unit;

  const ckernels_low_rank &a;

  const Element *b(const ckernels_part &part) const {
    return (const Element *)a.b + part.output_offset * a.rank + part.rank_offset;
  }
  Element *hidden() const { return (Element *)a.hidden; }
  Element *inputs() const { return (Element *)a.input; }
  Element *outputs() const { return (Element *)a.output; }

  // The transpose of rows [0, columns) of `source`, in panels, packed by all threads.
  static void pack_transposed_panels(
      const Element *source, int64_t stride, int64_t length, const Panels &panels, Unit *packed) {
    constexpr int64_t slice = 256;
    const int64_t slices = (length + slice - 1) / slice;
    parallel(panels.count() * slices, std::max<int64_t>(1, 512 / std::min(slice, length)), [&](int64_t begin, int64_t end) {
      for (int64_t piece = begin; piece < end; ++piece) {
        const int64_t panel = piece / slices, first = piece % slices * slice;
        pack_transposed<P>(
            source + panel * panel_width * stride + first, stride, std::min(slice, length - first),
            panels.columns_of(panel),
            packed + panels.offset_of(panel) + first / P::depth * panels.width_of(panel), panels.width_of(panel));
      }
    });
  }

  // The columns of `rows` rows, in panels, packed by all threads.
  static void pack_row_panels(
      const Element *source, int64_t stride, int64_t rows, const Panels &panels, Unit *packed) {
    parallel(panels.count(), std::max<int64_t>(1, 256 / rows), [&](int64_t begin, int64_t end) {
      for (int64_t panel = begin; panel < end; ++panel)
        pack_rows<P>(
            source + panel * panel_width, stride, rows, panels.columns_of(panel), packed + panels.offset_of(panel));
    });
  }

  // The rows [begin, end) of a matrix as a left factor.
  static Left<P> block(const Element *source, int64_t stride, int64_t rows, int64_t length) {
    Unit *const buffer = reinterpret_cast<Unit *>(work_scratch.bytes(rows * units<P>(length) * sizeof(Unit)));
    return left_rows<P>(source, stride, rows, length, buffer);
  }

  template <typename Body>
  static void in_token_blocks(int64_t tokens, const Body &body) {
    parallel((tokens + token_block - 1) / token_block, 1, [&](int64_t begin, int64_t end) {
      for (int64_t index = begin; index < end; ++index)
        body(index * token_block, std::min(token_block, tokens - index * token_block));
    });
  }

  // hidden = scale · input · Aᵀ
  void project_input() const {
    const Panels panels{a.rank, units<P>(a.inputs)};
    Unit *const packed = reinterpret_cast<Unit *>(shared_scratch.bytes(panels.size() * sizeof(Unit)));
    pack_transposed_panels((const Element *)a.a, a.inputs, a.inputs, panels, packed);
    in_token_blocks(a.tokens, [&](int64_t first, int64_t rows) {
      const auto left = block(inputs() + first * a.input_stride, a.input_stride, rows, a.inputs);
      multiply_panels<P>(left, rows, packed, panels, [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA {
        store(hidden() + (first + row) * a.rank + column, sums * a.scale, a.rank - column);
      });
    });
  }

  // output += hidden · Bᵀ
  void add_output() const {
    for (int64_t index = 0; index < a.part_count; ++index) {
      const ckernels_part part = a.parts[index];
      const Panels panels{part.outputs, units<P>(part.rank)};
      Unit *const packed = reinterpret_cast<Unit *>(shared_scratch.bytes(panels.size() * sizeof(Unit)));
      pack_transposed_panels(b(part), a.rank, part.rank, panels, packed);
      add_products(
          hidden() + part.rank_offset, part.rank, packed, panels, outputs() + part.output_offset, a.output_stride);
    }
  }

  // input += hidden · A
  void add_input() const {
    const Panels panels{a.inputs, units<P>(a.rank)};
    Unit *const packed = reinterpret_cast<Unit *>(shared_scratch.bytes(panels.size() * sizeof(Unit)));
    pack_row_panels((const Element *)a.a, a.inputs, a.rank, panels, packed);
    add_products(hidden(), a.rank, packed, panels, inputs(), a.input_stride);
  }

  void add_products(
      const Element *left_side, int64_t length, const Unit *packed, const Panels &panels, Element *target,
      int64_t stride) const {
    in_token_blocks(a.tokens, [&](int64_t first, int64_t rows) {
      const auto left = block(left_side + first * a.rank, a.rank, rows, length);
      multiply_panels<P>(left, rows, packed, panels, [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA {
        Element *const place = target + (first + row) * stride + column;
        __builtin_prefetch(place + panel_width);
        const int64_t count = panels.columns - column;
        store(place, load(place, count) + sums, count);
      });
    });
  }

  // hidden = scale · output · B
  void project_output() const {
    for (int64_t index = 0; index < a.part_count; ++index) {
      const ckernels_part part = a.parts[index];
      const Panels panels{part.rank, units<P>(part.outputs)};
      Unit *const packed = reinterpret_cast<Unit *>(shared_scratch.bytes(panels.size() * sizeof(Unit)));
      pack_row_panels(b(part), a.rank, part.outputs, panels, packed);
      in_token_blocks(a.tokens, [&](int64_t first, int64_t rows) {
        const auto left = block(
            outputs() + first * a.output_stride + part.output_offset, a.output_stride, rows, part.outputs);
        multiply_panels<P>(left, rows, packed, panels, [&](int64_t row, int64_t column, Floats sums) INLINE_LAMBDA {
          store(
              hidden() + (first + row) * a.rank + part.rank_offset + column, sums * a.scale, part.rank - column);
        });
      });
    }
  }

  // gradient of A = hiddenᵀ · input
  void differentiate_a() const {
    // The left factor is read down its columns, so its rows are packed as they lie.
    const Panels hidden_panels{a.rank, units<P>(a.tokens)};
    Unit *const packed = reinterpret_cast<Unit *>(shared_scratch.bytes(hidden_panels.size() * sizeof(Unit)));
    pack_row_panels(hidden(), a.rank, a.tokens, hidden_panels, packed);
    in_column_panels(inputs(), a.input_stride, a.inputs, [&](int64_t column, int64_t columns, int64_t step,
                                                             int64_t steps, const Unit *panel, int64_t width) {
      for (int64_t index = 0; index < hidden_panels.count(); ++index) {
        const int64_t hidden_width = hidden_panels.width_of(index);
        const Left<P> left{packed + hidden_panels.offset_of(index) + step * hidden_width, 1, hidden_width};
        float *const target = a.a_gradient + index * panel_width * a.inputs + column;
        multiply<P>(
            left, hidden_panels.columns_of(index), panel, width, columns, steps,
            [&](int64_t row, int64_t within, Floats sums) INLINE_LAMBDA {
              accumulate(target + row * a.inputs + within, sums, columns - within, step == 0);
            });
      }
    });
  }

  // gradients of the parts of B = outputᵀ · hidden
  void differentiate_b() const {
    for (int64_t index = 0; index < a.part_count; ++index) {
      const ckernels_part part = a.parts[index];
      const Panels hidden_panels{part.rank, units<P>(a.tokens)};
      Unit *const packed = reinterpret_cast<Unit *>(shared_scratch.bytes(hidden_panels.size() * sizeof(Unit)));
      pack_row_panels(hidden() + part.rank_offset, a.rank, a.tokens, hidden_panels, packed);
      in_column_panels(
          outputs() + part.output_offset, a.output_stride, part.outputs,
          [&](int64_t column, int64_t columns, int64_t step, int64_t steps, const Unit *panel, int64_t width) {
            float *const target = part.b_gradient + column * part.rank;
            for (int64_t rank = 0; rank < part.rank; rank += panel_width) {
              const int64_t hidden_panel = rank / panel_width, hidden_width = hidden_panels.width_of(hidden_panel);
              multiply<P>(
                  Left<P>{panel, 1, width}, columns,
                  packed + hidden_panels.offset_of(hidden_panel) + step * hidden_width, hidden_width,
                  hidden_panels.columns_of(hidden_panel), steps,
                  [&](int64_t row, int64_t within, Floats sums) INLINE_LAMBDA {
                    accumulate(
                        target + row * part.rank + rank + within, sums, part.rank - rank - within, step == 0);
                  });
            }
          });
    }
  }

  static INLINE void accumulate(float *target, Floats sums, int64_t count, bool is_first) {
    store(target, is_first ? sums : load(target, count) + sums, count);
  }

  // Packs [tokens, columns] panel by panel, a slice of the tokens at a time, so that a slice stays in the nearest cache.
  template <typename Body>
  void in_column_panels(const Element *source, int64_t stride, int64_t columns, const Body &body) const {
    constexpr int64_t slice = 192, narrow = 2 * lanes;
    parallel((columns + narrow - 1) / narrow, 1, [&](int64_t begin, int64_t end) {
      Unit *const panel = reinterpret_cast<Unit *>(work_scratch.bytes(slice / P::depth * narrow * sizeof(Unit)));
      for (int64_t index = begin; index < end; ++index) {
        const int64_t column = index * narrow, count = std::min(narrow, columns - column);
        for (int64_t token = 0; token < a.tokens; token += slice) {
          const int64_t rows = std::min(slice, a.tokens - token);
          pack_rows<P>(source + token * stride + column, stride, rows, count, panel);
          body(column, count, token / P::depth, units<P>(rows), panel, rounded_up(count, lanes));
        }
      }
    });
  }
};

#define LOW_RANK(name, method)                                                        \
  void name(const ckernels_low_rank &a) {                                             \
    a.type == CKERNELS_BFLOAT16 ? LowRank<BFloat16>{a}.method() : LowRank<float>{a}.method(); \
  }
LOW_RANK(low_rank_project_input, project_input)
LOW_RANK(low_rank_add_output, add_output)
LOW_RANK(low_rank_project_output, project_output)
LOW_RANK(low_rank_add_input, add_input)
LOW_RANK(low_rank_a_gradient, differentiate_a)
LOW_RANK(low_rank_b_gradient, differentiate_b)
#undef LOW_RANK

import CTorch

/// The arguments of one call, laid out as the C API wants them.
///
/// Lists and strings are gathered in flat buffers, so that one scope keeps every pointer alive.
struct PackedArguments {
    private let arguments: [OperatorArgument]
    private var integers: [Int64] = []
    private var tensors: [ctorch_tensor_ref] = []
    private var text: [UInt8] = []

    init(_ arguments: [OperatorArgument]) {
        self.arguments = arguments
        for argument in arguments {
            switch argument {
            case .ints(let values): integers.append(contentsOf: values.lazy.map(Int64.init))
            case .tensors(let values): tensors.append(contentsOf: values.lazy.map(\.handle.reference))
            case .string(let value): text.append(contentsOf: value.utf8)
            default: break
            }
        }
    }

    func withCArguments<Result>(_ body: (UnsafeBufferPointer<ctorch_argument>) -> Result) -> Result {
        withExtendedLifetime(arguments) {
            integers.withUnsafeBufferPointer { integers in
                tensors.withUnsafeBufferPointer { tensors in
                    text.withUnsafeBufferPointer { text in
                        var cursor = Cursor(integers: integers, tensors: tensors, text: text)
                        let packed = arguments.map { cursor.next($0) }
                        return packed.withUnsafeBufferPointer(body)
                    }
                }
            }
        }
    }

    private struct Cursor {
        var integers: UnsafeBufferPointer<Int64>
        var tensors: UnsafeBufferPointer<ctorch_tensor_ref>
        var text: UnsafeBufferPointer<UInt8>

        mutating func next(_ argument: OperatorArgument) -> ctorch_argument {
            switch argument {
            case .none: Self.scalar(CTORCH_NONE, 0)
            case .bool(let value): Self.scalar(CTORCH_BOOL, value ? 1 : 0)
            case .int(let value): Self.scalar(CTORCH_INT, Int64(value))
            case .dtype(let value): Self.scalar(CTORCH_DTYPE, Int64(value.rawValue))
            case .device(let value): Self.scalar(CTORCH_DEVICE, Int64(value.cudaIndex))
            case .double(let value):
                ctorch_argument(kind: CTORCH_DOUBLE, integer: 0, number: value, pointer: nil, count: 0)
            case .tensor(let value):
                ctorch_argument(
                    kind: CTORCH_TENSOR, integer: 0, number: 0, pointer: UnsafeRawPointer(value.handle.reference),
                    count: 1)
            case .generator(let value):
                ctorch_argument(
                    kind: CTORCH_GENERATOR, integer: 0, number: 0, pointer: UnsafeRawPointer(value.reference), count: 1)
            case .ints(let values): Self.list(CTORCH_INTS, from: &integers, count: values.count)
            case .tensors(let values): Self.list(CTORCH_TENSORS, from: &tensors, count: values.count)
            case .string(let value): Self.list(CTORCH_STRING, from: &text, count: value.utf8.count)
            }
        }

        private static func scalar(_ kind: ctorch_kind, _ value: Int64) -> ctorch_argument {
            ctorch_argument(kind: kind, integer: value, number: 0, pointer: nil, count: 0)
        }

        private static func list<Element>(
            _ kind: ctorch_kind, from buffer: inout UnsafeBufferPointer<Element>, count: Int
        ) -> ctorch_argument {
            let pointer = UnsafeRawPointer(buffer.baseAddress)
            buffer = UnsafeBufferPointer(rebasing: buffer.dropFirst(count))
            return ctorch_argument(kind: kind, integer: 0, number: 0, pointer: pointer, count: count)
        }
    }
}

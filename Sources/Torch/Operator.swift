import CTorch

/// One ATen operator, looked up once by its schema name and called with positional arguments.
///
/// Every operator that libtorch registers can be reached this way, those of libtorch_cuda included. Arguments left out at the
/// end take the schema's defaults.
package struct Operator: @unchecked Sendable {  // the reference points to an immutable operator that is never freed
    let name: String
    private let reference: ctorch_operator_ref?

    /// The operator `name`, such as `aten::add`, with `overload`, such as `Tensor`.
    package init(_ name: String, _ overload: String = "") {
        self.name = overload.isEmpty ? name : "\(name).\(overload)"
        reference = ctorch_operator_find(name, overload)
    }

    /// Calls the operator and gives back its first tensor.
    @discardableResult
    package func callAsFunction(_ arguments: OperatorArgument...) throws(TorchError) -> Tensor {
        guard let first = try call(arguments).first else {
            throw TorchError(.operation, operation: name, message: "it returned no tensor")
        }
        return first
    }

    /// Calls the operator and gives back all its tensors, lists flattened.
    package func call(_ arguments: [OperatorArgument]) throws(TorchError) -> [Tensor] {
        guard let reference else {
            throw TorchError(.operation, operation: name, message: "this libtorch has no such operator")
        }
        var results = [ctorch_tensor_ref?](repeating: nil, count: Self.expectedResults)
        var count = 0
        var status = invoke(reference, arguments, &results, &count)
        if status == CTORCH_OK, count > results.count {
            // More tensors than fit: only `split` and its kin, which are cheap to repeat.
            Self.release(results)
            results = [ctorch_tensor_ref?](repeating: nil, count: count)
            status = invoke(reference, arguments, &results, &count)
        }
        try check(status, name)
        return results.prefix(count).compactMap { $0.map { Tensor(TensorHandle(owning: $0)) } }
    }

    private static let expectedResults = 16

    private static func release(_ results: [ctorch_tensor_ref?]) {
        for case let result? in results { ctorch_tensor_free(result) }
    }

    private func invoke(
        _ reference: ctorch_operator_ref, _ arguments: [OperatorArgument], _ results: inout [ctorch_tensor_ref?],
        _ count: inout Int
    ) -> ctorch_status {
        let packed = PackedArguments(arguments)
        return packed.withCArguments { cArguments in
            ctorch_call(reference, cArguments.baseAddress, cArguments.count, &results, results.count, &count)
        }
    }
}

/// One argument of an ATen operator.
package enum OperatorArgument: Sendable, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    case tensor(Tensor)
    case ints([Int])
    case tensors([Tensor])
    case dtype(DType)
    case device(Device)
    case generator(TorchGenerator)

    package init(integerLiteral value: Int) { self = .int(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .none }

    /// A tensor that may be absent.
    package static func optional(_ tensor: Tensor?) -> OperatorArgument {
        tensor.map { .tensor($0) } ?? .none
    }
}

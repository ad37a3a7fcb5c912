import CTorch
import Synchronization

/// CUDA C++ compiled while the program runs, for the devices of one architecture.
///
/// The source sees no headers: what it needs beyond the language it declares itself. Kernels are `extern "C"`.
package final class CUDAModule: @unchecked Sendable {  // the module is immutable, and unloaded when nothing uses it
    private let reference: ctorch_cuda_module_ref

    /// Loads machine code that ``CUDACompiler`` made.
    package init(image: [UInt8]) throws(TorchError) {
        var made: ctorch_cuda_module_ref?
        try check(ctorch_cuda_module_load(image, &made), "loading a CUDA module")
        guard let made else { throw TorchError(.operation, operation: "loading a CUDA module", message: "no module") }
        reference = made
    }

    deinit {
        ctorch_cuda_module_unload(reference)
    }

    /// The module of `source` for a device; each source is compiled once in a process.
    ///
    /// - Parameters:
    ///   - name: what the compiler's messages call the source.
    ///   - definitions: the values of macros.
    package static func compiled(
        _ source: String, name: String, definitions: [String: String] = [:], for device: Int
    ) throws(TorchError) -> CUDAModule {
        let properties = try CUDADeviceProperties.of(device)
        let key = Key(source: source, definitions: definitions, architecture: properties.architecture)
        if let known = modules.withLock({ $0[key] }) { return known }
        let image = try CUDACompiler.compile(
            source, name: name, definitions: definitions, architecture: key.architecture)
        let module = try CUDAModule(image: image)
        return modules.withLock { modules in
            let kept = modules[key] ?? module
            modules[key] = kept
            return kept
        }
    }

    /// The kernel with this name.
    package func kernel(_ name: String) throws(TorchError) -> CUDAKernel {
        var found: ctorch_cuda_kernel_ref?
        try check(ctorch_cuda_kernel_find(reference, name, &found), "finding the CUDA kernel \(name)")
        guard let found else {
            throw TorchError(.operation, operation: "finding the CUDA kernel \(name)", message: "no such kernel")
        }
        return CUDAKernel(name: name, module: self, reference: found)
    }

    private struct Key: Hashable {
        let source: String
        let definitions: [String: String]
        let architecture: String
    }

    private static let modules = Mutex<[Key: CUDAModule]>([:])
}

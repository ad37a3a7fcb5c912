// swift-tools-version: 6.1
import PackageDescription

/// Where `make setup` puts libtorch, or a link to an installed one.
let libtorch = Context.packageDirectory + "/.deps/libtorch"

/// Parsers and tokenizers are loops over bytes: unoptimised they are fifty times slower, in tests too.
let optimized: [SwiftSetting] = [.unsafeFlags(["-O"], .when(configuration: .debug))]

let package = Package(
    name: "candor",
    products: [.executable(name: "candor", targets: ["candor"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.0.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.80.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.30.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // Floor 11
        .executableTarget(
            name: "candor",
            dependencies: [
                "Experiments", "Reports", "Viewer",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        // Floor 10
        .target(
            name: "Viewer",
            dependencies: [
                "Reports", "Experiments",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            resources: [.embedInCode("Resources")]),
        // Floor 9
        .target(
            name: "Reports", dependencies: ["Experiments", .product(name: "Subprocess", package: "swift-subprocess")]),
        // Floor 8
        .target(
            name: "Experiments",
            dependencies: [
                "Endpoints", "Organisms", "Evaluation",
                .product(name: "Yams", package: "Yams"),
            ],
            resources: [.embedInCode("Resources/experiment.schema.json")]),
        // Floor 7
        .target(
            name: "Organisms", dependencies: ["TextSearch", "Provenance", "CShippedData"], swiftSettings: optimized),
        .target(
            name: "Evaluation",
            dependencies: [
                "TextSearch", "Provenance", "CShippedData", .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            resources: [.embedInCode("Resources/rules"), .embedInCode("Resources/judges")],
            swiftSettings: optimized),
        // Floor 6
        .target(
            name: "Endpoints",
            dependencies: [
                "Generation", "Training", "Kernels", "Tokenizers", "ChatTemplates", "Provenance",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        // Floor 5
        .target(
            name: "Generation", dependencies: ["LanguageModels", "Kernels", "Torch", "Provenance"],
            swiftSettings: optimized),
        .target(name: "Training", dependencies: ["LanguageModels", "ModelFiles", "Torch", "Provenance"]),
        // Floor 4
        .target(name: "LanguageModels", dependencies: ["Kernels", "Torch", "ModelFiles", "Provenance"]),
        // Floor 3
        .target(name: "Kernels", dependencies: ["Torch", "CKernels"], resources: [.embedInCode("CUDA")]),
        // Floor 2
        .target(name: "TextSearch", swiftSettings: optimized),
        .target(name: "ChatTemplates", swiftSettings: optimized),
        .target(name: "Tokenizers", swiftSettings: optimized),
        .target(name: "ModelFiles", dependencies: ["Provenance"], swiftSettings: optimized),
        .target(
            name: "Torch", dependencies: ["CTorch"],
            linkerSettings: [
                .unsafeFlags(["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]),
                .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
            ]),
        // Floor 1
        .target(name: "CKernels", cxxSettings: [.unsafeFlags(["-O3"])]),
        .target(
            name: "Provenance", dependencies: ["CZlib", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: optimized),
        .target(name: "CShippedData", exclude: ["Data"], cSettings: [.unsafeFlags(["-Wno-c23-extensions"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .target(
            name: "CTorch",
            cxxSettings: [
                .headerSearchPath("."),
                .unsafeFlags(["-I\(libtorch)/include", "-I\(libtorch)/include/torch/csrc/api/include"]),
                .define("_GLIBCXX_USE_CXX11_ABI", to: "1"),
            ]),

        .testTarget(name: "ProvenanceTests", dependencies: ["Provenance", "CZlib"], exclude: ["Fixtures"]),
        .testTarget(name: "ModelFilesTests", dependencies: ["ModelFiles", "Provenance"], exclude: ["Fixtures"]),
        .testTarget(name: "TorchTests", dependencies: ["Torch", "ReferenceModels", "groupmember"]),
        .testTarget(name: "KernelsTests", dependencies: ["Kernels", "Torch", "CKernels"]),
        .testTarget(name: "TokenizersTests", dependencies: ["Tokenizers"], exclude: ["Fixtures"]),
        .testTarget(name: "ChatTemplatesTests", dependencies: ["ChatTemplates"], exclude: ["Fixtures"]),
        .target(
            name: "ReferenceModels", dependencies: ["ModelFiles", "Provenance", "Torch"], path: "Tests/ReferenceModels"
        ),
        .executableTarget(
            name: "groupmember", dependencies: ["Endpoints", "ReferenceModels"], path: "Tests/GroupMember"),
        .testTarget(
            name: "LanguageModelsTests", dependencies: ["LanguageModels", "ReferenceModels"], exclude: ["Fixtures"]),
        .testTarget(name: "TrainingTests", dependencies: ["Training", "ReferenceModels", "groupmember"]),
        .target(
            name: "ScriptedServer",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], path: "Tests/ScriptedServer"),
        .testTarget(
            name: "EndpointsTests",
            dependencies: [
                "Endpoints", "Evaluation", "ScriptedServer", "ReferenceModels", "groupmember",
                .product(name: "GRDB", package: "GRDB.swift"),
            ], exclude: ["Fixtures"]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: ["Experiments", "Reports", "Organisms", "ReferenceModels", "ScriptedServer"],
            exclude: ["Fixtures"]),
        .testTarget(name: "ReportsTests", dependencies: ["Reports"], exclude: ["Fixtures"]),
        .testTarget(
            name: "ViewerTests",
            dependencies: [
                "Viewer",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ]),
        .testTarget(
            name: "BrowserTests", dependencies: ["candor", "Reports", "ReferenceModels"],
            exclude: ["Fixtures", "Scripts", "requirements.txt"]),
        .testTarget(name: "candorTests", dependencies: ["candor", "Reports", "ReferenceModels"]),
        .testTarget(name: "TextSearchTests", dependencies: ["TextSearch"], exclude: ["Fixtures"]),
        .testTarget(
            name: "OrganismsTests", dependencies: ["Organisms", "TextSearch", "Provenance", "CZlib"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Evaluation", "Organisms", "Provenance", "TextSearch"],
            exclude: ["Fixtures"]),
        .testTarget(name: "GenerationTests", dependencies: ["Generation", "Kernels", "ReferenceModels"]),
    ],
    cxxLanguageStandard: .cxx17
)

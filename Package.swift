// swift-tools-version: 6.2
import PackageDescription

// The modules, from the bottom up. Imports point down only; docs/dev/ARCHITECTURE.md has the picture.
let package = Package(
  name: "Tessera",
  platforms: [.macOS(.v15)],
  products: [
    .library(name: "Tessera", targets: ["Tessera"]),
    .executable(name: "tessera", targets: ["TesseraCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-async-algorithms", from: "1.1.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "Compression", dependencies: ["CZlib"]),
    .systemLibrary(name: "CMalloc"),

    // Value types of all modules: Picture, LabelMap, Size, MediaTime.
    .target(name: "Imaging", dependencies: ["Parallelism", "VectorKernels"]),
    .target(name: "Parallelism"),
    .target(name: "Randomness"),
    // Optical flow, backward correspondence, shots.
    .target(name: "Motion", dependencies: ["Imaging", "Parallelism"]),

    // Inner loops in C for several vector widths, selected at run time.
    .target(name: "CKernels"),
    .target(name: "VectorKernels", dependencies: ["CKernels"]),

    // Decoding and encoding with FFmpeg.
    .systemLibrary(
      name: "CFFmpeg", pkgConfig: "libavformat libavcodec libavfilter libavutil",
      providers: [
        .apt(["libavformat-dev", "libavcodec-dev", "libavfilter-dev", "libavutil-dev"]),
        .brew(["ffmpeg"]),
      ]),
    .target(name: "Media", dependencies: ["CFFmpeg", "Imaging", .product(name: "Logging", package: "swift-log")]),

    // The method: superpixels, regions, the network, tracks.
    .target(name: "Superpixels", dependencies: ["Imaging", "Parallelism", "VectorKernels"]),
    // Greedy merging of superpixels, in stills and over frames.
    .target(
      name: "Regions",
      dependencies: [
        "Imaging", "Motion", "Superpixels", .product(name: "HeapModule", package: "swift-collections"),
      ]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .target(name: "Training", dependencies: ["COpenBLAS", "Parallelism", "Randomness", "VectorKernels"]),
    .target(
      name: "Segmentation",
      dependencies: [
        "Imaging", "Motion", "Parallelism", "Randomness", "Regions", "Superpixels", "Training",
        "VectorKernels",
      ]),
    .target(name: "Tracking", dependencies: ["Imaging", "Motion", "Parallelism"]),

    // The label format: names, index, table, supervoxels.
    .target(name: "Labels", dependencies: ["Tracking", "Imaging", "Media", "Regions", "Rendering"]),

    // Labels in the formats of other tools: export and import, cut lists.
    .target(
      name: "Exchange", dependencies: ["Compression", "Imaging", "Labels", "Media", "Parallelism", "Rendering"]),

    // Track colors and the overlay: tints, lines, numbers.
    .target(name: "Rendering", dependencies: ["Imaging", "Parallelism"]),

    // The pipeline of stages, and its YAML files.
    .target(
      name: "Pipeline",
      dependencies: [
        "Compression", "Exchange", "Imaging", "Labels", "Media", "Motion", "Superpixels", "Segmentation", "Regions",
        "Tracking", "Parallelism", "Rendering", "Training",
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "PipelineFiles",
      dependencies: ["Imaging", "Labels", "Media", "Pipeline", .product(name: "Yams", package: "Yams")],
      resources: [.embedInCode("Shipped")]),

    // The figures of labels, made of pictures and maps as they come; and the files of which these are read.
    .target(name: "Evaluation", dependencies: ["Imaging", "Motion", "Parallelism"]),
    .target(
      name: "EvaluationFiles", dependencies: ["Compression", "Evaluation", "Imaging", "Labels", "Media", "Parallelism"]),

    // Measurements and reports: properties in every frame; a page with everything that a run did.
    .target(name: "Measurements", dependencies: ["EvaluationFiles", "Imaging", "Labels", "Media"]),
    .target(
      name: "Report",
      dependencies: [
        "Evaluation", "EvaluationFiles", "Imaging", "Labels", "Measurements", "Media", "Parallelism", "Rendering",
      ],
      resources: [.embedInCode("Page")]),
    // Pictures in a terminal: sixel, kitty, half blocks.
    .target(name: "TerminalGraphics", dependencies: ["Imaging"]),

    // The library's interface, the paper's experiment, and the command line.
    .target(
      name: "Tessera",
      dependencies: [
        "Exchange", "Imaging", "Labels", "Media", "Motion", "Parallelism", "Pipeline", "PipelineFiles", "Regions",
        "Rendering", "Segmentation", "Superpixels", "Tracking",
      ]),
    .target(
      name: "Reproduction",
      dependencies: [
        "Evaluation", "EvaluationFiles", "Imaging", "Media", "Pipeline", "PipelineFiles", "Rendering", "Tessera",
      ],
      resources: [.embedInCode("Figures")]),
    .target(
      name: "Benchmarks",
      dependencies: [
        "Imaging", "Media", "Motion", "Parallelism", "Randomness", "Superpixels", "Segmentation", "Training",
        "VectorKernels",
      ]),
    // Every kernel against plain loops: truth and speed. The program is for developers and is not installed.
    .target(name: "KernelChecks", dependencies: ["Imaging", "Randomness", "VectorKernels"]),
    .executableTarget(
      name: "tessera-checkasm",
      dependencies: [
        "KernelChecks", "VectorKernels", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/CheckKernels"),
    .executableTarget(
      name: "TesseraCommand",
      dependencies: [
        "Tessera", "Benchmarks", "CMalloc", "Evaluation", "EvaluationFiles", "Exchange", "Labels", "Measurements",
        "Report", "Reproduction", "TerminalGraphics", "VectorKernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "FixtureGenerator",
      dependencies: [
        "Imaging", "Media", "Randomness", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // The manual pages, from what the program says about itself.
    .executableTarget(
      name: "ManualGenerator", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")]),

    .target(name: "TestSupport", dependencies: ["Randomness", "VectorKernels"], path: "Tests/TestSupport"),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
    .testTarget(name: "KernelChecksTests", dependencies: ["KernelChecks", "VectorKernels"]),
    .testTarget(name: "ImagingTests", dependencies: ["Imaging", "Parallelism", "Randomness"]),
    .testTarget(name: "MotionTests", dependencies: ["Motion", "Imaging", "Parallelism", "Randomness"]),
    .testTarget(name: "MediaTests", dependencies: ["CZlib", "Media", "Imaging", "Randomness", "TestSupport"]),
    .testTarget(
      name: "SuperpixelsTests",
      dependencies: [
        "Superpixels", "Imaging", "Parallelism", "Randomness",
      ]),
    .testTarget(
      name: "RegionsTests", dependencies: ["Regions", "Imaging", "Motion", "Randomness", "Superpixels"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "Parallelism", "Randomness", "TestSupport", "VectorKernels"],
      resources: [.copy("Vectors")]),
    .testTarget(
      name: "SegmentationTests",
      dependencies: [
        "Segmentation", "Superpixels", "Imaging", "Media", "Motion", "Parallelism", "Randomness", "Training",
        "VectorKernels",
      ]),
    .testTarget(
      name: "TrackingTests",
      dependencies: ["Tracking", "Imaging", "Motion", "Parallelism", "Randomness"]),
    .testTarget(
      name: "RenderingTests", dependencies: ["Rendering", "Imaging", "Parallelism", "Randomness"]),
    .testTarget(
      name: "EvaluationTests",
      dependencies: [
        "CZlib", "Evaluation", "EvaluationFiles", "Imaging", "Labels", "Media", "Motion", "Parallelism", "Randomness",
        "TestSupport",
      ]),
    .testTarget(
      name: "ExchangeTests", dependencies: ["Exchange", "Imaging", "Labels", "Media", "Randomness", "TestSupport"]),
    .testTarget(
      name: "PipelineTests",
      dependencies: [
        "Pipeline", "PipelineFiles", "Tessera", "Tracking", "Labels", "Media", "Imaging", "Motion", "Randomness",
        "Regions", "Rendering",
        "Segmentation", "Superpixels", "TestSupport",
      ]),
    .testTarget(
      name: "TesseraTests", dependencies: ["CFFmpeg", "COpenBLAS", "Tessera", "TestSupport", "VectorKernels"]),
    .testTarget(
      name: "ReproductionTests",
      dependencies: [
        "Reproduction", "EvaluationFiles", "Imaging", "Media", "PipelineFiles", "Randomness", "Tessera", "TestSupport",
      ]),
    .testTarget(
      name: "MeasurementsTests",
      dependencies: ["EvaluationFiles", "Imaging", "Labels", "Measurements", "Media", "Randomness", "TestSupport"]),
    .testTarget(
      name: "ReportTests",
      dependencies: [
        "Imaging", "Labels", "Measurements", "Media", "Randomness", "Rendering", "Report", "TerminalGraphics",
        "TestSupport",
      ]),
    .testTarget(name: "FixtureTests", dependencies: ["Media", "Imaging"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "Tessera", "TesseraCommand", "Labels", "Media", "Imaging", "Reproduction", "TestSupport", "VectorKernels",
      ],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)

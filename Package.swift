// swift-tools-version: 6.2
import PackageDescription

// The modules, from the bottom up; arrows between them point down only. docs/ARCHITECTURE.md draws the picture.
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
    // Values that travel: Picture, LabelMap, Size, MediaTime.
    .target(name: "Imaging", dependencies: ["CKernels", "Parallelism", "VectorKernels"]),
    .target(name: "Parallelism"),
    .target(name: "Randomness"),
    // Where a point was a frame earlier, and which shot a frame belongs to.
    .target(name: "Motion", dependencies: ["Imaging", "Parallelism"]),

    // Inner loops in C, compiled for several vector widths, and their choice at run time.
    .target(name: "CKernels"),
    .target(name: "VectorKernels", dependencies: ["CKernels"]),

    // FFmpeg in and out.
    .systemLibrary(
      name: "CFFmpeg", pkgConfig: "libavformat libavcodec libavfilter libswscale libavutil",
      providers: [
        .apt(["libavformat-dev", "libavcodec-dev", "libavfilter-dev", "libswscale-dev", "libavutil-dev"]),
        .brew(["ffmpeg"]),
      ]),
    .target(name: "Media", dependencies: ["CFFmpeg", "Imaging", .product(name: "Logging", package: "swift-log")]),

    // The method: superpixels, the network that trains itself, tracks over time.
    .target(name: "Superpixels", dependencies: ["CKernels", "Imaging", "Parallelism", "VectorKernels"]),
    // Greedy merging of superpixels, within a picture and over frames.
    .target(
      name: "Regions",
      dependencies: [
        "Imaging", "Motion", "Superpixels", .product(name: "HeapModule", package: "swift-collections"),
      ]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .target(name: "Training", dependencies: ["CKernels", "COpenBLAS", "Parallelism", "Randomness", "VectorKernels"]),
    .target(
      name: "Segmentation",
      dependencies: [
        "CKernels", "Imaging", "Motion", "Parallelism", "Randomness", "Regions", "Superpixels", "Training",
        "VectorKernels",
      ]),
    .target(name: "Tracking", dependencies: ["Imaging", "Motion", "Parallelism"]),

    // What is written of labels, and read again: names, index, table, supervoxels.
    .target(name: "Labels", dependencies: ["Tracking", "Imaging", "Media", "Regions", "Rendering"]),

    // The pictures that people look at: colors of the tracks, tints, lines, numbers.
    .target(name: "Rendering", dependencies: ["Imaging", "Parallelism"]),

    // The stages put together, and their description in YAML.
    .target(
      name: "Pipeline",
      dependencies: [
        "Imaging", "Labels", "Media", "Motion", "Superpixels", "Training", "Segmentation", "Regions", "Tracking",
        "Parallelism", "Rendering", "VectorKernels",
        .product(name: "AsyncAlgorithms", package: "swift-async-algorithms"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "OrderedCollections", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .target(
      name: "PipelineFiles", dependencies: ["Pipeline", .product(name: "Yams", package: "Yams")],
      resources: [.embedInCode("Shipped")]),

    // The figures of labels, made of pictures and maps as they come; and the files of which these are read.
    .target(name: "Evaluation", dependencies: ["Imaging", "Motion", "Parallelism"]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "EvaluationFiles", dependencies: ["CZlib", "Evaluation", "Imaging", "Labels", "Media", "Parallelism"]),

    // The library's face, the paper's experiment, and the command line.
    .target(
      name: "Tessera",
      dependencies: [
        "Tracking", "Imaging", "Labels", "Media", "Pipeline", "PipelineFiles", "Regions", "Rendering",
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
    .executableTarget(
      name: "TesseraCommand",
      dependencies: [
        "Tessera", "Benchmarks", "Evaluation", "EvaluationFiles", "Labels", "Reproduction", "VectorKernels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(
      name: "FixtureGenerator",
      dependencies: [
        "Imaging", "Media", "Randomness", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(name: "TestSupport", dependencies: ["Randomness", "VectorKernels"], path: "Tests/TestSupport"),
    .testTarget(name: "RandomnessTests", dependencies: ["Randomness"]),
    .testTarget(
      name: "ImagingTests", dependencies: ["Imaging", "Parallelism", "Randomness", "VectorKernels"]),
    .testTarget(name: "MotionTests", dependencies: ["Motion", "Imaging", "Parallelism", "Randomness"]),
    .testTarget(name: "MediaTests", dependencies: ["CZlib", "Media", "Imaging", "Randomness", "TestSupport"]),
    .testTarget(
      name: "SuperpixelsTests",
      dependencies: [
        "Superpixels", "CKernels", "Imaging", "Parallelism", "Randomness", "TestSupport", "VectorKernels",
      ]),
    .testTarget(
      name: "RegionsTests", dependencies: ["Regions", "Imaging", "Motion", "Randomness", "Superpixels"]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "CKernels", "Parallelism", "Randomness", "TestSupport", "VectorKernels"],
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
      name: "PipelineTests",
      dependencies: [
        "Pipeline", "PipelineFiles", "Tessera", "Tracking", "Labels", "Media", "Imaging", "Motion", "Randomness",
        "Regions", "Rendering",
        "Segmentation", "Superpixels", "TestSupport",
      ]),
    .testTarget(name: "TesseraTests", dependencies: ["Tessera", "TestSupport"]),
    .testTarget(
      name: "ReproductionTests",
      dependencies: [
        "Reproduction", "EvaluationFiles", "Imaging", "Media", "PipelineFiles", "Randomness", "Tessera", "TestSupport",
      ]),
    .testTarget(name: "FixtureTests", dependencies: ["Media", "Imaging"]),
    .testTarget(
      name: "CommandTests",
      dependencies: ["TesseraCommand", "Labels", "Media", "Imaging", "Reproduction", "TestSupport"],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)

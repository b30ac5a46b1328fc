// swift-tools-version: 6.2
import PackageDescription

// Programs that use the library from outside, as yours would. `make examples` builds and runs them.
let package = Package(
  name: "Examples",
  platforms: [.macOS(.v15)],
  dependencies: [
    // Yours: .package(url: "https://…/tessera", from: "0.1.0")
    .package(name: "Tessera", path: "..")
  ],
  targets: ["SegmentFile", "FramesFromMemory", "OwnExporter", "OwnMethod", "LivePipe", "HandleErrors"].map { name in
    .executableTarget(name: name, dependencies: [.product(name: "Tessera", package: "Tessera")])
  }
)

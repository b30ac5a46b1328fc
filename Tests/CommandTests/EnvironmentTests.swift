import Foundation
import TestSupport
import Testing
import VectorKernels

@Suite struct EnvironmentTests {
  @Test("A level of vectors that does not exist is an error: 64")
  func unknownLevel() throws {
    let folder = try TemporaryFolder()
    var tool = folder.tool
    tool.environment = [Kernels.variable: "avx1024"]
    let result = try tool("pipelines")
    #expect(result.code == 64)
    #expect(result.error.contains("TESSERA_KERNELS is \"avx1024\"; it must be one of: baseline, avx2, avx512"))
    #expect(result.output.isEmpty && folder.names.isEmpty)
  }

  @Test("A level lowers the vectors, and the benchmark names them", arguments: availableVectorWidths)
  func level(_ level: Kernels.Level) throws {
    let folder = try TemporaryFolder()
    var tool = folder.tool
    tool.environment = [Kernels.variable: "\(level)"]
    let result = try tool(
      "bench", "superpixels", "--size", "64x48", "--count", "50", "--iterations", "1", "--json")
    #expect(result.code == 0)
    #expect(result.output.contains("\"kernels\":\"\(level)\""))
    #expect(folder.names.isEmpty)
  }
}

import Imaging
import Parallelism

/// Dense optical flow by Dense Inverse Search (Kroeger, Timofte, Dai and Van Gool, "Fast optical flow using dense
/// inverse search", ECCV 2016).
///
/// From the coarsest level to the finest, overlapping patches are moved from where the level before put them to where
/// they fit best, and each pixel averages the patches over it. The result depends on the pictures alone, not on the
/// number of threads: a patch learns from the coarser level only, never from its neighbors.
package struct DenseInverseSearch: Sendable {
  /// Iterations at most for each patch at each level, ≥ 0 (θit in the paper).
  package let iterations: Int
  /// The finest level searched, 0 for the picture's own size, 1 for half of it (θsf in the paper); the flow is enlarged
  /// from there.
  package let finestLevel: Int

  private let workers: Workers

  package init(workers: Workers, iterations: Int = 16, finestLevel: Int = 0) {
    precondition(iterations >= 0 && finestLevel >= 0, "iterations and levels are counted from 0")
    self.workers = workers
    self.iterations = iterations
    self.finestLevel = finestLevel
  }

  /// Where each point of `picture` is in `other`.
  ///
  /// - Precondition: both have the same size. Any size will do; below a patch's side the motion found is small.
  package func flow(from picture: GrayPyramid, to other: GrayPyramid) -> FlowField {
    precondition(picture.size == other.size, "flow needs pictures of one size, not \(picture.size) and \(other.size)")
    var coarser: FlowField?
    for level in (min(finestLevel, picture.levels.count - 1)..<picture.levels.count).reversed() {
      coarser = flow(from: picture.levels[level], to: other.levels[level], coarser: coarser)
    }
    guard var flow = coarser else { return FlowField(zero: picture.size) }
    for level in (0..<min(finestLevel, picture.levels.count - 1)).reversed() {
      flow = enlarged(flow, to: picture.levels[level].size)
    }
    return flow
  }

  private func flow(from picture: GrayLevel, to other: GrayLevel, coarser: FlowField?) -> FlowField {
    picture.withPlanes { luma, slopeX, slopeY in
      other.withPlanes { other, _, _ in
        let grid = PatchGrid(picture.size)
        let search = PatchSearch(iterations: iterations, luma: luma, slopeX: slopeX, slopeY: slopeY, other: other)
        let displacements = displacements(of: grid, by: search, coarser: coarser)
        return dense(grid, displacements, luma: luma, other: other)
      }
    }
  }

  private func displacements(of grid: PatchGrid, by search: PatchSearch, coarser: FlowField?) -> [SIMD2<Float>] {
    [SIMD2<Float>](unsafeUninitializedCapacity: grid.count) { displacements, initialized in
      // SAFETY: the part for a grid row writes that row's displacements and no others, each of them once.
      if let displacements = displacements.baseAddress {
        workers.forEach(grid.rows) { row, _ in
          for column in 0..<grid.columns {
            let (x, y) = (grid.x(column), grid.y(row))
            let start = search.start(x: x, y: y, coarser: coarser)
            (displacements + (row * grid.columns + column)).initialize(
              to: search.displacement(x: x, y: y, start: start))
          }
        }
      }
      initialized = grid.count
    }
  }

  private func dense(_ grid: PatchGrid, _ displacements: [SIMD2<Float>], luma: Plane, other: Plane) -> FlowField {
    let size = luma.size
    var dx = [Float](repeating: 0, count: size.count)
    var dy = dx
    displacements.withUnsafeBufferPointer { displacements in
      dx.withUnsafeMutableBufferPointer { dx in
        dy.withUnsafeMutableBufferPointer { dy in
          guard let displacements = displacements.baseAddress, let dx = dx.baseAddress, let dy = dy.baseAddress else {
            return
          }
          let densification = Densification(grid: grid, displacements: displacements, luma: luma, other: other)
          let each = densification.scratchCount
          withUnsafeTemporaryAllocation(of: Float.self, capacity: workers.count * each) { scratch in
            guard let scratch = scratch.baseAddress else { return }
            // SAFETY: row y writes the pixels of that row only, and a lane its own scratch.
            workers.forEach(size.height) { y, lane in
              densification.fill(
                row: y, dx: dx + y * size.width, dy: dy + y * size.width, scratch: scratch + lane * each)
            }
          }
        }
      }
    }
    return FlowField(size: size, dx: dx, dy: dy)
  }

  private func enlarged(_ flow: FlowField, to size: Size) -> FlowField {
    var dx = [Float](repeating: 0, count: size.count)
    var dy = dx
    for y in 0..<size.height {
      for x in 0..<size.width {
        let u = flow.doubled(x: Float(x), y: Float(y))
        dx[y * size.width + x] = u.x
        dy[y * size.width + x] = u.y
      }
    }
    return FlowField(size: size, dx: dx, dy: dy)
  }
}

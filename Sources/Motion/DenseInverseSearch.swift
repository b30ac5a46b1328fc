import Imaging
import Parallelism

/// Dense optical flow by Dense Inverse Search (Kroeger, Timofte, Dai and Van Gool, "Fast optical flow using dense
/// inverse search", ECCV 2016).
///
/// From the coarsest level to the finest, overlapping patches are moved from their position at the previous level to
/// the best fit, and each pixel averages its patches. A patch depends on the coarser level only, never on its
/// neighbors, so the result does not depend on the number of threads.
package struct DenseInverseSearch: Sendable {
  /// The maximum number of iterations for each patch and level, ≥ 0 (θit in the paper).
  package let iterations: Int
  /// The finest level searched: 0 is full size, 1 is half size (θsf in the paper). The flow is upsampled from there.
  package let finestLevel: Int

  private let workers: Workers

  package init(workers: Workers, iterations: Int = 16, finestLevel: Int = 0) {
    precondition(iterations >= 0 && finestLevel >= 0, "iterations and levels are counted from 0")
    self.workers = workers
    self.iterations = iterations
    self.finestLevel = finestLevel
  }

  /// The position in `other` of each point of `picture`.
  ///
  /// - Precondition: both have the same size. Any size is allowed; below a patch's side only small motion is found.
  package func flow(from picture: GrayPyramid, to other: GrayPyramid) -> FlowField {
    precondition(picture.size == other.size, "flow needs pictures of one size, not \(picture.size) and \(other.size)")
    var flow = FlowField(zero: picture.size)
    _ = refine(from: picture, to: other) { found, _ in
      flow = found
      return false
    }
    for level in (0..<min(finestLevel, picture.levels.count - 1)).reversed() {
      flow = enlarged(flow, to: picture.levels[level].size)
    }
    return flow
  }

  /// Finds the flow at each level, from the coarsest to the finest, until one is enough.
  ///
  /// - Parameter isEnough: gets a flow at the size of its level, and the level.
  /// - Returns: whether one was.
  func refine(
    from picture: GrayPyramid, to other: GrayPyramid, until isEnough: (_ flow: FlowField, _ level: Int) -> Bool
  ) -> Bool {
    var coarser: FlowField?
    for level in (min(finestLevel, picture.levels.count - 1)..<picture.levels.count).reversed() {
      let flow = flow(from: picture.levels[level], to: other.levels[level], coarser: coarser)
      if isEnough(flow, level) { return true }
      coarser = flow
    }
    return false
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
      // SAFETY: the part for a grid row writes only that row's displacements, each once.
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
            // SAFETY: row y writes only its own pixels, and each lane its own scratch.
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

  private func enlarged(_ flow: FlowField, to size: PictureSize) -> FlowField {
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

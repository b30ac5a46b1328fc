import Imaging
import Parallelism
import VectorKernels

/// The iterations of SLIC: assign pixels to the nearest center, then move centers to the mean of their pixels.
///
/// Both steps run band by band while the band is in the cache. Distances, and the labels of all but the last
/// iteration, are kept in per-lane scratch memory.
final class Assignment {
  private let planes: LabPlanes
  private let grid: Grid
  private let workers: Workers
  private let kernels: Kernels
  /// (m/S)²: turns a squared distance in the plane into one in color, equation (3).
  private let spatialWeight: Float
  private var bands: Bands
  /// What pixels add up to: those of each member in each band, and those of each center.
  private var partial, sums: [SuperpixelSums]
  /// SAFETY: the buffers live as long as this object, have room for a band a lane, and a lane is one thread at a time.
  private let distance: UnsafeMutableBufferPointer<Float>
  private let nearest: UnsafeMutableBufferPointer<Int32>
  private let stride: Int

  init(planes: LabPlanes, grid: Grid, compactness: Float, workers: Workers, kernels: Kernels = .best) {
    self.planes = planes
    self.grid = grid
    self.workers = workers
    self.kernels = kernels
    spatialWeight = compactness * compactness / (grid.step * grid.step)
    bands = Bands(height: planes.size.height, reach: Int(grid.step.rounded(.up)))
    partial = []
    sums = [SuperpixelSums](repeating: SuperpixelSums(), count: grid.count)
    stride = SuperpixelBand.stride(width: planes.size.width)
    let lanes = min(workers.count, bands.count)
    distance = .allocate(capacity: lanes * Bands.rows * stride)
    nearest = .allocate(capacity: lanes * Bands.rows * stride)
  }

  deinit {
    distance.deallocate()
    nearest.deallocate()
  }

  /// Assigns every pixel to the nearest center whose window, about 2S × 2S, contains it (the first one on ties). Then
  /// moves every center to the mean of its pixels; a center without pixels returns to its place in the grid.
  func iterate(_ centers: inout Centers) { iterate(&centers, labels: nil) }

  /// Runs one more iteration and returns the center of every pixel; −1 for pixels outside all windows.
  func lastIteration(_ centers: inout Centers) -> [Int32] {
    [Int32](unsafeUninitializedCapacity: planes.size.count) { buffer, initialized in
      iterate(&centers, labels: buffer.baseAddress)
      initialized = planes.size.count
    }
  }

  private func iterate(_ centers: inout Centers, labels: UnsafeMutablePointer<Int32>?) {
    bands.list(centers)
    let members = bands.memberCount
    if partial.count < members {
      partial += [SuperpixelSums](repeating: SuperpixelSums(), count: members - partial.count)
    }
    partial.withUnsafeMutableBufferPointer { partial in
      let partial = partial
      workers.forEach(bands.count) { i, lane in
        work(on: i, lane: lane, centers: centers, partial: partial, labels: labels)
      }
    }
    move(&centers)
  }

  /// SAFETY: the kernels stay in the band's rows, its members and the lane's scratch memory, and the planes have the
  /// slack that is read. `labels` has room for all pixels; only those of the band are written.
  private func work(
    on i: Int, lane: Int, centers: Centers, partial: UnsafeMutableBufferPointer<SuperpixelSums>,
    labels: UnsafeMutablePointer<Int32>?
  ) {
    let rows = bands.rows(i)
    let range = bands.offsets[i]..<bands.offsets[i + 1]
    let width = planes.size.width
    let scratch = (lane * Bands.rows * stride)..<((lane + 1) * Bands.rows * stride)
    let nearest = UnsafeMutableBufferPointer(rebasing: nearest[scratch])
    planes.withUnsafeBuffers { lightness, a, b in
      let band = SuperpixelBand(
        lightness: lightness, a: a, b: b, width: width, rows: rows, reach: bands.reach, weight: spatialWeight,
        distance: UnsafeMutableBufferPointer(rebasing: distance[scratch]), nearest: nearest)
      bands.members.withUnsafeBufferPointer { members in
        let members = UnsafeBufferPointer(rebasing: members[range])
        let partial = UnsafeMutableBufferPointer(rebasing: partial[range])
        kernels.assignPixels(band, centers: centers.values, members: members)
        kernels.sumPixels(band, centers: centers.values, members: members, into: partial)
      }
    }
    guard let labels, let nearest = nearest.baseAddress else { return }
    for (y, row) in rows.enumerated() {
      (labels + row * width).initialize(from: nearest + y * stride, count: width)
    }
  }

  /// Sums over the bands, always in the same order.
  private func move(_ centers: inout Centers) {
    let count = bands.memberCount
    // SAFETY: the buffers are read and written within the closures alone.
    sums.withUnsafeMutableBufferPointer { sums in
      bands.members.withUnsafeBufferPointer { members in
        partial.withUnsafeBufferPointer { partial in
          sums.update(repeating: SuperpixelSums())
          SuperpixelSums.add(
            UnsafeBufferPointer(rebasing: partial[..<count]), of: UnsafeBufferPointer(rebasing: members[..<count]),
            to: sums)
        }
      }
    }
    centers.move(toMeansOf: sums, grid: grid, colors: planes)
  }
}

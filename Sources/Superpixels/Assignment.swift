import CKernels
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
  private let table: tessera_kernels
  /// (m/S)²: converts a squared spatial distance to a color distance, equation (3).
  private let spatialWeight: Float
  private var bands: Bands
  /// Sums over pixels: of each member in each band, and of each center.
  private var partial, sums: [tessera_slic_sums]
  /// SAFETY: the buffers live as long as this object and have room for one band per lane; a lane is used by one
  /// thread at a time.
  private let distance: UnsafeMutablePointer<Float>
  private let nearest: UnsafeMutablePointer<Int32>
  private let stride: Int

  init(planes: LabPlanes, grid: Grid, compactness: Float, workers: Workers, kernels: Kernels = .best) {
    self.planes = planes
    self.grid = grid
    self.workers = workers
    table = kernels.table
    spatialWeight = compactness * compactness / (grid.step * grid.step)
    bands = Bands(height: planes.size.height, reach: Int(grid.step.rounded(.up)))
    partial = []
    sums = [tessera_slic_sums](repeating: tessera_slic_sums(), count: grid.count)
    stride = planes.size.width + LabPlanes.slack
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
      partial += [tessera_slic_sums](repeating: tessera_slic_sums(), count: members - partial.count)
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
    on i: Int, lane: Int, centers: Centers, partial: UnsafeMutableBufferPointer<tessera_slic_sums>,
    labels: UnsafeMutablePointer<Int32>?
  ) {
    let rows = bands.rows(i)
    let range = bands.offsets[i]..<bands.offsets[i + 1]
    let width = planes.size.width
    let nearest = nearest + lane * Bands.rows * stride
    planes.withUnsafePointers { lightness, a, b in
      var band = tessera_slic_band(
        lightness: lightness, a: a, b: b, width: Int32(width), top: Int32(rows.lowerBound),
        bottom: Int32(rows.upperBound), reach: Int32(bands.reach), weight: spatialWeight,
        distance: distance + lane * Bands.rows * stride, nearest: nearest, stride: stride)
      bands.members.withUnsafeBufferPointer { members in
        let members = UnsafeBufferPointer(rebasing: members[range]).baseAddress
        let partial = UnsafeMutableBufferPointer(rebasing: partial[range]).baseAddress
        table.assign_pixels(&band, centers.values, members, range.count)
        table.sum_pixels(&band, centers.values, members, range.count, partial)
      }
    }
    guard let labels else { return }
    for (y, row) in rows.enumerated() {
      (labels + row * width).initialize(from: nearest + y * stride, count: width)
    }
  }

  /// Sums over the bands, always in the same order.
  private func move(_ centers: inout Centers) {
    let count = bands.memberCount
    // SAFETY: members are center indices, and there is one sum per center.
    sums.withUnsafeMutableBufferPointer { sums in
      bands.members.withUnsafeBufferPointer { members in
        partial.withUnsafeBufferPointer { partial in
          sums.update(repeating: tessera_slic_sums())
          for m in 0..<count { sums[Int(members[m])].add(partial[m]) }
        }
      }
    }
    centers.move(toMeansOf: sums, grid: grid, colors: planes)
  }
}

extension tessera_slic_sums {
  fileprivate mutating func add(_ other: tessera_slic_sums) {
    lightness += other.lightness
    a += other.a
    b += other.b
    pixels += other.pixels
    x += other.x
    y += other.y
  }
}

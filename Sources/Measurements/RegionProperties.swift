import Imaging

/// The properties of a region in one frame. Where scikit-image's `regionprops` has the property, the definition is its
/// own. Column x and row y of a pixel are the position of its center.
package struct RegionProperties: Equatable, Sendable {
  /// The track ID, 1…65535.
  package let trackID: UInt16
  /// Pixels, ≥ 1: `area`.
  package let area: Int
  /// The mean position of the pixels, in pixels: `centroid`, as (x, y).
  package let centroid: SIMD2<Double>
  /// The columns and rows with pixels of the region, half open: `bbox`.
  package let columns, rows: Range<Int>
  /// The length of the outline through the centers of the border pixels, in pixels: `perimeter` of neighborhood 4
  /// (Benkrid and Crookes 2000).
  package let perimeter: Double
  /// The mean and the standard deviation of R′, G′, B′, 0…255: `intensity_mean`, `intensity_std`; nil without a picture.
  package let color: (mean: SIMD3<Double>, deviation: SIMD3<Double>)?
  /// The adjacent regions in ascending order, with the length of the shared border in pixel sides, > 0. 0 is "no label".
  package let neighbors: [Neighbor]
  /// The pixel sides at the edge of the picture.
  package let edgeLength: Int

  package struct Neighbor: Equatable, Sendable {
    package let trackID: UInt16
    package let length: Int

    package init(trackID: UInt16, length: Int) {
      self.trackID = trackID
      self.length = length
    }
  }

  /// The pixel sides at other regions and at the edge of the picture, ≥ 1.
  package var borderLength: Int { neighbors.reduce(edgeLength) { $0 + $1.length } }

  /// The share of the border that lies at the edge of the picture, 0…1.
  package var edgeShare: Double { Double(edgeLength) / Double(borderLength) }

  package static func == (a: RegionProperties, b: RegionProperties) -> Bool {
    a.trackID == b.trackID && a.area == b.area && a.centroid == b.centroid && a.columns == b.columns
      && a.rows == b.rows && a.perimeter == b.perimeter && a.color?.mean == b.color?.mean
      && a.color?.deviation == b.color?.deviation && a.neighbors == b.neighbors && a.edgeLength == b.edgeLength
  }
}

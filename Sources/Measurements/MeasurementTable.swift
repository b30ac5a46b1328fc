import Imaging

/// The table of regions in frames, and the table of their lives. docs/schemas describes both.
package enum MeasurementTable {
  private typealias Row = (frame: MeasuredFrame, region: MeasuredRegion, name: String?)
  private typealias Life = (span: LifeSpan, name: String?)

  /// The header of the regions; empty for JSON lines.
  package static func header(_ format: MeasurementFormat) -> String { format == .csv ? regions.header() : "" }

  /// A line for each region of a frame.
  ///
  /// - Parameter names: that the user gave, by track ID.
  package static func lines(
    of frame: MeasuredFrame, names: [UInt16: String] = [:], as format: MeasurementFormat
  ) -> String {
    frame.regions.reduce(into: "") {
      $0 += regions.line(of: (frame, $1, names[$1.properties.trackID]), as: format)
    }
  }

  /// The whole table of lives.
  package static func lives(
    _ spans: [LifeSpan], names: [UInt16: String] = [:], as format: MeasurementFormat
  ) -> String {
    spans.reduce(into: format == .csv ? lives.header() : "") {
      $0 += lives.line(of: ($1, names[$1.trackID]), as: format)
    }
  }

  private static let regions: [Column<Row>] =
    place + shape + color + motion + border + names

  private static let place: [Column<Row>] = [
    Column("frame") { .integer($0.frame.index) },
    Column("time_s") { Field($0.frame.seconds) },
    Column("shot") { Field($0.frame.shot) },
    Column("track") { .integer(Int($0.region.properties.trackID)) },
  ]

  private static let shape: [Column<Row>] = [
    Column("area_px") { .integer($0.region.properties.area) },
    Column("area_share") { .number(Double($0.region.properties.area) / Double($0.frame.size.count)) },
    Column("centroid_x_px") { .number($0.region.properties.centroid.x) },
    Column("centroid_y_px") { .number($0.region.properties.centroid.y) },
    Column("bbox_left_px") { .integer($0.region.properties.columns.lowerBound) },
    Column("bbox_top_px") { .integer($0.region.properties.rows.lowerBound) },
    Column("bbox_right_px") { .integer($0.region.properties.columns.upperBound) },
    Column("bbox_bottom_px") { .integer($0.region.properties.rows.upperBound) },
    Column("perimeter_px") { .number($0.region.properties.perimeter) },
  ]

  private static let color: [Column<Row>] = [
    Column("mean_red_of_255") { Field($0.region.properties.color?.mean.x) },
    Column("mean_green_of_255") { Field($0.region.properties.color?.mean.y) },
    Column("mean_blue_of_255") { Field($0.region.properties.color?.mean.z) },
    Column("std_red_of_255") { Field($0.region.properties.color?.deviation.x) },
    Column("std_green_of_255") { Field($0.region.properties.color?.deviation.y) },
    Column("std_blue_of_255") { Field($0.region.properties.color?.deviation.z) },
  ]

  private static let motion: [Column<Row>] = [
    Column("velocity_x_px_per_s") { Field($0.region.velocity?.x) },
    Column("velocity_y_px_per_s") { Field($0.region.velocity?.y) },
    Column("velocity_x_widths_per_s") { row in
      Field(row.region.velocity.map { $0.x / Double(row.frame.size.width) })
    },
    Column("velocity_y_heights_per_s") { row in
      Field(row.region.velocity.map { $0.y / Double(row.frame.size.height) })
    },
  ]

  private static let border: [Column<Row>] = [
    Column("border_px") { .integer($0.region.properties.borderLength) },
    Column("edge_px") { .integer($0.region.properties.edgeLength) },
    Column("edge_share") { .number($0.region.properties.edgeShare) },
    Column("neighbors_px") { .neighbors($0.region.properties.neighbors) },
  ]

  private static let names: [Column<Row>] = [Column("name") { Field($0.name) }]

  private static let lives: [Column<Life>] =
    spans.map { column in Column<Life>(column.name) { column.value($0.span) } }
    + [Column<Life>("name") { Field($0.name) }]

  private static let spans: [Column<LifeSpan>] = [
    Column("track") { .integer(Int($0.trackID)) },
    Column("first_frame") { .integer($0.firstFrame) },
    Column("last_frame") { .integer($0.lastFrame) },
    Column("first_s") { Field($0.firstSeconds) },
    Column("last_s") { Field($0.lastSeconds) },
    Column("span_s") { span in Field(span.firstSeconds.flatMap { first in span.lastSeconds.map { $0 - first } }) },
    Column("frames") { .integer($0.frames) },
    Column("returns") { .integer($0.returns) },
    Column("mean_area_px") { .number(Double($0.area) / Double($0.frames)) },
    Column("largest_area_px") { .integer($0.largestArea) },
    Column("largest_frame") { .integer($0.largestFrame) },
  ]
}

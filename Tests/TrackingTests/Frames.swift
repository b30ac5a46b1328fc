import Imaging
import Motion
import Tracking

func row<Kind>(_ labels: [UInt16]) -> LabelRaster<Kind> {
  LabelRaster(size: PictureSize(width: labels.count, height: 1), labels: labels)
}

extension TrackAssigner {
  /// The tracks of the next frame of shot 0, one row of pixels that stay where they are unless told otherwise.
  mutating func follow(
    _ clusters: [UInt16], clusterEpoch: Int, backward: [Int32]? = nil
  ) throws(TrackingError) -> [UInt16] {
    try follow(row(clusters), clusterEpoch: clusterEpoch, backward: backward).labels
  }

  /// The tracks of the next frame of shot 0, whose pixels stay where they are unless told otherwise.
  mutating func follow(
    _ clusters: ClusterMap, clusterEpoch: Int = 0, backward: [Int32]? = nil
  ) throws(TrackingError) -> LabelMap {
    let backward = backward ?? Array(0..<Int32(clusters.size.count))
    let correspondence = FrameCorrespondence(
      shot: 0, backward: tracks.isEmpty ? nil : backward, seconds: 0.04, change: tracks.isEmpty ? 1 : 0)
    return try assign(clusters, clusterEpoch: clusterEpoch, correspondence: correspondence)
  }
}

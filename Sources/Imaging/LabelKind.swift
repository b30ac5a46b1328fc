/// The kinds of labels. A kind has no values; it only distinguishes the types of label maps.
public enum LabelKind {
  /// Track IDs, 1…65535, which are valid for the whole video. 0 means "no label"; the pipeline never assigns it.
  public enum Track {}
  /// The cluster numbers of a method, which are valid within one cluster epoch.
  public enum Cluster {}
  /// The slots of supervoxels, from 1. A slot can be used again when its supervoxel has ended; 0 means "no supervoxel".
  package enum Slot {}
}

/// The track ID of every pixel: the labels of a segmented frame.
public typealias LabelMap = LabelRaster<LabelKind.Track>

/// The cluster of every pixel: the result of a segmentation method. Tracking makes a ``LabelMap`` of it.
public typealias ClusterMap = LabelRaster<LabelKind.Cluster>

/// The slot of every pixel's supervoxel. A ``LabelMap`` is made of it with the region of each slot.
package typealias SlotMap = LabelRaster<LabelKind.Slot>

extension SlotMap {
  /// The regions of the pixels.
  ///
  /// - Parameter regions: the region number of each slot; it is used as the track ID.
  package func labels(of regions: [UInt16]) -> LabelMap {
    LabelMap(size: size, labels: labels.map { regions[Int($0)] })
  }
}

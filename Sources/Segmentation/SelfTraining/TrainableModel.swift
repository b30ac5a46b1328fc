import Imaging
import Training

/// What labels the pixels of a picture and is trained on labels: the seam between training and labels over time on one
/// side, and the features that pixels are labeled by on the other.
///
/// A model is for pictures of one size; its state is not, so a state can continue at another size. A conformer also needs
/// a case of ``SegmentSettings/Extractor``, its ``Architecture`` there, and a line in ``SegmentSettings/model(_:size:workers:)``.
package protocol TrainableModel: AnyObject {
  /// The size of the pictures.
  var size: PictureSize { get }

  /// Everything that training changes.
  var state: NetworkState { get }

  /// Continues from another state of the same architecture.
  func replace(_ state: NetworkState)

  /// Sets the picture that is labeled and trained on.
  func setPicture(_ picture: Picture)

  /// Labels the picture.
  ///
  /// - Parameter clusters: receives the cluster of every pixel, each below q.
  func predict(_ clusters: inout [UInt16])

  /// One step of training, behind a prediction of the same picture. A step that leaves no finite loss changes nothing.
  ///
  /// - Parameters:
  ///   - targets: the cluster of every pixel, or `Network.ignored` for pixels without part in the loss.
  ///   - rate: the learning rate.
  ///   - momentum: the share of the former step, 0 ..< 1.
  /// - Returns: the loss before the step.
  func step(targets: [UInt16], rate: Float, momentum: Float) -> Float

  /// The mean responses of sets of pixels; see `Network.meanResponses`.
  func meanResponses(of pixels: [Int32], offsets: [Int32]) -> [Float]

  /// The mean probabilities of sets of pixels; see `Network.meanProbabilities`.
  func meanProbabilities(of pixels: [Int32], offsets: [Int32]) -> [Float]
}

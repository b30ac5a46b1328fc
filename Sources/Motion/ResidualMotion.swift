import Imaging

/// How every pixel moves beside the camera: the motion from the frame before, less that of the camera.
package struct ResidualMotion: Equatable, Sendable {
  package let size: Size
  /// Pixels a frame to the right, and downwards; one value a pixel. 0 where it is not known.
  package let dx, dy: [Float]
  /// Whether the motion of a pixel is known: flow there and back agrees, and there is texture to see it by.
  package let isKnown: [Bool]

  /// - Parameters:
  ///   - backwardFlow: from each pixel to where it was in the frame before.
  ///   - backward: the backward correspondence, where it was; below 0 where nobody knows.
  ///   - texture: of the picture; nil: motion is seen everywhere.
  package init(backwardFlow: FlowField, backward: [Int32], texture: StructureTensor? = nil) {
    size = backwardFlow.size
    precondition(backward.count == size.count)
    var dx = [Float](repeating: 0, count: size.count)
    var dy = dx
    var isKnown = [Bool](repeating: false, count: size.count)
    if let camera = CameraMotion(backwardFlow, isKnown: { backward[$0] >= 0 }) {
      for y in 0..<size.height {
        for x in 0..<size.width {
          let n = y * size.width + x
          guard backward[n] >= 0, texture?.isTextured[n] ?? true else { continue }
          let own = camera.displacement(x: Float(x), y: Float(y))
          // Where a point was is behind its motion: the sign turns.
          (dx[n], dy[n]) = (own.x - backwardFlow.dx[n], own.y - backwardFlow.dy[n])
          isKnown[n] = dx[n].isFinite && dy[n].isFinite
        }
      }
    }
    (self.dx, self.dy, self.isKnown) = (dx, dy, isKnown)
  }
}

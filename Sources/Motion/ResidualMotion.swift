import Imaging

/// The motion of every pixel relative to the camera: its motion from the previous frame, less that of the camera.
package struct ResidualMotion: Equatable, Sendable {
  package let size: PictureSize
  /// Pixels per frame to the right and downwards, one value per pixel; 0 where unknown.
  package let dx, dy: [Float]
  /// Whether the motion of a pixel is known: the forward-backward check passes and there is enough texture.
  package let isKnown: [Bool]

  /// - Parameters:
  ///   - backwardFlow: from each pixel to its place in the previous frame.
  ///   - backward: the backward correspondence; below 0 where unknown.
  ///   - texture: of the picture; nil: texture is assumed everywhere.
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
          // Backward flow points against the motion, so the sign is inverted.
          (dx[n], dy[n]) = (own.x - backwardFlow.dx[n], own.y - backwardFlow.dy[n])
          isKnown[n] = dx[n].isFinite && dy[n].isFinite
        }
      }
    }
    (self.dx, self.dy, self.isKnown) = (dx, dy, isKnown)
  }
}

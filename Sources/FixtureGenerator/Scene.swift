import Foundation
import Imaging

/// An object with a name and a number in the truth.
struct Layer {
  var identity: Identity
  var shape: Shape
  var trajectory = Trajectory.resting(at: 0, 0)
  /// Clockwise turns per frame.
  var spin = 0.0
}

/// A scene: a world larger than the picture, in which objects move.
struct Scene {
  var name: String
  /// From back to front.
  var layers: [Layer]
  /// The place in the world of the picture's top left corner.
  var camera = Trajectory.resting(at: 0, 0)
  /// Hertz.
  var pitch: Double

  /// The layers at a time.
  func posed(at clock: Double) -> [PosedLayer] {
    let corner = camera.position(at: clock)
    return layers.map { layer in
      let angle = 2 * .pi * layer.spin * clock
      return PosedLayer(
        identity: layer.identity, shape: layer.shape, texture: layer.identity.texture,
        center: layer.trajectory.position(at: clock) - corner, axis: Point(cos(angle), sin(angle)))
    }
  }
}

/// A layer at one time.
struct PosedLayer {
  var identity: Identity
  var shape: Shape
  var texture: Texture
  /// In the picture.
  var center: Point
  /// The direction of the object's own x axis, of length 1.
  var axis: Point

  /// A place of the picture in the object's own coordinates.
  func local(_ point: Point) -> Point {
    let d = point - center
    return Point(d.x * axis.x + d.y * axis.y, d.y * axis.x - d.x * axis.y)
  }
}

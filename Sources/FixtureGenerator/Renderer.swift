import Imaging

/// A rendered frame and its truth.
struct Rendering {
  var picture: Picture
  /// The identity of every pixel.
  var truth: LabelMap
  /// The number of pixels of each identity without occlusion.
  var unhiddenAreas: [Identity: Int]
}

/// Renders layers with supersampling: a pixel's color is the mean of its samples, its truth is the center sample.
struct Renderer {
  var size: PictureSize
  /// Pixels for each unit of the scene.
  var scale = 1

  func render(_ scene: Scene, at clock: Double) -> Rendering {
    let nearestFirst = Array(scene.posed(at: clock).reversed())
    var picture = Picture(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    var truth = LabelMap(size: size)
    var unhiddenAreas: [Identity: Int] = [:]
    let across = Recipe.samplesAcross
    for y in 0..<size.height {
      for x in 0..<size.width {
        var sum = Shade()
        for sample in 0..<across * across {
          let offset = Point(Double(sample % across), Double(sample / across)) + 0.5
          let point = (Point(Double(x), Double(y)) + offset / Double(across)) / Double(scale)
          guard let layer = nearestFirst.first(where: { $0.shape.contains($0.local(point)) }) else { continue }
          sum += layer.texture.shade(at: layer.local(point))
          if sample == across * across / 2 { truth[x, y] = layer.identity.rawValue }
        }
        picture[x, y] = (sum / Double(across * across)).color
        let center = (Point(Double(x), Double(y)) + 0.5) / Double(scale)
        for layer in nearestFirst where layer.shape.contains(layer.local(center)) {
          unhiddenAreas[layer.identity, default: 0] += 1
        }
      }
    }
    return Rendering(picture: picture, truth: truth, unhiddenAreas: unhiddenAreas)
  }
}

import Imaging

extension Superpixels {
  /// The mean CIELAB color of every superpixel.
  package func meanColors(of planes: LabPlanes) -> [SIMD3<Float>] {
    (0..<count).map { k in
      var sum = SIMD3<Float>.zero
      for place in offsets[k]..<offsets[k + 1] {
        let n = Int(pixels[Int(place)])
        sum += SIMD3(planes.lightness[n], planes.a[n], planes.b[n])
      }
      return sum / Float(offsets[k + 1] - offsets[k])
    }
  }
}

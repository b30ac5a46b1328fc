import VectorKernels

extension KernelCheck {
  static let continuityGradient = KernelCheck("continuity_gradient", allowedError: 1e-6) { kernels, comparison in
    for values in HostileValues.allCases {
      for channels in hostileChannels {
        for (height, width) in [(1, 1), (1, 7), (7, 1), (4, 5)] {
          let shape = MapShape(height: height, width: width, channels: channels)
          let (map, gain) = (values(shape.count, seed: 1), values(channels, seed: 2))
          // Strips begin and end anywhere in a row.
          for pixels in [0..<(height * width), 0..<0, (height * width / 2)..<(height * width)] {
            let g = Guarded(values(pixels.count * channels, seed: 3))
            var expected = g.values.map { Exact($0) }
            let loss = Guarded(map).read { map in
              map.baseAddress.map {
                kernels.continuityGradient(
                  $0, shape, pixels: pixels, gain: gain, along: 0.125, across: 0.5, addingTo: g.values)
              } ?? 0
            }
            let place = "\(height)×\(width), \(channels) channels, \(values.rawValue)"
            let expectedLoss = continuity(
              map, shape, pixels: pixels, gain: gain, along: 0.125, across: 0.5, addingTo: &expected)
            comparison.compare(g, expected, place)
            comparison.compare(Float(loss), expectedLoss, "loss of \(place)")
          }
        }
      }
    }
  } workload: {
    let (y, gain) = (UsualMap.values(), HostileValues.random(100, seed: 2))
    let shape = MapShape(height: 321, width: 481, channels: UsualMap.channels)
    let (map, g) = (Guarded(y), Guarded(y))
    return Workload(amount: 3 * 4 * Double(y.count), unit: .bytes) { kernels in
      map.read { y in
        guard let y = y.baseAddress else { return }
        for strip in UsualMap.strips {
          g.change(strip.values) { g in
            _ = kernels.continuityGradient(
              y, shape, pixels: strip.pixels, gain: gain, along: 1, across: 1, addingTo: g)
          }
        }
      }
    } runReference: {
      var g = y
      _ = continuity(y, shape, pixels: 0..<UsualMap.pixels, gain: gain, along: 1, across: 1, addingTo: &g)
    }
  }

  private static func continuity<N: PlainNumber>(
    _ map: [Float], _ shape: MapShape, pixels: Range<Int>, gain: [Float], along: Float, across: Float,
    addingTo g: inout [N]
  ) -> N {
    let channels = shape.channels
    var loss = N(0)
    for n in pixels {
      let (x, y) = (n % shape.width, n / shape.width)
      // The neighbors, their weights, and whether the term is counted here or at the neighbor.
      var neighbors: [(pixel: Int, weight: Float, isCounted: Bool)] = []
      if x > 0 { neighbors.append((n - 1, along, false)) }
      if x + 1 < shape.width { neighbors.append((n + 1, along, true)) }
      if y > 0 { neighbors.append((n - shape.width, across, false)) }
      if y + 1 < shape.height { neighbors.append((n + shape.width, across, true)) }
      for c in 0..<channels {
        for neighbor in neighbors {
          let (own, other) = (map[n * channels + c], map[neighbor.pixel * channels + c])
          let sign: Float = (own > other ? 1 : own < other ? -1 : 0) * (gain[c] > 0 ? 1 : gain[c] < 0 ? -1 : 0)
          g[(n - pixels.lowerBound) * channels + c] += N(sign) * N(neighbor.weight)
          if neighbor.isCounted {
            let difference = (N(own) - N(other)) * N(gain[c])
            loss += (difference < N(0) ? N(0) - difference : difference) * N(neighbor.weight)
          }
        }
      }
    }
    return loss
  }
}

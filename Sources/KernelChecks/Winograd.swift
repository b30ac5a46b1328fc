import VectorKernels

extension KernelCheck {
  static let winogradInput = KernelCheck("winograd_input", allowedError: 1e-6) { kernels, comparison in
    for (scene, values) in WinogradScene.hostile {
      let map = values(scene.shape.count, seed: 1)
      let gain = values(scene.shape.channels, seed: 2)
      let offset = values(scene.shape.channels, seed: 3)
      for isNormalized in [false, true] {
        // Tiles of convolutions begin one pixel before the picture.
        for top in stride(from: -1, to: scene.shape.height, by: 4) {
          let found = Guarded<Float>(count: scene.tileValues)
          let normalization = isNormalized ? (gain, offset) : nil
          Guarded(map).read { map in
            kernels.winogradInput(
              map, scene.shape, top: top, gain: normalization?.0, offset: normalization?.1, into: found.values,
              scene.tiles)
          }
          var expected = [Exact](repeating: .untouched, count: scene.tileValues)
          scene.input(map, top: top, normalization, into: &expected)
          comparison.compare(found, expected, "\(scene), row \(top), \(values.rawValue)")
        }
      }
    }
  } workload: {
    let scene = WinogradScene.usual
    let map = HostileValues.random(scene.shape.count, seed: 1)
    let gain = HostileValues.random(100, seed: 2)
    let (source, target) = (Guarded(map), Guarded<Float>(count: scene.tileValues))
    return Workload(amount: scene.traffic, unit: .bytes) { kernels in
      for top in scene.rows {
        source.read { map in
          kernels.winogradInput(
            map, scene.shape, top: top - 1, gain: gain, offset: gain, into: target.values, scene.tiles)
        }
      }
    } runReference: {
      var tiles = [Float](repeating: 0, count: scene.tileValues)
      for top in scene.rows { scene.input(map, top: top - 1, (gain, gain), into: &tiles) }
    }
  }

  static let winogradOutput = KernelCheck("winograd_output", allowedError: 1e-6) { kernels, comparison in
    for (scene, values) in WinogradScene.hostile {
      let tiles = values(scene.tileValues, seed: 1)
      for top in scene.rows {
        let found = Guarded<Float>(count: scene.shape.count)
        Guarded(tiles).read { kernels.winogradOutput($0, scene.tiles, into: found.values, scene.shape, top: top) }
        var expected = [Exact](repeating: .untouched, count: scene.shape.count)
        scene.output(tiles, top: top, into: &expected)
        comparison.compare(found, expected, "\(scene), row \(top), \(values.rawValue)")
      }
    }
  } workload: {
    let scene = WinogradScene.usual
    let tiles = HostileValues.random(scene.tileValues, seed: 1)
    let (source, target) = (Guarded(tiles), Guarded<Float>(count: scene.shape.count))
    return Workload(amount: scene.traffic, unit: .bytes) { kernels in
      for top in scene.rows {
        source.read { kernels.winogradOutput($0, scene.tiles, into: target.values, scene.shape, top: top) }
      }
    } runReference: {
      var map = [Float](repeating: 0, count: scene.shape.count)
      for top in scene.rows { scene.output(tiles, top: top, into: &map) }
    }
  }

  static let winogradGradient = KernelCheck("winograd_gradient", allowedError: 1e-6) { kernels, comparison in
    for (scene, values) in WinogradScene.hostile {
      let map = values(scene.shape.count, seed: 1)
      for top in scene.rows {
        let found = Guarded<Float>(count: scene.tileValues)
        Guarded(map).read { kernels.winogradGradient($0, scene.shape, top: top, into: found.values, scene.tiles) }
        var expected = [Exact](repeating: .untouched, count: scene.tileValues)
        scene.gradient(map, top: top, into: &expected)
        comparison.compare(found, expected, "\(scene), row \(top), \(values.rawValue)")
      }
    }
  } workload: {
    let scene = WinogradScene.usual
    let map = HostileValues.random(scene.shape.count, seed: 1)
    let (source, target) = (Guarded(map), Guarded<Float>(count: scene.tileValues))
    return Workload(amount: scene.traffic, unit: .bytes) { kernels in
      for top in scene.rows {
        source.read { kernels.winogradGradient($0, scene.shape, top: top, into: target.values, scene.tiles) }
      }
    } runReference: {
      var tiles = [Float](repeating: 0, count: scene.tileValues)
      for top in scene.rows { scene.gradient(map, top: top, into: &tiles) }
    }
  }
}

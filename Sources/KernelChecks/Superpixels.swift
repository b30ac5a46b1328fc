import VectorKernels

extension KernelCheck {
  static let assignPixels = KernelCheck("assign_pixels", allowedError: 0) { kernels, comparison in
    for (scene, values) in SuperpixelScene.hostile {
      let place = "\(scene), \(values.rawValue)"
      let (distance, nearest) = (Guarded<Float>(count: scene.area), Guarded<Int32>(count: scene.area))
      scene.assign(
        kernels,
        SuperpixelScene.Memory(
          rows: scene.rows, members: scene.members, planes: scene.planes.map { Guarded($0) }, distance: distance,
          nearest: nearest))
      var expected = SuperpixelScene.Assignment(scene)
      scene.assign(&expected)
      // Values between the rows have no meaning.
      for row in scene.rows.indices {
        for column in 0..<scene.width {
          let n = (row - scene.rows.lowerBound) * scene.stride + column
          comparison.expectEqual(distance.values[n], expected.distance[n], place)
          comparison.expectEqual(nearest.values[n], expected.nearest[n], place)
        }
      }
      comparison.checkGuards(distance, place)
      comparison.checkGuards(nearest, place)
    }
  } workload: {
    let scene = SuperpixelScene.usual
    let planes = scene.planes.map { Guarded($0) }
    let bands = scene.bands.map { rows, members in
      SuperpixelScene.Memory(
        rows: rows, members: members, planes: planes, distance: Guarded(count: rows.count * scene.stride),
        nearest: Guarded(count: rows.count * scene.stride))
    }
    // Three differences, three squares and four additions a distance.
    return Workload(amount: 10 * Double(scene.pixelsInWindows), unit: .operations) { kernels in
      for band in bands { scene.assign(kernels, band) }
    } runReference: {
      var assignment = SuperpixelScene.Assignment(scene)
      scene.assign(&assignment)
    }
  }

  static let sumPixels = KernelCheck("sum_pixels", allowedError: 0) { kernels, comparison in
    for (scene, values) in SuperpixelScene.hostile {
      let place = "\(scene), \(values.rawValue)"
      var assignment = SuperpixelScene.Assignment(scene)
      scene.assign(&assignment)
      let sums = Guarded([SuperpixelSums](repeating: SuperpixelSums(), count: scene.members.count))
      scene.sum(
        kernels,
        SuperpixelScene.Memory(
          rows: scene.rows, members: scene.members, planes: scene.planes.map { Guarded($0) },
          distance: Guarded(assignment.distance), nearest: Guarded(assignment.nearest)), into: sums)
      for (found, expected) in zip(sums.values, scene.sums(assignment)) {
        comparison.expectEqual([found.lightness, found.a, found.b], expected.colors, place)
        comparison.expectEqual([found.pixels, found.x, found.y], [expected.pixels, expected.x, expected.y], place)
      }
      comparison.checkGuards(sums, place)
    }
  } workload: {
    let scene = SuperpixelScene.usual
    var assignment = SuperpixelScene.Assignment(scene)
    scene.assign(&assignment)
    let planes = scene.planes.map { Guarded($0) }
    let bands = scene.bands.map { rows, members in
      let places = (rows.lowerBound * scene.stride)..<(rows.upperBound * scene.stride)
      return SuperpixelScene.Memory(
        rows: rows, members: members, planes: planes, distance: Guarded(Array(assignment.distance[places])),
        nearest: Guarded(Array(assignment.nearest[places])))
    }
    let sums = Guarded([SuperpixelSums](repeating: SuperpixelSums(), count: scene.members.count))
    return Workload(amount: 16 * Double(scene.pixelsInWindows), unit: .bytes) { kernels in
      for band in bands { scene.sum(kernels, band, into: sums) }
    } runReference: {
      _ = scene.sums(assignment)
    }
  }
}

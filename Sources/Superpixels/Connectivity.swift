import Imaging

/// The last step of SLIC: every superpixel one connected piece.
enum Connectivity {
  /// Splits labels into their 4-connected components; a component of fewer than `minimum` pixels joins one that
  /// it touches and that was numbered before it. Numbers follow the first pixel in reading order.
  ///
  /// - Parameters:
  ///   - labels: the centre of every pixel, any number where there is none.
  ///   - minimum: pixels.
  static func enforced(_ labels: [Int32], size: Size, minimum: Int) -> Superpixels {
    let width = size.width
    var result = [Int32](repeating: -1, count: size.count)
    var component: [Int] = []
    var count: Int32 = 0
    for start in 0..<size.count where result[start] < 0 {
      flood(labels, from: start, size: size, number: count, into: &result, component: &component)
      // Reading order: the pixel to the left or above the first one is numbered already, unless this is pixel 0.
      let x = start % width
      let neighbour = x > 0 ? result[start - 1] : start >= width ? result[start - width] : -1
      if component.count < minimum, neighbour >= 0 {
        for n in component { result[n] = neighbour }
      } else {
        count += 1
      }
    }
    return Superpixels(size: size, labels: result, count: Int(count))
  }

  /// Numbers the connected pixels that share the label of `start`.
  private static func flood(
    _ labels: [Int32], from start: Int, size: Size, number: Int32, into result: inout [Int32], component: inout [Int]
  ) {
    let label = labels[start]
    component.removeAll(keepingCapacity: true)
    component.append(start)
    result[start] = number
    var next = 0
    while next < component.count {
      let n = component[next]
      next += 1
      let x = n % size.width
      func visit(_ m: Int) {
        guard labels[m] == label, result[m] < 0 else { return }
        result[m] = number
        component.append(m)
      }
      if x > 0 { visit(n - 1) }
      if x < size.width - 1 { visit(n + 1) }
      if n >= size.width { visit(n - size.width) }
      if n < size.count - size.width { visit(n + size.width) }
    }
  }
}

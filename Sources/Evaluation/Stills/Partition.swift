import Imaging

/// A partition of a picture: the segment of every pixel, 0 ..< `count`, rows from the top.
package struct Partition: Equatable, Sendable {
  package let size: PictureSize
  package let numbers: [Int32]
  package let count: Int

  /// A segment for each value of a map, in ascending order of values.
  package init(_ map: RegionMap) {
    // Neighbors mostly have the same value, so only changes are looked up.
    var last: UInt32?
    var found: Set<UInt32> = []
    for id in map.ids where id != last {
      found.insert(id)
      last = id
    }
    let values = found.sorted()
    let places = Dictionary(uniqueKeysWithValues: zip(values, Int32(0)...))
    var (value, place) = (values.first ?? 0, Int32(0))
    size = map.size
    numbers = map.ids.map { id in
      if id != value { (value, place) = (id, places[id] ?? 0) }
      return place
    }
    count = values.count
  }

  /// Its 8-connected components, ordered by segment, then first pixel in reading order. Section 3 of the paper uses
  /// them as the segments of k-means and of the network.
  package var components: Partition {
    let regions = ConnectedComponents(eightConnected: numbers, size: size)
    var owners = [Int32](repeating: 0, count: regions.areas.count)
    for (region, number) in zip(regions.numbers, numbers) { owners[Int(region)] = number }
    var places = owners
    let order = owners.indices.sorted { (owners[$0], $0) < (owners[$1], $1) }
    for (place, region) in order.enumerated() { places[region] = Int32(place) }
    return Partition(size: size, numbers: regions.numbers.map { places[Int($0)] }, count: owners.count)
  }

  private init(size: PictureSize, numbers: [Int32], count: Int) {
    self.size = size
    self.numbers = numbers
    self.count = count
  }

  /// The pixels of every segment.
  package var areas: [Int] {
    var areas = [Int](repeating: 0, count: count)
    for number in numbers { areas[Int(number)] += 1 }
    return areas
  }
}

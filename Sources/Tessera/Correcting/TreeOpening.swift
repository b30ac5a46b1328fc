/// Opens the union of a region in the merge tree: finds the highest union of which both parts are seen in a frame.
struct TreeOpening {
  private struct Node {
    /// Nil for a supervoxel.
    let parts: (Int, Int)?
    /// The oldest member, and the pixels in the frame.
    let oldest: Int
    let area: Int
  }

  private var nodes: [Node] = []
  private var root: Int?

  /// - Parameters:
  ///   - shot: the shot, with its whole tree.
  ///   - members: of the region, ascending.
  ///   - areas: the pixels of members in the frame.
  init(of shot: ShotAssignment, members: [Int], areas: [Int: Int]) {
    // Components of the tree below a rising level, each with the node of the region's members in it.
    var component = Array(shot.members.indices)
    var nodeOf = [Int](repeating: -1, count: shot.members.count)
    func find(_ member: Int) -> Int {
      var place = member
      while component[place] != place {
        component[place] = component[component[place]]
        place = component[place]
      }
      return place
    }
    for member in members {
      nodeOf[member] = nodes.count
      nodes.append(Node(parts: nil, oldest: member, area: areas[member] ?? 0))
    }
    let edges = shot.members.indices.filter { shot.joins[$0] >= 0 }
      .sorted { (shot.joinLevels[$0], $0) < (shot.joinLevels[$1], $1) }
    for edge in edges {
      let (a, b) = (find(edge), find(Int(shot.joins[edge])))
      guard a != b else { continue }
      let (low, high) = (min(a, b), max(a, b))
      component[high] = low
      nodeOf[low] = join(nodeOf[low], nodeOf[high])
    }
    // Above all levels, what the tree never joins.
    for member in members {
      let top = find(member)
      guard nodeOf[top] >= 0 else { continue }
      if let other = root { root = join(other, nodeOf[top]) } else { root = nodeOf[top] }
      nodeOf[top] = -1
    }
  }

  private mutating func join(_ a: Int, _ b: Int) -> Int {
    guard a >= 0, b >= 0 else { return max(a, b) }
    nodes.append(
      Node(
        parts: (a, b), oldest: min(nodes[a].oldest, nodes[b].oldest), area: nodes[a].area + nodes[b].area))
    return nodes.count - 1
  }

  /// The members of the part without the oldest one, of the highest union whose parts both have more pixels in the frame;
  /// nil if there is none.
  func younger(withMoreThan area: Int) -> Set<Int>? {
    var place = root
    while let node = place, let (a, b) = nodes[node].parts {
      if nodes[a].area > area, nodes[b].area > area {
        return members(of: nodes[a].oldest < nodes[b].oldest ? b : a)
      }
      place = nodes[a].area >= nodes[b].area ? a : b
    }
    return nil
  }

  private func members(of node: Int) -> Set<Int> {
    var members: Set<Int> = []
    var open = [node]
    while let next = open.popLast() {
      if let (a, b) = nodes[next].parts { open += [a, b] } else { members.insert(nodes[next].oldest) }
    }
    return members
  }
}

/// All state that training changes. A value type that can be copied (to keep the network of a shot), saved and
/// compared.
package struct NetworkState: Hashable, Sendable, Codable {
  package let architecture: Architecture
  /// The parameters, in the order of ``ParameterLayout``.
  package var values: [Float]
  /// The momentum of every parameter.
  package var velocities: [Float]

  package init(architecture: Architecture, values: [Float]) {
    precondition(values.count == ParameterLayout(architecture).count)
    self.architecture = architecture
    self.values = values
    self.velocities = Array(repeating: 0, count: values.count)
  }
}

extension NetworkState {
  /// Validates decoded state for this architecture.
  package func isConsistent(with architecture: Architecture) -> Bool {
    let count = ParameterLayout(architecture).count
    return self.architecture == architecture && values.count == count && velocities.count == count
      && values.allSatisfy(\.isFinite) && velocities.allSatisfy(\.isFinite)
  }

  /// One step of stochastic gradient descent with momentum: v ← momentum·v + g, w ← w − rate·v.
  ///
  /// As in PyTorch, the rate is not part of the velocity.
  package mutating func descend(_ gradient: [Float], rate: Float, momentum: Float) {
    precondition(gradient.count == values.count)
    for i in values.indices {
      velocities[i] = momentum * velocities[i] + gradient[i]
      values[i] -= rate * velocities[i]
    }
  }
}

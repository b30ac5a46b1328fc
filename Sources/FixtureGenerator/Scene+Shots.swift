import Imaging

extension Scene {
  /// Outdoors, with a pan to the right before the cut. The disc passes behind the square, is hidden for some frames
  /// and leaves on the right; the ellipse leaves upwards and comes back; the triangle enters on the right, passes
  /// before the ellipse and leaves on the left.
  static let shotA: Scene = {
    let ridge = Contour(level: 58, amplitude: 11, wavelength: 150)
    let shore = Contour(level: 102, amplitude: 4, wavelength: 210)
    return Scene(
      name: "A",
      layers: [
        Layer(identity: .sky, shape: .band(top: nil, bottom: ridge)),
        Layer(identity: .hills, shape: .band(top: ridge, bottom: shore)),
        Layer(identity: .meadow, shape: .band(top: shore, bottom: nil)),
        Layer(
          identity: .ellipse, shape: .ellipse(radii: Point(27, 16)),
          trajectory: Trajectory([
            (0, 92, 31), (8, 98, 16), (18, 106, -22), (26, 112, -22), (38, 120, 18), (50, 128, 30), (91, 160, 36),
          ])),
        Layer(
          identity: .disc, shape: .disc(radius: 16),
          trajectory: Trajectory([(0, 38, 72), (34, 150, 92), (80, 310, 100), (91, 350, 102)]), spin: 0.03),
        Layer(
          identity: .square, shape: .square(side: 48), trajectory: Trajectory([(0, 146, 90), (91, 158, 92)]),
          spin: 0.0018),
        Layer(
          identity: .triangle, shape: .regular(corners: 3, radius: 27),
          trajectory: Trajectory([(0, 310, 56), (46, 222, 60), (64, 158, 46), (86, 5, 50), (91, -25, 50)]),
          spin: -0.004),
      ],
      camera: Trajectory([(0, 0, 0), (14, 0, 0), (42, 44, 0), (91, 44, 0)]),
      pitch: Recipe.pitchOfA)
  }()

  /// Indoors, without a pan: the star comes in from above, the hexagon passes before the rhombus.
  static let shotB: Scene = {
    let skirting = Contour(level: 100)
    return Scene(
      name: "B",
      layers: [
        Layer(identity: .wall, shape: .band(top: nil, bottom: skirting)),
        Layer(identity: .floor, shape: .band(top: skirting, bottom: nil)),
        Layer(
          identity: .rhombus, shape: .rhombus(radii: Point(34, 26)),
          trajectory: Trajectory([(0, 172, 78), (27, 140, 72)])),
        Layer(
          identity: .hexagon, shape: .regular(corners: 6, radius: 23),
          trajectory: Trajectory([(0, 50, 104), (27, 186, 92)]), spin: 0.008),
        Layer(
          identity: .star, shape: .star(points: 5, outer: 26, inner: 13),
          trajectory: Trajectory([(0, 226, -34), (14, 214, 30), (27, 204, 40)]), spin: -0.01),
      ],
      pitch: Recipe.pitchOfB)
  }()

  /// The small still picture, with some of shot A's identities.
  static let still: Scene = {
    let ridge = Contour(level: 36, amplitude: 4, wavelength: 90)
    return Scene(
      name: "still",
      layers: [
        Layer(identity: .sky, shape: .band(top: nil, bottom: ridge)),
        Layer(identity: .meadow, shape: .band(top: ridge, bottom: nil)),
        Layer(identity: .disc, shape: .disc(radius: 15), trajectory: .resting(at: 30, 27)),
        Layer(identity: .square, shape: .square(side: 24), trajectory: .resting(at: 62, 40)),
      ],
      pitch: Recipe.pitchOfA)
  }()
}

import Imaging
import Media
import Pipeline

extension Parameter {
  /// Every key of a pipeline file, in the order of the stages.
  package static let all: [Parameter] = [
    size,
    choice(
      "decode.deinterlace", \.decode.deinterlace,
      "interlaced frames made progressive (bwdif): auto: those flagged so; always: all"),
    integer(
      "superpixels.count", \.superpixels.count, 1...100_000_000, or: "auto",
      "K, how many superpixels; auto: as many as superpixels.size gives"),
    number(
      "superpixels.size", \.superpixels.size, 1...10_000, or: "auto",
      "side of a superpixel in working pixels; auto: 6 at 427x240, by the fourth root of the pixels"),
    number(
      "superpixels.compactness", \.superpixels.compactness, 0.01...10_000,
      "m of SLIC: weight of distance in the plane against color"),
    integer("superpixels.iterations", \.superpixels.iterations, 1...100, "how often centers are moved")
      .formerly("superpixels.sweeps"),
    number(
      "superpixels.min-area", \.superpixels.minArea, 0...1,
      "pieces under this share of the mean size join a neighbor"
    ).formerly("superpixels.smallest"),
    flag("superpixels.warm", \.superpixels.warm, "start from the centers of the frame before"),
    flag(
      "superpixels.stretch", \.superpixels.stretch, "stretch the colors to their own minimum and maximum first"),
    flag(
      "superpixels.swap-red-and-blue", \.superpixels.swapsRedAndBlue,
      "read BGR as if it were RGB, as the public code does"),

    choice(
      "segment.method", \.segment.method,
      "cnn: a network that trains itself; kmeans, graph: what the paper compares with, by the keys of their name"),
    integer("segment.components", \.segment.components, 1...16, "M: 3×3 convolution → ReLU → batch norm"),
    integer("segment.channels", \.segment.channels, 1...256, "p, features of each component"),
    integer("segment.clusters", \.segment.clusters, 1...256, "q, the most clusters there can be"),
    number("segment.epsilon", \.segment.epsilon, 1e-12...1, "ε of the normalizations, equation (2)"),
    choice(
      "segment.normalization", \.segment.normalization,
      "of the responses: plain as in equation (2), affine with learned scale and shift"),
    choice("segment.initialization", \.segment.initialization, "how weights start"),
    number("segment.learning-rate", \.segment.learningRate, 1e-9...100, "step of gradient descent"),
    number(
      "segment.warm-learning-rate", \.segment.warmLearningRate, 1e-9...100,
      "the same on later frames, where labels are carried along (label hysteresis above 0)"),
    number("segment.momentum", \.segment.momentum, 0...0.9999, "momentum of gradient descent"),
    integer(
      "segment.iterations.first", \.segment.iterations.first, 1...1_000_000,
      "T, training on the first frame and behind a cut"),
    integer(
      "segment.iterations.warm", \.segment.iterations.warm, 0...1_000_000, "training on every later frame that changes"),
    integer(
      "segment.labels.min", \.segment.minimumLabels, 0...256,
      "do not train on when no more clusters are left, as training makes them fewer; 0: never stop"),
    integer(
      "segment.labels.max", \.segment.maximumLabels, 1...256, or: "none",
      "the most labels of a frame: the network's most alike clusters become one, and none is born beyond them"),
    integer(
      "segment.labels.target", \.segment.targetLabels, 1...256, or: "auto",
      "about so many labels: training stops there, and what it leaves too many becomes one; auto: what it finds"),
    flag("segment.vote", \.segment.votes, "give the superpixels' vote rather than each pixel's arg max"),
    number(
      "segment.label-hysteresis", \.segment.labelHysteresis, 0...60,
      "seconds for which the network may contradict what a point was before it is believed; 0: at once"
    ).formerly("segment.patience"),
    number(
      "segment.static-frame-threshold", \.segment.staticFrameThreshold, 0...1,
      "a later frame is trained on if at least this share of it is not explained by the frame before"
    ).formerly("segment.still"),
    number(
      "segment.min-area", \.segment.minArea, 0...1, "regions under this share of the picture join a neighbor"
    ).formerly("segment.smallest"),
    choice(
      "segment.start", \.segment.start,
      "warm: from the weights, or k-means' centers, of the frame before; scratch: anew"),
    choice("segment.convolution", \.segment.convolution, "how 3×3 convolutions are computed; direct is slower"),
    integer("segment.seed", \.segment.seed, 0...UInt64.max, "of the random weights, or of k-means' centers"),
    flag(
      "segment.swap-red-and-blue", \.segment.swapsRedAndBlue, "let the network read BGR, as the public code does"),
    number(
      "segment.merging.border", \.segment.merging.border, 1e-6...1000, or: "none",
      "merge regions while it costs less for a pixel of border, by the side of the picture; none: keep the clusters"),
    number(
      "segment.merging.color", \.segment.merging.color, 0.001...1_000_000,
      "distance in CIELAB that is a difference of 1; larger: the network weighs more"
    ).formerly("segment.merging.colour"),
    oddInteger(
      "segment.kmeans.window", \.segment.kmeans.window, 1...31,
      "α: a pixel is the colors of the α×α pixels around it"),
    integer("segment.kmeans.clusters", \.segment.kmeans.clusters, 2...256, "k"),
    integer(
      "segment.kmeans.iterations", \.segment.kmeans.iterations, 1...1_000_000,
      "the most on a frame; fewer where no pixel changes its cluster any more"),
    number("segment.graph.sigma", \.segment.graph.sigma, 0...100, "of the Gaussian that smooths first, in pixels"),
    number(
      "segment.graph.threshold", \.segment.graph.threshold, 0...1_000_000,
      "β, for colors of 0…255: larger for fewer regions"),
    integer(
      "segment.graph.min-size", \.segment.graph.minimumSize, 1...1_000_000_000,
      "regions of fewer working pixels join a neighbor"),

    choice(
      "remap.by", \.remap.method,
      "what a label is: regions of space and time, or clusters of the network followed from frame to frame"),
    number(
      "remap.separation", \.remap.separation, 0.001...10, or: "none",
      "share of the shorter side that parts two regions of a cluster into two tracks; none: one for a cluster"),
    number(
      "remap.min-area", \.remap.minArea, 0...1, "share of the picture that a region needs to be a track"
    ).formerly("remap.smallest"),
    number(
      "remap.overlap", \.remap.overlap, 0...1,
      "share of the smaller one that a cluster must share with a track to go on as it after a new start"),

    integer("regions.count", \.regions.count, 1...10_000, "about so many regions a frame, where scale is none"),
    number(
      "regions.scale", \.regions.scale, 1e-9...1e9, or: "none",
      "the level at which the merge tree is cut, the same through the film; larger: fewer regions"),
    integer(
      "regions.window", \.regions.window, 0...1000,
      "frames looked ahead before a frame gets its regions; 0: only the past counts"),
    integer(
      "regions.supervoxels", \.regions.supervoxels, 1...4096,
      "about so many of the finest regions a frame, from which any number can be made later"),
    number("regions.color", \.regions.color, 0...1000, "weight of a superpixel's mean color"),
    number("regions.network", \.regions.network, 0...1000, "weight of the network's responses; 0: not used"),
    number("regions.motion", \.regions.motion, 0...1000, "weight of motion beside the camera's; 0: not used"),

    choice(
      "overlay.style", \.overlay.style,
      "tint: colors and lines, outlines: lines alone, mean-color: filled, side-by-side: source and tint"),
    number("overlay.opacity", \.overlay.opacity, 0...1, "of the labels' colors in a tint; 0: none"),
    flag("overlay.outlines", \.overlay.outlines, "draw the borders of labels"),
    integer("overlay.outline-width", \.overlay.outlineWidth, 1...64, or: "auto", "in pixels; auto: by the height"),
    flag("overlay.numbers", \.overlay.numbers, "write its number on every region"),
    integer("overlay.crf", \.overlay.crf, 0...51, "H.264 quality, 0 lossless … 51 worst"),
    choice("overlay.preset", \.overlay.preset, "H.264 effort"),

    choice(
      "labels.format", \.labels.format, "auto: indexed PNG while track IDs are ≤ 255, then 16-bit gray"
    ).formerly(value: "grey16", "gray16"),
    flag(
      "labels.supervoxels", \.labels.supervoxels,
      "write the finest regions beside the labels, from which tessera relabel makes others"),
  ]

  private static let largestSide = 16_384

  private static let size = Parameter(
    key: "decode.size", summary: "size at which pixels are labeled; auto: shorter side at most 240",
    domain: "auto, a height, or WIDTHxHEIGHT, each 1…\(largestSide)",
    set: { text, settings in
      guard let size = WorkingSize(text) else { return false }
      settings.decode.size = size
      return true
    },
    text: { settings in
      switch settings.decode.size {
      case .automatic: "auto"
      case .height(let height): String(height)
      case .exact(let size): "\(size.width)x\(size.height)"
      }
    })
}

extension WorkingSize {
  /// From `auto`, `240` or `426x240`; nil for anything else.
  package init?(_ text: some StringProtocol) {
    let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    let isUsable = { (side: Int?) in side.map { (1...16_384).contains($0) } ?? false }
    if text == "auto" {
      self = .automatic
    } else if sides.count == 1, let height = sides[0], isUsable(height) {
      self = .height(height)
    } else if sides.count == 2, let width = sides[0], let height = sides[1], isUsable(width), isUsable(height) {
      self = .exact(Size(width: width, height: height))
    } else {
      return nil
    }
  }
}

import Imaging
import Media
import Pipeline

extension Parameter {
  /// Every key of a pipeline file, in the order of the stages.
  package static let all: [Parameter] = [
    size,
    choice(
      "decode.deinterlace", \.decode.deinterlace,
      "deinterlacing (bwdif): auto: frames flagged as interlaced; always: all"),
    integer(
      "superpixels.count", \.superpixels.count, 1...100_000_000, or: "auto",
      "K, number of superpixels; auto: from superpixels.size"),
    number(
      "superpixels.size", \.superpixels.size, 1...10_000, or: "auto",
      "superpixel side in working pixels; auto: 6 at 427x240, scaled with the fourth root of the pixels"),
    number(
      "superpixels.compactness", \.superpixels.compactness, 0.01...10_000,
      "m of SLIC: weight of spatial distance relative to color"),
    integer("superpixels.iterations", \.superpixels.iterations, 1...100, "number of SLIC iterations")
      .formerly("superpixels.sweeps"),
    number(
      "superpixels.min-area", \.superpixels.minArea, 0...1,
      "components below this fraction of the mean size join a neighbor"
    ).formerly("superpixels.smallest"),
    flag("superpixels.warm", \.superpixels.warm, "start from the centers of the previous frame"),
    flag(
      "superpixels.stretch", \.superpixels.stretch, "stretch the colors to their minimum and maximum first"),
    flag(
      "superpixels.swap-red-and-blue", \.superpixels.swapsRedAndBlue,
      "swap red and blue, as the public code does"),

    choice(
      "segment.method", \.segment.method,
      "cnn: self-trained network; kmeans, graph: the paper's baselines, with their own keys"),
    choice(
      "segment.extractor", \.segment.extractor,
      "features of a pixel: network: convolutions, which are trained; dilated: the same with taps further apart; "
        + "filters: a fixed bank of DCT filters"),
    integer("segment.components", \.segment.components, 1...16, "M: 3×3 convolution → ReLU → batch norm"),
    integer("segment.channels", \.segment.channels, 1...256, "p, features per component"),
    integer("segment.clusters", \.segment.clusters, 1...256, "q, maximum number of clusters"),
    number("segment.epsilon", \.segment.epsilon, 1e-12...1, "ε of the normalizations, equation (2)"),
    choice(
      "segment.normalization", \.segment.normalization,
      "normalization of the responses: plain: equation (2); affine: with learned scale and shift"),
    choice("segment.initialization", \.segment.initialization, "weight initialization"),
    number("segment.learning-rate", \.segment.learningRate, 1e-9...100, "learning rate of gradient descent"),
    number(
      "segment.warm-learning-rate", \.segment.warmLearningRate, 1e-9...100,
      "learning rate on later frames if label-hysteresis is above 0"),
    number("segment.momentum", \.segment.momentum, 0...0.9999, "momentum of gradient descent"),
    choice(
      "segment.targets", \.segment.targets,
      "training targets: superpixels: the majority of the superpixel; pixels: the pixel's own cluster"),
    number(
      "segment.continuity", \.segment.continuity, 0...1000,
      "μ, weight of the loss of spatial continuity (TIP 2020); 0: none"),
    integer(
      "segment.iterations.first", \.segment.iterations.first, 1...1_000_000,
      "T, training iterations on the first frame and after a cut"),
    integer(
      "segment.iterations.warm", \.segment.iterations.warm, 0...1_000_000,
      "training iterations on later frames that change"),
    number(
      "segment.half-size.first", \.segment.iterations.firstAtHalfSize, 0...1,
      "share of the first frame's iterations that comes first and is made at half of the size"),
    flag(
      "segment.half-size.warm", \.segment.iterations.warmAtHalfSize,
      "whether the iterations of later frames are made at half of the size"),
    integer(
      "segment.labels.min", \.segment.minimumLabels, 0...256,
      "stop training at this number of clusters; 0: never stop"),
    integer(
      "segment.labels.max", \.segment.maximumLabels, 1...256, or: "none",
      "maximum number of labels per frame; excess clusters are merged by similarity"),
    integer(
      "segment.labels.target", \.segment.targetLabels, 1...256, or: "auto",
      "approximate number of labels: training stops there and excess clusters are merged; auto: as found"),
    flag("segment.vote", \.segment.votes, "output the superpixel vote, not the arg max of each pixel"),
    number(
      "segment.label-hysteresis", \.segment.labelHysteresis, 0...60,
      "label hysteresis in seconds; 0: none"
    ).formerly("segment.patience"),
    number(
      "segment.static-frame-threshold", \.segment.staticFrameThreshold, 0...1,
      "train on a later frame only if at least this fraction is not explained by the previous frame"
    ).formerly("segment.still"),
    number(
      "segment.min-area", \.segment.minArea, 0...1, "regions below this fraction of the picture join a neighbor"
    ).formerly("segment.smallest"),
    choice(
      "segment.start", \.segment.start,
      "warm: from the previous frame's weights or k-means centers; scratch: reinitialized for every frame"),
    choice("segment.convolution", \.segment.convolution, "3×3 convolution algorithm; direct is slower"),
    integer("segment.seed", \.segment.seed, 0...UInt64.max, "random seed of the weights or the k-means centers"),
    flag(
      "segment.swap-red-and-blue", \.segment.swapsRedAndBlue, "feed BGR to the network, as the public code does"),
    number(
      "segment.merging.border", \.segment.merging.border, 1e-6...1000, or: "none",
      "merge regions below this cost per border pixel, relative to the picture side; none: keep the clusters"),
    number(
      "segment.merging.color", \.segment.merging.color, 0.001...1_000_000,
      "CIELAB distance that counts as 1; larger: more weight for the network"
    ).formerly("segment.merging.colour"),
    oddInteger(
      "segment.kmeans.window", \.segment.kmeans.window, 1...31,
      "α: the feature of a pixel is the α×α window of colors around it"),
    integer("segment.kmeans.clusters", \.segment.kmeans.clusters, 2...256, "k"),
    integer(
      "segment.kmeans.iterations", \.segment.kmeans.iterations, 1...1_000_000,
      "maximum iterations per frame; stops when no pixel changes its cluster"),
    number("segment.graph.sigma", \.segment.graph.sigma, 0...100, "σ of the Gaussian presmoothing, in pixels"),
    number(
      "segment.graph.threshold", \.segment.graph.threshold, 0...1_000_000,
      "β, for colors of 0…255; larger: fewer regions"),
    integer(
      "segment.graph.min-size", \.segment.graph.minimumSize, 1...1_000_000_000,
      "smaller regions, in working pixels, join a neighbor"),

    choice(
      "remap.by", \.remap.method,
      "what a label is: a space-time region, or a network cluster tracked over frames"),
    number(
      "remap.separation", \.remap.tracking.separation, 0.001...10, or: "none",
      "distance, as a fraction of the shorter side, that splits a cluster into tracks; none: one track per cluster"),
    number(
      "remap.min-area", \.remap.tracking.minArea, 0...1, "minimum fraction of the picture for a track"
    ).formerly("remap.smallest"),
    number(
      "remap.overlap", \.remap.tracking.overlap, 0...1,
      "minimum overlap, as a fraction of the smaller one, for a cluster to continue a track after a restart"),

    integer("regions.count", \.regions.count, 1...10_000, "approximate number of regions per frame if scale is none"),
    number(
      "regions.scale", \.regions.scale, 1e-9...1e9, or: "none",
      "cut level of the merge tree for the whole video; larger: fewer regions"),
    integer(
      "regions.window", \.regions.window, 0...1000,
      "look-ahead in frames before a frame gets its regions; 0: none"),
    integer(
      "regions.supervoxels", \.regions.supervoxels, 1...4096,
      "approximate number of finest regions per frame; all other regions are unions of them"),
    number("regions.color", \.regions.color, 0...1000, "weight of mean color"),
    number("regions.network", \.regions.network, 0...1000, "weight of the network's responses; 0: unused"),
    number("regions.motion", \.regions.motion, 0...1000, "weight of motion relative to the camera; 0: unused"),

    choice(
      "overlay.style", \.overlay.style,
      "tint: colors and lines, outlines: lines only, mean-color: filled, side-by-side: source and tint"),
    number("overlay.opacity", \.overlay.opacity, 0...1, "opacity of the tint; 0: none"),
    flag("overlay.outlines", \.overlay.outlines, "draw label borders"),
    integer(
      "overlay.outline-width", \.overlay.outlineWidth, 1...64, or: "auto", "line width, pixels; auto: by the height"),
    flag("overlay.numbers", \.overlay.numbers, "draw label numbers"),
    flag("overlay.legend", \.overlay.legend, "list the names of corrected labels in a corner"),
    integer("overlay.crf", \.encoding.crf, 0...51, "H.264 quality, 0 lossless … 51 worst"),
    choice("overlay.preset", \.encoding.preset, "H.264 effort"),

    choice(
      "labels.format", \.labels.format, "auto: indexed PNG while track IDs are ≤ 255, then 16-bit gray"
    ).formerly(value: "grey16", "gray16"),
    flag(
      "labels.supervoxels", \.labels.supervoxels,
      "write the finest regions next to the labels, for tessera relabel"),
  ]

  private static let largestSide = 16_384

  private static let size = Parameter(
    key: "decode.size", summary: "working size; auto: shorter side at most 240",
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
    }
  ).with(words: ["auto"])
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
      self = .exact(PictureSize(width: width, height: height))
    } else {
      return nil
    }
  }
}

import CFFmpeg

/// How a frame's pixels are converted to RGB: by its color tags or, if untagged, by convention.
struct ColorRule: Equatable, CustomStringConvertible {
  /// The matrix name in the `scale` filter, or in zscale; nil if the pixels are RGB already.
  let matrix: String?
  /// Whether zscale must convert because libswscale does not support the matrix.
  let isOfZscale: Bool
  /// Whether the pixels have no chroma.
  let isGray: Bool
  /// Whether levels use the full range. RGB always counts as full: encoders tag RGB wrongly.
  let isFullRange: Bool
  /// The mapping of high dynamic range to SDR; nil for SDR.
  let toneMapping: ToneMapping?
  let description: String

  /// - Parameters:
  ///   - height: stored rows of the stream's first frame; 720 or more count as high definition.
  ///   - codec: some codecs' standards define how untagged pictures are read.
  init(
    format: AVPixelFormat, matrix space: AVColorSpace, range: AVColorRange,
    transfer: AVColorTransferCharacteristic = AVCOL_TRC_UNSPECIFIED, height: Int, codec: AVCodecID
  ) {
    toneMapping = ToneMapping(transfer)
    let suffix = toneMapping.map { ", \($0)" } ?? ""
    let descriptor = av_pix_fmt_desc_get(format)
    let flags = descriptor?.pointee.flags ?? 0
    if flags & UInt64(AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL) != 0 {
      matrix = nil
      isOfZscale = false
      isGray = false
      isFullRange = true
      description = "RGB" + suffix
      return
    }
    isGray = (descriptor?.pointee.nb_components ?? 3) < 3
    let rare = isGray ? nil : Self.zscaleName(space, transfer)
    isOfZscale = rare != nil
    let tagged = rare ?? Self.scaleName(space)
    let isOldCodec = codec == AV_CODEC_ID_VP8 || codec == AV_CODEC_ID_WEBP
    matrix = tagged ?? (toneMapping != nil ? "bt2020" : height >= 720 && !isOldCodec ? "bt709" : "bt601")

    let formatName = av_get_pix_fmt_name(format).map { String(cString: $0) } ?? ""
    switch range {
    case AVCOL_RANGE_JPEG: isFullRange = true
    case AVCOL_RANGE_MPEG: isFullRange = false
    default:
      isFullRange =
        formatName.hasPrefix("yuvj") || (isGray && codec != AV_CODEC_ID_H264 && codec != AV_CODEC_ID_HEVC)
    }
    description =
      "\(matrix ?? ""), \(isFullRange ? "full" : "limited") range"
      + (tagged == nil ? " (matrix untagged: \(isOldCodec ? "the codec's" : "bt709 from 720 rows, else bt601"))" : "")
      + (range == AVCOL_RANGE_UNSPECIFIED ? " (range untagged)" : "") + suffix
  }

  /// FFmpeg's number of the matrix, for a buffer source.
  var spaceNumber: UInt32 {
    switch matrix {
    case nil: AVCOL_SPC_RGB.rawValue
    case "bt709": AVCOL_SPC_BT709.rawValue
    case "fcc": AVCOL_SPC_FCC.rawValue
    case "smpte240m": AVCOL_SPC_SMPTE240M.rawValue
    case "bt2020": AVCOL_SPC_BT2020_NCL.rawValue
    case "ycgco": AVCOL_SPC_YCGCO.rawValue
    case "ictcp": AVCOL_SPC_ICTCP.rawValue
    default: AVCOL_SPC_SMPTE170M.rawValue
    }
  }

  private static func scaleName(_ space: AVColorSpace) -> String? {
    switch space {
    case AVCOL_SPC_BT709: "bt709"
    case AVCOL_SPC_FCC: "fcc"
    case AVCOL_SPC_BT470BG, AVCOL_SPC_SMPTE170M: "bt601"
    case AVCOL_SPC_SMPTE240M: "smpte240m"
    case AVCOL_SPC_BT2020_NCL, AVCOL_SPC_BT2020_CL: "bt2020"
    default: nil
    }
  }

  /// The matrices that only zscale supports; ICtCp is defined with PQ and HLG.
  private static func zscaleName(_ space: AVColorSpace, _ transfer: AVColorTransferCharacteristic) -> String? {
    guard ToneMapping.isAvailable else { return nil }
    switch space {
    case AVCOL_SPC_YCGCO: return "ycgco"
    case AVCOL_SPC_ICTCP where ToneMapping(transfer) != nil: return "ictcp"
    default: return nil
    }
  }
}

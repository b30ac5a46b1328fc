import CFFmpeg

/// High dynamic range made standard: light of PQ (SMPTE ST 2084) or HLG (ARIB STD-B67) mapped to BT.709.
///
/// Diffuse white of 203 cd/m² (ITU-R BT.2408) becomes white; what is brighter, up to 1000 cd/m², is compressed above the
/// knee of the curve. Both figures are fixed: those of the file may change in mid-stream, and the picture would flicker.
enum ToneMapping: Equatable, CustomStringConvertible {
  case pq, hlg

  init?(_ transfer: AVColorTransferCharacteristic) {
    switch transfer {
    case AVCOL_TRC_SMPTE2084: self = .pq
    case AVCOL_TRC_ARIB_STD_B67: self = .hlg
    default: return nil
    }
  }

  /// Whether this FFmpeg has the filters for it.
  static let isAvailable = avfilter_get_by_name("zscale") != nil && avfilter_get_by_name("tonemap") != nil

  private static let white = 203.0
  private static let peak = 1000.0

  /// zscale's name of what is mapped.
  var transfer: String { self == .pq ? "smpte2084" : "arib-std-b67" }

  /// From RGB of 16 bits a channel, planar, to the same of 8 bits in BT.709.
  /// - Parameter primaries: those of the stream, BT.2020 where it does not say.
  func filters(primaries: AVColorPrimaries) -> [String] {
    let known = [AVCOL_PRI_BT709: "bt709", AVCOL_PRI_SMPTE432: "smpte432", AVCOL_PRI_SMPTE431: "smpte431"]
    let rgb = "min=gbr:rin=full:m=gbr:r=full"
    return [
      "zscale=tin=\(transfer):pin=\(known[primaries] ?? "bt2020"):\(rgb):t=linear:npl=\(Self.white):p=bt709",
      "format=gbrpf32le",
      "tonemap=tonemap=mobius:peak=\(Self.peak / Self.white):desat=0",
      "zscale=tin=linear:pin=bt709:\(rgb):t=bt709:p=bt709",
      "format=gbrp",
    ]
  }

  var description: String {
    (self == .pq ? "PQ" : "HLG")
      + (Self.isAvailable ? " tone-mapped to SDR" : " not tone-mapped, for FFmpeg has no zscale here: pale colors")
  }
}

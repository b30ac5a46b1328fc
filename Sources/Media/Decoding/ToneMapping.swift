import CFFmpeg

/// HDR to SDR: PQ (SMPTE ST 2084) or HLG (ARIB STD-B67) is mapped to BT.709.
///
/// Diffuse white of 203 cd/m² (ITU-R BT.2408) becomes white. Brighter values, up to 1000 cd/m², are compressed above
/// the knee of the curve. Both figures are fixed: values in the file may change in mid-stream, which would cause
/// flicker.
enum ToneMapping: Equatable, CustomStringConvertible {
  case pq, hlg

  init?(_ transfer: AVColorTransferCharacteristic) {
    switch transfer {
    case AVCOL_TRC_SMPTE2084: self = .pq
    case AVCOL_TRC_ARIB_STD_B67: self = .hlg
    default: return nil
    }
  }

  /// Whether this FFmpeg has the required filters.
  static let isAvailable = avfilter_get_by_name("zscale") != nil && avfilter_get_by_name("tonemap") != nil

  private static let white = 203.0
  private static let peak = 1000.0

  /// zscale's name of the transfer.
  var transfer: String { self == .pq ? "smpte2084" : "arib-std-b67" }

  /// From planar RGB of 16 bits per channel to 8-bit BT.709.
  /// - Parameter primaries: those of the stream; BT.2020 if untagged.
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
      + (Self.isAvailable ? " tone-mapped to SDR" : " not tone-mapped: this FFmpeg has no zscale, so colors are pale")
  }
}

import CFFmpeg

/// How a stream of the input is handled in the output.
enum StreamHandling: Equatable {
  case copy
  /// Sound that is decoded and re-encoded.
  case encode
  /// Text converted to another format.
  case convertText(AVCodecID)
  case leaveOut(reason: String)
  /// The stream is dropped without loss: its content is transferred otherwise.
  case ignore
}

extension OutputFile {
  func handling(of stream: UnsafeMutablePointer<AVStream>, in input: InputFile) -> StreamHandling {
    let codec = stream.pointee.codecpar.pointee.codec_id
    switch stream.pointee.codecpar.pointee.codec_type {
    case AVMEDIA_TYPE_AUDIO: return carries(codec) ? .copy : .encode
    case AVMEDIA_TYPE_SUBTITLE: return subtitleHandling(codec)
    case AVMEDIA_TYPE_ATTACHMENT:
      return container == .matroska ? .copy : .leaveOut(reason: "\(containerName) holds no attachments, .mkv does")
    case AVMEDIA_TYPE_VIDEO:
      if stream == input.bestVideoStream { return .ignore }
      return .leaveOut(
        reason: stream.isAttachedPicture ? "it is a cover picture" : "only one picture is segmented")
    default:
      // QuickTime's text track of chapter titles; libavformat has converted it to chapters.
      if input.context.pointee.nb_chapters > 0, stream.pointee.discard == AVDISCARD_ALL { return .ignore }
      return .leaveOut(reason: "data streams are not copied to the overlay")
    }
  }

  private func subtitleHandling(_ codec: AVCodecID) -> StreamHandling {
    let isText = (avcodec_descriptor_get(codec)?.pointee.props ?? 0) & AV_CODEC_PROP_TEXT_SUB != 0
    switch container {
    case .mp4, .mov:
      if codec == AV_CODEC_ID_MOV_TEXT { return .copy }
      return isText
        ? .convertText(AV_CODEC_ID_MOV_TEXT)
        : .leaveOut(reason: "\(containerName) holds no subtitles that are pictures, .mkv does")
    case .webm:
      if codec == AV_CODEC_ID_WEBVTT { return .copy }
      return .leaveOut(reason: "\(containerName) holds only WebVTT; use .mkv")
    case .matroska:
      if avformat_query_codec(context.pointee.oformat, codec, FF_COMPLIANCE_NORMAL) == 1 { return .copy }
      return isText ? .convertText(AV_CODEC_ID_SUBRIP) : .leaveOut(reason: "\(containerName) does not support it")
    }
  }

  /// Whether sound of this codec is copied: the container supports it, and common players do so there.
  private func carries(_ codec: AVCodecID) -> Bool {
    let known: [AVCodecID]? =
      switch container {
      case .mp4:
        [
          AV_CODEC_ID_AAC, AV_CODEC_ID_MP3, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_OPUS, AV_CODEC_ID_FLAC,
          AV_CODEC_ID_ALAC,
        ]
      case .mov:
        [
          AV_CODEC_ID_AAC, AV_CODEC_ID_MP3, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_ALAC,
          AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_PCM_S24LE, AV_CODEC_ID_PCM_S24BE,
        ]
      case .webm: [AV_CODEC_ID_OPUS, AV_CODEC_ID_VORBIS]
      case .matroska: nil
      }
    return known?.contains(codec) != false
      && avformat_query_codec(context.pointee.oformat, codec, FF_COMPLIANCE_NORMAL) == 1
  }
}

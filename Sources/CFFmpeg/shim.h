// The parts of FFmpeg's headers that Swift can not import: macros that are not plain numbers, functions with variable
// arguments, and names that differ between FFmpeg 5.1, 6 and 7. This file has nothing else.
#ifndef TESSERA_CFFMPEG_SHIM_H
#define TESSERA_CFFMPEG_SHIM_H

#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/channel_layout.h>
#include <libavutil/crc.h>
#include <libavutil/display.h>
#include <libavutil/log.h>
#include <libavutil/md5.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>

// MARK: Constants

static inline int shim_error(int posix) { return AVERROR(posix); }
static inline int shim_error_end_of_file(void) { return AVERROR_EOF; }
static inline int shim_error_invalid_data(void) { return AVERROR_INVALIDDATA; }
static inline int shim_error_decoder_not_found(void) { return AVERROR_DECODER_NOT_FOUND; }
static inline int64_t shim_no_time(void) { return AV_NOPTS_VALUE; }

// MARK: Names that changed

/// The duration of the frame in ticks of the stream's time base; 0 if unknown.
static inline int64_t shim_frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return frame->duration;
#else
  return frame->pkt_duration;
#endif
}

/// Whether the frame is a key frame.
static inline int shim_frame_is_key(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 29, 100)
  return (frame->flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return frame->key_frame;
#endif
}

/// Whether the frame is interlaced: its odd and even lines show two moments.
static inline int shim_frame_is_interlaced(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 29, 100)
  return (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return frame->interlaced_frame;
#endif
}

/// The nine values of the stream's display matrix, from the container; NULL if there is none.
static inline const int32_t *shim_stream_display_matrix(const AVStream *stream) {
#if LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(60, 15, 100)
  const AVPacketSideData *data = av_packet_side_data_get(
      stream->codecpar->coded_side_data, stream->codecpar->nb_coded_side_data, AV_PKT_DATA_DISPLAYMATRIX);
  return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
#else
  size_t size = 0;
  const uint8_t *data = av_stream_get_side_data(stream, AV_PKT_DATA_DISPLAYMATRIX, &size);
  return data && size >= 9 * sizeof(int32_t) ? (const int32_t *)data : NULL;
#endif
}

/// The nine values of the frame's display matrix, from Exif or an SEI message; NULL if there is none.
static inline const int32_t *shim_frame_display_matrix(const AVFrame *frame) {
  const AVFrameSideData *data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
  return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
}

/// Whether a buffer source has parameters for color matrix and range. From FFmpeg 7 on, filters negotiate them.
static inline int shim_buffer_source_has_color(void) {
  return LIBAVFILTER_VERSION_INT >= AV_VERSION_INT(9, 16, 100);
}

// MARK: Files

/// An `io_open` callback that opens nothing.
static inline int shim_refuse_open(AVFormatContext *context, AVIOContext **io, const char *url, int flags,
                                   AVDictionary **options) {
  (void)context, (void)io, (void)url, (void)flags, (void)options;
  return AVERROR(EACCES);
}

/// Prevents the demuxer from opening any file other than its own.
static inline void shim_refuse_nested_files(AVFormatContext *context) { context->io_open = shim_refuse_open; }

// MARK: The log

/// Receives a line of FFmpeg's log. `owner` is the `opaque` of the demuxer or codec that wrote the line, or whose thread
/// wrote it; NULL for all others.
typedef void (*ShimLogHandler)(int level, const char *line, const void *owner);

/// The place of the current handler. The variable is inside a function, because Swift does not emit static variables at
/// file scope.
static inline ShimLogHandler *shim_log_handler(void) {
  static ShimLogHandler handler;
  return &handler;
}

/// The owner of a context; see `ShimLogHandler`.
static inline const void *shim_log_owner(void *context) {
  const AVClass *kind = context ? *(const AVClass **)context : NULL;
  if (kind && kind == avformat_get_class()) return ((AVFormatContext *)context)->opaque;
  if (kind && kind == avcodec_get_class()) return ((AVCodecContext *)context)->opaque;
  return NULL;
}

/// FFmpeg's log callback: formats a line and passes it to the handler.
static inline void shim_log_line(void *context, int level, const char *format, va_list arguments) {
  if (level > av_log_get_level()) return;
  char line[1024];
  int prefix = 1;
  av_log_format_line2(context, level, format, arguments, line, sizeof line, &prefix);
  (*shim_log_handler())(level, line, shim_log_owner(context));
}

/// Sends all lines of FFmpeg's log to `handler`. FFmpeg calls it on any thread.
static inline void shim_log_install(ShimLogHandler handler) {
  *shim_log_handler() = handler;
  av_log_set_callback(shim_log_line);
}

#endif

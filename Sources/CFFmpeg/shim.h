// What Swift cannot see of FFmpeg's headers: macros that are not plain numbers, variadic functions, and the few names
// that changed between FFmpeg 5.1, 6 and 7. Nothing else belongs here.
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

/// The frame's duration in ticks of the stream's time base; 0 when unknown.
static inline int64_t shim_frame_duration(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100)
  return frame->duration;
#else
  return frame->pkt_duration;
#endif
}

static inline int shim_frame_is_key(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 29, 100)
  return (frame->flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return frame->key_frame;
#endif
}

/// Whether the frame's lines are of two moments.
static inline int shim_frame_is_interlaced(const AVFrame *frame) {
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(58, 29, 100)
  return (frame->flags & AV_FRAME_FLAG_INTERLACED) != 0;
#else
  return frame->interlaced_frame;
#endif
}

/// The nine values of the display matrix that the container keeps for the stream; NULL when there is none.
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

/// The nine values of the display matrix that comes with the frame (an Exif or SEI message); NULL when there is none.
static inline const int32_t *shim_frame_display_matrix(const AVFrame *frame) {
  const AVFrameSideData *data = av_frame_get_side_data(frame, AV_FRAME_DATA_DISPLAYMATRIX);
  return data && data->size >= 9 * sizeof(int32_t) ? (const int32_t *)data->data : NULL;
}

/// Whether the buffer source must be told the color matrix and range (FFmpeg 7 negotiates them between filters).
static inline int shim_buffer_source_has_color(void) {
  return LIBAVFILTER_VERSION_INT >= AV_VERSION_INT(9, 16, 100);
}

// MARK: Files

static inline int shim_refuse_open(AVFormatContext *context, AVIOContext **io, const char *url, int flags,
                                   AVDictionary **options) {
  (void)context, (void)io, (void)url, (void)flags, (void)options;
  return AVERROR(EACCES);
}

/// Lets the demuxer open no file beyond the one it was given.
static inline void shim_refuse_nested_files(AVFormatContext *context) { context->io_open = shim_refuse_open; }

// MARK: The log

/// `owner` is the `opaque` of the demuxer or codec that speaks (its threads speak for it); NULL for anything else.
typedef void (*ShimLogHandler)(int level, const char *line, const void *owner);

// Inside a function, for Swift leaves a static variable at file scope out of the object file.
static inline ShimLogHandler *shim_log_handler(void) {
  static ShimLogHandler handler;
  return &handler;
}

static inline const void *shim_log_owner(void *context) {
  const AVClass *kind = context ? *(const AVClass **)context : NULL;
  if (kind && kind == avformat_get_class()) return ((AVFormatContext *)context)->opaque;
  if (kind && kind == avcodec_get_class()) return ((AVCodecContext *)context)->opaque;
  return NULL;
}

static inline void shim_log_line(void *context, int level, const char *format, va_list arguments) {
  if (level > av_log_get_level()) return;
  char line[1024];
  int prefix = 1;
  av_log_format_line2(context, level, format, arguments, line, sizeof line, &prefix);
  (*shim_log_handler())(level, line, shim_log_owner(context));
}

/// Sends every line of FFmpeg's log to `handler`, which must be callable from any thread.
static inline void shim_log_install(ShimLogHandler handler) {
  *shim_log_handler() = handler;
  av_log_set_callback(shim_log_line);
}

#endif

"""Seed files of `.ci/mutate`, drawn here or made by ffmpeg."""

import os, shutil, struct, subprocess, zlib


def y4m():
    out, w, h = b"YUV4MPEG2 W48 H32 F25:1 Ip A1:1 C420jpeg\n", 48, 32
    for k in range(4):
        luma = bytes(200 if (x - 16 - 2 * k) ** 2 + (y - 16) ** 2 < 80 else 60 + x for y in range(h) for x in range(w))
        out += b"FRAME\n" + luma + bytes(90 if x < 12 else 160 for y in range(16) for x in range(24)) * 2
    return out


def png(w, h, depth=8, color=2, interlace=0):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    width = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[color] * depth // 8
    rows = b"".join(
        b"\0" + bytes((x * 5 + y * 3) % (4 if color == 3 else 256) for x in range(w * width)) for y in range(h)
    )
    palette = chunk(b"PLTE", bytes(range(12))) + chunk(b"tRNS", b"\0\x80") if color == 3 else b""
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", w, h, depth, color, 0, 0, interlace))
        + chunk(b"gAMA", b"\0\0\xb1\x8f")
        + palette
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def bmp(w, h):
    rows = bytes((x + y) % 256 for y in range(h) for x in range(w * 3))
    return (
        b"BM"
        + struct.pack("<IIIIiiHHIIiiII", 54 + len(rows), 0, 54, 40, w, h, 1, 24, 0, len(rows), 2835, 2835, 0, 0)
        + rows
    )


def gif(frames=3):
    out = (
        b"GIF89a"
        + struct.pack("<HHBBB", 8, 8, 0x91, 0, 0)
        + bytes(range(12))
        + b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    )
    for k in range(frames):  # Three-bit codes, with a clear code before the width grows.
        codes = [c for n in range(0, 64, 2) for c in (4, (n + k) % 4, n % 3)] + [5]
        bits = sum(c << 3 * n for n, c in enumerate(codes)).to_bytes((3 * len(codes) + 7) // 8, "little")
        out += b"\x21\xf9\x04\x04" + struct.pack("<HBB", 5, 0, 0) + b"\x2c" + struct.pack("<HHHHB", 0, 0, 8, 8, 0)
        out += b"\x02" + bytes([len(bits)]) + bits + b"\0"
    return out + b"\x3b"


def mat():
    """A file of BSDS500: a cell of structures with Segmentation and Boundaries; level 5, not compressed."""

    def element(kind, data):
        return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)

    def matrix(cls, dims, rest, name=b""):
        return element(
            14,
            element(6, struct.pack("<II", cls, 0))
            + element(5, struct.pack(f"<{len(dims)}i", *dims))
            + element(1, name)
            + rest,
        )

    pixels = bytes(1 + (n // 32 > 20) for n in range(48 * 32))
    fields = element(5, struct.pack("<i", 16)) + element(
        1, b"Segmentation".ljust(16, b"\0") + b"Boundaries".ljust(16, b"\0")
    )
    values = matrix(11, (32, 48), element(4, b"".join(struct.pack("<H", v) for v in pixels))) + matrix(
        9, (32, 48), element(2, bytes(len(pixels)))
    )
    cell = matrix(1, (1, 1), matrix(2, (1, 1), fields + values), b"groundTruth")
    return b"MATLAB 5.0 MAT-file".ljust(116) + bytes(8) + struct.pack("<HH", 0x0100, 0x4D49) + cell


def tiff(w, h):
    rows = bytes((x * 3 + y) % 256 for y in range(h) for x in range(w * 3))
    tags = [
        (256, 3, 1, w),
        (257, 3, 1, h),
        (258, 3, 1, 8),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, 134),
        (277, 3, 1, 3),
        (278, 3, 1, h),
        (279, 4, 1, len(rows)),
        (274, 3, 1, 6),
    ]
    tags = b"".join(struct.pack("<HHII", *tag) for tag in sorted(tags))
    return b"II*\0" + struct.pack("<IH", 8, 10) + tags + struct.pack("<I", 0) + rows


def avi(w=48, h=32, frames=4):
    """Raw BGR frames with an index."""

    def chunk(name, data):
        return name + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)

    def group(name, data):
        return chunk(b"LIST", name + data)

    size = w * h * 3
    header = struct.pack("<14I", 40000, size * 25, 0, 0x10, frames, 0, 1, size, w, h, 0, 0, 0, 0)
    stream = b"vidsDIB " + struct.pack("<IHHIIIIIIII4h", 0, 0, 0, 0, 1, 25, 0, frames, size, 0, 0, 0, 0, w, h)
    format = struct.pack("<IiiHHIIiiII", 40, w, h, 1, 24, 0, size, 0, 0, 0, 0)
    head = group(b"hdrl", chunk(b"avih", header) + group(b"strl", chunk(b"strh", stream) + chunk(b"strf", format)))
    pictures = b"".join(
        chunk(b"00db", bytes((x + y + 9 * k) % 256 for y in range(h) for x in range(w * 3))) for k in range(frames)
    )
    index = chunk(
        b"idx1", b"".join(b"00db" + struct.pack("<III", 0x10, 4 + k * (size + 8), size) for k in range(frames))
    )
    return chunk(b"RIFF", b"AVI " + head + group(b"movi", pictures) + index)


def by_ffmpeg(folder, clip):
    """More formats of a small clip with sound; none without ffmpeg."""
    if not shutil.which("ffmpeg"):
        return {}
    kinds = {
        "few.ts": "-c:v mpeg2video -c:a mp2",
        "few.webm": "-c:v libvpx -c:a libopus",
        "few.flv": "-c:v flv1 -c:a libmp3lame -ar 44100",
        "codecs.avi": "-c:v mpeg4 -c:a ac3",
        "codecs.mkv": "-c:v libx265 -x265-params log-level=none -c:a flac",
        "still.jpg": "-frames:v 1 -an",
        "still.webp": "-frames:v 1 -an",
        "deflated.tiff": "-frames:v 1 -an -compression_algo deflate",
    }
    made = {}
    for name, options in kinds.items():
        path = os.path.join(folder, name)
        command = [
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-i",
            clip,
            "-vf",
            "scale=48:32",
            *options.split(),
            "-threads",
            "1",
            "-bitexact",
            "-map_metadata",
            "-1",
            path,
        ]
        if subprocess.run(command, stdin=subprocess.DEVNULL).returncode:
            print(f"{name}: not made, this ffmpeg can not")
        else:
            made[name] = open(path, "rb").read()
    return made

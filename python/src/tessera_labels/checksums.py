"""The checksums of FFV1, which libavcodec does not insist on: it shows the frame before where one is wrong."""

import zlib

FOOTER = 8  # the bytes behind a slice: its size in 24 bits, a status in 8, a checksum in 32
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def slices_are_whole(packet: bytes) -> bool:
    """Whether the slices of a packet, which has checksums, are as they were written (RFC 9043, "Slice Footer")."""
    end = len(packet)
    while end >= FOOTER:
        start = end - FOOTER - int.from_bytes(packet[end - 8 : end - 5], "big")
        # FFV1 takes the highest bit of a byte first and begins with 0, zlib the lowest, and inverts.
        if start < 0 or zlib.crc32(packet[start:end].translate(REVERSED), 0xFFFFFFFF) != 0xFFFFFFFF:
            return False
        end = start
    return end == 0

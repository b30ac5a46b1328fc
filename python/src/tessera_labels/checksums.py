"""Verifies FFV1 checksums. libavcodec does not enforce them: it shows the previous frame if one is wrong."""

import zlib

FOOTER = 8  # the bytes after a slice: its size in 24 bits, a status in 8, a checksum in 32
REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def slices_are_whole(packet: bytes) -> bool:
    """Whether the slices of a packet with checksums are intact (RFC 9043, "Slice Footer")."""
    end = len(packet)
    while end >= FOOTER:
        start = end - FOOTER - int.from_bytes(packet[end - 8 : end - 5], "big")
        # FFV1 processes the highest bit first and starts with 0. zlib processes the lowest bit first and inverts.
        if start < 0 or zlib.crc32(packet[start:end].translate(REVERSED), 0xFFFFFFFF) != 0xFFFFFFFF:
            return False
        end = start
    return end == 0

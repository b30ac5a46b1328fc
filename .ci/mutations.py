"""The mutations of `.ci/mutate`: bytes, and the parts of known formats."""

import re, struct, zlib

extremes = [
    b"\0\0\0\0",
    b"\xff\xff\xff\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\0\0\0",
    b"\0\0\0\1",
    b"\1\0\0\0",
    b"\xff\xff\xff\x7f",
    b"\0\0\xff\xff",
    b"\0" * 8,
    b"\xff" * 8,
    b"\x7f" + b"\xff" * 7,
]


def span(r, n, longest):
    start = r.randrange(n)
    return start, min(n, start + r.randint(1, longest))


def mutate_bytes(r, d):
    d = bytearray(d)
    if not d:
        return bytes(d)
    what = r.randrange(9)
    # The head of a file has more effect than its body.
    near = len(d) if r.random() < 0.5 else min(len(d), 512)
    if what == 0:
        for _ in range(r.choice((1, 1, 2, 8, 32))):
            d[r.randrange(near)] ^= 1 << r.randrange(8)
    elif what == 1:
        d[r.randrange(near)] = r.randrange(256)
    elif what == 2:
        at, value = r.randrange(near), r.choice(extremes)
        d[at : at + len(value)] = value
    elif what == 3:
        s, e = span(r, len(d), 64)
        d[s:e] = bytes(e - s)
    elif what == 4:
        del d[r.randrange(len(d)) :]
    elif what == 5:
        s, e = span(r, len(d), 256)
        del d[s:e]
    elif what == 6:
        s, e = span(r, len(d), 256)
        at = r.randrange(len(d))
        d[at:at] = d[s:e]
    elif what == 7:
        s, e = span(r, len(d), 64)
        d[s:e] = r.randbytes(e - s)
    else:
        s, e = span(r, len(d), 64)
        t, f = span(r, len(d), 64)
        d[s:e], d[t:f] = d[t:f], d[s:e]
    return bytes(d)


def shuffle(r, parts, resize):
    """Mutates one part of a list of parts (bytes)."""
    parts = list(parts)
    k = r.randrange(len(parts))
    what = r.randrange(5)
    if what == 0:
        del parts[k]
    elif what == 1:
        parts.insert(r.randrange(len(parts) + 1), parts[k])
    elif what == 2:
        j = r.randrange(len(parts))
        parts[j], parts[k] = parts[k], parts[j]
    elif what == 3:
        parts[k] = resize(r, parts[k])
    else:
        parts[k] = mutate_bytes(r, parts[k])
    return parts


containers = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta", b"dinf", b"moof", b"traf", b"mvex"}


def boxes(d):
    out, at = [], 0
    while at + 8 <= len(d):
        n = struct.unpack(">I", d[at : at + 4])[0]
        if n < 8 or at + n > len(d):
            break
        out.append(d[at : at + n])
        at += n
    return out, d[at:]


def resize_box(r, box):
    return (
        r.choice(
            (
                b"\0\0\0\0",
                b"\0\0\0\1",
                b"\0\0\0\4",
                b"\xff\xff\xff\xff",
                b"\x7f\xff\xff\xff",
                struct.pack(">I", max(0, len(box) + r.randint(-9, 9))),
            )
        )
        + box[4:]
    )


def mutate_mp4(r, d):
    parts, rest = boxes(d)
    inner = [k for k, b in enumerate(parts) if b[4:8] in containers]
    if inner and r.random() < 0.8:
        k = r.choice(inner)
        name = parts[k][4:8]
        body = mutate_mp4(r, parts[k][8:])
        parts[k] = struct.pack(">I", len(body) + 8) + name + body
        return b"".join(parts) + rest
    if not parts:
        return mutate_bytes(r, d)
    if r.random() < 0.4:  # An extreme value in a table of unchanged length.
        k = r.randrange(len(parts))
        b = bytearray(parts[k])
        at = 8 + r.randrange(0, max(1, len(b) - 8), 4)
        value = r.choice(extremes)[:4]
        b[at : at + 4] = value
        parts[k] = bytes(b)
        return b"".join(parts) + rest
    return b"".join(shuffle(r, parts, resize_box)) + rest


masters = {
    0x1A45DFA3,
    0x18538067,
    0x1549A966,
    0x1654AE6B,
    0xAE,
    0xE0,
    0xE1,
    0x1F43B675,
    0xA0,
    0x1C53BB6B,
    0x114D9B74,
    0x4DBB,
    0x1254C367,
    0x7373,
    0xBB,
    0xB7,
    0x6D80,
    0x6240,
}


def vint(d, at, marker):
    if at >= len(d) or d[at] == 0:
        return None
    n = 9 - d[at].bit_length()
    if at + n > len(d):
        return None
    v = int.from_bytes(d[at : at + n], "big")
    return (v if marker else v & ((1 << 7 * n) - 1)), n


def elements(d):
    """(head, body) of each element, and the rest."""
    out, at = [], 0
    while at < len(d):
        i = vint(d, at, True)
        s = i and vint(d, at + i[1], False)
        if not s:
            break
        start = at + i[1] + s[1]
        end = min(len(d), start + s[0])
        out.append((i[0], d[at : at + i[1]], d[start:end]))
        at = end
    return out, d[at:]


def join(i, body):
    return i + (0x100000000000000 | len(body)).to_bytes(8, "big") + body


def resize_element(r, e):
    i = vint(e, 0, True)[1]
    return (
        e[:i]
        + r.choice((b"\x01" + b"\xff" * 7, b"\x01" + b"\0" * 7, b"\xff", b"\x08\x7f\xff\xff\xff", b"\0", b"\x81"))
        + e[i + 8 :]
    )


def mutate_ebml(r, d):
    parts, rest = elements(d)
    inner = [k for k, e in enumerate(parts) if e[0] in masters and e[2]]
    if inner and r.random() < 0.8:
        k = r.choice(inner)
        parts[k] = (parts[k][0], parts[k][1], mutate_ebml(r, parts[k][2]))
        return b"".join(join(e[1], e[2]) for e in parts) + rest
    if not parts:
        return mutate_bytes(r, d)
    if r.random() < 0.5:
        k = r.randrange(len(parts))
        body = r.choice((mutate_bytes(r, parts[k][2]), r.choice(extremes)[: max(1, len(parts[k][2]))]))
        parts[k] = (parts[k][0], parts[k][1], body)
        return b"".join(join(e[1], e[2]) for e in parts) + rest
    return b"".join(shuffle(r, [join(e[1], e[2]) for e in parts], resize_element)) + rest


def mutate_png(r, d):
    parts, at = [], 8
    while at + 12 <= len(d):
        n = struct.unpack(">I", d[at : at + 4])[0]
        if at + 12 + n > len(d):
            break
        parts.append(d[at : at + 12 + n])
        at += 12 + n
    if not parts:
        return mutate_bytes(r, d)
    k = r.randrange(len(parts))
    body = parts[k][8:-4]
    name = parts[k][4:8]
    if r.random() < 0.6:  # The contents of a chunk, with a correct checksum.
        if name == b"IDAT" and r.random() < 0.7:
            try:
                body = zlib.compress(mutate_bytes(r, zlib.decompress(body)))
            except zlib.error:
                body = mutate_bytes(r, body)
        elif name == b"IHDR" and body:
            b = bytearray(body)
            at = r.randrange(len(b))
            b[at] = r.choice((0, 1, 2, 3, 4, 5, 16, 255))
            body = bytes(b)
        else:
            body = mutate_bytes(r, body)
        parts[k] = struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    else:
        parts = shuffle(r, parts, resize_box)
    return d[:8] + b"".join(parts) + d[at:]


numbers = "0 -1 1 2 255 256 65535 65536 2147483647 2147483648 -2147483649 4294967296 9223372036854775807 9223372036854775808 -9223372036854775808 1e308 1e999 -1e999 nan inf -inf .nan .inf -.inf 0x10 1_000 1e-320 00 0.1 '' true null ~ [] {}".split()


def mutate_text(r, d):
    text = d.decode("latin-1")
    what = r.randrange(8)
    lines = text.split("\n")
    found = list(re.finditer(r"-?\d+(\.\d+)?", text))
    if what <= 2 and found:
        m = r.choice(found)
        text = text[: m.start()] + r.choice(numbers) + text[m.end() :]
    elif what == 3:
        k = r.randrange(len(lines))
        text = "\n".join(lines[:k] + [lines[k]] + lines[k:])
    elif what == 4:
        k = r.randrange(len(lines))
        text = "\n".join(lines[:k] + lines[k + 1 :])
    elif what == 5:
        k, j = r.randrange(len(lines)), r.randrange(len(lines))
        lines[k], lines[j] = lines[j], lines[k]
        text = "\n".join(lines)
    elif what == 6:
        at = r.randrange(len(text) + 1)
        text = (
            text[:at]
            + r.choice(
                (
                    ",",
                    "/",
                    "\0",
                    "\r",
                    "\t",
                    "\n",
                    "\xff\xfe",
                    "\xed\xa0\x80",
                    "\xf4\x90\x80\x80",
                    "[",
                    "{",
                    "}",
                    '"',
                    "'",
                    ": ",
                    "- ",
                    "#",
                    "%",
                    "@",
                    "*a",
                    "&a ",
                    "!!int ",
                    "? ",
                    "<<: ",
                    "9" * 400,
                    "[" * 3000,
                    "{a: " * 900,
                    "x" * 100000,
                )
            )
            + text[at:]
        )
    else:
        return mutate_bytes(r, d)
    return text.encode("latin-1")


def bomb(r, key):
    """Small YAML and JSON files that are expensive to parse."""
    deep = r.choice((100, 900, 990, 999, 2000, 50000, 1 << 19))
    names = [f"a{n}" for n in range(r.randint(3, 40))]
    aliases = "a0: &a0 [x, x, x, x, x, x, x, x]\n" + "".join(
        f"{n}: &{n} [{', '.join(['*' + m] * 8)}]\n" for m, n in zip(names, names[1:])
    )
    return r.choice(
        (
            lambda: "[" * deep,
            lambda: "{" * deep,
            lambda: "[" * deep + "]" * deep,
            lambda: "{a: " * deep + "1" + "}" * deep,
            lambda: "- " * deep + "x",
            lambda: "? " * deep + "x",
            lambda: "".join(" " * n + "a:\n" for n in range(min(deep, 1200))),
            lambda: aliases,
            lambda: aliases + f"? *{names[-1]}\n: 1\n",
            lambda: aliases + f"{{*{names[-1]} : 1}}\n",
            lambda: "a: &a [*a]\n",
            lambda: f"{key}: {'9' * deep}\n",
            lambda: f"{key}: 1\n" * deep,
            lambda: "".join(f"k{n}: 1\n" for n in range(min(deep, 40000))),
            lambda: f"{key}: {r.choice(numbers)}\n",
            lambda: f"{'k' * deep}: 1\n",
            lambda: f'"\\u{r.choice(("0000", "d800", "ffff", "feff"))}": 1\n',
            lambda: "%YAML 9.9\n---\n" + key,
            lambda: "---\n...\n" * deep,
            lambda: "|\n" + " x\n" * deep,
            lambda: f"!!{'t' * deep} x\n",
            lambda: f"&{'n' * deep} x: 1\n",
            lambda: f"# {'c' * deep}",
            lambda: "\n" * deep,
            lambda: "\t" * deep,
            lambda: f"? [{'[' * min(deep, 900)}{']' * min(deep, 900)}]\n: 1\n",
        )
    )()[: 1 << 21].encode()

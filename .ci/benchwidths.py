"""Sections of docs/dev/BENCHMARKS.md for .ci/bench: every vector width, with everything else held to the same vectors."""

import platform

# The settings of OpenBLAS and of PyTorch's libraries for the vectors of each width. Left alone, OpenBLAS may not know a new
# processor, and run its oldest kernels.
WIDTHS = {
    "avx512": ("512 bits, AVX-512", {"OPENBLAS_CORETYPE": "SkylakeX"}),
    "avx2": (
        "256 bits, AVX2",
        {"OPENBLAS_CORETYPE": "Haswell", "ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"},
    ),
    "baseline": (
        "128 bits, SSE2",
        {"OPENBLAS_CORETYPE": "Nehalem", "ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41"},
    ),
}
if platform.machine() not in ("x86_64", "AMD64"):
    WIDTHS = {"baseline": ("128 bits, NEON", {})}


def write(say, rounds, iteration, superpixels, kmeans, peer, median):
    """Writes the sections. Measurements take the environment that holds them to a width; peer may be None."""
    for width, (vectors, others) in WIDTHS.items():
        settings = {"TESSERA_KERNELS": width, **others}
        say(f"## Vectors of {vectors}")
        say()
        first = iteration(settings)
        # The variable only lowers.
        if first["kernels"] != width:
            say("Skipped: not of this processor.")
            say()
            continue
        mine, theirs, parts, clusters = [], [], [], []
        for _ in range(rounds):
            mine.append(iteration(settings))
            if peer:
                theirs.append(peer(settings))
            parts.append(superpixels(settings))
            clusters.append(kmeans(settings))
        core = first["blas"].rsplit("(core ", 1)[-1].rstrip(")")
        say(
            f"`TESSERA_KERNELS={width}`, OpenBLAS for {core}"
            + (", PyTorch held to the same vectors." if peer else ".")
        )
        say()
        say("| figure | value |")
        say("| --- | --- |")
        t = median(mine, "seconds_per_iteration")
        product = "own matrix product" if first["product"] == "own" else "OpenBLAS's matrix product"
        say(f"| one training iteration, {product} | **{t:.3f} s** |")
        if peer:
            s = median(theirs, "seconds_per_iteration")
            say(f"| PyTorch, `fp32`, divided by that | **{s / t:.2f} ×** ({s:.3f} s) |")
        ratio, ours, peak = (
            median(mine, key) for key in ("direct_over_sgemm_peak", "direct_gflops", "sgemm_peak_gflops")
        )
        say(f"| direct-equivalent GFLOP/s, divided by the SGEMM peak | **{ratio:.2f}** ({ours:.0f} / {peak:.0f}) |")
        say(f"| SLIC, {parts[0]['size']}, K = 10,000, 10 iterations | **{median(parts, 'seconds'):.4f} s** |")
        say(f"| an iteration of k-means, 7×7 windows, 20 clusters | **{median(clusters, 'seconds_per_iteration'):.4f} s** |")
        say()

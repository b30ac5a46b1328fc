# A Homebrew formula. It was never used by Homebrew. For a release, set homepage, url and sha256 (docs/dev/RELEASE.md).
class Tessera < Formula
  desc "Segments video without training data"
  homepage "https://tessera.example"
  url "https://tessera.example/tessera-0.1.0.tar.gz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "MIT"

  depends_on "pkgconf" => :build
  depends_on xcode: ["26.0", :build]
  depends_on "ffmpeg"
  depends_on macos: :sequoia
  depends_on "openblas"
  uses_from_macos "zlib"

  def install
    # Homebrew has its own sandbox, and resolved the dependencies above.
    system "make", "install", "PREFIX=#{prefix}", "SWIFT_BUILD=swift build -c release --disable-sandbox"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/tessera --version")
    frame = "FRAME\n" + (([60] * 48 + [200] * 48) * 64 + [128] * 96 * 64 * 2).pack("C*")
    (testpath/"clip.y4m").binwrite("YUV4MPEG2 W96 H64 F25:1 C444\n" + frame * 3)
    system bin/"tessera", "segment", "clip.y4m"
    assert_path_exists testpath/"clip.labels/000002.png"
  end
end

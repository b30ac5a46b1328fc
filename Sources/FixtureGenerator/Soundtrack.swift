import Foundation
import Media

/// One tone per shot, at its scene's pitch.
enum Soundtrack {
  /// A WAV file as long as the clip.
  static func wave(of clip: Clip) -> [UInt8] {
    let samples = clip.shots.flatMap { tone(pitch: $0.scene.pitch, frames: $0.frames.count) }
    return WaveFile.bytes(samples: samples, channels: 1, sampleRate: Recipe.sampleRate)
  }

  /// A sine with a soft octave above it. It is faded in and out to avoid clicks.
  private static func tone(pitch: Double, frames: Int) -> [Int16] {
    let count = frames * Recipe.sampleRate / Recipe.rate
    return (0..<count).map { n in
      let time = Double(n) / Double(Recipe.sampleRate)
      let fromEdge = Double(min(n, count - 1 - n)) / Double(Recipe.sampleRate)
      let level = 0.5 - 0.5 * cos(.pi * min(1, fromEdge / Recipe.fade))
      let phase = 2 * .pi * pitch * time
      let wave = 0.8 * sin(phase) + 0.2 * sin(2 * phase)
      return Int16((Recipe.loudness * level * wave * Double(Int16.max)).rounded())
    }
  }
}

import Foundation
import Imaging

/// Why scribbles could not be used. Errors of a single image are `MediaError`s.
public enum ScribbleError: Error, Equatable, CustomStringConvertible {
  /// A file was given instead of a folder.
  case notAFolder(path: String)
  /// The folder has no PNG file.
  case noImages(folder: String)
  /// A file in the folder is not a PNG file.
  case notAnImage(path: String)
  /// The name is neither a frame nor a time.
  case unknownName(path: String)
  /// The labels have no such frame.
  case noFrame(path: String, frames: Int, first: Double, last: Double)
  /// Two images are of one frame.
  case sameFrame(path: String, other: String, frame: Int)
  /// The image has another size than the frames.
  case wrongSize(path: String, size: PictureSize, expected: PictureSize)
  /// A value is not a class.
  case badClass(path: String, value: UInt32, x: Int, y: Int)
  /// Nothing is drawn on the image.
  case nothingDrawn(path: String)
  /// A shot has scribbles of one class.
  case oneClass(path: String, shot: Int, class: UInt8)
  /// There is no unused slot for scribbled pixels.
  case tooManySupervoxels(limit: Int)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .notAFolder(let path):
      "\(path): is not a folder; put each image into a folder, named after its frame (000012.png), and give the folder"
    case .noImages(let folder):
      "\(folder): has no PNG image; draw on a frame, and name the image after the frame (000012.png) or its time (3.2s.png)"
    case .notAnImage(let path): "\(path): is not a PNG image; a folder of scribbles has only these"
    case .unknownName(let path):
      "\(path): the name is neither the number of a frame (000012.png), nor a time (3.2s.png), nor that of a label image"
    case .noFrame(let path, let frames, let first, let last):
      "\(path): there is no such frame; the labels have the frames 0 to \(frames - 1), from \(Self.text(first)) to "
        + "\(Self.text(last)) s"
    case .sameFrame(let path, let other, let frame):
      "\(path): is of frame \(frame), as \(other) is; draw both on one image"
    case .wrongSize(let path, let size, let expected):
      "\(path): is \(size), the frames are \(expected); draw on an image of that size"
    case .badClass(let path, let value, let x, let y):
      "\(path): the value \(value) at \(x), \(y) is not a class; classes are 0 to 254, and 255 is where nothing is drawn"
    case .nothingDrawn(let path):
      "\(path): nothing is drawn on it: all pixels are 255 or transparent; draw on it, or remove it"
    case .oneClass(let path, let shot, let own):
      "\(path): shot \(shot) has scribbles of class \(own) only; draw what does not belong to it, too, as another class"
    case .tooManySupervoxels(let limit):
      "scribbled pixels need more supervoxels than the \(limit) of a label map; draw on fewer frames"
    }
  }

  private static func text(_ seconds: Double) -> String { String(format: "%.3f", seconds) }
}

import Foundation
import Imaging
import Media
import Pipeline
import PipelineFiles

/// A video that is segmented in parts, by any number of workers that share a folder.
///
/// ```swift
/// let job = try await Job.plan(Video(opening: "film.mp4"), pipeline, in: "film.job")
/// for chunk in job.plan.chunks { try await job.segment(chunk: chunk.number) }  // on any machines, in any order
/// try await job.merge(to: [.labels(folder: "film.labels")])
/// ```
///
/// The result follows from the film and the settings: it does not depend on the number of workers, on their order, or
/// on restarts.
public struct Job: Sendable {
  public let plan: JobPlan
  let folder: JobFolder

  /// Opens a planned job.
  ///
  /// - Throws: ``JobError``, `MediaError`.
  public init(at path: String) throws {
    folder = JobFolder(path: path)
    plan = try folder.readPlan()
  }

  init(_ plan: JobPlan, in folder: JobFolder) {
    self.plan = plan
    self.folder = folder
  }

  /// The folder.
  public var path: String { folder.path }

  /// A name for what is made of the film.
  public var stem: String { plan.film.stem }

  /// The path of the film.
  public var film: String { plan.film.path }

  /// The settings of the plan.
  ///
  /// - Throws: ``JobError``.
  public func settings() throws(JobError) -> PipelineSettings {
    do {
      return try plan.settings()
    } catch {
      throw .badPlan(path: folder.plan, reason: "\(error)")
    }
  }

  /// The film as it was planned.
  ///
  /// - Throws: ``JobError`` if it is another one, `MediaError` if it can not be read.
  func openFilm() throws -> Video {
    let (film, options) = (plan.film, plan.film.options.inputOptions)
    let video = try Video(opening: film.path, selection: plan.selection, options: options)
    guard Resumption.inputDigest(of: video) == film.digest else {
      throw JobError.filmDiffers(path: film.path, reason: "its file was changed")
    }
    guard video.size == film.size else {
      throw JobError.filmDiffers(path: film.path, reason: "its pictures are \(video.size), not \(film.size)")
    }
    return video
  }

  /// The chunks of which the file is there.
  public var finishedChunks: [Int] {
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder.chunks)) ?? [])
    return plan.chunks.map(\.number).filter { names.contains(JobFolder.name(ofChunk: $0)) }
  }
}

import ArgumentParser

/// Options for what a command says while it runs.
struct ReportingArguments: ParsableArguments {
  @Option(help: "auto (a bar on a terminal, else plain), plain, json (lines on standard output) or none.")
  var progress = ProgressStyle.auto

  @Flag(name: .shortAndLong, help: "Print only errors and warnings.")
  var quiet = false

  /// The style, as `--quiet` leaves it.
  var style: ProgressStyle { quiet ? .none : progress }

  var reporter: ProgressReporter { ProgressReporter(style: style, isQuiet: quiet) }
}

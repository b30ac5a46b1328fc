// The values that the library's functions take and return, so that `import Tessera` is enough.
@_exported import Imaging
@_exported import Labels
@_exported import Media
@_exported import Pipeline
@_exported import PipelineFiles
@_exported import Rendering

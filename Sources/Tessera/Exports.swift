// The types in the library's public API, so that `import Tessera` is enough.
@_exported import Exchange
@_exported import Imaging
@_exported import Labels
@_exported import Media
@_exported import Pipeline
@_exported import PipelineFiles
@_exported import Regions
@_exported import Rendering
@_exported import Segmentation
@_exported import Superpixels
@_exported import Tracking

import CKernels

extension Kernels {
  /// sRGB bytes, three a pixel, to L*, a*, b*. The same bits at every level.
  ///
  /// - Parameter linear: the linear light of each of the 256 bytes.
  package func convertToLab(
    _ rgb: UnsafeBufferPointer<UInt8>, linear: [Float], lightness: UnsafeMutableBufferPointer<Float>,
    a: UnsafeMutableBufferPointer<Float>, b: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      linear.count == 256 && rgb.count == 3 * lightness.count && a.count == lightness.count
        && b.count == lightness.count)
    table.pointee.convert_to_lab(
      rgb.baseAddress, lightness.count, linear, lightness.baseAddress, a.baseAddress, b.baseAddress)
  }
}

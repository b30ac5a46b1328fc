import Report
import Testing

@Suite struct BinnedSeriesTests {
  @Test("Bins keep mean, least and greatest value, whatever the number of frames")
  func bins() {
    for count in [1, 7, 8, 9, 1000, 4097] {
      var series = BinnedSeries(limit: 8)
      for frame in 0..<count { series.add(Double(frame), at: frame) }
      #expect(series.bins.count <= 8)
      #expect(series.width * series.bins.count >= count)
      #expect(series.mean == Double(count - 1) / 2)
      #expect(series.range == 0...Double(count - 1))
      #expect(series.bins.last?.greatest == Double(count - 1))
    }
  }

  @Test("Missing values leave empty bins")
  func gaps() {
    var series = BinnedSeries(limit: 8)
    #expect(series.isEmpty && series.range == nil && series.mean == nil)
    series.add(nil, at: 0)
    series.add(.nan, at: 1)
    series.add(2, at: 3)
    #expect(series.bins.map(\.mean) == [nil, nil, nil, 2])
    #expect(series.value(at: 3) == 2 && series.value(at: 4) == nil && series.value(at: 0) == nil)
  }
}

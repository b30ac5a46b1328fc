/// What is more than figures can be made of. Who feeds them knows which file it is of.
package enum CapacityError: Error, Equatable {
  /// More than ``Numbering/limit`` ids.
  case tooManyRegions
  /// Labels and objects have more in common than the tables of all frames may hold.
  case tooManyOverlaps
}

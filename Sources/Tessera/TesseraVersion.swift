/// The version of Tessera.
public enum TesseraVersion {
  public static let current = "0.1.0"
}

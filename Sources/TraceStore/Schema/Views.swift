/// The views, as catalogue/views has them (`all` is generated): the raw sequence of events back from the fact tables,
/// and facts for reading.
public enum Views {}
